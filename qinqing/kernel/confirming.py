"""The step between two pages of a form: a code was sent to who filled it in, and he types it.

Nothing is stored before he has. What he typed before travels along in the form itself, so that it works
without JavaScript and leaves nothing behind where somebody does not go on.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from qinqing.kernel.forms import Form, TextField
from qinqing.kernel.refusals import Refused

FIELD: Final = "confirmation"
"""The field of the code. The page for a database that is away keeps it, as it keeps no password."""
WRONG: Final = "wrong_code"
"""The refusal that counts, so that what is answered must be kept."""
USED: Final = "code_used"
"""The code was right, and somebody used it before: what it was for has been done."""
AGAIN, BACK = "again", "back"

Ask = Callable[[], str]
"""Have a code sent, and give its stub."""
Go = Callable[[str, str], HttpResponseBase]
"""Do what the form is for, with the stub and the code."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of this step shows: the stub to carry along, what is wrong and what was typed."""

    stub: str
    fault: str = ""
    typed: str = ""


Show = Callable[[Shown], HttpResponseBase]


class CodeForm(Form):
    """The code, and the stub of the asking that it answers."""

    confirmation = TextField("验证码", most=20)
    stub = TextField("存根", most=100)

    def clean_confirmation(self) -> str:
        """The digits, however they were typed."""
        digits = unicodedata.normalize("NFKC", self.cleaned_data[FIELD])
        return re.sub(r"[\s\-]", "", digits)


def asks_back(request: HttpRequest) -> bool:
    """Whether he wants to change what he typed before."""
    return request.POST.get("do") == BACK


def step(request: HttpRequest, *, ask: Ask, go: Go, show: Show) -> HttpResponseBase:
    """Answer a form that is filled in rightly: ask for a code, ask once more, or take it and go on.

    No browser keeps what it answers. Raises the refusals of `ask` and `go` that are not about the code.
    """
    response = _answer(request, ask, go, show)
    response["Cache-Control"] = "private, no-store"
    return response


def _answer(request: HttpRequest, ask: Ask, go: Go, show: Show) -> HttpResponseBase:
    form = CodeForm(request.POST)
    valid, stub = form.is_valid(), str(form.cleaned_data.get("stub", ""))
    if not stub:
        return show(Shown(ask()))
    typed = str(form[FIELD].value() or "")
    if request.POST.get("do") == AGAIN:
        return _asked_again(Shown(stub, typed=typed), ask, show)
    if not valid:
        return show(Shown(stub, str(form.errors[FIELD][0]), typed))
    try:
        return go(stub, form.cleaned_data[FIELD])
    except Refused as refused:
        if refused.field != FIELD:
            raise
        response = show(Shown(stub, refused.message, typed))
        response.keep_writes = refused.code == WRONG  # type: ignore[attr-defined]
        return response


def _asked_again(before: Shown, ask: Ask, show: Show) -> HttpResponseBase:
    try:
        return show(Shown(ask()))
    except Refused as refused:
        return show(replace(before, fault=refused.message))

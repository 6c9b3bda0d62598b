"""What takes two, at the door: a page says what waits, a second person confirms or refuses it there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from qinqing.kernel import clock
from qinqing.kernel.addresses import path_to
from qinqing.kernel.forms import Form, TextField
from qinqing.kernel.pages import actor_of, author_of
from qinqing.kernel.refusals import Conflict, Refused


class RefuseProposalForm(Form):
    """Why what was proposed is not to be."""

    reason = TextField("为什么不同意", most=200, help_text="拟的人会看到")


@dataclass(frozen=True, slots=True)
class Deciding:
    """What a second person does with what was proposed, on the page that shows it.

    `find` refuses what is out of sight; `shown` draws the page with the form that did not go through.
    """

    find: Callable[[Any, int], Any]
    confirmed: tuple[Callable[..., Any], str]
    refused: tuple[Callable[..., Any], str]
    taken_back: tuple[Callable[..., Any], str]
    page: str
    shown: Callable[..., HttpResponse]
    page_of_proposers: str = ""
    """Where whoever took it back goes on; the same page where it is empty."""

    def confirm(self, request: HttpRequest, number: int) -> HttpResponse:
        """It holds; or the page says why it cannot."""
        self.find(actor_of(request), number)
        act, said = self.confirmed
        try:
            act(author=author_of(request), proposed_id=number, now=clock.now())
        except Conflict:
            raise
        except Refused as refused:
            form = Form({})
            form.refuse(refused)
            return self.shown(request, confirm=form, deciding=number)
        return self._done(request, said)

    def refuse(self, request: HttpRequest, number: int) -> HttpResponse:
        """It does not, with a reason."""
        self.find(actor_of(request), number)
        act, said = self.refused
        form = RefuseProposalForm(request.POST, auto_id=f"refuse_{number}_%s")
        if not form.is_valid():
            return self.shown(request, refuse=form, deciding=number)
        act(
            author=author_of(request), proposed_id=number, reason=form.cleaned_data["reason"], now=clock.now()
        )
        return self._done(request, said)

    def take_back(self, request: HttpRequest, number: int) -> HttpResponse:
        """It is not asked for any more."""
        self.find(actor_of(request), number)
        act, said = self.taken_back
        act(author=author_of(request), proposed_id=number, now=clock.now())
        return self._done(request, said, self.page_of_proposers)

    def _done(self, request: HttpRequest, said: str, page: str = "") -> HttpResponse:
        messages.success(request, said)
        return HttpResponseRedirect(path_to(page or self.page))

"""A lost app, taken out of use by a second administrator: not by whoever gives temporary passwords."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries
from qinqing.kernel import clock, presence
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render

NONE: Final[Mapping[int, forms.ConfirmResetForm]] = MappingProxyType({})


@page("second_factor.confirm")
def resets(request: HttpRequest) -> HttpResponse:
    """Whose second check is to be taken out of use, and who asked."""
    return _shown(request)


@page("second_factor.confirm", methods=("POST",))
def confirm(request: HttpRequest, person_id: int) -> HttpResponse:
    """It is out of use."""
    form = _form(request, person_id, request.POST)
    try:
        actions.confirm_second_factor_reset(author=author_of(request), person_id=person_id, now=clock.now())
    except Refused as refused:
        if refused.field != presence.FIELD:
            raise
        form.refuse(refused)
        return form.keeping(_shown(request, {person_id: form}))
    messages.success(request, "重置了，他下次登录时重新启用")
    return HttpResponseRedirect(reverse("accounts:resets"))


@page("second_factor.confirm", methods=("POST",))
def deny(request: HttpRequest, person_id: int) -> HttpResponse:
    """It stays in use."""
    actions.deny_second_factor_reset(author=author_of(request), person_id=person_id, now=clock.now())
    messages.success(request, "没有同意，他的第二重验证照旧")
    return HttpResponseRedirect(reverse("accounts:resets"))


def _form(request: HttpRequest, person_id: int, given: QueryDict | None = None) -> forms.ConfirmResetForm:
    asks = queries.asks_for_code(actor_of(request))
    return forms.ConfirmResetForm(given, auto_id=f"reset_{person_id}_%s", asks=asks)


def _shown(request: HttpRequest, bound: Mapping[int, forms.ConfirmResetForm] = NONE) -> HttpResponse:
    """The page, with the one form that did not go through."""
    waiting = queries.resets_to_confirm(actor_of(request), clock.now())
    lines = [(one, bound.get(one.person_id) or _form(request, one.person_id)) for one in waiting]
    return render(request, "accounts/resets.html", {"waiting": lines}, status=422 if bound else 200)

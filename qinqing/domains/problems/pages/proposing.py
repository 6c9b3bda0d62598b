"""What the pages of rules share: a form becomes a proposal, a page says what waits, a second one decides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from qinqing.domains.problems import actions, forms, tables
from qinqing.domains.problems.queries import proposals
from qinqing.kernel import clock
from qinqing.kernel.addresses import path_to
from qinqing.kernel.forms import Form
from qinqing.kernel.pages import actor_of, allows, author_of
from qinqing.kernel.refusals import Conflict, Refused


def propose(request: HttpRequest, form: Form, facts: Any, from_on: date) -> HttpResponse | None:
    """The way to what waits now; None where the form says why it was not taken."""
    try:
        number = actions.propose_rule(
            author=author_of(request), facts=facts, from_on=from_on, why=form.cleaned_data["why"],
            now=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        form.refuse(refused)
        return None
    messages.success(request, "交给协调办负责人了，他确认以后才起作用")
    return HttpResponseRedirect(f"{path_to('problems:proposed_rules')}#proposed-{number}")


def waiting(request: HttpRequest, about: str) -> dict[str, Any]:
    """What a page of a rule says of proposals, and whether this person makes any."""
    actor = actor_of(request)
    return {
        "keeps": allows(actor, "rule.keep"),
        "waiting": tables.waiting_lines(proposals.waiting_about(actor, about)),
        "waiting_at": path_to("problems:proposed_rules"),
    }


def first_of(areas: Sequence[tuple[int, str]]) -> int | None:
    """The area a form begins with."""
    return areas[0][0] if areas else None


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

    def confirm(self, request: HttpRequest, number: int) -> HttpResponse:
        """It holds; or the page says why it cannot."""
        self.find(actor_of(request), number)
        act, said = self.confirmed
        try:
            act(author=author_of(request), proposed_id=number, now=clock.now())
        except Conflict:
            raise
        except Refused as refused:
            form = forms.ConfirmOnlyForm({})
            form.refuse(refused)
            return self.shown(request, confirm=form, deciding=number)
        return self._done(request, said)

    def refuse(self, request: HttpRequest, number: int) -> HttpResponse:
        """It does not, with a reason."""
        self.find(actor_of(request), number)
        act, said = self.refused
        form = forms.RefuseProposalForm(request.POST, auto_id=f"refuse_{number}_%s")
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
        return self._done(request, said)

    def _done(self, request: HttpRequest, said: str) -> HttpResponse:
        messages.success(request, said)
        return HttpResponseRedirect(path_to(self.page))

"""What the pages of rules share: a form becomes a proposal, a page says what waits, a second one decides."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from qinqing.domains.problems import actions, tables
from qinqing.domains.problems.queries import proposals
from qinqing.kernel import clock
from qinqing.kernel.addresses import path_to
from qinqing.kernel.forms import Form
from qinqing.kernel.pages import actor_of, allows, author_of
from qinqing.kernel.refusals import Refused


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

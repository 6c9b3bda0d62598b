"""Rules that wait for a second person: the head confirms or refuses them, the coordinator takes them back."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from qinqing.domains.problems import actions, tables
from qinqing.domains.problems.models import ProposedRule
from qinqing.domains.problems.queries import catalogue, kinds, proposals
from qinqing.kernel import clock
from qinqing.kernel.deciding import Deciding, RefuseProposalForm
from qinqing.kernel.forms import Form
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.rendering import render


@page("rule.see")
def listing(request: HttpRequest) -> HttpResponse:
    """What waits, with what it was and what it is to be; and what became of the others."""
    return _shown(request)


@page("rule.confirm", methods=("POST",))
def confirm(request: HttpRequest, proposed_id: int) -> HttpResponse:
    """A second person lets a proposed rule hold from its day on."""
    answer = _DECIDING.confirm(request, proposed_id)
    proposals.forget_rules()
    return answer


@page("rule.confirm", methods=("POST",))
def refuse(request: HttpRequest, proposed_id: int) -> HttpResponse:
    """What holds goes on to hold, with a reason."""
    return _DECIDING.refuse(request, proposed_id)


@page("rule.keep", methods=("POST",))
def take_back(request: HttpRequest, proposed_id: int) -> HttpResponse:
    """What was proposed is not asked for any more."""
    return _DECIDING.take_back(request, proposed_id)


def _shown(request: HttpRequest, *, deciding: int = 0, **bound: Form) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    found = proposals.proposed_rules_of(actor)
    names = tables.Names(
        catalogue.unit_names(clock.today()), dict(catalogue.categories_for_choice()),
        dict(kinds.groups_for_choice()),
    )  # fmt: skip
    context: dict[str, Any] = {
        "tabs": tables.rule_tabs("problems:proposed_rules"),
        "proposed": [
            _proposal(one, actor, names, bound if one.pk == deciding else {}) for one in found.waiting
        ],
        "decided": tables.decided_lines(found.decided, now),
    }
    return render(request, "problems/proposed_rules.html", context, status=422 if bound else 200)


def _proposal(
    row: ProposedRule, actor: Actor, names: tables.Names, bound: Mapping[str, Form]
) -> dict[str, Any]:
    """A proposed rule with what this person may do about it."""
    heads = row.area_id in actor.ids("coordination_head")
    return {
        "id": row.pk,
        "title": tables.proposed_title(row),
        "facts": tables.proposed_facts(row, clock.now()),
        "columns": tables.CHANGES,
        "changes": tables.change_rows(row, names),
        "confirms": heads and row.proposed_by_id != actor.person_id,
        "takes_back": row.area_id in actor.ids("coordinator"),
        "faults": bound["confirm"].refusals if "confirm" in bound else (),
        "refuse": bound.get("refuse") or RefuseProposalForm(auto_id=f"refuse_{row.pk}_%s"),
    }


_DECIDING = Deciding(
    find=proposals.proposed_rule_for,
    confirmed=(actions.confirm_rule, "确认了，从写的那天起按它办；拟的人会收到通知"),
    refused=(actions.refuse_rule, "没有改，拟的人会看到理由"),
    taken_back=(actions.take_back_rule, "收回了，什么也没有改"),
    page="problems:proposed_rules",
    shown=_shown,
)

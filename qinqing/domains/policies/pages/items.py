"""What can be claimed today, and one item as it holds now."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from qinqing.domains.policies import facts, queries, rules, tables
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.permissions import PERMISSIONS
from qinqing.domains.policies.queries import ItemRead, Wanted
from qinqing.domains.policies.rules import benefit, cards
from qinqing.domains.policies.terms import BenefitClass, ClaimMode, EditionState, PolicyLevel
from qinqing.kernel import clock
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui.cells import table_head

_FILTERS = ("benefit_class", "mode", "level")


@page("policy.read")
def listing(request: HttpRequest) -> HttpResponse:
    """What can be claimed today, narrowed by words, class, mode and level; for editors what is in work."""
    actor, today = actor_of(request), clock.today()
    wanted = Wanted(
        words=" ".join(request.GET.get("q", "").split())[:40],
        benefit_class=_one_of(request, "benefit_class", BenefitClass.values()),
        mode=_one_of(request, "mode", ClaimMode.values()),
        level=_one_of(request, "level", PolicyLevel.values()),
    )
    found = queries.items_in_force(actor, wanted, today, whole_number(request.GET.get("after", "")))
    edits = PERMISSIONS.allows(actor, "policy.edit")
    work = queries.editions_in_work(actor) if edits else []
    context = {
        "wanted": wanted,
        "classes": _chips(wanted, "benefit_class", BenefitClass.choices()),
        "modes": _chips(wanted, "mode", ClaimMode.choices()),
        "levels": _chips(wanted, "level", PolicyLevel.choices()),
        "head": table_head(tables.ITEMS),
        "rows": tables.item_rows(found.rows, today),
        "count": len(found.rows),
        "older": f"?{_query(wanted, after=found.after)}" if found.after else "",
        "edits": edits,
        "matches": PERMISSIONS.allows(actor, "policy.match"),
        "work_head": table_head(tables.IN_WORK),
        "work": tables.work_rows(work, today),
        "work_count": len(work),
        "mine_to_check": sum(_may_check(actor, one) for one in work),
    }  # fmt: skip
    return render(request, "policies/list.html", context)


@page("policy.read")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One item as it holds now: what one gets, who fits, what to bring, where it stands written."""
    today = clock.today()
    found = queries.item_for(actor_of(request), public_id, today)
    return render(request, "policies/item.html", item_context(actor_of(request), found, found.shown, today))


def item_context(actor: Actor, read: ItemRead, shown: Edition, today: date) -> dict[str, Any]:
    """An item and one of its editions, as their pages show them."""
    rule = facts.rule_of(shown)
    clauses = rules.clauses(rule) if rule else ()
    edits = "editor" in PERMISSIONS.relations(actor, shown) and PERMISSIONS.allows(actor, "policy.edit")
    return {
        "item": read.item,
        "edition": shown,
        "mode": ClaimMode.of(shown.mode),
        "benefit_class": BenefitClass.label_of(shown.benefit_class),
        "facts": tables.facts_of(shown, today),
        "clauses": clauses,
        "wording": tables.wording_of(shown, clauses),
        "scorecards": cards.cards_of(shown.rule),
        "gives": benefit.benefit_lines(shown.rule),
        "unread": rule is None and rules.is_rule(shown.rule),
        "history": tables.history_of(read.editions, today),
        "in_work": read.in_work,
        "edits": edits,
        "excluded": [
            (one.title, reverse("policies:one", args=[one.item.public_id]))
            for one in queries.items_coded(shown.excludes)
        ],
        "pushed": queries.pushed_to_me(actor, shown),
        "asks": PERMISSIONS.allows(actor, "policy.match"),
        "pushes": PERMISSIONS.allows(actor, "policy.push") and shown.state == EditionState.PUBLISHED,
        "holds": tables.state_of(shown, today),
    }


def _may_check(actor: Actor, one: Edition) -> bool:
    return one.state == EditionState.TO_CHECK and "checker" in PERMISSIONS.relations(actor, one)


def _one_of(request: HttpRequest, name: str, values: list[str]) -> str:
    value = request.GET.get(name, "")
    return value if value in values else ""


def _query(wanted: Wanted, **more: str) -> str:
    asked = {"q": wanted.words, **{name: getattr(wanted, name) for name in _FILTERS}, **more}
    return urlencode({name: value for name, value in asked.items() if value})


def _chips(wanted: Wanted, name: str, choices: list[tuple[str, str]]) -> list[dict[str, Any]]:
    held = getattr(wanted, name)
    return [
        {"label": label, "href": f"?{_query(wanted, **{name: value})}", "current": value == held}
        for value, label in [("", "全部"), *choices]
    ]

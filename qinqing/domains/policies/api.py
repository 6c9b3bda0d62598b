"""Doors for programs: the items in force, and what fits an enterprise as far as the token's person knows."""

from decimal import Decimal
from typing import Any, Final

from django.http import HttpRequest
from ninja import Query, Router

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.policies import facts, queries, rules
from qinqing.domains.policies.facts import Matched
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.schemas import (
    FailingRead,
    ItemLine,
    ItemPage,
    ItemRead,
    ItemsNarrowed,
    MatchesRead,
    MatchRead,
)
from qinqing.domains.policies.tables import gap_of, season_of
from qinqing.kernel import clock
from qinqing.kernel.api.operations import reads
from qinqing.kernel.permissions import Actor

RIGHTS: Final = {"policy.read": "看政策", "policy.match": "看一家企业符合哪些政策"}
"""What a token can be given here."""

router = Router(tags=["政策"])
ROUTERS: Final[tuple[Router, ...]] = (router,)


@reads(router, "/policies", right="policy.read", answers=ItemPage, name="list_policies")
def policies(request: HttpRequest, narrowed: Query[ItemsNarrowed]) -> ItemPage:
    """在执行的政策事项，新的在前。"""
    today = clock.today()
    wanted = queries.Wanted(
        narrowed.words, narrowed.benefit_class or "", narrowed.mode or "", narrowed.level or ""
    )
    found = queries.items_in_force(_actor(request), wanted, today, narrowed.after)
    items = [ItemLine(**_line(one)) for one in found.rows]
    return ItemPage(items=items, next=int(found.after) if found.after else None)


@reads(router, "/policies/{public_id}", right="policy.read", answers=ItemRead, name="show_policy")
def policy(request: HttpRequest, public_id: str) -> ItemRead:
    """一项政策现在怎么说，连同它的条件。"""
    shown = queries.item_for(_actor(request), public_id, clock.today()).shown
    rule = facts.rule_of(shown)
    return ItemRead(
        **_line(shown),
        edition=shown.number, policy=shown.item.policy.title, number=shown.item.policy.number,
        issuer=shown.item.policy.issuer, link=shown.item.policy.link, procedure=shown.procedure,
        papers=shown.papers, telephone=shown.telephone, budget=shown.budget, from_on=shown.from_on,
        until_on=shown.until_on, rule=rules.in_order(shown.rule),
        conditions=[one.asks for one in rules.clauses(rule)] if rule else [],
    )  # fmt: skip


@reads(
    router,
    "/enterprises/{public_id}/policies",
    right="policy.match",
    answers=MatchesRead,
    name="match_policies",
)
def matches(request: HttpRequest, public_id: str) -> MatchesRead:
    """拿一家企业现在的资料和每一项能比对的政策比一遍。"""
    actor, now = _actor(request), clock.now()
    enterprise = enterprises.enterprise_for(actor, public_id)
    found = facts.matches_for(actor, enterprise, now)
    judged = [MatchRead(**_match(one)) for one in found if one.match is not None]
    return MatchesRead(judged_on=clock.local(now).date(), items=judged)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _line(one: Edition) -> dict[str, Any]:
    return {
        "public_id": one.item.public_id,
        "title": one.title,
        "summary": one.summary,
        "amount": one.amount,
        "benefit_class": one.benefit_class,
        "mode": one.mode,
        "level": one.item.policy.level,
        "unit": one.unit.name if one.unit else "",
        "season": season_of(one, clock.today()),
        "closes_on": one.closes_on,
        "days": one.days,
    }


def _match(one: Matched) -> dict[str, Any]:
    match = one.match
    assert match is not None
    gaps = [gap_of(reason) for reason in match.failing]
    return {
        "item": one.edition.address,
        "title": one.edition.title,
        "standing": match.standing,
        "gain": None if match.gain is None else Decimal(str(match.gain)) * 10_000,
        "failing": [FailingRead(says=gap["says"], near=gap["near"]) for gap in gaps],
        "asks": [rules.book().label(name) for name in match.asks],
    }

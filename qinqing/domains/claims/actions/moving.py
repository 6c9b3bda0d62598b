"""What every change of a claim shares: into which state, in whose hands, by when, and who is told."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from qinqing.domains.claims import queries, rules
from qinqing.domains.claims.models import Claim
from qinqing.domains.claims.terms import ClaimHolder, ClaimState
from qinqing.domains.policies import queries as policies
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.terms import ClaimMode
from qinqing.kernel import clock, twins
from qinqing.kernel import events as kernel_events
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused


def enter(claim: Claim, state: ClaimState, now: datetime) -> None:
    """Put a claim into a state: its holder, and the date counted from now."""
    claim.state, claim.since_at = state, now
    claim.holder = rules.holder_of(state, officer=claim.officer_id is not None)
    claim.left_minutes = claim.late_told_at = claim.due_at = claim.limit_days = None
    claim.limit_source = claim.moved = ""
    claim.is_open = claim.holder != ClaimHolder.NOBODY
    if not claim.is_open:
        claim.ended_at = now
        return
    around = queries.place(claim.area_id, now)
    limit = around.limits.of(state, ClaimMode.of(claim.edition.mode), claim.edition.days)
    claim.limit_days, claim.limit_source = limit.days, limit.source
    claim.due_at = around.calendar.add_workdays(now, limit.days).at


def stand_aside(claim: Claim, now: datetime) -> None:
    """Keep what is left of the unit's time while the clock stands with the enterprise."""
    assert claim.due_at is not None
    left = queries.place(claim.area_id, now).calendar.work_minutes_between(now, claim.due_at)
    came_from = claim.state
    enter(claim, ClaimState.SUPPLEMENT, now)
    claim.came_from, claim.paused_minutes = came_from, left


def go_on(claim: Claim, now: datetime) -> None:
    """Go back to where the papers were asked for, with the time that was left there."""
    left, state = claim.paused_minutes or 0, ClaimState.of(claim.came_from or ClaimState.APPLIED)
    enter(claim, state, now)
    claim.due_at = queries.place(claim.area_id, now).calendar.add_work_minutes(now, left).at
    claim.left_minutes, claim.paused_minutes, claim.came_from = left, None, ""


def is_late(claim: Claim, now: datetime) -> bool:
    """Whether the present state has outstayed its date."""
    return claim.due_at is not None and now > claim.due_at


def money(amount: Decimal | None) -> str:
    """An amount in the words of a record; nothing where there is none."""
    return "" if amount is None else rules.yuan(amount)


def tell(
    event: type, claim: Claim, author: Author, now: datetime, more: Mapping[str, Any] | None = None
) -> None:
    """Record what happened to a claim, for it, its enterprise and its item."""
    record = {
        "title": claim.edition.title,
        "number": claim.number,
        "asked": money(claim.asked),
        "approved": money(claim.approved),
        "paid": money(claim.paid),
        "reason": claim.reason,
        "citation": claim.citation,
        **(more or {}),
    }
    kernel_events.tell(
        event, subject=(queries.CLAIM, claim.pk), author=author, at=now, record=record,
        about=[("enterprise", claim.enterprise_id), ("policy_item", claim.item_id)],
    )  # fmt: skip


def one_at_a_time(edition_id: int) -> None:
    """Hold the budget of an edition until the transaction ends: two approvals do not both find it enough."""
    _hold(f"claims.budget.{edition_id}")


def refuse_beside(
    edition: Edition, enterprise_ids: Collection[int], now: datetime, *, but: int | None = None,
    approved: bool = False,
) -> None:  # fmt: skip
    """Refuse where one of these enterprises has an item this year that cannot be had beside this one; where
    only what is `approved` counts, what was merely asked for stands in nobody's way.

    Whoever decides the like waits for the other, so that two units do not grant both.
    """
    excluded = policies.excluded_beside(edition, clock.local(now).date())
    if not excluded:
        return
    _hold("claims.beside")
    other = queries.beside(excluded, enterprise_ids, now, but=but, approved=approved)
    if other is not None:
        state = ClaimState.label_of(other.state)
        raise Refused(
            "excluded",
            f"{other.enterprise.name}今年的“{other.edition.title}”（{other.number}，{state}）不能和这一项同时享受",
        )


def _hold(what: str) -> None:
    if not twins.protects(twins.LOCK):
        return
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])

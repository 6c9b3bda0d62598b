"""What a step looks at, and what follows from a state alone: who holds it, how far the money is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from qinqing.domains.claims.terms import ClaimHolder, ClaimOrigin, ClaimState
from qinqing.domains.policies.terms import ClaimMode

C, H = ClaimState, ClaimHolder

HOLDERS: Final[Mapping[ClaimState, ClaimHolder]] = {
    C.INTENDED: H.OFFICER,
    C.APPLIED: H.UNIT,
    C.SUPPLEMENT: H.ENTERPRISE,
    C.ACCEPTED: H.UNIT,
    C.NOTICE: H.PUBLIC,
    C.OBJECTED: H.UNIT_HEAD,
    C.ACCOUNT: H.ENTERPRISE,
    C.TO_PAY: H.UNIT,
}
"""In whose hands each open state is; what has ended is in nobody's."""
STOPS: Final = ("申请", "审核", "拨付", "到账")
"""The way of the money as an enterprise reads it."""
_STOP: Final[Mapping[ClaimState, int]] = {
    C.INTENDED: 0, C.APPLIED: 0, C.SUPPLEMENT: 0, C.TURNED_DOWN: 0, C.WITHDRAWN: 0,
    C.ACCEPTED: 1, C.REFUSED: 1, C.NOTICE: 1, C.OBJECTED: 1,
    C.ACCOUNT: 2, C.TO_PAY: 2,
    C.PAID: 4,
}  # fmt: skip
LEFT_OUT: Final = frozenset({C.TURNED_DOWN, C.REFUSED, C.WITHDRAWN})
"""Ended without money."""


def holder_of(state: ClaimState, *, officer: bool = True) -> ClaimHolder:
    """Who acts next; without an officer an enterprise that wants to claim is on its own."""
    if state is C.INTENDED and not officer:
        return H.ENTERPRISE
    return HOLDERS.get(state, H.NOBODY)


def stop_of(state: ClaimState) -> int:
    """At which of the four stops a claim is; 4 where the money has arrived."""
    return _STOP[state]


@dataclass(frozen=True, slots=True)
class Situation:
    """A claim as its life sees it, at a moment."""

    state: ClaimState
    origin: ClaimOrigin
    now: datetime
    today: date
    due_at: datetime | None = None
    notice_until_at: datetime | None = None
    actor_id: int | None = None
    approved_by_id: int | None = None
    approved: Decimal | None = None
    budget_left: Decimal | None = None
    asks_papers: bool = True


@dataclass(frozen=True, slots=True)
class ListSituation:
    """A payout list as its life sees it."""

    made_by_id: int | None
    actor_id: int | None
    entries: int
    total: Decimal
    budget_left: Decimal | None = None


def not_open(
    mode: ClaimMode, pays: bool, from_on: date, until_on: date | None, closes_on: date | None, unit: bool,
    today: date,
) -> str | None:  # fmt: skip
    """Why nobody can apply for an edition today; None where one can."""
    if mode is ClaimMode.NO_APPLICATION:
        return "这一项不用申请：单位比对后列名单，公示完请您确认收款账户就行"
    if not pays:
        return "这一项给的不是钱，不用在这里申请；照政策写的找兑现单位，或者请服务官帮您问"
    if not unit:
        return "这一项还没有写明由哪个单位兑现，请打咨询电话，或者请服务官帮您问"
    if today < from_on:
        return f"这一项 {from_on.month}月{from_on.day}日才开始执行，到那天再来"
    if until_on is not None and today >= until_on:
        return "这一项已经不执行了，看看有没有别的适合"
    if closes_on is not None and today > closes_on:
        return f"这一项 {closes_on.month}月{closes_on.day}日就截止了，请等下一次申报"
    return None

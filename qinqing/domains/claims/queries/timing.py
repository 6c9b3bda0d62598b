"""By when a claim's holder must act, why on that day, and how much of it is left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.claims.limits import ClaimLimits
from qinqing.domains.claims.models import Claim
from qinqing.domains.claims.terms import ClaimState
from qinqing.kernel import calendar, clock, settings
from qinqing.lib.workdays import Calendar
from qinqing.ui import formats
from qinqing.ui.cells import Tone
from qinqing.ui.weeks import weeks

SOON: Final = 2
"""So many working days before the date the light turns."""


@dataclass(frozen=True, slots=True)
class Place:
    """How an area counts time, and how long it lets its holders take."""

    calendar: Calendar
    limits: ClaimLimits


def place(area_id: int, now: datetime) -> Place:
    """Calendar and limits of an area on the day of `now`."""
    nodes = accounts.areas_upward(area_id)
    days = calendar.calendar_of(nodes)
    return Place(days, ClaimLimits(settings.current(), nodes, days.local(now).date()))


def places(area_ids: Iterable[int], now: datetime) -> dict[int, Place]:
    """The same for the areas of a list."""
    return {area: place(area, now) for area in set(area_ids)}


@dataclass(frozen=True, slots=True)
class Left:
    """How much time is left, in words and with a light."""

    tone: Tone
    words: str
    short: str
    until: str
    day: str = ""
    weekday: str = ""

    @property
    def is_late(self) -> bool:
        return self.tone == "red"


def left_of(claim: Claim, days: Calendar, now: datetime) -> Left:
    """What is left until a claim's date; nobody is late with a public notice or with what has ended."""
    if claim.due_at is None:
        return Left("calm", "", formats.EMPTY, formats.EMPTY)
    today, due_on = clock.local(now).date(), formats.local_date(claim.due_at)
    said = (formats.day(due_on, today), formats.short_day(due_on, today), formats.weekday(due_on))
    count = days.workdays_between(today, due_on)
    tone: Tone
    if claim.state == ClaimState.NOTICE:
        tone, count = "calm", max(count, 0)
    elif now > claim.due_at:
        tone, count = "red", min(count, -1)
    else:
        tone = "blue" if count <= SOON else "green"
    return Left(tone, formats.workdays_left(count), formats.workdays_left_short(count), *said)


@dataclass(frozen=True, slots=True)
class Why:
    """Why a claim's date is that day: in sentences, and day by day."""

    reasons: list[str]
    days: list[dict[str, str]]


_COUNTED_FROM: Final[Mapping[ClaimState, str]] = {
    ClaimState.INTENDED: "从提出意向算起",
    ClaimState.APPLIED: "从提交申请算起，要决定受不受理",
    ClaimState.SUPPLEMENT: "从请企业补材料算起；这段时间不算单位的",
    ClaimState.ACCEPTED: "从受理算起，要给出审核结果",
    ClaimState.NOTICE: "从审核通过算起，公示这么久",
    ClaimState.OBJECTED: "从登记异议算起，要裁定",
    ClaimState.ACCOUNT: "从请企业确认账户算起",
    ClaimState.TO_PAY: "从账户确认好算起，要把钱拨出去",
}


def counted(claim: Claim, days: Calendar) -> datetime | None:
    """When the present state is due by a calendar: its working days, or what was left of them."""
    if claim.left_minutes is not None:
        return days.add_work_minutes(claim.since_at, claim.left_minutes).at
    return days.add_workdays(claim.since_at, claim.limit_days).at if claim.limit_days is not None else None


def why_of(claim: Claim, days: Calendar) -> Why | None:
    """How the date of the present state was counted; None where there is none."""
    if claim.due_at is None or claim.limit_days is None:
        return None
    state = ClaimState.of(claim.state)
    reasons = [f"{_COUNTED_FROM[state]}，{claim.limit_days} 个工作日（{claim.limit_source}）"]
    if claim.left_minutes is not None:
        since = formats.full_moment(claim.since_at)
        reasons.append(f"补材料的时间不算；{since} 材料补来，接着用原来剩下的时间")
    else:
        reasons += days.explain(claim.since_at, claim.limit_days).sentence().split("；")
    if claim.moved:
        reasons.append(claim.moved)
    received = days.received_on(claim.since_at) if claim.left_minutes is None else None
    came, due = formats.local_date(claim.since_at), formats.local_date(claim.due_at)
    return Why(reasons, weeks(days, came, due, received))

"""Who has it, until when, how much is left: in these words and lights on every page, list and count."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self

from django.db.models import Q

from qinqing.domains.problems.queries.surroundings import place, root_area
from qinqing.domains.problems.terms import Holder
from qinqing.kernel import calendar
from qinqing.kernel.permissions import Actor
from qinqing.lib.workdays import Calendar
from qinqing.ui import formats
from qinqing.ui.cells import Tone

LIGHTS: dict[Tone, str] = {"green": "按时", "blue": "将到期", "yellow": "已超期", "red": "严重超期"}
SOON_WORKDAYS = 1
LONG_OVER_WORKDAYS = 3


@dataclass(frozen=True, slots=True)
class Lights:
    """The one yardstick for the light of a row and for counting rows.

    Green is in time, blue due within one working day, yellow over, red over by three working days or more.
    """

    now: datetime
    soon_until: datetime
    long_over_before: datetime

    def tone(self, due_at: datetime | None) -> Tone:
        """The light of a due date; calm where there is none."""
        if due_at is None:
            return "calm"
        if due_at > self.now:
            return "blue" if due_at <= self.soon_until else "green"
        return "red" if due_at < self.long_over_before else "yellow"

    def having(self, tone: Tone) -> Q:
        """The rows of this light, by their `sort_due`; the same boundaries as `tone`."""
        return {
            "green": Q(sort_due__gt=self.soon_until),
            "blue": Q(sort_due__gt=self.now, sort_due__lte=self.soon_until),
            "yellow": Q(sort_due__lte=self.now, sort_due__gte=self.long_over_before),
            "red": Q(sort_due__lte=self.now, sort_due__lt=self.long_over_before),
        }[tone]

    @property
    def passed(self) -> dict[Tone, Q]:
        """The rows of this light or of one that is worse, by their `sort_due`; the worst light first."""
        return {
            "red": Q(sort_due__lt=self.long_over_before),
            "yellow": self.late,
            "blue": Q(sort_due__lte=self.soon_until),
        }

    @property
    def moments(self) -> tuple[datetime, datetime, datetime]:
        """What makes the yardstick, to be bound to a compiled read."""
        return self.now, self.soon_until, self.long_over_before

    @property
    def late(self) -> Q:
        """The rows that are over, whatever by."""
        return Q(sort_due__lte=self.now)


@dataclass(frozen=True, slots=True)
class Today(Lights):
    """A moment as an office counts it."""

    calendar: Calendar

    @classmethod
    def of(cls, days: Calendar, now: datetime) -> Self:
        """The yardstick of a calendar at a moment."""
        today = days.local(now).date()
        last = days.workday_from(today + timedelta(days=1), -LONG_OVER_WORKDAYS)
        return cls(
            calendar=days,
            now=now,
            soon_until=max(now, days.closing(days.workday_from(today, SOON_WORKDAYS))),
            long_over_before=datetime.combine(last, time(), tzinfo=days.zone),
        )

    def workdays_to(self, due_at: datetime) -> int:
        """Working days from today to the due day, today not counted; below zero where it lies behind."""
        return self.calendar.workdays_between(*(self.calendar.local(at).date() for at in (self.now, due_at)))

    def left(self, due_at: datetime | None) -> str:
        """`还剩 2 个工作日`, under one day `还剩 1 小时 20 分` of working time, `已过 6 个工作日`."""
        if due_at is None:
            return formats.EMPTY
        days = self.workdays_to(due_at)
        minutes = self._minutes_where_short(due_at, days)
        if minutes is None:
            return formats.workdays_left(days)
        return formats.minutes_left(minutes) if minutes or due_at > self.now else "刚刚到期"

    def left_short(self, due_at: datetime | None) -> str:
        """`剩 2 天`, `剩 1:20`, `过 6 天`: in a row or a queue."""
        if due_at is None:
            return formats.EMPTY
        days = self.workdays_to(due_at)
        minutes = self._minutes_where_short(due_at, days)
        return formats.workdays_left_short(days) if minutes is None else formats.minutes_left_short(minutes)

    def _minutes_where_short(self, due_at: datetime, days: int) -> int | None:
        """The minutes to or since then where they say more than days: less than a working day is left, or
        it was due today. Working minutes; where there are none, as at night, those of the wall clock."""
        if not 0 <= days <= (due_at > self.now):
            return None
        working = self.calendar.work_minutes_between(self.now, due_at)
        minutes = working or max(0, (due_at - self.now) // timedelta(minutes=1))
        return minutes if days == 0 or minutes < _LONGEST_IN_HOURS else None

    def until(self, due_at: datetime | None) -> str:
        """`3月11日 周三 18:00`, `今天 18:00`."""
        return formats.moment(due_at, self.now)

    def light(self, due_at: datetime | None) -> str:
        """The word beside the light: `今天到期`, `已超期 1 天`, `严重超期 6 天`."""
        tone = self.tone(due_at)
        if due_at is None or tone == "calm":
            return formats.EMPTY
        days = self.workdays_to(due_at)
        if tone == "blue" and days == 0:
            return "今天到期"
        return f"{LIGHTS[tone]} {-days} 天" if days < 0 else LIGHTS[tone]


_LONGEST_IN_HOURS = 6 * 60
"""Six working hours: a day of seven is said as a day."""


def today_of(area_id: int, now: datetime) -> Today:
    """The yardstick of an area: of one problem, of one enterprise."""
    return Today.of(place(area_id, now)[0], now)


def today_for(actor: Actor, now: datetime) -> Today:
    """The yardstick of an actor's lists: of the highest area he is in charge of, else of the installation."""
    area_id = min(actor.ids("area"), default=root_area())
    return Today.of(calendar.calendar_of(), now) if area_id is None else today_of(area_id, now)


@dataclass(frozen=True, slots=True)
class Standing:
    """The three words, the light and the word beside it."""

    who: str
    until: str
    left: str
    tone: Tone
    light: str

    @property
    def word(self) -> str:
        """Whether the amount is left or over, as the head of a column."""
        return "已过" if self.tone in {"yellow", "red"} else "还剩"

    @property
    def amount(self) -> str:
        """The amount alone, below that head."""
        return self.left.removeprefix(f"{self.word} ")


def standing_of(who: str, due_at: datetime | None, today: Today) -> Standing:
    """How something stands that `who` must do by `due_at`."""
    return Standing(who, today.until(due_at), today.left(due_at), today.tone(due_at), today.light(due_at))


_HOLDERS = {Holder.OFFICER: "首席服务官", Holder.ENTERPRISE: "企业", Holder.UNIT_HEAD: "承办单位"}
_TO_ENTERPRISE = {
    Holder.OFFICER: "您的服务官", Holder.ENTERPRISE: "您", Holder.AUTHOR: "您",
    # Which of them it is would tell how high the problem was raised.
    **dict.fromkeys((Holder.COORDINATION_HEAD, Holder.LEADER), Holder.COORDINATOR.label),
}  # fmt: skip


def holder_said(holder: str, unit: str | None, *, to_enterprise: bool = False) -> str:
    """Who must act, for a list: the unit by its name, else the office; the enterprise itself is 您."""
    known = Holder(holder)
    if unit and known in {Holder.UNIT, Holder.UNIT_HEAD}:
        return unit if to_enterprise or known == Holder.UNIT else f"{unit}审签人"
    return (_TO_ENTERPRISE if to_enterprise else _HOLDERS).get(known) or known.label

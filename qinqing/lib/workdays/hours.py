"""Business hours: by season, from a date on, with what counts of that which arrives outside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any, Final, Self

from qinqing.lib.terms import Term

from .days import CalendarFault, DayEntry, Hours, Interval, minute_of

_LEAP: Final = 2024
"""A year that has every day there is."""


class Receipt(Term):
    """On which day something counts as received."""

    ANY = "any", "什么时候收到的都算当天收到"
    REST = "rest", "休息日收到的，算下一个工作日收到"
    CLOSED = "closed", "下班以后和休息日收到的，都算下一个工作日收到"


@dataclass(frozen=True, slots=True)
class Season:
    """The business hours of every year from a month and day on, until its next season begins."""

    month: int
    day: int
    intervals: tuple[Interval, ...]

    def __post_init__(self) -> None:
        try:
            date(_LEAP, self.month, self.day)
        except ValueError:
            day = f"{self.month}月{self.day}日"
            raise CalendarFault(f"没有{day}这一天") from None
        bounds = [minute_of(moment) for interval in self.intervals for moment in interval]
        if not bounds or any(later <= earlier for earlier, later in pairwise(bounds)):
            raise CalendarFault("办公时段须非空、先后有序且互不重叠")


@dataclass(frozen=True, slots=True)
class Schedule:
    """The business hours from a date on, until a later schedule replaces them.

    A year has one season or more; before the first one of a year the last one of the year before goes on.
    `source` is the document that says so; none where nobody decided it.
    """

    effective_from: date
    seasons: tuple[Season, ...]
    receipt: Receipt = Receipt.ANY
    source: str = ""

    def __post_init__(self) -> None:
        seasons = tuple(sorted(self.seasons, key=lambda season: (season.month, season.day)))
        if len({(season.month, season.day) for season in seasons}) != len(seasons) or not seasons:
            raise CalendarFault("至少要有一季，且两季不能从同一天开始")
        object.__setattr__(self, "seasons", seasons)

    @classmethod
    def all_year(cls, effective_from: date, intervals: tuple[Interval, ...]) -> Self:
        """The same hours the whole year."""
        return cls(effective_from, (Season(1, 1, intervals),))

    def intervals(self, on: date) -> tuple[Interval, ...]:
        """The hours of the season of a day."""
        begun = [one for one in self.seasons if (one.month, one.day) <= (on.month, on.day)]
        return (begun or self.seasons)[-1].intervals

    def hours(self, on: date, entry: DayEntry | None) -> Hours:
        """The hours of a day of work, shortened as its entry says; none where nothing is left."""
        opens = minute_of(entry.opens) if entry and entry.opens else 0
        closes = minute_of(entry.closes) if entry and entry.closes else 24 * 60
        clipped = ((max(minute_of(a), opens), min(minute_of(b), closes)) for a, b in self.intervals(on))
        return tuple((a, b) for a, b in clipped if a < b)


DEFAULT_SCHEDULE: Final = Schedule.all_year(date.min, ((time(9), time(12)), (time(14), time(18))))


def hours_said(intervals: tuple[Interval, ...]) -> str:
    """`09:00–12:00、14:00–18:00`."""
    return "、".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in intervals)


def read_hours(written: Mapping[str, Any], effective_from: date, source: str) -> Schedule:
    """The schedule that is written as
    `{"seasons": [{"from": "05-01", "hours": [["08:30", "12:00"], …]}, …], "receipt": "any"}`.

    Stretches that touch are one. Refuses with CalendarFault what is not written so, or contradicts itself.
    """
    try:
        seasons = [(one["from"], one["hours"]) for one in written["seasons"]]
        receipt = Receipt.of(written["receipt"])
        read = tuple(Season(*_month_day(start), _joined(hours)) for start, hours in seasons)
    except CalendarFault:
        raise
    except (KeyError, TypeError, ValueError) as unreadable:
        raise CalendarFault("办公时间读不懂") from unreadable
    return Schedule(effective_from, read, receipt, source)


def _month_day(written: str) -> tuple[int, int]:
    month, _, day = written.partition("-")
    return int(month), int(day)


def _joined(written: list[tuple[str, str]]) -> tuple[Interval, ...]:
    found: list[Interval] = []
    for opens, closes in ((time.fromisoformat(a), time.fromisoformat(b)) for a, b in written):
        if found and found[-1][1] == opens:
            opens = found.pop()[0]
        found.append((opens, closes))
    return tuple(found)

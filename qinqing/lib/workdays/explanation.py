"""Why this date: the days counted and the days left out, for a small month calendar and in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

WEEKDAYS = "一二三四五六日"


class Mark(StrEnum):
    """What a day was to the count."""

    RECEIVED = "received"
    COUNTED = "counted"
    REST = "rest"
    LATE = "late"
    """A working day on which it came in when business was closed, so that it counts as received later."""


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """One day of the count: its number if it counted, and what a document says of it."""

    on: date
    mark: Mark
    number: int | None
    make_up: bool
    name: str
    source: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole count from the day of the start to the day it falls due."""

    start: datetime
    received_on: date
    workdays: int
    at: datetime
    provisional: bool
    calendar_version: str
    days: tuple[ExplainedDay, ...]
    hours: str = ""
    """The business hours of the day it falls due."""
    hours_source: str = ""
    """The document that says so; none where nobody decided them."""

    @property
    def counted(self) -> tuple[ExplainedDay, ...]:
        return tuple(day for day in self.days if day.mark is Mark.COUNTED)

    @property
    def rests(self) -> tuple[ExplainedDay, ...]:
        return tuple(day for day in self.days if day.mark is Mark.REST)

    @property
    def make_ups(self) -> tuple[ExplainedDay, ...]:
        """Counted days that fall on a weekend."""
        return tuple(day for day in self.counted if day.make_up)

    @property
    def own_hours(self) -> str:
        """The business hours of the day it falls due, where somebody decided them; else nothing."""
        basis = self.hours_source
        return f"那天的办公时间 {self.hours}（{basis}）" if basis else ""

    def sentence(self) -> str:
        """The count in Chinese, in the words an official would use on the telephone."""
        parts = [self._receipt(), self._arrival(), *filter(None, [self.own_hours]), *self._left_out()]
        worked = [self._day(day.on) for day in self.make_ups if day.on != self.at.date()]
        if worked:
            parts.append(f"{'、'.join(worked)}补班照算")
        if self.provisional:
            years = sorted({day.on.year for day in self.days if day.provisional})
            parts.append(f"{'、'.join(map(str, years))}年放假安排未录入，日期暂定")
        return "；".join(parts)

    def _receipt(self) -> str:
        said = f"{self._day(self.start.date())}收到"
        if self.received_on != self.start.date():
            day = self._day(self.received_on)
            late = self.days[0].mark is Mark.LATE
            said += f"，下班后收到的按{day}收到" if late else f"，休息日收到的按{day}收到"
        return said + ("，当天不算" if self.workdays else "")

    def _arrival(self) -> str:
        on = self.at.date()
        last = next(day for day in self.days if day.on == on)
        note = f"（周{WEEKDAYS[on.weekday()]}补班）" if last.make_up else ""
        count = f"按{self.workdays}个工作日数" if self.workdays else "当天办，"
        return f"{count}到{self._day(on)}{note}{self.at:%H:%M}"

    def _left_out(self) -> Iterator[str]:
        runs = list(self._runs())
        holidays = [run for run in runs if any(day.source for day in run)]
        for run in holidays:
            names = "、".join(dict.fromkeys(day.name for day in run if day.name))
            yield f"{self._span(run[0].on, run[-1].on)}{names}放假不算"
        if len(runs) > len(holidays):
            yield "其余周末不算" if holidays else "周末不算"

    def _runs(self) -> Iterator[list[ExplainedDay]]:
        """Rest days that follow one another: a holiday with the weekends that belong to it."""
        run: list[ExplainedDay] = []
        for day in self.rests:
            if run and (day.on - run[-1].on).days > 1:
                yield run
                run = []
            run.append(day)
        if run:
            yield run

    def _day(self, on: date) -> str:
        year = "" if on.year == self.start.year else f"{on.year}年"
        return f"{year}{on.month}月{on.day}日"

    def _span(self, first: date, last: date) -> str:
        if first == last:
            return self._day(first)
        same_month = (first.year, first.month) == (last.year, last.month)
        return f"{self._day(first)}至{f'{last.day}日' if same_month else self._day(last)}"

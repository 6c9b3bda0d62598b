"""The calendar itself: which days work, when a limit falls due, how much working time lies between."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from .days import CalendarFault, DayEntry, Hours, Interval, Layer, clock_time
from .explanation import ExplainedDay, Explanation, Mark
from .hours import DEFAULT_SCHEDULE, Receipt, Schedule, hours_said

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Forty years: beyond it a limit is a slip of the pen.
EPOCH = date(1970, 1, 1).toordinal()
DAY = 24 * 60
MAX_WORKDAYS = 10_000
MAX_MINUTES = MAX_WORKDAYS * DAY

# The only public holidays that stand on fixed dates of the solar year.
FIXED_HOLIDAYS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}
FIXED_SOURCE = "全国年节及纪念日放假办法"


@dataclass(frozen=True, slots=True)
class Due:
    """When something falls due. `provisional` (暂定): it rests on a year whose arrangement is not known."""

    at: datetime
    provisional: bool
    calendar_version: str


@dataclass(frozen=True, slots=True)
class _Year:
    """One year counted out, so that no question walks through days."""

    first: int
    hours: list[Hours]
    working: list[int]
    days_before: list[int]
    minutes_before: list[int]


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """How an area counts time. Layers stand highest first; below them all lies the weekly pattern.

    Moments go in aware and come out aware, in the calendar's zone; a naive one is refused with ValueError.
    Moments are taken at the whole minute they stand in, so that spans add up exactly.
    Before the first schedule its hours hold already.
    """

    version: str
    layers: tuple[Layer, ...]
    known_years: frozenset[int]
    schedules: tuple[Schedule, ...] = (DEFAULT_SCHEDULE,)
    zone: ZoneInfo = SHANGHAI
    _days: Mapping[date, DayEntry] = field(init=False, repr=False)
    _starts: list[date] = field(init=False, repr=False)
    _years: dict[int, _Year] = field(init=False, repr=False, default_factory=dict)

    WEEKEND: ClassVar[frozenset[int]] = frozenset({5, 6})

    def __post_init__(self) -> None:
        days: dict[date, DayEntry] = {}
        for layer in reversed(self.layers):
            days.update(layer.days)
        schedules = tuple(sorted(self.schedules, key=lambda schedule: schedule.effective_from))
        starts = [schedule.effective_from for schedule in schedules]
        if not schedules or len(set(starts)) != len(starts):
            raise CalendarFault("至少要有一套办公时段，且生效日期不得相同")
        object.__setattr__(self, "_days", days)
        object.__setattr__(self, "schedules", schedules)
        object.__setattr__(self, "_starts", starts)
        for entry in days.values():
            if entry.works and not self.schedule_on(entry.on).hours(entry.on, entry):
                raise CalendarFault(f"{entry.on}是工作日，却没有办公时间")
            if not entry.works and (entry.opens or entry.closes):
                raise CalendarFault(f"{entry.on}是休息日，不能有办公时间")

    # Days

    def entry(self, on: date) -> DayEntry | None:
        """What a document says of the day; None where only the weekly pattern speaks."""
        said = self._days.get(on)
        if said is None and on.year not in self.known_years and (on.month, on.day) in FIXED_HOLIDAYS:
            return DayEntry(on, works=False, source=FIXED_SOURCE, name=FIXED_HOLIDAYS[on.month, on.day])
        return said

    def is_workday(self, on: date) -> bool:
        return bool(self._hours(on))

    def business_hours(self, on: date) -> tuple[Interval, ...]:
        """The intervals of business of the day; none on a rest day."""
        return tuple((clock_time(a), clock_time(b)) for a, b in self._hours(on))

    def schedule_on(self, on: date) -> Schedule:
        """The schedule in force on a day."""
        return self.schedules[max(0, bisect_right(self._starts, on) - 1)]

    def opening(self, on: date) -> datetime:
        """When business opens; refuses a rest day with ValueError."""
        return self._moment(on, self._working_hours(on)[0][0])

    def closing(self, on: date) -> datetime:
        """When business closes; refuses a rest day with ValueError."""
        return self._moment(on, self._working_hours(on)[-1][1])

    def workday_from(self, on: date, n: int) -> date:
        """The n-th working day strictly after the day, or strictly before it where n is negative."""
        if n == 0 or abs(n) > MAX_WORKDAYS:
            raise ValueError(f"工作日数须在1至{MAX_WORKDAYS}之间")
        year, index = self._place(on)
        rank = year.days_before[index + 1] + n if n > 0 else year.days_before[index] + n + 1
        number = on.year
        while rank > len(year.working):
            rank -= len(year.working)
            number += 1
            year = self._year(number)
        while rank < 1:
            number -= 1
            year = self._year(number)
            rank += len(year.working)
        return date.fromordinal(year.working[rank - 1])

    def workdays_between(self, a: date, b: date) -> int:
        """Working days after `a` up to and including `b`; negative where `b` is earlier."""
        if b < a:
            return -self.workdays_between(b, a)
        (first, i), (last, j) = self._place(a), self._place(b)
        passed = sum(len(self._year(number).working) for number in range(a.year, b.year))
        return passed + last.days_before[j + 1] - first.days_before[i + 1]

    def is_provisional(self, a: date, b: date) -> bool:
        """Whether a count from `a` to `b` reaches into a year whose arrangement is not known."""
        return any(year not in self.known_years for year in range(a.year, b.year + 1))

    # Limits

    def received_on(self, start: datetime) -> date:
        """The day that counts as the day of receipt."""
        local = self.local(start)
        on, receipt = local.date(), self.schedule_on(local.date()).receipt
        if self.is_workday(on):
            passed_on = receipt is Receipt.CLOSED and local > self.closing(on)
        else:
            passed_on = receipt is not Receipt.ANY
        return self.workday_from(on, 1) if passed_on else on

    def add_workdays(self, start: datetime, n: int) -> Due:
        """The close of business of the n-th working day after the day of receipt, which never counts.

        n = 0 is "the same day": the first close of business not before the start. Refuses a negative n.
        """
        if n < 0:
            raise ValueError("工作日数不能为负")
        received = self.received_on(start)
        if n:
            return self._due(start, self.closing(self.workday_from(received, n)))
        if self.is_workday(received) and self.local(start) <= (close := self.closing(received)):
            return self._due(start, close)
        return self._due(start, self.closing(self.workday_from(received, 1)))

    def add_work_minutes(self, start: datetime, minutes: int) -> Due:
        """The earliest moment at which so many working minutes have passed; zero is the start itself.

        A remainder that ends with business ends at the closing, never at the next opening. A negative
        number goes back: the earliest moment from which so many minutes lead up to the start.
        """
        if abs(minutes) > MAX_MINUTES:
            raise ValueError("工作分钟数超出范围")
        local = self.local(start)
        if minutes == 0:
            return self._due(start, local)
        number, wanted = local.year, self._minutes_into_year(local) + minutes
        year = self._year(number)
        while wanted > year.minutes_before[-1]:
            wanted -= year.minutes_before[-1]
            number += 1
            year = self._year(number)
        while wanted < 1:
            number -= 1
            year = self._year(number)
            wanted += year.minutes_before[-1]
        index = bisect_left(year.minutes_before, wanted) - 1
        minute = _after(year.hours[index], wanted - year.minutes_before[index])
        return self._due(start, self._moment(date.fromordinal(year.first + index), minute))

    def work_minutes_between(self, a: datetime, b: datetime) -> int:
        """Whole working minutes from `a` to `b`, negative where `b` is earlier; adjacent spans add up."""
        if b < a:
            return -self.work_minutes_between(b, a)
        first, last = self.local(a), self.local(b)
        passed = sum(self._year(number).minutes_before[-1] for number in range(first.year, last.year))
        return passed + self._minutes_into_year(last) - self._minutes_into_year(first)

    def work_minutes_of_many(self, spans: Sequence[tuple[int, int]]) -> list[int]:
        """`work_minutes_between` of many spans, each from and to a minute of the local clocks since 1970."""
        first = min((min(span) for span in spans), default=0) // DAY
        days = _Days(self, date.fromordinal(EPOCH + first).year)
        found = []
        for since, until in spans:
            begun, minute = divmod(since, DAY)
            before, passed = days[begun]
            ended, last = divmod(until, DAY)
            until_then, passed_then = days[ended]
            found.append(until_then + passed_then[last] - before - passed[minute])
        return found

    def work_minutes_after(self, due: datetime, at: datetime) -> int:
        """By how many working minutes `at` is later than the due moment; zero where it is not."""
        return max(0, self.work_minutes_between(due, at))

    def explain(self, start: datetime, n: int) -> Explanation:
        """Day by day, why `add_workdays` gives the moment it gives."""
        local, received, due = self.local(start), self.received_on(start), self.add_workdays(start, n)
        span = (local.date() + timedelta(days=i) for i in range((due.at.date() - local.date()).days + 1))
        first = received + timedelta(days=1) if n else due.at.date()
        days = tuple(self._explained(on, received, first) for on in span)
        hours, source = hours_said(self.business_hours(due.at.date())), self.schedule_on(due.at.date()).source
        return Explanation(
            local, received, n, due.at, due.provisional, due.calendar_version, days, hours, source
        )

    def local(self, at: datetime) -> datetime:
        """The moment on the clocks of the area; refuses a naive one."""
        if at.tzinfo is None:
            raise ValueError("时间须带时区")
        return at.astimezone(self.zone)

    # The counted-out years

    def _explained(self, on: date, received: date, first: date) -> ExplainedDay:
        works, entry = self.is_workday(on), self.entry(on)
        counts = works and on >= first
        before = Mark.LATE if works else Mark.REST
        mark = Mark.COUNTED if counts else Mark.RECEIVED if on == received else before
        return ExplainedDay(
            on=on,
            mark=mark,
            number=self.workdays_between(received, on) if counts else None,
            make_up=works and on.weekday() in self.WEEKEND,
            name=entry.name if entry else "",
            source=entry.source if entry else "",
            provisional=on.year not in self.known_years,
        )

    def _due(self, start: datetime, at: datetime) -> Due:
        first, last = sorted((self.local(start).date(), at.date()))
        return Due(at, self.is_provisional(first, last), self.version)

    def _moment(self, on: date, minute: int) -> datetime:
        return datetime.combine(on, clock_time(minute), tzinfo=self.zone)

    def _hours(self, on: date) -> Hours:
        year, index = self._place(on)
        return year.hours[index]

    def _working_hours(self, on: date) -> Hours:
        hours = self._hours(on)
        if not hours:
            raise ValueError(f"{on}不是工作日")
        return hours

    def _minutes_into_year(self, local: datetime) -> int:
        year, index = self._place(local.date())
        minute = local.hour * 60 + local.minute
        return year.minutes_before[index] + _passed(year.hours[index], minute)

    def _place(self, on: date) -> tuple[_Year, int]:
        year = self._year(on.year)
        return year, on.toordinal() - year.first

    def _year(self, number: int) -> _Year:
        counted = self._years.get(number)
        if counted is None:
            counted = self._years[number] = self._count_out(number)
        return counted

    def _count_out(self, number: int) -> _Year:
        year = _Year(date(number, 1, 1).toordinal(), [], [], [0], [0])
        for ordinal in range(year.first, date(number, 12, 31).toordinal() + 1):
            hours = self._read_hours(date.fromordinal(ordinal))
            year.hours.append(hours)
            if hours:
                year.working.append(ordinal)
            year.days_before.append(len(year.working))
            year.minutes_before.append(year.minutes_before[-1] + sum(b - a for a, b in hours))
        return year

    def _read_hours(self, on: date) -> Hours:
        entry = self.entry(on)
        works = entry.works if entry else on.weekday() not in self.WEEKEND
        return self.schedule_on(on).hours(on, entry) if works else ()


class _Days(dict[int, tuple[int, Sequence[int]]]):
    """Of days since 1970 the working minutes before it from a year on, and until each of its minutes."""

    def __init__(self, calendar: "Calendar", since: int) -> None:
        self._calendar, self._since = calendar, since
        self._passed: dict[Hours, Sequence[int]] = {}

    def __missing__(self, day: int) -> tuple[int, Sequence[int]]:
        on = date.fromordinal(EPOCH + day)
        year, index = self._calendar._place(on)
        earlier = range(self._since, on.year)
        before = sum(self._calendar._year(number).minutes_before[-1] for number in earlier)
        hours = year.hours[index]
        if hours not in self._passed:
            self._passed[hours] = [_passed(hours, minute) for minute in range(DAY)]
        found = self[day] = (before + year.minutes_before[index], self._passed[hours])
        return found


def _passed(hours: Hours, minute: int) -> int:
    """The business hours of a day, in minutes, that have passed at a minute of it."""
    return sum(min(minute, end) - begin for begin, end in hours if minute > begin)


def _after(hours: Hours, minutes: int) -> int:
    """The minute of the day at which so many minutes of its business hours have passed."""
    (begin, end), *rest = hours
    if minutes <= end - begin:
        return begin + minutes
    return _after(tuple(rest), minutes - (end - begin))

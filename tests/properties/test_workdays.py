"""Working time: a second, naive implementation agrees on everything, and the laws of counting hold."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qinqing.lib.workdays import Calendar, DayEntry, Layer, Receipt, Schedule, Season
from qinqing.lib.workdays.calendar import SHANGHAI
from tests.sizes import size
from tests.unit.lib.calendars import document, official, rest

TRIPLES = size("triples")
FIRST = datetime(2016, 11, 1, tzinfo=SHANGHAI)


class Naive:
    """Walks day by day and minute by minute from the lists themselves; shares nothing but the input."""

    def __init__(self, entries: list[DayEntry], schedules: list[Schedule], known: frozenset[int]) -> None:
        self.rest, self.work, self.half = set(), set(), {}
        for number, year in document()["years"].items():
            if number in known:
                self.rest.update(day for days in year["rest"].values() for day in days)
                self.work.update(year["work"])
        for entry in entries:
            (self.work if entry.works else self.rest).add(entry.on)
            (self.rest if entry.works else self.work).discard(entry.on)
            self.half[entry.on] = entry.closes
        self.known, self.schedules = known, schedules

    def works(self, on: date) -> bool:
        if on in self.rest or on in self.work:
            return on in self.work
        fixed = f"{on:%m%d}" in ("0101", "0501", "0502", "1001", "1002", "1003")
        return on.isoweekday() < 6 and not (fixed and on.year not in self.known)

    def hours(self, on: date) -> Iterator[tuple[datetime, datetime]]:
        if not self.works(on):
            return
        past = [schedule for schedule in self.schedules if schedule.effective_from <= on]
        closes = self.half.get(on) or time.max
        seasons = {f"{one.month:02}{one.day:02}": one for one in (past or self.schedules[:1])[-1].seasons}
        begun = [start for start in seasons if start <= f"{on:%m%d}"] or list(seasons)
        for begin, end in seasons[max(begun)].intervals:
            if begin < closes:
                yield self.moment(on, begin), self.moment(on, min(end, closes))

    def moment(self, on: date, clock: time) -> datetime:
        return datetime.combine(on, clock, tzinfo=SHANGHAI)

    def due(self, start: datetime, n: int) -> datetime:
        on = start.date()
        while n:
            on += timedelta(days=1)
            n -= self.works(on)
        return list(self.hours(on))[-1][1]

    def after_minutes(self, start: datetime, minutes: int) -> datetime:
        now, left = start.replace(second=0, microsecond=0), timedelta(minutes=minutes)
        on = now.date()
        while True:
            for begin, end in self.hours(on):
                begin = max(begin, now)
                if begin < end:
                    if left <= end - begin:
                        return begin + left
                    left -= end - begin
            on += timedelta(days=1)

    def minutes(self, a: datetime, b: datetime) -> int:
        a, b = (moment.replace(second=0, microsecond=0) for moment in (a, b))
        days = (a.date() + timedelta(days=i) for i in range((b.date() - a.date()).days + 1))
        spans = (min(end, b) - max(begin, a) for day in days for begin, end in self.hours(day))
        return sum((span for span in spans if span > timedelta()), timedelta()) // timedelta(minutes=1)


def a_pair(chance: random.Random) -> tuple[Calendar, Naive]:
    """A calendar with random area days, half days and summer hours, and its naive twin."""
    days = chance.sample(range(3700), 40)
    entries = [
        DayEntry(
            on,
            works=works,
            source="通告",
            closes=chance.choice([None, time(12), time(16)]) if works else None,
        )
        for on in (FIRST.date() + timedelta(days=day) for day in days)
        for works in [chance.random() < 0.5]
    ]
    schedules = [
        Schedule.all_year(date(2015, 1, 1), ((time(9), time(12)), (time(14), time(18)))),
        Schedule(
            date(2019, 4, 8),
            (
                Season(5, 1, ((time(8, 30), time(11, 45)), (time(15), time(18, 15)))),
                Season(10, 1, ((time(9), time(17)),)),
                Season(12, 24, ((time(9), time(12)), (time(13), time(16, 30)))),
            ),
        ),
        Schedule.all_year(date(2023, 3, 1), ((time(8), time(12)), (time(14, 30), time(17, 30)))),
    ]
    known = frozenset(year for year in document()["years"] if chance.random() < 0.9)
    layers = (Layer.of("area", entries), *known_layers(known))
    return Calendar("random", layers, known, tuple(schedules)), Naive(entries, schedules, known)


def known_layers(known: frozenset[int]) -> Iterator[Layer]:
    for layer in official().layers[1:]:
        yield Layer(layer.name, {on: entry for on, entry in layer.days.items() if on.year in known})


def differences(calendar: Calendar, naive: Naive, chance: random.Random, triples: int) -> int:
    """On how many random starts, durations and spans the two do not say the same."""
    found = 0
    for _ in range(triples):
        start = FIRST + timedelta(seconds=chance.randrange(320_000_000))
        n, minutes = chance.randint(1, 40), chance.randint(1, 6000)
        span = timedelta(seconds=chance.randrange(3_000_000))
        due = naive.due(start, n)
        ours = (
            calendar.add_workdays(start, n).at,
            calendar.workdays_between(start.date(), due.date()),
            calendar.add_work_minutes(start, minutes).at,
            calendar.work_minutes_between(start, start + span),
        )
        found += ours != (due, n, naive.after_minutes(start, minutes), naive.minutes(start, start + span))
    return found


def test_two_implementations_agree_on_random_starts_durations_and_calendars() -> None:
    chance = random.Random(20260228)
    for _ in range(TRIPLES // 500):
        calendar, naive = a_pair(chance)
        assert differences(calendar, naive, chance, 500) == 0


def test_one_make_up_saturday_forgotten_is_found() -> None:
    """The twin: two that differ in one day out of ten years are told apart."""
    chance = random.Random(20260228)
    calendar, naive = a_pair(chance)
    naive.work.remove(min(day for day in naive.work if day.isoweekday() == 6))
    assert differences(calendar, naive, chance, 2_000) > 0


moments = st.datetimes(datetime(2016, 6, 1), datetime(2027, 6, 1), timezones=st.just(SHANGHAI))  # noqa: DTZ001
limits = st.integers(0, 60)
minutes = st.integers(0, 9000)
halves = st.lists(st.integers(0, 24 * 60 - 1), min_size=4, max_size=4, unique=True).map(sorted)
month_days = st.dates(date(2024, 1, 1), date(2024, 12, 31))


@st.composite
def calendars_by_season(draw: st.DrawFn) -> Calendar:
    """The official days, with hours drawn for each season of schedules that follow each other."""

    def intervals() -> tuple[tuple[time, time], ...]:
        a, b, c, d = (time(minute // 60, minute % 60) for minute in draw(halves))
        return (a, b), (c, d)

    def schedule(on: date) -> Schedule:
        starts = draw(st.sets(month_days, min_size=1, max_size=3))
        seasons = tuple(Season(start.month, start.day, intervals()) for start in starts)
        return Schedule(on, seasons, draw(st.sampled_from(Receipt)))

    days = draw(st.sets(st.dates(date(2016, 6, 1), date(2026, 6, 1)), min_size=1, max_size=3))
    schedules = tuple(schedule(on) for on in sorted(days))
    return Calendar("drawn", official().layers, official().known_years, schedules)


@given(calendars_by_season(), st.dates(date(2016, 6, 1), date(2026, 6, 1)), st.integers(1, 500))
def test_the_minutes_of_a_span_are_the_sum_of_its_days_hours(
    calendar: Calendar, first: date, count: int
) -> None:
    days = [first + timedelta(days=i) for i in range(count)]
    whole = sum(
        (b.hour - a.hour) * 60 + b.minute - a.minute for on in days for a, b in calendar.business_hours(on)
    )
    begins, ends = (datetime.combine(on, time(), SHANGHAI) for on in (first, first + timedelta(days=count)))
    assert calendar.work_minutes_between(begins, ends) == whole
    assert all(
        calendar.business_hours(on) == calendar.schedule_on(on).intervals(on)
        for on in days
        if calendar.is_workday(on)
    )


@given(calendars_by_season(), moments, st.integers(1, 60))
def test_what_counts_as_received_later_is_never_due_earlier(
    calendar: Calendar, start: datetime, n: int
) -> None:
    received = calendar.received_on(start)
    assert received >= start.date()
    assert received == start.date() or calendar.is_workday(received)
    due = calendar.add_workdays(start, n)
    assert calendar.workdays_between(received, due.at.date()) == n
    told = calendar.explain(start, n)
    assert (told.at, len(told.counted), told.received_on) == (due.at, n, received)


@given(moments, limits)
def test_n_working_days_always_land_on_a_working_day_at_its_closing(start: datetime, n: int) -> None:
    due = official().add_workdays(start, n).at
    assert official().is_workday(due.date())
    assert due == official().closing(due.date())
    assert due > start or (n == 0 and due == start)


@given(moments, moments, limits)
def test_a_later_start_is_never_due_earlier(a: datetime, b: datetime, n: int) -> None:
    a, b = sorted((a, b))
    assert official().add_workdays(a, n).at <= official().add_workdays(b, n).at
    assert official().add_work_minutes(a, n * 60).at <= official().add_work_minutes(b, n * 60).at or n == 0


@given(moments, limits, limits)
def test_a_longer_limit_is_never_due_earlier(start: datetime, n: int, more: int) -> None:
    assert official().add_workdays(start, n).at <= official().add_workdays(start, n + more).at
    if n:
        shorter = official().add_work_minutes(start, n * 30)
        assert shorter.at <= official().add_work_minutes(start, n * 30 + more).at


@given(moments, st.integers(1, 60), st.sets(st.integers(0, 120), min_size=1, max_size=10))
def test_more_rest_days_never_make_anything_due_earlier(start: datetime, n: int, closed: set[int]) -> None:
    days = [rest(start.date() + timedelta(days=day)) for day in closed]
    fewer = Calendar("v", (Layer.of("area", days), *official().layers), official().known_years)
    assert fewer.add_workdays(start, n).at >= official().add_workdays(start, n).at
    assert fewer.add_work_minutes(start, n * 60).at >= official().add_work_minutes(start, n * 60).at
    assert warned_on(fewer, start, n) >= warned_on(official(), start, n)


def warned_on(calendar: Calendar, start: datetime, n: int) -> date:
    """One working day before it is due, but not before there was anything to warn of."""
    return max(start.date(), calendar.workday_from(calendar.add_workdays(start, n).at.date(), -1))


@given(moments, moments, moments)
def test_adjacent_spans_add_up_exactly(a: datetime, b: datetime, c: datetime) -> None:
    between = official().work_minutes_between
    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)
    days = official().workdays_between
    assert days(a.date(), b.date()) + days(b.date(), c.date()) == days(a.date(), c.date())


@given(st.lists(st.tuples(moments, moments), max_size=20))
def test_many_spans_are_counted_as_each_by_itself(spans: list[tuple[datetime, datetime]]) -> None:
    calendar, origin = official(), datetime(1970, 1, 1)  # noqa: DTZ001  (minutes of the local clocks)

    def minute(moment: datetime) -> int:
        return (calendar.local(moment).replace(tzinfo=None) - origin) // timedelta(minutes=1)

    together = calendar.work_minutes_of_many([(minute(a), minute(b)) for a, b in spans])
    assert together == [calendar.work_minutes_between(a, b) for a, b in spans]


@given(moments, minutes)
def test_adding_minutes_and_counting_them_are_inverse(start: datetime, amount: int) -> None:
    due = official().add_work_minutes(start, amount).at
    assert official().work_minutes_between(start, due) == amount
    if amount:
        assert official().work_minutes_between(start, due - timedelta(minutes=1)) == amount - 1
    back = official().add_work_minutes(start, -amount).at
    assert official().work_minutes_between(back, start) == amount


@given(moments, st.integers(1, 300))
def test_days_forward_and_back_are_inverse(start: datetime, n: int) -> None:
    on = official().workday_from(start.date(), n)
    assert official().workdays_between(start.date(), on) == n
    first = official().workday_from(start.date(), 1)
    assert n == 1 or official().workday_from(on, 1 - n) == first


@given(moments, limits)
def test_a_due_date_is_provisional_exactly_when_it_reaches_an_unknown_year(start: datetime, n: int) -> None:
    due = official().add_workdays(start, n)
    years = range(start.year, due.at.year + 1)
    assert due.provisional == any(year not in range(2017, 2027) for year in years)


@given(moments, limits)
def test_an_explanation_counts_what_the_arithmetic_counts(start: datetime, n: int) -> None:
    told = official().explain(start, n)
    assert told.at == official().add_workdays(start, n).at
    assert len(told.counted) == max(n, 1)
    assert told.days[-1].on == told.at.date()
    assert ("暂定" in told.sentence()) == told.provisional

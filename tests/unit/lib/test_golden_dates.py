"""The dates the design was checked against, and the years as they were really arranged."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.unit.lib.calendars import at, document, official

# start, then 1, 3 and 7 working days, then what an engine gives that knows only holidays, or only weekdays.
GOLDEN = [
    ((2, 12), (2, 13), (2, 24), (2, 28), (3, 3), (2, 23)),
    ((2, 13), (2, 14), (2, 25), (3, 2), (3, 4), (2, 24)),
    ((2, 14), (2, 24), (2, 26), (3, 3), (3, 4), (2, 24)),
    ((2, 26), (2, 27), (3, 2), (3, 6), (3, 9), (3, 9)),
    ((4, 30), (5, 6), (5, 8), (5, 13), (5, 14), (5, 11)),
    ((5, 8), (5, 9), (5, 12), (5, 18), (5, 19), (5, 19)),
    ((9, 18), (9, 20), (9, 22), (9, 29), (9, 30), (9, 29)),
    ((9, 24), (9, 28), (9, 30), (10, 12), (10, 13), (10, 5)),
    ((9, 30), (10, 8), (10, 10), (10, 15), (10, 16), (10, 9)),
]

VECTORS = [
    ((2026, 2, 13), 1, (2026, 2, 14)),
    ((2026, 2, 13), 5, (2026, 2, 27)),
    ((2026, 9, 30), 1, (2026, 10, 8)),
    ((2026, 9, 30), 5, (2026, 10, 13)),
    ((2026, 1, 2), 1, (2026, 1, 4)),
    ((2025, 9, 30), 15, (2025, 10, 28)),
    ((2026, 4, 30), 3, (2026, 5, 8)),
    ((2026, 9, 18), 2, (2026, 9, 21)),
]

WORKDAYS = {
    2017: 249,
    2018: 250,
    2019: 250,
    2020: 249,
    2021: 250,
    2022: 249,
    2023: 249,
    2024: 251,
    2025: 248,
    2026: 248,
}


def walk(start: date, n: int, works: Callable[[date], bool]) -> date:
    on = start
    while n:
        on += timedelta(days=1)
        n -= works(on)
    return on


def resting(on: date) -> bool:
    rest = document()["years"][on.year]["rest"]
    return any(on in days for days in rest.values())


def weekday_only(on: date) -> bool:
    return on.weekday() < 5


def holidays_only(on: date) -> bool:
    return weekday_only(on) and not resting(on)


@pytest.mark.parametrize(("start", "one", "three", "seven"), [row[:4] for row in GOLDEN])
def test_the_golden_dates_of_2026_come_out(
    start: tuple[int, int], one: tuple[int, int], three: tuple[int, int], seven: tuple[int, int]
) -> None:
    due = [official().add_workdays(at(*start), n).at for n in (1, 3, 7)]
    assert due == [at(*day, 18) for day in (one, three, seven)]


@pytest.mark.parametrize(("start", "holidays", "weekdays"), [(row[0], row[4], row[5]) for row in GOLDEN])
def test_the_simpler_engines_really_miss_the_golden_dates(
    start: tuple[int, int], holidays: tuple[int, int], weekdays: tuple[int, int]
) -> None:
    day = date(2026, *start)
    assert walk(day, 7, holidays_only) == date(2026, *holidays)
    assert walk(day, 7, weekday_only) == date(2026, *weekdays)


@pytest.mark.parametrize(
    ("n", "holidays", "weekdays"), [(3, 26, 54), (5, 50, 74), (7, 65, 84), (15, 100, 138)]
)
def test_simpler_engines_are_wrong_as_often_as_the_design_says(n: int, holidays: int, weekdays: int) -> None:
    starts = [date(2026, 1, 1) + timedelta(days=i) for i in range(330)]
    right = [official().workday_from(start, n) for start in starts]
    assert sum(walk(s, n, holidays_only) != d for s, d in zip(starts, right, strict=True)) == holidays
    assert sum(walk(s, n, weekday_only) != d for s, d in zip(starts, right, strict=True)) == weekdays


@pytest.mark.parametrize(("start", "n", "due"), VECTORS)
def test_the_handbook_vectors_come_out(start: tuple[int, ...], n: int, due: tuple[int, ...]) -> None:
    assert official().add_workdays(at(*start[1:], year=start[0]), n).at == at(*due[1:], 18, year=due[0])


@pytest.mark.parametrize(("year", "workdays"), WORKDAYS.items())
def test_each_known_year_has_its_number_of_working_days(year: int, workdays: int) -> None:
    assert official().workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == workdays


def test_the_rest_days_of_2026_are_those_of_the_notice() -> None:
    spans = [(1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)]
    rest = {date(2026, month, day) for month, first, last in spans for day in range(first, last + 1)}
    work = {date(2026, m, d) for m, d in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]}
    year = [date(2026, 1, 1) + timedelta(days=i) for i in range(365)]
    expected = {day for day in year if (day.weekday() < 5 and day not in rest) or day in work}
    assert {day for day in year if official().is_workday(day)} == expected

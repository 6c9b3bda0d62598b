"""Business hours: by season, from a date on; read as they are written."""

from datetime import date, time
from typing import Any

import pytest

from qinqing.lib.workdays import CalendarFault, Receipt, Schedule, Season, hours_said, read_hours
from tests.unit.lib.calendars import at, calendar

SUMMER = ((time(8), time(12)), (time(15), time(18)))
WINTER = ((time(8, 30), time(12)), (time(14), time(17, 30)))
SEASONS = (Season(5, 1, SUMMER), Season(10, 1, WINTER))
WRITTEN: dict[str, Any] = {
    "seasons": [
        {"from": "10-01", "hours": [["08:30", "12:00"], ["14:00", "17:30"]]},
        {"from": "05-01", "hours": [["08:00", "12:00"], ["15:00", "18:00"]]},
    ],
    "receipt": "closed",
}


@pytest.mark.parametrize(
    ("on", "hours"),
    [
        (date(2026, 4, 30), WINTER),
        (date(2026, 5, 1), SUMMER),
        (date(2026, 9, 30), SUMMER),
        (date(2026, 10, 1), WINTER),
        (date(2027, 1, 1), WINTER),
        (date(2031, 7, 1), SUMMER),
    ],
)
def test_a_season_lasts_until_the_next_begins_in_every_year(
    on: date, hours: tuple[tuple[time, time], ...]
) -> None:
    assert Schedule(date(2026, 1, 1), SEASONS).intervals(on) == hours


def test_a_calendar_counts_by_the_season_of_each_day() -> None:
    dated = calendar(schedules=(Schedule(date(2026, 1, 1), SEASONS),))
    assert dated.closing(date(2026, 4, 30)) == at(4, 30, 17, 30)
    assert dated.closing(date(2026, 5, 6)) == at(5, 6, 18)
    assert dated.work_minutes_between(at(4, 30, 0), at(5, 7, 0)) == 7 * 60 * 2
    assert dated.add_work_minutes(at(4, 30, 17), 60).at == at(5, 6, 8, 30)


def test_before_a_schedule_the_one_before_holds() -> None:
    former = Schedule.all_year(date.min, ((time(9), time(17)),))
    dated = calendar(schedules=(former, Schedule(date(2026, 5, 6), SEASONS)))
    assert dated.closing(date(2026, 4, 30)) == at(4, 30, 17)
    assert dated.closing(date(2026, 5, 6)) == at(5, 6, 18)


@pytest.mark.parametrize("seasons", [(), (Season(5, 1, SUMMER), Season(5, 1, WINTER))])
def test_no_season_and_two_of_one_day_are_refused(seasons: tuple[Season, ...]) -> None:
    with pytest.raises(CalendarFault, match="季"):
        Schedule(date(2026, 1, 1), seasons)


def test_a_season_begins_on_a_day_there_is() -> None:
    with pytest.raises(CalendarFault, match="没有2月30日"):
        Season(2, 30, SUMMER)


def test_hours_are_read_as_they_are_written() -> None:
    read = read_hours(WRITTEN, date(2026, 3, 4), "某号")
    assert read == Schedule(date(2026, 3, 4), SEASONS, Receipt.CLOSED, "某号")
    assert [season.month for season in read.seasons] == [5, 10]


def test_stretches_that_touch_are_one() -> None:
    through = {"from": "01-01", "hours": [["09:00", "12:00"], ["12:00", "17:00"]]}
    read = read_hours({**WRITTEN, "seasons": [through]}, date(2026, 3, 4), "某号")
    assert read.intervals(date(2026, 3, 4)) == ((time(9), time(17)),)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {**WRITTEN, "receipt": "sometimes"},
        {**WRITTEN, "seasons": [{"from": "五月", "hours": [["08:30", "12:00"]]}]},
        {**WRITTEN, "seasons": [{"from": "05-01", "hours": [["8", "noon"]]}]},
        {**WRITTEN, "seasons": [{"from": "05-01", "hours": []}]},
    ],
)
def test_what_is_not_written_so_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(CalendarFault):
        read_hours(wrong, date(2026, 3, 4), "某号")


def test_hours_are_said() -> None:
    assert hours_said(WINTER) == "08:30–12:00、14:00–17:30"

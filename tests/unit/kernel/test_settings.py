"""A dated setting holds from its day on, at its area and below, until a nearer or later one is said."""

from datetime import date

import pytest

from qinqing.kernel.models import DatedSetting
from qinqing.kernel.settings import ENDED, Settings

CITY, HERE, THERE = 1, 2, 3
IN_HERE, IN_THERE = (HERE, CITY), (THERE, CITY)
FIRST, SECOND = date(2026, 3, 4), date(2026, 4, 1)


def said(value: str, area_id: int | None, on: date = FIRST, key: str = "days") -> DatedSetting:
    return DatedSetting(key=key, area_id=area_id, value=value, effective_on=on, source=f"{value} 的依据")


def value(rows: list[DatedSetting], nodes: tuple[int, ...] = IN_HERE, on: date = SECOND) -> str:
    return str(Settings(rows).value("days", nodes, on, "7").value)


def test_where_nobody_said_anything_the_default_holds_with_its_source() -> None:
    found = Settings([said("3", HERE, key="other")]).value("days", IN_HERE, FIRST, "7", "随系统提供")
    assert (found.value, found.source, found.area_id, found.effective_on) == ("7", "随系统提供", None, None)


@pytest.mark.parametrize(("on", "expected"), [(date(2026, 3, 3), "7"), (FIRST, "5"), (SECOND, "4")])
def test_it_holds_from_its_day_until_a_later_one(on: date, expected: str) -> None:
    assert value([said("5", HERE), said("4", HERE, SECOND)], on=on) == expected
    assert value([said("4", HERE, SECOND), said("5", HERE)], on=on) == expected


def test_it_is_said_by_whom_from_which_day_and_by_which_document() -> None:
    found = Settings([said("5", CITY)]).value("days", IN_HERE, SECOND, "7")
    assert (found.value, found.source, found.area_id, found.effective_on) == ("5", "5 的依据", CITY, FIRST)


@pytest.mark.parametrize(("nodes", "expected"), [(IN_HERE, "5"), (IN_THERE, "9"), ((CITY,), "9")])
def test_what_an_area_says_holds_below_it_where_no_nearer_one_says_otherwise(
    nodes: tuple[int, ...], expected: str
) -> None:
    assert value([said("9", CITY), said("5", HERE)], nodes) == expected


def test_a_nearer_area_holds_against_a_later_day_of_one_above() -> None:
    assert value([said("5", HERE), said("9", CITY, SECOND)]) == "5"


def test_what_holds_everywhere_gives_way_to_any_area() -> None:
    assert value([said("6", None)], IN_THERE) == "6"
    assert value([said("6", None), said("9", CITY)], IN_THERE) == "9"


def test_where_an_area_ended_its_own_what_stands_above_holds_again() -> None:
    rows = [said("9", CITY), said("5", HERE), said(ENDED, HERE, SECOND)]
    assert value(rows, on=date(2026, 3, 31)) == "5"
    assert value(rows) == "9"
    assert value(rows[1:]) == "7"


def test_the_days_are_those_of_the_areas_own_line() -> None:
    rows = [said("4", HERE, SECOND), said("9", CITY), said("1", THERE, date(2026, 3, 9))]
    assert Settings(rows).days("days", IN_HERE) == [FIRST, SECOND]


def test_one_thought_away_leaves_the_rest() -> None:
    rows = [said("9", CITY), said("5", HERE), said("4", HERE, SECOND)]
    found = Settings(rows).without("days", HERE, SECOND)
    assert found.value("days", IN_HERE, SECOND, "7").value == "5"
    assert found.without("days", HERE, FIRST).value("days", IN_HERE, SECOND, "7").value == "9"

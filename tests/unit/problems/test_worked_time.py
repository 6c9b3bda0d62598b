"""Working time in words: what is said of the parts adds up to what is said of the whole."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.domains.problems.queries.timing import worked
from tests.builders.problems_in_memory import CALENDAR

MONDAY = date(2026, 3, 2)
A_DAY = 7 * 60


def counted(said: str) -> int:
    """The minutes that a reader adds up."""
    found = {unit: int(number) for number, unit in re.findall(r"(\d+) (天|小时|分)", said)}
    return found.get("天", 0) * A_DAY + found.get("小时", 0) * 60 + found.get("分", 0)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 分"), (5, "5 分"), (60, "1 小时"), (425, "1 天 5 分"), (1025, "2 天 3 小时 5 分"), (840, "2 天")],
)
def test_working_time_is_said_to_the_minute(minutes: int, said: str) -> None:
    assert worked(minutes, CALENDAR, MONDAY) == said


@given(st.lists(st.integers(0, 20_000), max_size=6))
def test_the_parts_that_are_shown_add_up_to_the_whole_that_is_shown(parts: list[int]) -> None:
    shown = [counted(worked(part, CALENDAR, MONDAY)) for part in parts]
    assert sum(shown) == counted(worked(sum(parts), CALENDAR, MONDAY))

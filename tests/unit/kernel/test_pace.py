"""A minute's worth at once, then as much as time gives back."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qinqing.kernel.pace import MINUTE, Pace

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
NONE = timedelta(0)


def test_a_minutes_worth_may_come_at_once() -> None:
    pace = Pace()
    assert [pace.wait(1, NOON, 3) for _ in range(4)] == [NONE, NONE, NONE, timedelta(seconds=20)]


def test_nought_is_without_end() -> None:
    pace = Pace()
    assert {pace.wait(1, NOON, 0) for _ in range(1_000)} == {NONE}


def test_a_clock_set_back_shuts_nobody_out_for_more_than_a_minute() -> None:
    pace = Pace()
    for _ in range(3):
        pace.wait(1, NOON, 3)
    assert pace.wait(1, NOON - timedelta(days=1), 3) <= MINUTE
    assert pace.wait(1, NOON - timedelta(days=1) + MINUTE, 3) == NONE


@given(st.lists(st.integers(0, 30_000), max_size=200), st.integers(1, 60))
def test_never_more_than_two_minutes_worth_in_a_minute(gaps: list[int], per_minute: int) -> None:
    pace, moment, let = Pace(), NOON, []
    for gap in gaps:
        moment += timedelta(milliseconds=gap)
        if pace.wait(1, moment, per_minute) == NONE:
            let.append(moment)
    for first in let:
        assert sum(first <= one < first + MINUTE for one in let) <= 2 * per_minute


@given(st.integers(1, 600), st.integers(1, 50))
def test_whoever_waits_as_long_as_he_is_told_is_let_in(per_minute: int, more: int) -> None:
    pace, moment = Pace(), NOON
    for _ in range(per_minute + more):
        moment += pace.wait(1, moment, per_minute)
        pace.wait(1, moment, per_minute)
    waits = pace.wait(1, moment, per_minute)
    assert pace.wait(1, moment + waits, per_minute) == NONE

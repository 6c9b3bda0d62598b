"""Middle and ninth decile: what a spread says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.kernel.figures import Period, Quantiles

LENGTHS = st.lists(st.floats(0, 1e6), min_size=1)


def test_of_nothing_there_is_nothing_to_say() -> None:
    assert Quantiles.of([]) is None


@pytest.mark.parametrize(
    ("values", "middle", "ninth"),
    [([3], 3, 3), ([4, 2], 3, 4), (range(1, 11), 5.5, 9), (range(1, 12), 6, 10), ([1] * 19 + [100], 1, 1)],
)
def test_middle_and_ninth_decile_by_hand(values: list[float], middle: float, ninth: float) -> None:
    assert Quantiles.of(list(values)) == Quantiles(len(values), middle, ninth)


@given(LENGTHS)
def test_nine_in_ten_take_no_longer_and_one_took_just_that(values: list[float]) -> None:
    found = Quantiles.of(values)
    assert found is not None
    assert found.ninth_decile in values
    assert sum(value <= found.ninth_decile for value in values) >= 0.9 * len(values)
    assert sum(value < found.ninth_decile for value in values) < 0.9 * len(values)


@pytest.mark.parametrize(
    ("day", "last"),
    [("2026-02-11", "2026-02-28"), ("2028-02-01", "2028-02-29"), ("2026-12-31", "2026-12-31")],
)
def test_a_month_ends_on_its_last_day(day: str, last: str) -> None:
    on = date.fromisoformat(day)
    assert Period.month_of(on) == Period(on.replace(day=1), date.fromisoformat(last))

"""Numbers drawn by thousands: all different, none that is taken, and an end where a day is full."""

from datetime import date

import pytest

from qinqing.kernel.numbering import dated_numbers

DAY, NEXT = date(2026, 3, 2), date(2026, 3, 3)


def test_numbers_of_one_day_are_all_different() -> None:
    drawn = dated_numbers("WT", [DAY] * 5_000, [])
    assert len(set(drawn)) == 5_000
    assert {number[:8] for number in drawn} == {"WT260302"}
    assert {len(number) for number in drawn} == {13}


def test_each_number_bears_its_own_day() -> None:
    assert [number[:8] for number in dated_numbers("WT", [NEXT, DAY], [])] == ["WT260303", "WT260302"]


def test_a_taken_number_is_not_drawn_again() -> None:
    taken = [f"WT260302{tail:05}" for tail in range(99_990)]
    assert sorted(dated_numbers("WT", [DAY] * 10, taken)) == [f"WT260302{n}" for n in range(99_990, 100_000)]


def test_a_full_day_is_refused_instead_of_searched_for_ever() -> None:
    with pytest.raises(OverflowError, match="WT260302"):
        dated_numbers("WT", [DAY], [f"WT260302{tail:05}" for tail in range(100_000)])

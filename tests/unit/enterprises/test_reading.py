"""Who reads far more than is usual: more than five times as much, and never below what is much at all."""

from collections.abc import Mapping

import pytest

from qinqing.domains.enterprises.rules import FAR_MORE, MANY, far_more, usual

BUSY = [(1, 20), (2, 20), (3, 20)]
QUIET = [(1, 1), (2, 2), (3, 3)]


@pytest.mark.parametrize(
    ("day", "lately", "expected"),
    [
        ({}, [], set()),
        ({7: MANY}, QUIET, set()),
        ({7: MANY + 1}, QUIET, {7}),
        ({7: MANY + 1}, [], {7}),
        ({7: FAR_MORE * 20}, BUSY, set()),
        ({7: FAR_MORE * 20 + 1, 8: 99, 9: 400}, BUSY, {7, 9}),
    ],
)
def test_who_reads_far_more(
    day: Mapping[int, int], lately: list[tuple[int, int]], expected: set[int]
) -> None:
    assert set(far_more(day, lately)) == expected


def test_nobody_is_his_own_measure() -> None:
    own = [(7, 300)] * 20
    assert far_more({7: 300}, [*own, (1, 2)]) == {7: 2}
    assert far_more({7: 300}, [*own, (1, 80)]) == {}


def test_one_heavy_day_does_not_move_what_is_usual() -> None:
    assert usual([(1, 2), (1, 3), (2, 2), (7, 500), (2, 3)]) == 3
    assert usual([]) == 0

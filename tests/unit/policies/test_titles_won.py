"""The chart of titles won draws five series at most, and loses no title by it."""

from datetime import date

import pytest

from qinqing.domains.enterprises.terms import TitleKind
from qinqing.domains.policies.tables.titles import MOST_SERIES, won_chart

TODAY = date(2026, 7, 14)
Won = dict[TitleKind, dict[str, list[object]]]


def won(kinds: int) -> Won:
    """Of the first kind one, of the second two, and so on, one a month."""
    return {
        kind: {f"2026-{month:02}": [object()] for month in range(1, min(number, 7) + 1)}
        for number, kind in enumerate(list(TitleKind)[:kinds], 1)
    }


@pytest.mark.parametrize("kinds", [1, 5, 6, len(TitleKind)])
def test_no_more_series_than_a_chart_draws_and_no_title_is_lost(kinds: int) -> None:
    found = won(kinds)
    chart = won_chart(found, TODAY)  # type: ignore[arg-type]
    assert chart is not None
    assert len(chart["series"]) == min(kinds, MOST_SERIES)
    drawn = sum(sum(one["values"]) for one in chart["series"])
    assert drawn == sum(len(months) for months in found.values())


def test_the_kinds_won_most_keep_their_names_and_their_order() -> None:
    chart = won_chart(won(6), TODAY)  # type: ignore[arg-type]
    assert chart is not None
    names = [one["name"] for one in chart["series"]]
    assert names == [*(kind.label for kind in list(TitleKind)[2:6]), "其他称号"]


def test_nothing_won_is_no_chart() -> None:
    assert won_chart({}, TODAY) is None

"""Figures: every number has one definition, a right of its own and the scope of whoever asks."""

from datetime import date

import pytest

from qinqing.kernel import figures, pages
from qinqing.kernel.figures import Figure, Period, Statistic
from qinqing.kernel.permissions import NOBODY, system
from tests.contracts.source import ROOMS

MONTH = Period(date(2026, 3, 1), date(2026, 3, 31))
FIGURES = figures.figures()
STATISTICS = figures.statistics()
SPLITS = figures.splits()


def test_no_two_figures_share_a_key() -> None:
    keys = [*FIGURES, *(one.key for one in STATISTICS if one.key not in FIGURES)]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("figure", [*FIGURES.values(), *STATISTICS], ids=lambda figure: figure.key)
def test_a_figure_is_called_room_and_measure_and_says_what_it_means(figure: Statistic) -> None:
    assert figure.key.split(".")[0] in ROOMS
    assert figure.meaning


@pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda figure: figure.key)
def test_a_figure_asks_for_a_right_that_exists(figure: Figure) -> None:
    assert any(figure.right in table.may for table in pages.tables())


@pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda figure: figure.key)
def test_what_a_figure_falls_apart_by_is_declared_with_its_names(figure: Figure) -> None:
    assert set(figure.splits) <= set(SPLITS)


def counts_nothing(figure: Figure) -> bool:
    """Whether the figure, asked by nobody, asks for rows that cannot be."""
    rows = figure.rows(NOBODY, MONTH)
    return '"id" IS NULL' in str(rows.query)


@pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda figure: figure.key)
def test_a_figure_counts_nothing_for_nobody(figure: Figure) -> None:
    assert counts_nothing(figure)


def test_a_figure_that_forgets_its_scope_is_seen() -> None:
    """The twin: the same rows without the asker's scope are not empty."""
    known = next(iter(FIGURES.values()))
    planted = Figure(
        "x.y", "", "", known.right, lambda actor, period: known.rows(system("x"), period), known.show
    )
    assert not counts_nothing(planted)

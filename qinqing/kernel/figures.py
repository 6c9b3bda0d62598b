"""Figures: one definition each, scope applied, and every number opens the rows it counts.

A room declares `FIGURES` in `figures.py`. A dashboard, an export and the list behind the number all call the
same record, so they cannot disagree.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from qinqing.kernel import clock, declared
from qinqing.kernel.compiled import counts_of
from qinqing.kernel.gathered import AREA, Column, Counted, Gathered, Numbers, Wanted, gather
from qinqing.kernel.pages import allows, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number

SHOWN = 200
"""So many rows of a figure stand on one page, the newest first."""
PAGE = "page"
SMALL = 5
"""Below this many, a rate is not shown: it would say more about one case than about the work."""
JUDGED = 10
"""Below this many, no rate of a single person or unit is shown: it would be used as a mark."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), clock.LOCAL)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), clock.LOCAL)

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d}~{self.last:%Y-%m-%d}"

    @classmethod
    def parse(cls, text: str) -> "Period":
        """A period of our times as an address writes it; raises ValueError."""
        first, _, last = text.partition("~")
        found = cls(date.fromisoformat(first), date.fromisoformat(last))
        if not 2000 <= found.first.year <= found.last.year <= 2100:
            raise ValueError(text)
        return found

    @classmethod
    def month_of(cls, on: date) -> Self:
        """The calendar month of a day."""
        first = on.replace(day=1)
        return cls(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


@dataclass(frozen=True)
class Shown:
    """One row behind a number: what it is called, what to know about it, where it opens."""

    label: str
    note: str
    href: str


Show = Callable[[QuerySet[Any]], Sequence[Shown]]


@dataclass(frozen=True)
class Split:
    """What rows fall apart by, of which each value has a name. A room declares `SPLITS` in `figures.py`.

    `reach` says which values one stands for, where they lie in each other as places do.
    """

    key: str
    label: str
    names: Callable[[], Mapping[int, str]]
    reach: Callable[[int], Collection[int]] = lambda value: (value,)


@dataclass(frozen=True)
class Figure:
    """A count of rows. `meaning` is printed under the number; `rows` applies the actor's scope and period.

    `show` is given a page of them, the newest first; `shows` has, by role, who reads them in other
    words. `splits` names the columns by which the rows fall apart: by unit, by area, by kind. `readers` are
    the roles that alone are told it, where whoever has `right` is told of more.
    """

    key: str
    label: str
    meaning: str
    right: str
    rows: Callable[[Actor, Period], QuerySet[Any]]
    show: Show
    splits: Mapping[str, Column] = field(default_factory=dict)
    shows: Mapping[str, Show] = field(default_factory=dict)
    readers: frozenset[str] = frozenset()

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor is told it, of the rows that he sees."""
        return allows(actor, self.right) and (not self.readers or bool(self.readers & actor.roles))

    def shown_to(self, actor: Actor, rows: QuerySet[Any]) -> Sequence[Shown]:
        """Its rows in the words of whoever reads them."""
        show = next((show for role, show in self.shows.items() if role in actor.roles), self.show)
        return show(rows)

    def value(self, actor: Actor, period: Period) -> int:
        """The number: as many as the rows it opens."""
        return self.rows(actor, period).count()

    def wanted(self, period: Period, split: str = "") -> Wanted:
        """What must be gathered to say it; raises TypeError where it counts no source."""
        if not isinstance(self.rows, Counted):
            raise TypeError(f"{self.key} counts no source")
        return Wanted(self.rows, period, split)

    def within(self, split: str, values: Collection[int]) -> "Figure":
        """The same figure of some values of a split alone. Raises KeyError for a split it has not."""
        return replace(self, rows=self._rows_within(self.splits[split], values))

    def by(self, split: str, actor: Actor, period: Period) -> dict[int | None, int]:
        """The number of each value of a split; together they are the figure. Raises KeyError."""
        rows = _split(self.rows(actor, period), self.splits[split]).order_by().values("split_by")
        return dict(rows.annotate(counted=Count("pk")).values_list("split_by", "counted"))

    def href(self, period: Period, **within: int) -> str:
        """Where its rows open; `within` names a value of a split."""
        asked = urlencode({"period": str(period), **within})
        return f"{reverse('figure', args=[self.key])}?{asked}"

    def _rows_within(
        self, column: Column, values: Collection[int]
    ) -> Callable[[Actor, Period], QuerySet[Any]]:
        return lambda actor, period: _split(self.rows(actor, period), column).filter(split_by__in=values)


def _split(rows: QuerySet[Any], column: Column) -> QuerySet[Any]:
    return rows.annotate(split_by=F(column) if isinstance(column, str) else column)


@dataclass(frozen=True)
class Ratio:
    """A part of a whole, both figures of their own; the part's rows are among the whole's."""

    key: str
    label: str
    meaning: str
    part: Figure
    whole: Figure

    def value(self, actor: Actor, period: Period) -> tuple[int, int]:
        """Part and whole; how they are shown is for whoever shows them, never without the whole."""
        return self.part.value(actor, period), self.whole.value(actor, period)

    def within(self, split: str, values: Collection[int]) -> "Ratio":
        """The same ratio of some values of a split alone."""
        return replace(self, part=self.part.within(split, values), whole=self.whole.within(split, values))


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Of so many values the one in the middle, and the one that nine in ten do not exceed."""

    count: int
    median: float
    ninth_decile: float

    @classmethod
    def of(cls, values: Collection[float]) -> Self | None:
        """Of these values; None of none. The ninth decile is a value that occurs (nearest rank)."""
        if not values:
            return None
        ranked = sorted(values)
        return cls(len(ranked), median(ranked), ranked[math.ceil(0.9 * len(ranked)) - 1])


@dataclass(frozen=True)
class Spread:
    """How long the rows of a figure took: `lengths` makes one value, in `unit`, of what each row `gives`.

    The figure counts a source that knows what is given.
    """

    key: str
    label: str
    meaning: str
    of: Figure
    unit: str
    gives: tuple[str, ...]
    lengths: Callable[[Numbers], Sequence[float]]
    among: Mapping[str, Collection[int]] = field(default_factory=dict)

    def value(self, actor: Actor, period: Period) -> Quantiles | None:
        """Middle and ninth decile of the rows' lengths; None where there are no rows."""
        wanted = self.wanted(period)
        return self.said(gather(actor, [wanted], self.among), wanted)

    def within(self, split: str, values: Collection[int]) -> "Spread":
        """The same of some values of a split alone."""
        return replace(self, among={**self.among, split: values})

    def wanted(self, period: Period) -> Wanted:
        """What must be gathered to say it."""
        return replace(self.of.wanted(period), gives=self.gives)

    def said(self, found: Gathered, wanted: Wanted) -> Quantiles | None:
        """What it says of what was gathered."""
        return Quantiles.of(self.lengths(found.given[wanted]))


Statistic = Figure | Ratio | Spread
Said = int | tuple[int, int] | Quantiles | None
"""What a statistic says: a count; part and whole; middle and ninth decile, None of nothing."""


def counted_by(statistic: Statistic) -> tuple[Figure, ...]:
    """The figures whose rows a statistic counts."""
    match statistic:
        case Ratio():
            return statistic.part, statistic.whole
        case Spread():
            return (statistic.of,)
    return (statistic,)


def values_of(actor: Actor, asked: Sequence[Figure], period: Period) -> list[int]:
    """The numbers of several figures for a period, by one statement."""
    return counts_of([one.rows(actor, period) for one in asked])


class Together:
    """Statistics of some places, gathered in one pass over each source: of periods, and of a month by splits.

    Each says what it says by itself.
    """

    def __init__(
        self,
        actor: Actor,
        asked: Iterable[tuple[Statistic, Period]],
        split: Iterable[tuple[Statistic, str]],
        month: Period,
        areas: Collection[int],
    ) -> None:
        wanted = [one for statistic, period in asked for one in _wanted(statistic, period)]
        by = [figure.wanted(month, name) for statistic, name in split for figure in counted_by(statistic)]
        self._month = month
        self._found = gather(actor, [*wanted, *by], {AREA: areas})

    def said(self, statistic: Statistic, period: Period) -> Said:
        """What a statistic says of a period."""
        found = self._found
        match statistic:
            case Figure():
                return found.counts[statistic.wanted(period)]
            case Ratio():
                return found.counts[statistic.part.wanted(period)], found.counts[
                    statistic.whole.wanted(period)
                ]
        return statistic.said(found, statistic.wanted(period))

    def by(self, figure: Figure, split: str) -> Mapping[int | None, int]:
        """What a figure says of each value of a split."""
        return self._found.by[figure.wanted(self._month, split)]


def _wanted(statistic: Statistic, period: Period) -> list[Wanted]:
    if isinstance(statistic, Spread):
        return [statistic.wanted(period)]
    return [figure.wanted(period) for figure in counted_by(statistic)]


def statistics() -> tuple[Statistic, ...]:
    """Everything that the rooms declare to be counted, in their order."""
    found = []
    for item in declared.declarations("figures", "FIGURES"):
        assert isinstance(item, Figure | Ratio | Spread)
        found.append(item)
    return tuple(found)


def figures() -> dict[str, Figure]:
    """Every declared figure by its key; the figures of ratios and spreads too."""
    return {figure.key: figure for statistic in statistics() for figure in counted_by(statistic)}


def ratios() -> tuple[Ratio, ...]:
    """Every declared ratio."""
    return tuple(item for item in statistics() if isinstance(item, Ratio))


def spreads() -> tuple[Spread, ...]:
    """Every declared spread."""
    return tuple(item for item in statistics() if isinstance(item, Spread))


def splits() -> dict[str, Split]:
    """Every declared split by its key."""
    found = {}
    for item in declared.declarations("figures", "SPLITS"):
        assert isinstance(item, Split)
        found[item.key] = item
    return found


@page("figure.open")
def drill(request: HttpRequest, key: str) -> HttpResponse:
    """The rows behind one number, for this reader."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    figure = figures().get(key)
    if figure is None or not figure.is_for(actor):
        raise NotFound
    today = clock.local(clock.now()).date()
    try:
        period = Period.parse(request.GET.get("period", ""))
    except ValueError:
        period = Period(today.replace(day=1), today)
    chosen = _chosen(figure, request)
    for split, value in chosen.items():
        figure = figure.within(split.key, split.reach(value))
    rows = figure.rows(actor, period)
    count = rows.count()
    last = max(1, -(-count // SHOWN))
    number = min(max(1, whole_number(request.GET.get(PAGE, "")) or 1), last)
    begin = (number - 1) * SHOWN
    here = {"period": str(period), **{split.key: value for split, value in chosen.items()}}
    context = {
        "figure": figure,
        "period": period,
        "count": count,
        "shown": figure.shown_to(actor, rows.order_by("-pk")[begin : begin + SHOWN]),
        "begin": begin + 1,
        "end": min(begin + SHOWN, count),
        "newer": _turned(here, number - 1) if number > 1 else "",
        "older": _turned(here, number + 1) if number < last else "",
        "within": [f"{split.label}：{split.names().get(value, value)}" for split, value in chosen.items()],
    }
    return render(request, "ui/figure.html", context)


def _turned(here: Mapping[str, object], number: int) -> str:
    return f"?{urlencode({**here, PAGE: number})}"


def _chosen(figure: Figure, request: HttpRequest) -> dict[Split, int]:
    """The values of splits that the address names; anything else narrows nothing."""
    asked = {split: whole_number(request.GET.get(key, "")) for key, split in splits().items()}
    return {
        split: value for split, value in asked.items() if value is not None and split.key in figure.splits
    }

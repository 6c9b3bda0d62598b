"""Figures: one definition each, scope applied, and every number opens the rows it counts.

A room declares `FIGURES` in `figures.py`. A dashboard, an export and the list behind the number all call the
same record, so they cannot disagree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from qinqing.kernel import clock, declared
from qinqing.kernel.pages import allows, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.kernel.rendering import render

SHOWN = 200
SMALL = 5
"""Below this many, a rate is not shown: it would say more about one case than about the work."""


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


@dataclass(frozen=True)
class Shown:
    """One row behind a number: what it is called, what to know about it, where it opens."""

    label: str
    note: str
    href: str


@dataclass(frozen=True)
class Figure:
    """A count of rows. `meaning` is printed under the number; `rows` applies the actor's scope and period.

    `show` is given the newest of them, in order and cut off.
    """

    key: str
    label: str
    meaning: str
    right: str
    rows: Callable[[Actor, Period], QuerySet[Any]]
    show: Callable[[QuerySet[Any]], Sequence[Shown]]

    def value(self, actor: Actor, period: Period) -> int:
        """The number: as many as the rows it opens."""
        return self.rows(actor, period).count()

    def href(self, period: Period) -> str:
        """Where its rows open."""
        return f"{reverse('figure', args=[self.key])}?period={period}"


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


def figures() -> dict[str, Figure]:
    """Every declared figure by its key; the figures of ratios too."""
    found: dict[str, Figure] = {}
    for item in declared.declarations("figures", "FIGURES"):
        for figure in (item.part, item.whole) if isinstance(item, Ratio) else (item,):
            assert isinstance(figure, Figure)
            found[figure.key] = figure
    return found


def ratios() -> tuple[Ratio, ...]:
    """Every declared ratio."""
    return tuple(item for item in declared.declarations("figures", "FIGURES") if isinstance(item, Ratio))


@page("figure.open")
def drill(request: HttpRequest, key: str) -> HttpResponse:
    """The rows behind one number, for this reader."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    figure = figures().get(key)
    if figure is None or not allows(actor, figure.right):
        raise NotFound
    today = clock.local(clock.now()).date()
    try:
        period = Period.parse(request.GET.get("period", ""))
    except ValueError:
        period = Period(today.replace(day=1), today)
    rows = figure.rows(actor, period)
    count = rows.count()
    context = {
        "figure": figure,
        "period": period,
        "count": count,
        "shown": figure.show(rows.order_by("-pk")[:SHOWN]),
        "most": SHOWN,
    }
    return render(request, "ui/figure.html", context)

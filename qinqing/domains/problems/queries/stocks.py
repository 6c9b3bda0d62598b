"""How many open problems there are, by light and by what waits: at most so many of the most urgent count."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Self

from django.db.models import Count, Q, QuerySet

from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.queries.lists import problems_visible_to
from qinqing.domains.problems.queries.standing import Lights, Today
from qinqing.domains.problems.rules import TOP_LEVEL
from qinqing.domains.problems.terms import CaseState, Holder
from qinqing.kernel.compiled import CompiledCounts
from qinqing.kernel.permissions import Actor
from qinqing.ui.cells import Tone

MOST_COUNTED: Final = 5_000
"""A page does not wait for the count of more: beyond it every number is a least one and says so."""

COUNTED: Final[Mapping[str, Q]] = {
    "accept": Q(state=CaseState.SUBMITTED, holder=Holder.COORDINATOR),
    "triage": Q(state=CaseState.TRIAGE),
    "review": Q(state=CaseState.REVIEW),
    "confirm": Q(state=CaseState.CONFIRM),
    "calls": Q(holder=Holder.CALLBACK),
    **{f"level{level}": Q(level=level) for level in range(1, TOP_LEVEL + 1)},
}
"""The stocks of an area that a first page counts beside the lights."""


def most_urgent(actor: Actor, narrowed: Q | None = None) -> QuerySet[Problem]:
    """The open problems that are counted, the most urgent first."""
    found = problems_visible_to(actor).filter(narrowed or Q(), is_open=True)
    return found.order_by("sort_due", "id")[: MOST_COUNTED + 1]


WORST_FIRST: Final[tuple[Tone, ...]] = ("red", "yellow", "blue")
LIT: Final = ("all", *WORST_FIRST)
"""What is counted for the lights, in this order."""


def counted_lights(lights: Lights) -> dict[str, Count]:
    """What is counted for the lights: all, and for each but the best those that stand no better.

    One comparison a row and light. `Stocks.of` takes them apart.
    """
    return {"all": Count("pk")} | {tone: Count("pk", filter=rows) for tone, rows in lights.passed.items()}


class Stocks(dict[str, int]):
    """Numbers of open problems by name, `all` among them."""

    @classmethod
    def of(cls, counted: Mapping[str, int]) -> Self:
        """The stocks of what was counted: each light's own."""
        found, worse = cls(counted), 0
        for tone in WORST_FIRST:
            found[tone], worse = counted[tone] - worse, counted[tone]
        found["green"] = counted["all"] - worse
        return found

    def said(self, *names: str) -> str:
        """Their sum as a page says it: `12`, or `12+` where there are more than were counted."""
        number = sum(self[name] for name in names)
        return f"{min(number, MOST_COUNTED)}+" if self["all"] > MOST_COUNTED else str(number)


def stocks_of(actor: Actor, today: Today) -> Stocks:
    """How many open problems stand under each light and in each stock; one statement."""
    return Stocks.of(_STOCKS.counts(actor, (), today.moments))


def _stocks(actor: Actor, shape: object, *moments: datetime) -> tuple[QuerySet[Problem], dict[str, Count]]:
    stocks = {name: Count("pk", filter=condition) for name, condition in COUNTED.items()}
    return most_urgent(actor), counted_lights(Lights(*moments)) | stocks


_STOCKS = CompiledCounts((*LIT, *COUNTED), _stocks)

"""Scorecards: points by bands, by the first case that holds, by a table, or the best of several ways.

A card of which a needed fact is missing has no score: a form with an empty line is not marked. Of several
ways to earn the points of an item the best counts; one that cannot be worked out for good (a ratio to a
revenue of 0) is no way, one that only lacks a fact leaves open what is above the others. On the border of a
band the higher score is taken.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .conditions import Comparison, Condition, Op
from .facts import Value


@dataclass(frozen=True, slots=True)
class Cases:
    """The points of the first case that holds; if one before it is not known, none."""

    cases: tuple[tuple[Condition, float], ...]
    otherwise: float


@dataclass(frozen=True, slots=True)
class Bands:
    """Points by the band a fact lies in: rows of bound and points, from the best down."""

    fact: str
    rising: bool
    rows: tuple[tuple[float, float], ...]
    otherwise: float

    @property
    def cases(self) -> Cases:
        op = Op.AT_LEAST if self.rising else Op.AT_MOST
        return Cases(tuple((Comparison(self.fact, op, at), worth) for at, worth in self.rows), self.otherwise)


@dataclass(frozen=True, slots=True)
class Table:
    """Points by the value of a fact."""

    fact: str
    rows: tuple[tuple[Value, float], ...]
    otherwise: float

    @property
    def cases(self) -> Cases:
        return Cases(
            tuple((Comparison(self.fact, Op.IS, value), worth) for value, worth in self.rows), self.otherwise
        )


@dataclass(frozen=True, slots=True)
class Itself:
    """The fact is the score, given by somebody else."""

    fact: str


@dataclass(frozen=True, slots=True)
class BestOf:
    """The best of several ways."""

    ways: tuple["Points", ...]


Points = Cases | Bands | Table | Itself | BestOf


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a card: its points never exceed `most`."""

    id: str
    label: str
    most: float
    points: Points


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that count together."""

    id: str
    label: str
    most: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A scorecard; `notes` is what it says of itself beside its points. `is_own`: a rule brought it along."""

    name: str
    label: str
    most: float
    groups: tuple[Group, ...]
    notes: Mapping[str, object] = field(default_factory=dict, compare=False)
    is_own: bool = False

    def part(self, group: str) -> tuple[Group, ...]:
        """The groups that a score of this card counts: one, or all."""
        return tuple(one for one in self.groups if group in ("", one.id))


def conditions_in(points: Points) -> Iterator[Condition]:
    """Every condition that the points ask."""
    match points:
        case BestOf(ways=ways):
            for way in ways:
                yield from conditions_in(way)
        case Cases(cases=cases):
            yield from (condition for condition, _ in cases)
        case Bands() | Table():
            yield from (condition for condition, _ in points.cases.cases)

"""Derived facts: formulas over facts, and the size class, in an order in which each finds what it needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from qinqing.lib.size_class import TABLE, Indicator, SizeClass

from .conditions import All, AnyOf, Comparison, Condition, Op
from .facts import NONE, Unit
from .faults import WrongRules
from .formulas import Formula

_SCALES = {"元": 1, "万元": 10_000, "亿元": 100_000_000}


@dataclass(frozen=True, slots=True)
class Ratio:
    """A number worked out by a formula. Where the fact itself is given, that one counts."""

    name: str
    label: str
    unit: Unit
    formula: Formula

    @property
    def names(self) -> tuple[str, ...]:
        return self.formula.names


@dataclass(frozen=True, slots=True)
class Sized:
    """The size class, by the table of `lib.size_class`: which facts say the line and its indicators."""

    name: str
    label: str
    line: str
    indicators: Mapping[Indicator, str]
    units: Mapping[Indicator, Unit] = field(default_factory=dict)
    cases: tuple[tuple[Condition, str], ...] = field(init=False, compare=False, repr=False)
    """The classes, largest first, each with what makes it; what is in none of them is the smallest."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "cases", self._cases())

    @property
    def names(self) -> tuple[str, ...]:
        return (self.line, *self.indicators.values())

    def _cases(self) -> tuple[tuple[Condition, str], ...]:
        return tuple(
            (AnyOf(tuple(self._reaches(line.key, place) for line in TABLE)), size.value)
            for place, size in enumerate(tuple(SizeClass)[:-1])
        )

    @property
    def smallest(self) -> str:
        """The class of whatever reaches none of the bounds."""
        return tuple(SizeClass)[-1].value

    def _reaches(self, key: str, place: int) -> Condition:
        line = next(one for one in TABLE if one.key == key)
        bounds = (
            Comparison(self.indicators[one], Op.AT_LEAST, self._bound(one, bounds[place]))
            for one, bounds in line.bounds.items()
        )
        return All((Comparison(self.line, Op.IS, key), *bounds))

    def _bound(self, indicator: Indicator, printed: int) -> float:
        """The bound in the unit of the fact: the table prints money in 万元."""
        if indicator is Indicator.STAFF:
            return float(printed)
        return printed * _SCALES["万元"] / _SCALES[self.units.get(indicator, NONE).name or "万元"]


Derived = Ratio | Sized


def in_order(derived: Iterable[Derived]) -> tuple[Derived, ...]:
    """Each after what it needs; refuses a circle."""
    named = {one.name: one for one in derived}
    sorter = TopologicalSorter(
        {name: [need for need in one.names if need in named] for name, one in named.items()}
    )
    try:
        return tuple(named[name] for name in sorter.static_order())
    except CycleError as circle:
        raise WrongRules(
            f"derived.{circle.args[1][0]}", f"互相推算成了环：{' → '.join(circle.args[1])}"
        ) from circle

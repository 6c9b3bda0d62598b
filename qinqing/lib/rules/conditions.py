"""Conditions: a tree of comparisons under all, any, not, at least so many, and waived-by.

A number is compared with a tolerance of a billionth of its bound (of one, below it), so that 0.03 reached by
a division is 3 %. 以上 and 以下 include the bound (`>=`, `<=`), 超过 and 不足 do not (`>`, `<`).

Every condition may say by which sentences of its paper it stands (`says`); nothing is judged by that.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from qinqing.lib.terms import Term

from .facts import Value

TOLERANCE = 1e-9


class Op(Term):
    """How a fact is compared with a bound; the label is what is asked of it."""

    AT_LEAST = ">=", "不低于"
    ABOVE = ">", "高于"
    AT_MOST = "<=", "不高于"
    BELOW = "<", "低于"
    IS = "==", "为"
    IS_NOT = "!=", "不为"


def slack(bound: float) -> float:
    """How far a number may miss a bound by rounding."""
    return TOLERANCE * max(1.0, abs(bound))


_NUMBERS: Mapping[Op, Callable[[float, float], bool]] = {
    Op.AT_LEAST: lambda value, bound: value >= bound - slack(bound),
    Op.ABOVE: lambda value, bound: value > bound + slack(bound),
    Op.AT_MOST: lambda value, bound: value <= bound + slack(bound),
    Op.BELOW: lambda value, bound: value < bound - slack(bound),
    Op.IS: lambda value, bound: bound - slack(bound) <= value <= bound + slack(bound),
    Op.IS_NOT: lambda value, bound: not bound - slack(bound) <= value <= bound + slack(bound),
}


def holds(op: Op, value: Value, bound: Value) -> bool:
    """Whether a value stands in that relation to a bound of the same type."""
    if isinstance(value, date) and isinstance(bound, date):
        return _NUMBERS[op](value.toordinal(), bound.toordinal())
    if isinstance(value, float) and isinstance(bound, float):
        return _NUMBERS[op](value, bound)
    return (value == bound) is (op is Op.IS)


@dataclass(frozen=True, slots=True)
class FactBound:
    """The bound is another fact."""

    name: str


@dataclass(frozen=True, slots=True)
class ParameterBound:
    """The bound is a dated parameter."""

    name: str


Bound = Value | FactBound | ParameterBound


@dataclass(frozen=True, slots=True)
class Comparison:
    """A fact against a bound."""

    fact: str
    op: Op
    bound: Bound
    id: str = ""
    label: str = ""
    says: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """A fact from a value to a value, both included."""

    fact: str
    low: Value
    high: Value
    id: str = ""
    label: str = ""
    says: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """A fact is one of some values, or (`inside` False) none of them."""

    fact: str
    values: tuple[Value, ...]
    inside: bool = True
    id: str = ""
    label: str = ""
    says: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """The points on a card, or on one of its groups, against a floor; `own` is the card where the rule
    brought it along (`scores`, which is made of conditions), else it is the book's of that name."""

    card: str
    group: str
    op: Op
    bound: float
    id: str = ""
    label: str = ""
    says: tuple[int, ...] = ()
    own: object = None


@dataclass(frozen=True, slots=True)
class All:
    """Every part. Without an id it is no condition of its own: its parts are reported."""

    parts: tuple["Condition", ...]
    id: str = ""
    label: str = ""
    says: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part is enough."""

    parts: tuple["Condition", ...]
    id: str = ""
    label: str = ""
    says: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: "Condition"
    id: str = ""
    label: str = ""
    says: tuple[int, ...] = ()

    @property
    def parts(self) -> tuple["Condition", ...]:
        return (self.part,)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of the parts."""

    count: int
    parts: tuple["Condition", ...]
    id: str = ""
    label: str = ""
    says: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """The part, unless something frees the subject from it."""

    part: "Condition"
    unless: "Condition"
    id: str = ""
    label: str = ""
    says: tuple[int, ...] = ()

    @property
    def parts(self) -> tuple["Condition", ...]:
        return (self.part, self.unless)


Measured = Comparison | Range | Membership
Leaf = Measured | Score
Branch = All | AnyOf | Not | AtLeast | Waiver
Condition = Leaf | Branch


def needed(branch: Branch) -> int:
    """Of how many parts a branch asks that they hold; of Not, that they do not."""
    match branch:
        case All(parts=parts):
            return len(parts)
        case AtLeast(count=count):
            return count
    return 1


def reported(condition: Condition) -> tuple[Condition, ...]:
    """The conditions a failure is reported by: an All without an id stands for its parts."""
    if isinstance(condition, All) and not condition.id:
        return tuple(one for part in condition.parts for one in reported(part))
    return (condition,)


def name_of(condition: Condition) -> str:
    """The id, or what the condition is about where it has none."""
    if condition.id:
        return condition.id
    if isinstance(condition, Score):
        return f"{condition.card}.{condition.group}" if condition.group else condition.card
    return condition.fact if isinstance(condition, Leaf) else name_of(condition.parts[0])


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and all below it, from above."""
    yield condition
    if isinstance(condition, Branch):
        for part in condition.parts:
            yield from walk(part)

"""Rules with their windows and versions, and the book that holds them with the facts they ask for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from .benefits import Benefit
from .conditions import (
    Comparison,
    Condition,
    FactBound,
    Membership,
    ParameterBound,
    Range,
    Score,
    reported,
    walk,
)
from .derived import Derived, Ratio, Sized
from .facts import Fact, FactType, Unit
from .parameters import Parameter
from .scores import BestOf, Card, Itself, Points, conditions_in

_SECOND_HAND = ("须核对", "recall", "secondary", "not read", "news")


@dataclass(frozen=True, slots=True)
class Window:
    """From a day to a day, both included; without an end it holds until another takes its place."""

    starts: date
    ends: date | None

    def holds(self, on: date) -> bool:
        return self.starts <= on and (self.ends is None or on <= self.ends)

    def overlaps(self, other: "Window") -> bool:
        return self.starts <= (other.ends or date.max) and other.starts <= (self.ends or date.max)


@dataclass(frozen=True, slots=True)
class Source:
    """The paper a rule stands in. `evidence` says how well it was read; what is recalled is to be checked."""

    name: str
    number: str = ""
    issuer: str = ""
    evidence: str = ""
    refs: tuple[str, ...] = ()
    note: str = ""

    @property
    def recalled(self) -> bool:
        """Whether some of it stands here from memory or second hand: to be held against the paper."""
        return any(word in self.evidence for word in _SECOND_HAND)


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule. It has conditions, or it determines a derived fact (the size class).

    `cards` are scorecards of its own. Versions of one family hold one after another. A local rule is an
    example: it is off until a place makes it its own.
    """

    id: str
    family: str
    title: str
    window: Window
    source: Source
    conditions: Condition | None = None
    determines: str = ""
    benefit: Benefit | None = None
    kind: str = ""
    status: str = ""
    example: bool = False
    valid_years: int | None = None
    cards: tuple[Card, ...] = ()
    notes: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def reported(self) -> tuple[Condition, ...]:
        """The conditions by which the answer is decided and reported, in the order of the rule."""
        return reported(self.conditions) if self.conditions else ()


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Facts, what is derived from them (in order), dated parameters, scorecards and rules."""

    facts: Mapping[str, Fact]
    derived: Mapping[str, Derived]
    parameters: Mapping[str, Parameter]
    cards: Mapping[str, Card]
    rules: Mapping[str, Rule]
    notes: Mapping[str, object] = field(default_factory=dict, compare=False)

    def in_force(self, family: str, on: date) -> Rule | None:
        """The version of a family that holds on a day."""
        return next((r for r in self.rules.values() if r.family == family and r.window.holds(on)), None)

    def asked(self, name: str) -> Fact | None:
        """The fact that may be given under a name: one that is asked for, or a derived one."""
        derived = self.derived.get(name)
        if isinstance(derived, Ratio):
            return Fact(name, FactType.NUMBER, derived.label, derived.unit)
        return self.facts.get(name)

    def label(self, name: str) -> str:
        """What a fact, derived fact or parameter is called."""
        known = self.facts.get(name) or self.derived.get(name) or self.parameters.get(name)
        return known.label if known else name

    def unit(self, name: str) -> Unit:
        """In what a fact, derived fact or parameter is counted."""
        known = self.facts.get(name) or self.derived.get(name) or self.parameters[name]
        return Unit("", "") if isinstance(known, Sized) else known.unit

    def type(self, name: str) -> FactType:
        """Of what type a fact or derived fact is."""
        if name in self.derived:
            return FactType.NUMBER if isinstance(self.derived[name], Ratio) else FactType.ENUM
        return self.facts[name].type

    def card(self, score: Score) -> Card:
        """The scorecard that a score counts by: its rule's own, or the book's."""
        return score.own if isinstance(score.own, Card) else self.cards[score.card]

    def roots(self, name: str) -> tuple[str, ...]:
        """The facts that a fact is worked out from in the end; of one that is asked for, itself."""
        if name not in self.derived:
            return (name,) if name in self.facts else ()
        return tuple(dict.fromkeys(root for need in self.derived[name].names for root in self.roots(need)))

    def asks(self, rule: Rule) -> tuple[str, ...]:
        """Every fact a rule may ask for, each once, in the order of the rule."""
        names = (
            [n for c in walk(rule.conditions) for n in self.named(c)]
            if rule.conditions
            else [rule.determines]
        )
        return tuple(dict.fromkeys(root for name in names for root in self.roots(name)))

    def named(self, condition: Condition) -> Iterator[str]:
        """The facts and derived facts that one condition itself names; of a score, those of its card."""
        match condition:
            case Comparison(fact=fact, bound=FactBound(name=other)):
                yield from (fact, other)
            case Comparison(fact=fact) | Range(fact=fact) | Membership(fact=fact):
                yield fact
            case Score(group=group):
                for part in self.card(condition).part(group):
                    for item in part.items:
                        yield from self.scored(item.points)

    def scored(self, points: Points) -> Iterator[str]:
        """The facts and derived facts that points are given for."""
        match points:
            case Itself(fact=fact):
                yield fact
            case BestOf(ways=ways):
                for way in ways:
                    yield from self.scored(way)
            case _:
                for condition in conditions_in(points):
                    for part in walk(condition):
                        yield from self.named(part)


def parameters_in(condition: Condition) -> Iterator[str]:
    """The dated parameters that a condition compares with."""
    for part in walk(condition):
        if isinstance(part, Comparison) and isinstance(part.bound, ParameterBound):
            yield part.bound.name

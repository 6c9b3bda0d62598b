"""Many rules as one plan: every distinct condition once, in an order in which each finds its parts.

The three fast ways (one subject, whole columns, SQL) carry out the same plan. A comparison of a number is
reduced to cuts: `value >= cut`, with the tolerance already in the cut, so that all of them compare alike to
the last bit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import inf, nextafter

from .conditions import (
    Branch,
    Comparison,
    Condition,
    FactBound,
    Measured,
    Membership,
    Not,
    Op,
    ParameterBound,
    Score,
    name_of,
    needed,
    slack,
)
from .derived import Ratio, Sized
from .facts import FactType, Value
from .rulebook import Rule, Rulebook
from .scores import Bands, BestOf, Card, Cases, Itself, Points, Table

RISING = (Op.AT_LEAST, Op.ABOVE)


@dataclass(frozen=True, slots=True)
class Within:
    """A number or day from one cut up to, without, another."""

    name: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class OneOf:
    """A word or a truth is one of these."""

    name: str
    values: frozenset[Value]


@dataclass(frozen=True, slots=True)
class Pair:
    """A fact against another fact."""

    left: str
    op: Op
    right: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A score that reaches a cut, or (`rising` False) stays below it."""

    card: str
    group: str
    cut: float
    rising: bool


@dataclass(frozen=True, slots=True)
class Count:
    """So many of other nodes hold."""

    need: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """Another node does not hold."""

    part: int


Node = Within | OneOf | Pair | Scored | Count | Opposite


@dataclass(frozen=True, slots=True)
class First:
    """The worth of the first node that holds: of points or of size classes."""

    cases: tuple[tuple[int, float], ...]
    otherwise: float
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """The fact itself, between nothing and the most."""

    name: str


@dataclass(frozen=True, slots=True)
class Best:
    """The best of several ways."""

    ways: tuple["Way", ...]


Way = First | Own | Best


@dataclass(frozen=True, slots=True)
class Sheet:
    """A card as planned: of each group its most and its lines, each with its own most."""

    most: float
    groups: Mapping[str, tuple[float, tuple[tuple[float, Way], ...]]]

    def part(self, group: str) -> tuple[tuple[float, tuple[tuple[float, Way], ...]], ...]:
        """The groups that a score counts: one, or all."""
        return tuple(lines for name, lines in self.groups.items() if group in ("", name))


@dataclass(frozen=True, slots=True)
class Placed:
    """A condition with the node that answers it, and its parts likewise."""

    condition: Condition
    node: int
    parts: tuple["Placed", ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A rule: its reported conditions in order, their nodes and names. One not in force has none."""

    rule: Rule
    in_force: bool
    placed: tuple[Placed, ...]
    tops: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """`names` are the facts and derived facts that are read, each after what it is derived from."""

    book: Rulebook
    on: date
    rules: tuple[Planned, ...]
    nodes: tuple[Node, ...]
    names: tuple[str, ...]
    sheets: Mapping[str, Sheet]
    sized: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)

    def is_word(self, name: str) -> bool:
        """Whether a fact is compared as a word or truth, not as a number or day."""
        return self.book.type(name) not in (FactType.NUMBER, FactType.DATE)

    def alphabet(self, name: str) -> tuple[Value, ...]:
        """The values a word may have, as columns number them; of free text those that a rule names."""
        kind = self.book.type(name)
        if kind is FactType.BOOL:
            return (False, True)
        if kind is FactType.ENUM:
            return tuple(self.book.facts[name].choices)
        named = {
            v for node in self.nodes if isinstance(node, OneOf) and node.name == name for v in node.values
        }
        return tuple(sorted(str(value) for value in named))

    def cuts(self, name: str) -> tuple[float, ...]:
        """Every cut of a number, rising."""
        found = {
            cut
            for node in self.nodes
            if isinstance(node, Within) and node.name == name
            for cut in (node.low, node.high)
            if cut is not None
        }
        return tuple(sorted(found))

    def settles(self, name: str) -> tuple[str, ...]:
        """What must be known for a fact to have a value or none for good: of a ratio its parts."""
        derived = self.book.derived.get(name)
        return derived.names if isinstance(derived, Ratio) else ()


def plan(book: Rulebook, on: date, rules: Iterable[Rule] | None = None) -> Plan:
    """The plan of some rules of a book, or all, on a day; rules that determine a fact are left out."""
    planner = _Planner(book, on)
    asked = (rule for rule in (book.rules.values() if rules is None else rules) if rule.conditions)
    planned = tuple(planner.rule(rule) for rule in asked)
    return Plan(book, on, planned, tuple(planner.nodes), planner.ordered(), planner.sheets, planner.sized)


class _Planner:
    """Collects nodes, each once."""

    def __init__(self, book: Rulebook, on: date) -> None:
        self.book = book
        self.on = on
        self.nodes: dict[Node, int] = {}
        self.sheets: dict[str, Sheet] = {}
        self._named: dict[Card, str] = {}
        self.sized: dict[str, tuple[tuple[int, str], ...]] = {}
        self.read: dict[str, None] = {}

    def rule(self, rule: Rule) -> Planned:
        if not rule.window.holds(self.on):
            return Planned(rule, False, (), (), ())
        placed = tuple(self.placed(one) for one in rule.reported)
        names = tuple(name_of(one.condition) for one in placed)
        return Planned(rule, True, placed, tuple(one.node for one in placed), names)

    def ordered(self) -> tuple[str, ...]:
        given = [name for name in self.read if name not in self.book.derived]
        return (*given, *(name for name in self.book.derived if name in self.read))

    def node(self, condition: Condition) -> int:
        return self.placed(condition).node

    def placed(self, condition: Condition) -> Placed:
        if isinstance(condition, Branch):
            parts = tuple(self.placed(one) for one in condition.parts)
            return Placed(condition, self._branch(condition, [one.node for one in parts]), parts)
        if isinstance(condition, Score):
            return Placed(condition, self._score(condition))
        self._reads(condition.fact)
        return Placed(condition, self._measured(condition))

    def _add(self, node: Node) -> int:
        return self.nodes.setdefault(node, len(self.nodes))

    def _reads(self, name: str) -> None:
        """Plan what a fact is derived from before itself; a parameter is read like a fact."""
        if name in self.read or name in self.book.parameters:
            return
        derived = self.book.derived.get(name)
        if isinstance(derived, Sized):
            self.sized[name] = tuple((self.node(condition), size) for condition, size in derived.cases)
        for need in derived.names if derived else ():
            self._reads(need)
        self.read[name] = None

    # --- branches --------------------------------------------------------

    def _branch(self, branch: Branch, parts: list[int]) -> int:
        if isinstance(branch, Not):
            return self._add(Opposite(parts[0]))
        return self._count(needed(branch), parts)

    def _count(self, need: int, parts: list[int]) -> int:
        """A part that stands there twice counts twice, but where one or all are asked for."""
        distinct = list(dict.fromkeys(parts))
        if need == len(parts):
            need, parts = len(distinct), distinct
        elif need == 1:
            parts = distinct
        if len(parts) == 1:
            return parts[0]
        seen: set[int] = set()
        for place, part in enumerate(parts):
            while part in seen:
                part = self._add(Count(1, (part,)))
            seen.add(part)
            parts[place] = part
        return self._add(Count(need, tuple(parts)))

    # --- leaves ----------------------------------------------------------

    def _measured(self, leaf: Measured) -> int:
        match leaf:
            case Comparison(fact=fact, op=op, bound=FactBound(name=other)):
                self._reads(other)
                return self._add(Pair(fact, op, other))
            case Comparison(fact=fact, op=op, bound=ParameterBound(name=name)):
                value = self.book.parameters[name].on(self.on)
                assert value is not None
                return self._compare(fact, op, value)
            case Comparison(fact=fact, op=op, bound=bound):
                assert not isinstance(bound, FactBound | ParameterBound)
                return self._compare(fact, op, bound)
            case Membership(fact=fact, values=values, inside=inside):
                node = self._among(fact, values)
                return node if inside else self._add(Opposite(node))
        return self._add(Within(leaf.fact, _at(leaf.low), _beyond(leaf.high)))

    def _among(self, fact: str, values: tuple[Value, ...]) -> int:
        if isinstance(values[0], str | bool):
            return self._add(OneOf(fact, frozenset(values)))
        return self._count(1, [self._compare(fact, Op.IS, value) for value in values])

    def _compare(self, fact: str, op: Op, bound: Value) -> int:
        if op is Op.IS_NOT:
            return self._add(Opposite(self._compare(fact, Op.IS, bound)))
        if isinstance(bound, str | bool):
            return self._add(OneOf(fact, frozenset((bound,))))
        low = {Op.AT_LEAST: _at, Op.ABOVE: _beyond, Op.IS: _at}.get(op)
        high = {Op.AT_MOST: _beyond, Op.BELOW: _at, Op.IS: _beyond}.get(op)
        return self._add(Within(fact, low and low(bound), high and high(bound)))

    # --- scores ----------------------------------------------------------

    def _score(self, score: Score) -> int:
        card = self.book.card(score)
        name = self._named.setdefault(card, f"{score.card}/{len(self._named)}" if card.is_own else score.card)
        if name not in self.sheets:
            self.sheets[name] = Sheet(
                card.most,
                {
                    group.id: (group.most, tuple((item.most, self._way(item.points)) for item in group.items))
                    for group in card.groups
                },
            )
        at = _at if score.op in (Op.AT_LEAST, Op.BELOW) else _beyond
        return self._add(Scored(name, score.group, at(score.bound), score.op in RISING))

    def _way(self, points: Points) -> Way:
        match points:
            case Itself(fact=fact):
                self._reads(fact)
                return Own(fact)
            case BestOf(ways=ways):
                return Best(tuple(self._way(way) for way in ways))
            case Bands() | Table():
                return self._way(points.cases)
            case Cases(cases=cases, otherwise=otherwise):
                planned = tuple((self.node(condition), worth) for condition, worth in cases)
                return First(planned, otherwise, tuple(dict.fromkeys(self.book.scored(points))))


def _number(bound: Value) -> float:
    """Days are counted."""
    assert not isinstance(bound, str | bool)
    return float(bound.toordinal()) if isinstance(bound, date) else bound


def _at(bound: Value) -> float:
    """From where on a number counts as having reached the bound."""
    number = _number(bound)
    return number - slack(number)


def _beyond(bound: Value) -> float:
    """From where on it counts as having passed it."""
    number = _number(bound)
    return nextafter(number + slack(number), inf)

"""One subject against all rules at once: answers and deciding conditions, no sentences.

A set of conditions is one whole number, a bit for each. A fact settles all conditions on it by one search
among its cuts; a branch is two comparisons of bits. What must be asked is read from the same bits; of what
fails and is shown the reasons are found by `judge`.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from .conditions import holds
from .derived import Ratio, Sized
from .facts import Value
from .formulas import worth
from .judge import IN_FORCE
from .plan import Best, Count, First, OneOf, Opposite, Own, Pair, Plan, Planned, Scored, Way, Within
from .truth import Truth

Asked = tuple[tuple[str, ...], tuple[str, ...]]
"""What must be asked where something is not known, and what of it is known but leaves no value."""
Decision = tuple[Truth, str]
"""The answer to a rule, and the condition that decides it: of a yes none."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The answer to a rule and what stands in the way: the places of its conditions that do not hold, how
    many of them fail, and so how many are not known. Of a rule not in force neither."""

    truth: Truth
    open: tuple[int, ...] = ()
    failing: int = 0

    @property
    def lacking(self) -> int:
        return len(self.open) - self.failing


Values = dict[str, Any]
Points = tuple[float, float] | None
_Search = tuple[str, tuple[float, ...], tuple[int, ...], int]
_Words = tuple[str, dict[Value, int], int]
_Tops = tuple[tuple[int, str], ...]
_Rare = Callable[[Values, int, int], Truth]


class Swift:
    """A plan made ready for one subject after another."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        settings = ((name, one.on(plan.on)) for name, one in plan.book.parameters.items())
        self._set: Values = {name: value for name, value in settings if value is not None}
        self._searches = [_search(plan, name) for name in plan.names if not plan.is_word(name)]
        self._words = [
            _words(plan, name) for name in plan.names if plan.is_word(name) and name not in plan.sized
        ]
        self._derived = [
            (name, found.formula.part)
            for name in plan.names
            if isinstance(found := plan.book.derived.get(name), Ratio)
        ]
        self._steps = [step for place in range(len(plan.nodes)) if (step := _step(plan, place))]
        self._rules = [(_bits(rule.tops), _tops(rule)) for rule in plan.rules]

    def decide(self, known: Mapping[str, Value]) -> list[Decision]:
        """For each rule of the plan, in its order, the answer and the condition that decides it."""
        _, yes, may = self._weighed(known)
        return [self._decision(yes, may, mask, tops) for mask, tops in self._rules]

    def tally(self, known: Mapping[str, Value]) -> list[Tally]:
        """For each rule of the plan, in its order, the answer and which of its conditions do not hold."""
        return self.weigh(known).tallies

    def weigh(self, known: Mapping[str, Value]) -> "Weighed":
        """The same, with what must be asked for each condition that is not known."""
        return Weighed(self, *self._weighed(known))

    def _weighed(self, known: Mapping[str, Value]) -> tuple[Values, int, int]:
        """What is known and follows, the conditions that hold, and those that hold or may."""
        values = self._set | {name: value for name, value in known.items() if value is not None}
        for name, part in self._derived:
            if name not in values:
                values[name] = worth(part, values.get)
        yes, may = self._leaves(values)
        for bit, mask, need, rare in self._steps:
            if rare is not None:
                truth = rare(values, yes, may)
                certain, possible = truth is True, truth is not False
            elif need:
                certain, possible = (yes & mask).bit_count() >= need, (may & mask).bit_count() >= need
            else:
                certain, possible = not may & mask, not yes & mask
            if certain:
                yes |= bit
            if possible:
                may |= bit
        return values, yes, may

    def tallied(self, yes: int, may: int) -> list[Tally]:
        """For each rule what conditions that hold, and those that hold or may, come to."""
        return [self._tally(yes, may, mask, tops) for mask, tops in self._rules]

    @staticmethod
    def _tally(yes: int, may: int, mask: int, tops: _Tops) -> Tally:
        if yes & mask == mask:
            return Tally(bool(tops))
        open_ = tuple(place for place, (bit, _) in enumerate(tops) if not yes & bit)
        failing = sum(not may & bit for bit, _ in tops) if mask & ~may else 0
        return Tally(False if failing else None, open_, failing)

    @staticmethod
    def _decision(yes: int, may: int, mask: int, tops: _Tops) -> Decision:
        if yes & mask == mask and tops:
            return True, ""
        truth, met = (False, may) if may & mask != mask else (None, yes)
        for bit, name in tops:
            if not met & bit:
                return truth, name
        return False, IN_FORCE

    def _leaves(self, values: Values) -> tuple[int, int]:
        """The conditions on single facts: those that hold, and those that hold or may."""
        yes = missing = 0
        for name, cuts, rows, every in self._searches:
            value = values.get(name)
            if value is None:
                missing |= every
            else:
                yes |= rows[bisect_right(cuts, value.toordinal() if isinstance(value, date) else value)]
        for name, words, every in self._words:
            value = values.get(name)
            if value is None:
                missing |= every
            else:
                yes |= words.get(value, 0)
        return yes, yes | missing


def _bits(places: tuple[int, ...]) -> int:
    return sum(1 << place for place in set(places))


def _search(plan: Plan, name: str) -> _Search:
    """Of a number its cuts, and for each stretch between them the conditions that hold there."""
    cuts = plan.cuts(name)
    places = [
        (place, node)
        for place, node in enumerate(plan.nodes)
        if isinstance(node, Within) and node.name == name
    ]
    rows = []
    for at in (float("-inf"), *cuts):
        held = (
            place
            for place, node in places
            if (node.low is None or at >= node.low) and (node.high is None or at < node.high)
        )
        rows.append(_bits(tuple(held)))
    return name, cuts, tuple(rows), _bits(tuple(place for place, _ in places))


def _words(plan: Plan, name: str) -> _Words:
    """Of a word, for each value the conditions that hold for it."""
    places = [
        (place, node)
        for place, node in enumerate(plan.nodes)
        if isinstance(node, OneOf) and node.name == name
    ]
    held = {
        value: _bits(tuple(place for place, node in places if value in node.values))
        for value in plan.alphabet(name)
    }
    return name, held, _bits(tuple(place for place, _ in places))


def _tops(rule: Planned) -> _Tops:
    """The conditions of a rule in its order; of one not in force none."""
    return tuple((1 << top, name) for top, name in zip(rule.tops, rule.names, strict=True))


# --- branches, and what is rare -------------------------------------------


def _step(plan: Plan, place: int) -> tuple[int, int, int, _Rare | None] | None:
    """How a node follows from others: its bit, theirs, how many; nothing for a leaf read from its fact."""
    bit = 1 << place
    match plan.nodes[place]:
        case Count(need=need, parts=parts):
            return bit, _bits(parts), need, None
        case Opposite(part=part):
            return bit, 1 << part, 0, None
        case Pair() as pair:
            return bit, 0, 0, lambda values, yes, may: _paired(pair, values)
        case Scored() as scored:
            return bit, 0, 0, lambda values, yes, may: _scored(plan, scored, values, yes, may)
        case OneOf(name=name) as among if name in plan.sized:
            return bit, 0, 0, lambda values, yes, may: _sized(plan, among, values, yes, may)
    return None


def _paired(pair: Pair, values: Values) -> Truth:
    left, right = values.get(pair.left), values.get(pair.right)
    return None if left is None or right is None else holds(pair.op, left, right)


def _sized(plan: Plan, among: OneOf, values: Values, yes: int, may: int) -> Truth:
    if among.name not in values:
        sized = plan.book.derived[among.name]
        assert isinstance(sized, Sized)
        open_ = next(((n, size) for n, size in plan.sized[among.name] if may >> n & 1), None)
        node, size = open_ or (None, sized.smallest)
        values[among.name] = size if node is None or yes >> node & 1 else None
    value = values[among.name]
    return None if value is None else value in among.values


def _scored(plan: Plan, scored: Scored, values: Values, yes: int, may: int) -> Truth:
    sheet = plan.sheets[scored.card]
    sums = []
    for most, items in sheet.part(scored.group):
        sums.append(_sum([_earned(plan, way, top, values, yes, may) for top, way in items], most))
    points = _sum(sums, sheet.most)
    if points is None:
        return None
    reached = [one >= scored.cut for one in points]
    return reached[0] is scored.rising if reached[0] == reached[1] else None


def _sum(parts: list[Points], most: float) -> Points:
    known = [one for one in parts if one is not None]
    if len(known) < len(parts):
        return None
    return min(sum(low for low, _ in known), most), min(sum(high for _, high in known), most)


def _earned(plan: Plan, way: Way, most: float, values: Values, yes: int, may: int) -> Points:
    match way:
        case Own(name=name):
            own = values.get(name)
            return None if own is None else (min(max(own, 0.0), most),) * 2
        case First(cases=cases, otherwise=otherwise):
            for node, worth_ in cases:
                if may >> node & 1:
                    return (worth_, worth_) if yes >> node & 1 else None
            return otherwise, otherwise
        case Best(ways=ways):
            found = [_earned(plan, one, most, values, yes, may) for one in ways]
            earned = [points for points in found if points is not None]
            if not earned:
                return None
            may_rise = any(
                p is None and not _settled(plan, one, values) for p, one in zip(found, ways, strict=True)
            )
            return max(low for low, _ in earned), most if may_rise else max(high for _, high in earned)


def _settled(plan: Plan, way: Way, values: Values) -> bool:
    match way:
        case Own(name=name):
            return _known(plan, name, values)
        case First(asks=asks):
            return all(_known(plan, name, values) for name in asks)
        case Best(ways=ways):
            return all(_settled(plan, one, values) for one in ways)


def _known(plan: Plan, name: str, values: Values) -> bool:
    """Whether a fact has a value, or all its parts have: then it has none for good."""
    parts = plan.settles(name)
    return values.get(name) is not None or (bool(parts) and all(_known(plan, one, values) for one in parts))


# --- what must be asked ---------------------------------------------------


class Weighed:
    """One subject weighed by a plan. What is asked for a condition is found once."""

    def __init__(self, swift: Swift, values: Values, yes: int, may: int) -> None:
        self.plan = swift.plan
        self._swift = swift
        self._values, self._yes, self._may = values, yes, may
        self._asked: dict[int, Asked] = {}
        self._lacked: dict[str, Asked] = {}

    @cached_property
    def tallies(self) -> list[Tally]:
        """For each rule of the plan, in its order, the answer and which of its conditions do not hold."""
        return self._swift.tallied(self._yes, self._may)

    def asked(self, node: int) -> Asked | None:
        """What must be asked for a condition that is not known; None of one that is."""
        if not self._is_open(node):
            return None
        if node not in self._asked:
            self._asked[node] = self._asked_of(node)
        return self._asked[node]

    def _is_open(self, node: int) -> bool:
        return bool((self._may & ~self._yes) >> node & 1)

    def _asked_of(self, node: int) -> Asked:
        match self.plan.nodes[node]:
            case Within(name=name) | OneOf(name=name):
                return _or_undefined(self._lacks((name,)))
            case Pair(left=left, right=right):
                return _or_undefined(self._lacks((left, right)))
            case Scored(card=card, group=group):
                return _or_undefined(self._lacks(self._open_lines(card, group)))
            case Count(parts=parts):
                return _joined(found for one in parts if (found := self.asked(one)))
            case Opposite(part=part):
                return self.asked(part) or ((), ())

    def _open_lines(self, card: str, group: str) -> Iterator[str]:
        """What the lines of a card count by that may still earn more or less."""
        for _, items in self.plan.sheets[card].part(group):
            for most, way in items:
                points = _earned(self.plan, way, most, self._values, self._yes, self._may)
                if points is None or points[0] != points[1]:
                    yield from _counts_by(way)

    def _lacks(self, names: Iterable[str]) -> Asked:
        """Why those of these facts that have no value have none."""
        return _joined(self._lack(name) for name in names if self._values.get(name) is None)

    def _lack(self, name: str) -> Asked:
        if name not in self._lacked:
            self._lacked[name] = self._lack_of(name)
        return self._lacked[name]

    def _lack_of(self, name: str) -> Asked:
        match self.plan.book.derived.get(name):
            case Sized():
                return next(found for node, _ in self.plan.sized[name] if (found := self.asked(node)))
            case Ratio(formula=formula):
                missing, undefined = self._lacks(formula.names)
                if missing or undefined:
                    return missing, undefined
                roots = (self.plan.book.roots(one) for one in formula.divisors)
                return (), tuple(root for some in roots for root in some)
        return (name,), ()


def _counts_by(way: Way) -> Iterator[str]:
    match way:
        case Own(name=name):
            yield name
        case First(asks=asks):
            yield from asks
        case Best(ways=ways):
            for one in ways:
                yield from _counts_by(one)


def _or_undefined(lacks: Asked) -> Asked:
    """Where nothing is missing, what leaves no value is asked about."""
    missing, undefined = lacks
    return missing or undefined, undefined


def _joined(some: Iterable[Asked]) -> Asked:
    """All of them together, each name once."""
    found = list(some)
    if len(found) == 1:
        return found[0]
    asks: dict[str, None] = {}
    undefined: dict[str, None] = {}
    for missing, none in found:
        asks.update(dict.fromkeys(missing))
        undefined.update(dict.fromkeys(none))
    return tuple(asks), tuple(undefined)

"""One subject judged with all its reasons. This is the meaning; the fast ways are measured against it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .benefits import Benefit, Grant
from .conditions import (
    Bound,
    Branch,
    Comparison,
    Condition,
    FactBound,
    Leaf,
    Measured,
    Membership,
    Not,
    Op,
    ParameterBound,
    Range,
    Score,
    holds,
    name_of,
    needed,
)
from .derived import Ratio, Sized
from .facts import Value
from .formulas import worth
from .rulebook import Rule, Rulebook
from .scores import Bands, BestOf, Card, Cases, Group, Itself, Points, Table
from .truth import Answer, Truth, answer, at_least, every, negated

IN_FORCE = "in_force"
"""The id of the condition that every rule has: that it holds on the day."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a condition: its truth, the value and the bound that met, its parts, what must be asked.

    `score` is the value of a score: from, to. `undefined` names facts that are known, yet leave no value,
    such as a revenue of 0 to divide by; they are asked about, too.
    """

    condition: Condition
    truth: Truth
    value: Value | None = None
    bound: Value | None = None
    score: tuple[float, float] | None = None
    parts: tuple["Finding", ...] = ()
    asks: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gain:
    """What the subject would get: an amount, or a rate where only that is laid down; else what to ask."""

    amount: float | None
    rate: float | None
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer to one rule with everything it rests on.

    `outcome` is the class that a determining rule finds. `on` is the day that was asked about, if one was.
    """

    rule: Rule
    truth: Truth
    findings: tuple[Finding, ...]
    on: date | None
    outcome: str | None = None
    gain: Gain | None = None
    asks: tuple[str, ...] = ()

    @property
    def answer(self) -> Answer:
        return answer(self.truth)

    @property
    def in_force(self) -> bool:
        return self.on is None or self.rule.window.holds(self.on)

    @property
    def failing(self) -> tuple[str, ...]:
        """The conditions that are false or not known, in the order of the rule; of a yes none."""
        if self.truth is True:
            return ()
        found = tuple(name_of(one.condition) for one in self.findings if one.truth is not True)
        return found if self.in_force else (IN_FORCE, *found)

    @property
    def deciding(self) -> str:
        """The first condition that settles a no, or leaves the answer open; of a yes none."""
        if not self.in_force:
            return IN_FORCE
        first = (name_of(one.condition) for one in self.findings if one.truth is self.truth)
        return "" if self.truth is True else next(first, "")


def judge(book: Rulebook, rule: Rule, known: Mapping[str, Value], on: date | None = None) -> Judgement:
    """The rule for a subject of whom this is known, on a day.

    Without a day the rule is judged as it last stood, whether or not it still does; parameters are the newest
    of its window. A value given for a derived fact counts instead of its formula.
    """
    return Subject(book, known, on or rule.window.ends).judged(rule, on)


class Subject:
    """What is known of one subject, and what follows from it on a day; each thing is worked out once."""

    def __init__(self, book: Rulebook, known: Mapping[str, Value], on: date | None) -> None:
        self.book = book
        self.on = on
        self._values: dict[str, Value | None] = {name: v for name, v in known.items() if v is not None}

    def judged(self, rule: Rule, on: date | None) -> Judgement:
        """A rule for this subject on the day, or, without one, as the rule last stood."""
        if rule.determines:
            found = self.value(rule.determines)
            truth = None if found is None else True
            truth = truth if on is None or rule.window.holds(on) else False
            asks, _ = self.lacks(rule.determines) if found is None else ((), ())
            return Judgement(rule, truth, (), on, None if found is None else str(found), asks=asks)
        findings = tuple(self.weigh(one) for one in rule.reported)
        truth = every(one.truth for one in findings)
        if on is not None and not rule.window.holds(on):
            truth = False
        gain = self.gain(rule.benefit) if rule.benefit and truth is True else None
        return Judgement(rule, truth, findings, on, gain=gain, asks=_asks(findings) if truth is None else ())

    # --- facts -----------------------------------------------------------

    def value(self, name: str) -> Value | None:
        """The value of a fact, a derived fact or a parameter; None where it has none."""
        if name not in self._values:
            self._values[name] = self._work_out(name)
        return self._values[name]

    def _work_out(self, name: str) -> Value | None:
        if name in self.book.parameters:
            return self.book.parameters[name].on(self.on)
        match self.book.derived.get(name):
            case Ratio(formula=formula):
                return worth(formula.part, self._number)
            case Sized() as sized:
                return self._first(sized.cases, sized.smallest)
        return None

    def _number(self, name: str) -> float | None:
        value = self.value(name)
        return value if isinstance(value, float) else None

    def _first(self, cases: Iterable[tuple[Condition, str]], otherwise: str) -> str | None:
        for condition, found in cases:
            truth = self.weigh(condition).truth
            if truth is not False:
                return found if truth else None
        return otherwise

    def lacks(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Why a fact has no value: what is missing, and what is known but leaves none (a divisor of 0)."""
        match self.book.derived.get(name):
            case Sized(cases=cases):
                open_ = next(w for c, _ in cases if (w := self.weigh(c)).truth is not False)
                return open_.asks, open_.undefined
            case Ratio(formula=formula):
                lacking = [self.lacks(one) for one in formula.names if self.value(one) is None]
                if not lacking:
                    return (), tuple(r for one in formula.divisors for r in self.book.roots(one))
                return _joined(one for one, _ in lacking), _joined(one for _, one in lacking)
        return (name,), ()

    # --- conditions ------------------------------------------------------

    def weigh(self, condition: Condition) -> Finding:
        """What becomes of a condition, with everything below it."""
        if isinstance(condition, Score):
            return self._scored(condition)
        if isinstance(condition, Leaf):
            return self._compared(condition)
        return self._branched(condition)

    def _branched(self, branch: Branch) -> Finding:
        parts = tuple(self.weigh(one) for one in branch.parts)
        truths = [one.truth for one in parts]
        truth = negated(truths[0]) if isinstance(branch, Not) else at_least(needed(branch), truths)
        if truth is not None:
            return Finding(branch, truth, parts=parts)
        return Finding(branch, None, parts=parts, asks=_asks(parts), undefined=_undefined(parts))

    def _compared(self, leaf: Measured) -> Finding:
        value = self.value(leaf.fact)
        bound = self._bound(leaf.bound) if isinstance(leaf, Comparison) else None
        lacking = [leaf.fact] if value is None else []
        if (
            isinstance(leaf, Comparison)
            and bound is None
            and isinstance(leaf.bound, FactBound | ParameterBound)
        ):
            lacking.append(leaf.bound.name)
        if value is not None and not lacking:
            return Finding(leaf, _meets(leaf, value, bound), value, bound)
        why = [self.lacks(name) for name in lacking]
        missing, undefined = _joined(one for one, _ in why), _joined(one for _, one in why)
        return Finding(leaf, None, value, bound, asks=missing or undefined, undefined=undefined)

    def _bound(self, bound: Bound) -> Value | None:
        return self.value(bound.name) if isinstance(bound, FactBound | ParameterBound) else bound

    # --- scores ----------------------------------------------------------

    def _scored(self, leaf: Score) -> Finding:
        card = self.book.card(leaf)
        groups = card.part(leaf.group)
        points = self.points(card, leaf.group)
        truth: Truth = None
        if points is not None:
            at_worst, at_best = (holds(leaf.op, one, leaf.bound) for one in points)
            truth = at_worst if at_worst == at_best else None
        if truth is not None:
            return Finding(leaf, truth, bound=leaf.bound, score=points)
        asks, undefined = self._open(groups)
        return Finding(
            leaf, None, bound=leaf.bound, score=points, asks=asks or undefined, undefined=undefined
        )

    def _open(self, groups: Iterable[Group]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        lacking = []
        for group in groups:
            for item in group.items:
                points = self._points(item.points, item.most)
                if points is None or points[0] != points[1]:
                    names = [n for n in self.book.scored(item.points) if self.value(n) is None]
                    lacking += [self.lacks(name) for name in names]
        return _joined(one for one, _ in lacking), _joined(one for _, one in lacking)

    def points(self, card: Card, group: str = "") -> tuple[float, float] | None:
        """The points of a card or one of its groups, at worst and at best; None of an incomplete form."""
        sums = [self._group(one) for one in card.part(group)]
        return _sum(sums, card.most)

    def _group(self, group: Group) -> tuple[float, float] | None:
        return _sum([self._points(one.points, one.most) for one in group.items], group.most)

    def _points(self, points: Points, most: float) -> tuple[float, float] | None:
        match points:
            case Itself(fact=fact):
                own = self._number(fact)
                return None if own is None else (min(max(own, 0.0), most),) * 2
            case BestOf(ways=ways):
                return self._best(ways, most)
            case Bands() | Table():
                return self._points(points.cases, most)
            case Cases(cases=cases, otherwise=otherwise):
                for condition, worth_ in cases:
                    truth = self.weigh(condition).truth
                    if truth is not False:
                        return (worth_, worth_) if truth else None
                return otherwise, otherwise

    def _best(self, ways: tuple[Points, ...], most: float) -> tuple[float, float] | None:
        """The best way; while one only lacks facts, the item may still rise to its most."""
        found = [(self._points(way, most), way) for way in ways]
        earned = [points for points, _ in found if points is not None]
        if not earned:
            return None
        low, high = max(one for one, _ in earned), max(one for _, one in earned)
        may_rise = any(points is None and not self._settled(way) for points, way in found)
        return low, most if may_rise else high

    def _settled(self, way: Points) -> bool:
        """Whether all is known that the way asks for: then it has no value for good."""
        return all(self.lacks(n)[0] == () for n in self.book.scored(way) if self.value(n) is None)

    # --- benefits --------------------------------------------------------

    def gain(self, benefit: Benefit) -> Gain:
        """What the benefit comes to, under its cap."""
        for condition, grant in benefit.cases:
            found = self.weigh(condition)
            if found.truth is None:
                return Gain(None, None, found.asks)
            if found.truth:
                return self._granted(benefit, grant)
        return self._granted(benefit, benefit.otherwise)

    def _granted(self, benefit: Benefit, grant: Grant) -> Gain:
        formula = grant.sum
        if formula is None:
            return Gain(None, grant.rate)
        amount = worth(formula.part, self._number)
        if amount is None:
            lacking = [self.lacks(name) for name in formula.names if self.value(name) is None]
            return Gain(None, grant.rate, _joined(missing or undefined for missing, undefined in lacking))
        return Gain(min(amount, benefit.cap) if benefit.cap is not None else amount, grant.rate)


def _meets(leaf: Leaf, value: Value, bound: Value | None) -> bool:
    match leaf:
        case Range(low=low, high=high):
            return holds(Op.AT_LEAST, value, low) and holds(Op.AT_MOST, value, high)
        case Membership(values=values, inside=inside):
            return any(holds(Op.IS, value, one) for one in values) is inside
        case Comparison(op=op) if bound is not None:
            return holds(op, value, bound)
    raise AssertionError(leaf)


def _sum(parts: list[tuple[float, float] | None], most: float) -> tuple[float, float] | None:
    known = [one for one in parts if one is not None]
    if len(known) < len(parts):
        return None
    return min(sum(low for low, _ in known), most), min(sum(high for _, high in known), most)


def _joined(names: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))


def _asks(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Of parts that are not known, what must be asked."""
    return _joined(one.asks for one in findings if one.truth is None)


def _undefined(findings: Iterable[Finding]) -> tuple[str, ...]:
    return _joined(one.undefined for one in findings if one.truth is None)

"""Very many subjects against all rules: columns of facts in, packed answers out.

Every distinct condition is judged once for a block of subjects and packed to one bit for each; branches are
then operations on 64 subjects at a time. Of each rule two sets of subjects remain, those that meet it and
those that may, and by which condition each other one is decided.

A column is an array with one entry a subject: numbers and days (as ordinals) as floats with NaN for what is
not known, words and truths as their place in the plan's alphabet with -1. A fact without a column is known of
nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .conditions import TOLERANCE, Op
from .derived import Ratio, Sized
from .facts import Value
from .formulas import Name, Number, fold
from .judge import IN_FORCE
from .packed import Plane, dropped, held, packed, unpacked
from .plan import Best, Count, First, OneOf, Opposite, Own, Pair, Plan, Planned, Scored, Way, Within

Column = NDArray[Any]

BLOCK = 32_768
NONE = 255
"""No condition decides: the subject meets the rule."""


def columns(plan: Plan, rows: Iterable[Mapping[str, Value]]) -> dict[str, Column]:
    """Columns of single subjects."""
    known = list(rows)
    return {name: _column(plan, name, [row.get(name) for row in known]) for name in _asked(plan)}


def _asked(plan: Plan) -> list[str]:
    needs = [need for name in plan.names for need in (name, *_inputs(plan, name))]
    return [name for name in dict.fromkeys(needs) if name not in plan.book.parameters]


def _inputs(plan: Plan, name: str) -> tuple[str, ...]:
    derived = plan.book.derived.get(name)
    return derived.names if derived else ()


def _column(plan: Plan, name: str, values: list[Value | None]) -> Column:
    if plan.is_word(name):
        places = {value: place for place, value in enumerate(plan.alphabet(name))}
        # A text that no rule names is known, too: it stands behind all that are.
        found = [-1 if value is None else places.get(value, len(places)) for value in values]
        return np.array(found, dtype=np.int16)
    return np.array([_counted(value) for value in values], dtype=np.float64)


def _counted(value: Value | None) -> float:
    return np.nan if value is None else value.toordinal() if isinstance(value, date) else float(value)


@dataclass(frozen=True, slots=True)
class Answers:
    """Of a block of subjects, for each rule: who meets it, who may, and what decides the others."""

    start: int
    count: int
    rules: tuple[Planned, ...]
    yes: NDArray[np.uint64]
    may: NDArray[np.uint64]
    deciding: tuple[NDArray[np.uint64], ...]

    def truths(self, rule: int) -> NDArray[np.int8]:
        """1 for yes, 0 for no, -1 for not known, of each subject."""
        yes, may = (unpacked(one[rule], self.count) for one in (self.yes, self.may))
        return np.where(yes, 1, np.where(may, -1, 0)).astype(np.int8)

    def conditions(self, rule: int) -> NDArray[np.uint8]:
        """Of each subject the place of the deciding condition among the rule's; NONE if it meets the rule."""
        found = np.full(self.count, NONE, dtype=np.uint8)
        if not self.rules[rule].in_force:
            return found
        open_ = unpacked(self.yes[rule], self.count) == 0
        found[open_] = 0
        for bit, plane in enumerate(self.deciding[rule]):
            found[open_] |= unpacked(plane, self.count)[open_] << bit
        return found

    def deciding_name(self, rule: int, subject: int) -> str:
        """The name of the condition that decides one subject of the block; empty of a yes."""
        if not self.rules[rule].in_force:
            return IN_FORCE
        place = self.conditions(rule)[subject]
        return "" if place == NONE else self.rules[rule].names[place]


def judge_all(
    plan: Plan, given: Mapping[str, Column], count: int, block: int = BLOCK, deciding: bool = True
) -> Iterator[Answers]:
    """What so many subjects are answered by all rules, block by block: no more than one is ever held."""
    for start in range(0, count, block):
        part = {name: column[start : start + block] for name, column in given.items()}
        yield _Block(plan, part, min(block, count - start)).answers(start, deciding)


class _Block:
    """One block of subjects: what is worked out of it is kept until its answers are given."""

    def __init__(self, plan: Plan, given: Mapping[str, Column], count: int) -> None:
        self.plan = plan
        self.given = given
        self.count = count
        self.words = -(-count // 64)
        shape = (len(plan.nodes), self.words)
        self.yes = np.empty(shape, dtype=np.uint64)
        self.may = np.empty(shape, dtype=np.uint64)
        self.none = np.zeros(self.words, dtype=np.uint64)
        self._numbers: dict[str, Column] = {}
        self._missing: dict[str, Plane] = {}
        self._cuts: dict[tuple[str, float], Plane] = {}
        self._classes: dict[str, dict[str, Plane]] = {}

    def answers(self, start: int, deciding: bool) -> Answers:
        for place, node in enumerate(self.plan.nodes):
            self._judge(place, node)
        rules = self.plan.rules
        yes = np.zeros((len(rules), self.words), dtype=np.uint64)
        may = np.zeros_like(yes)
        planes = []
        for place, rule in enumerate(rules):
            if not rule.in_force:
                planes.append(yes[:0])
                continue
            tops = list(rule.tops)
            sure = np.bitwise_and.accumulate(self.yes[tops], axis=0)
            open_ = np.bitwise_and.accumulate(self.may[tops], axis=0)
            yes[place], may[place] = sure[-1], open_[-1]
            planes.append(dropped(sure, open_) if deciding else yes[:0])
        return Answers(start, self.count, rules, yes, may, tuple(planes))

    # --- nodes -----------------------------------------------------------

    def _judge(self, place: int, node: Any) -> None:
        match node:
            case Count(need=need, parts=parts):
                self.yes[place] = held(self.yes, need, parts)
                self.may[place] = held(self.may, need, parts)
            case Opposite(part=part):
                np.invert(self.may[part], out=self.yes[place])
                np.invert(self.yes[part], out=self.may[place])
            case Within():
                self._hold(place, self._within(node), self._missing_of(node.name))
            case OneOf(name=name) if name in self.plan.sized:
                self._hold(place, *self._class(node))
            case OneOf():
                self._hold(place, self._word(node), self._missing_of(node.name))
            case Pair():
                missing = self._missing_of(node.left) | self._missing_of(node.right)
                self._hold(place, packed(self._pair(node)) & ~missing, missing)
            case Scored():
                self._score(place, node)

    def _hold(self, place: int, yes: Plane, missing: Plane) -> None:
        self.yes[place] = yes
        np.bitwise_or(yes, missing, out=self.may[place])

    def _within(self, node: Within) -> Plane:
        low = self._cut(node.name, node.low) if node.low is not None else ~self._missing_of(node.name)
        return low if node.high is None else low & ~self._cut(node.name, node.high)

    def _cut(self, name: str, cut: float) -> Plane:
        if (name, cut) not in self._cuts:
            self._cuts[name, cut] = packed(self._number(name) >= cut)
        return self._cuts[name, cut]

    def _word(self, node: OneOf) -> Plane:
        column = self.given.get(node.name)
        if column is None:
            return self.none
        alphabet = self.plan.alphabet(node.name)
        found = self.none
        for value in node.values:
            found = found | self._spelled(node.name, column, alphabet.index(value))
        return found

    def _spelled(self, name: str, column: Column, place: int) -> Plane:
        key = (name, float(place))
        if key not in self._cuts:
            self._cuts[key] = packed(column == place)
        return self._cuts[key]

    def _pair(self, node: Pair) -> NDArray[np.bool_]:
        return _compared(node.op, self._number(node.left), self._number(node.right))

    # --- values ----------------------------------------------------------

    def _number(self, name: str) -> Column:
        """The column of a number: as given, and where it is not, worked out."""
        if name not in self._numbers:
            self._numbers[name] = self._work_out(name)
        return self._numbers[name]

    def _work_out(self, name: str) -> Column:
        parameter = self.plan.book.parameters.get(name)
        if parameter:
            return np.full(self.count, _counted(parameter.on(self.plan.on)))
        given = self.given.get(name)
        derived = self.plan.book.derived.get(name)
        if not isinstance(derived, Ratio):
            return np.full(self.count, np.nan) if given is None else np.asarray(given, dtype=np.float64)
        with np.errstate(all="ignore"):
            worked = np.broadcast_to(fold(derived.formula.part, self._leaf, _applied), self.count)
        return worked if given is None else np.where(np.isnan(given), worked, given)

    def _leaf(self, part: Number | Name) -> Column:
        return np.float64(part.value) if isinstance(part, Number) else self._number(part.name)  # type: ignore[return-value]

    def _missing_of(self, name: str) -> Plane:
        if name not in self._missing:
            self._missing[name] = self._lacking(name)
        return self._missing[name]

    def _lacking(self, name: str) -> Plane:
        if name in self.plan.sized:
            return self._unclassed(name)
        if not self.plan.is_word(name):
            return packed(np.isnan(self._number(name)))
        column = self.given.get(name)
        return packed(np.ones(self.count, dtype=np.bool_) if column is None else column < 0)

    # --- the size class --------------------------------------------------

    def _class(self, node: OneOf) -> tuple[Plane, Plane]:
        classes = self._classed(node.name)
        found = self.none
        for value in node.values:
            found = found | classes[str(value)]
        return found, self._missing_of(node.name)

    def _classed(self, name: str) -> dict[str, Plane]:
        """For each class its subjects: as given, else by the first case that holds."""
        if name not in self._classes:
            sized = self.plan.book.derived[name]
            assert isinstance(sized, Sized)
            column = self.given.get(name)
            free = ~self.none if column is None else packed(column < 0)
            found = {}
            for node, value in self.plan.sized[name]:
                found[value] = free & self.yes[node]
                free = free & ~self.may[node]
            found[sized.smallest] = free & self._everybody()
            if column is not None:
                for place, word in enumerate(self.plan.alphabet(name)):
                    found[str(word)] = found[str(word)] | packed(column == place)
            self._classes[name] = found
        return self._classes[name]

    def _unclassed(self, name: str) -> Plane:
        classed = self.none
        for plane in self._classed(name).values():
            classed = classed | plane
        return ~classed & self._everybody()

    def _everybody(self) -> Plane:
        return packed(np.ones(self.count, dtype=np.bool_))

    # --- scores ----------------------------------------------------------

    def _score(self, place: int, node: Scored) -> None:
        sheet = self.plan.sheets[node.card]
        low = high = np.zeros(self.count)
        for most, items in sheet.part(node.group):
            sums = [self._earned(way, top) for top, way in items]
            low = low + np.minimum(sum(one for one, _ in sums), most)
            high = high + np.minimum(sum(one for _, one in sums), most)
        low, high = np.minimum(low, sheet.most), np.minimum(high, sheet.most)
        missing = np.isnan(low)
        yes, may = (low >= node.cut, high >= node.cut) if node.rising else (high < node.cut, low < node.cut)
        self.yes[place] = packed(yes & ~missing)
        self.may[place] = packed(may | missing)

    def _earned(self, way: Way, most: float) -> tuple[Column, Column]:
        """At worst and at best; NaN where there are none."""
        match way:
            case Own(name=name):
                own = np.clip(self._number(name), 0.0, most)
                return own, own
            case First(cases=cases, otherwise=otherwise):
                points = np.full(self.count, otherwise)
                for node, worth in reversed(cases):
                    points[self._bits(self.may[node])] = np.nan
                    points[self._bits(self.yes[node])] = worth
                return points, points
            case Best(ways=ways):
                return self._best(ways, most)

    def _best(self, ways: tuple[Way, ...], most: float) -> tuple[Column, Column]:
        low = high = np.full(self.count, np.nan)
        may_rise = np.zeros(self.count, dtype=np.bool_)
        for way in ways:
            worst, best = self._earned(way, most)
            low, high = np.fmax(low, worst), np.fmax(high, best)
            may_rise |= np.isnan(worst) & ~self._settled(way)
        return low, np.where(may_rise & ~np.isnan(low), most, high)

    def _settled(self, way: Way) -> NDArray[np.bool_]:
        match way:
            case Own(name=name):
                return self._known(name)
            case First(asks=asks):
                return np.logical_and.reduce([self._known(name) for name in asks])
            case Best(ways=ways):
                return np.logical_and.reduce([self._settled(one) for one in ways])

    def _known(self, name: str) -> NDArray[np.bool_]:
        if name in self.plan.book.parameters:
            return np.ones(self.count, dtype=np.bool_)
        known = ~self._bits(self._missing_of(name))
        parts = [self._known(one) for one in self.plan.settles(name)]
        return known | np.logical_and.reduce(parts) if parts else known

    def _bits(self, plane: Plane) -> NDArray[np.bool_]:
        return unpacked(plane, self.count).view(np.bool_)


def _compared(op: Op, left: Column, right: Column) -> NDArray[np.bool_]:
    slack = TOLERANCE * np.maximum(1.0, np.abs(right))
    match op:
        case Op.AT_LEAST:
            return left >= right - slack
        case Op.ABOVE:
            return left > right + slack
        case Op.AT_MOST:
            return left <= right + slack
        case Op.BELOW:
            return left < right - slack
    same = (left >= right - slack) & (left <= right + slack)
    return same if op is Op.IS else ~same


def _applied(sign: str, parts: list[Column]) -> Column:
    match sign:
        case "+":
            return parts[0] + parts[1]
        case "-":
            return parts[0] - parts[1]
        case "*":
            return parts[0] * parts[1]
        case "/":
            return np.where(parts[1] == 0, np.nan, parts[0] / parts[1])
        case "**":
            return np.where(parts[0] < 0, np.nan, parts[0] ** parts[1])
        case "min":
            return reduce(np.minimum, parts)
    return reduce(np.maximum, parts)

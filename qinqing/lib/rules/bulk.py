"""Very many subjects against all rules: columns of facts in, packed answers out.

Every distinct condition is judged once for a block of subjects and packed to one bit for each; branches are
then operations on 64 subjects at a time. Of each rule two sets of subjects remain, those that meet it and
those that may, and by which condition each other one is decided.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import Block, Column, Truths, compared
from .derived import Sized
from .judge import IN_FORCE
from .packed import Plane, Planes, dropped, held, packed, unpacked
from .plan import Best, Count, First, Node, OneOf, Opposite, Own, Pair, Plan, Planned, Scored, Way, Within

BLOCK = 32_768
AT_ONCE = 16_384
"""So many words of rules are gone through together: what fits the processor's own memory."""
NONE = 255
"""No condition decides: the subject meets the rule."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Of a block of subjects, for each rule: who meets it, who may, and what decides the others.

    Where its parts were asked for, `met` and `open` are of each of its conditions who meets it, and who may.
    `judged` is the block with every single condition, until the next one is judged.
    """

    start: int
    count: int
    rules: tuple[Planned, ...]
    yes: NDArray[np.uint64]
    may: NDArray[np.uint64]
    deciding: dict[int, Planes]
    met: dict[int, Planes]
    open: dict[int, Planes]
    judged: "Judged"

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
        for bit, plane in enumerate(self.deciding.get(rule, ())):
            found[open_] |= unpacked(plane, self.count)[open_] << bit
        return found

    def deciding_name(self, rule: int, subject: int) -> str:
        """The name of the condition that decides one subject of the block; empty of a yes."""
        if not self.rules[rule].in_force:
            return IN_FORCE
        place = self.conditions(rule)[subject]
        return "" if place == NONE else self.rules[rule].names[place]

    def parts(self, rule: int) -> Iterator[Truths]:
        """Of each condition of a rule in order, as two columns: who meets it, and who may."""
        for met, open_ in zip(self.met[rule], self.open[rule], strict=True):
            yield np.stack([unpacked(one, self.count) for one in (met, open_)]).view(np.bool_)

    def close(self, rule: int, most: int) -> Truths:
        """Who fails at least one condition of a rule, at most so many, and lacks nothing to know of it."""
        failing = np.zeros(self.count, dtype=np.uint16)
        lacking = np.zeros(self.count, dtype=np.bool_)
        for met, open_ in self.parts(rule):
            failing += ~open_
            lacking |= open_ & ~met
        return (failing > 0) & (failing <= most) & ~lacking


class Bulk:
    """A plan made ready for very many subjects, block after block; one thread at a time."""

    def __init__(self, plan: Plan, block: int = BLOCK) -> None:
        self.plan = plan
        self.block = block
        self._program = _Program(plan)
        self._room = _Room(self._program, block)

    def judge(
        self, given: Mapping[str, Column], count: int, deciding: bool = True, parts: bool = False
    ) -> Iterator[Answers]:
        """What so many subjects are answered by all rules; no more than one block is ever held."""
        for start in range(0, count, self.block):
            size = min(self.block, count - start)
            part = {name: column[start : start + size] for name, column in given.items()}
            judged = Judged(self._program, self._room, Block(self.plan, part, size))
            yield judged.answers(start, deciding, parts)


# --- what is done for every block -----------------------------------------


@dataclass(frozen=True, slots=True)
class _Numbers:
    """All comparisons of one number: its cuts, and of each node the cut it begins at and the one it ends at.

    Behind the cuts stand two more sets: everybody whose number is known, and nobody.
    """

    name: str
    cuts: NDArray[np.float64]
    places: list[int]
    low: list[int]
    high: list[int]


@dataclass(frozen=True, slots=True)
class _Words:
    """All comparisons of one word: the letters of its alphabet that are asked for, and of each node which."""

    name: str
    letters: NDArray[np.int16]
    places: list[int]
    rows: list[list[int]]


class _Program:
    """A plan sorted by what can be done together: all nodes of a fact, all rules of so many conditions."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        leaves: dict[str, list[int]] = {}
        self.later: list[tuple[int, Node]] = []
        for place, node in enumerate(plan.nodes):
            if isinstance(node, Within | OneOf) and node.name not in plan.sized:
                leaves.setdefault(node.name, []).append(place)
            else:
                self.later.append((place, node))
        self.words = [_words(plan, name, at) for name, at in leaves.items() if plan.is_word(name)]
        self.numbers = [_numbers(plan, name, at) for name, at in leaves.items() if not plan.is_word(name)]
        self.rules: dict[int, list[int]] = {}
        for place, rule in enumerate(plan.rules):
            if rule.in_force:
                self.rules.setdefault(len(rule.tops), []).append(place)


def _numbers(plan: Plan, name: str, places: list[int]) -> _Numbers:
    cuts = plan.cuts(name)
    row: dict[float | None, int] = {cut: place for place, cut in enumerate(cuts)}
    nodes = [node for place in places if isinstance(node := plan.nodes[place], Within)]
    low = [row.get(node.low, len(cuts)) for node in nodes]
    high = [row.get(node.high, len(cuts) + 1) for node in nodes]
    return _Numbers(name, np.array(cuts), places, low, high)


def _words(plan: Plan, name: str, places: list[int]) -> _Words:
    alphabet = plan.alphabet(name)
    nodes = [node for place in places if isinstance(node := plan.nodes[place], OneOf)]
    asked = sorted({alphabet.index(value) for node in nodes for value in node.values})
    rows = [[asked.index(alphabet.index(value)) for value in node.values] for node in nodes]
    return _Words(name, np.array(asked, dtype=np.int16), places, rows)


def _shaped(room: NDArray[Any], *shape: int) -> NDArray[Any]:
    return room[: prod(shape)].reshape(shape)


class _Room:
    """Where blocks are worked out, one after another: fresh memory costs more than what is done with it."""

    def __init__(self, program: _Program, block: int) -> None:
        nodes, words = len(program.plan.nodes), -(-block // 64)
        self.yes = np.empty(nodes * words, dtype=np.uint64)
        self.may = np.empty(nodes * words, dtype=np.uint64)
        most = max((len(one.cuts) for one in program.numbers), default=0)
        self.reached = np.empty(most * block, dtype=np.bool_)
        widest = max(program.rules, default=1) * words
        self.sure = np.empty(max(AT_ONCE, widest), dtype=np.uint64)
        self.open = np.empty_like(self.sure)


class Judged:
    """One block of subjects: of each node those of whom it holds, and those of whom it may."""

    def __init__(self, program: _Program, room: _Room, block: Block) -> None:
        self.program = program
        self.plan = program.plan
        self.block = block
        self.count = block.count
        self.everybody = packed(np.ones(self.count, dtype=np.bool_))
        self.room = room
        self.yes = _shaped(room.yes, len(self.plan.nodes), len(self.everybody))
        self.may = _shaped(room.may, len(self.plan.nodes), len(self.everybody))
        self._classes: dict[str, dict[str, Plane]] = {}

    def answers(self, start: int, deciding: bool, parts: bool) -> Answers:
        for numbers in self.program.numbers:
            self._numbers(numbers)
        for words in self.program.words:
            self._words(words)
        for place, node in self.program.later:
            self._node(place, node)
        rules = self.plan.rules
        yes = np.zeros((len(rules), len(self.everybody)), dtype=np.uint64)
        found = Answers(start, self.count, rules, yes, np.zeros_like(yes), {}, {}, {}, self)
        for places in self.program.rules.values():
            step = max(1, AT_ONCE // (len(rules[places[0]].tops) * len(self.everybody)))
            for at in range(0, len(places), step):
                self._rules(found, places[at : at + step], deciding)
        if parts:
            for place, rule in enumerate(rules):
                tops = list(rule.tops)
                found.met[place], found.open[place] = self.yes[tops], self.may[tops]
        return found

    def _rules(self, found: Answers, places: Sequence[int], deciding: bool) -> None:
        """Rules of equally many conditions together: after each condition, who is still left."""
        tops = np.array([self.plan.rules[place].tops for place in places])
        sure, open_ = (
            _shaped(one, *tops.shape, len(self.everybody)) for one in (self.room.sure, self.room.open)
        )
        for nodes, left in ((self.yes, sure), (self.may, open_)):
            np.take(nodes, tops, axis=0, out=left, mode="clip")
            np.bitwise_and.accumulate(left, axis=1, out=left)
        found.yes[places], found.may[places] = sure[:, -1], open_[:, -1]
        if deciding:
            found.deciding.update(zip(places, dropped(sure, open_), strict=True))

    # --- leaves ----------------------------------------------------------

    def _numbers(self, numbers: _Numbers) -> None:
        column = self.block.number(numbers.name)
        missing = packed(np.isnan(column))
        reached = _shaped(self.room.reached, len(numbers.cuts), self.count)
        cuts = packed(np.greater_equal(column, numbers.cuts[:, None], out=reached))
        planes = np.concatenate([cuts, [self.everybody & ~missing, missing & ~missing]])
        yes = planes[numbers.low] & ~planes[numbers.high]
        self.yes[numbers.places] = yes
        self.may[numbers.places] = yes | missing

    def _words(self, words: _Words) -> None:
        column = self.block.word(words.name)
        missing = packed(column < 0)
        planes = packed(column == words.letters[:, None])
        for place, rows in zip(words.places, words.rows, strict=True):
            self._hold(place, np.bitwise_or.reduce(planes[rows]), missing)

    def _hold(self, place: int, yes: Plane, missing: Plane) -> None:
        self.yes[place] = yes
        np.bitwise_or(yes, missing, out=self.may[place])

    # --- what rests on other nodes ---------------------------------------

    def _node(self, place: int, node: Node) -> None:
        match node:
            case Count(need=need, parts=parts):
                self.yes[place] = held(self.yes, need, parts)
                self.may[place] = held(self.may, need, parts)
            case Opposite(part=part):
                np.invert(self.may[part], out=self.yes[place])
                np.invert(self.yes[part], out=self.may[place])
            case OneOf(name=name, values=values):
                classes = self._classed(name)
                yes = np.bitwise_or.reduce([classes[str(value)] for value in values])
                self._hold(place, yes, self._missing(name))
            case Pair(left=left, op=op, right=right):
                missing = packed(self.block.missing(left) | self.block.missing(right))
                truths = compared(op, self.block.number(left), self.block.number(right))
                self._hold(place, packed(truths) & ~missing, missing)
            case Scored():
                self._score(place, node)

    def _classed(self, name: str) -> dict[str, Plane]:
        """For each size class its subjects: as given, else by the first case that holds."""
        if name not in self._classes:
            sized = self.plan.book.derived[name]
            assert isinstance(sized, Sized)
            column = self.block.word(name)
            free = packed(column < 0)
            found = {str(w): packed(column == at) for at, w in enumerate(self.plan.alphabet(name))}
            for node, value in self.plan.sized[name]:
                found[value] |= free & self.yes[node]
                free = free & ~self.may[node]
            found[sized.smallest] |= free
            self._classes[name] = found
        return self._classes[name]

    def _missing(self, name: str) -> Plane:
        if name in self.plan.sized:
            return self.everybody & ~np.bitwise_or.reduce(list(self._classed(name).values()))
        return packed(self.block.missing(name))

    # --- scores ----------------------------------------------------------

    def points(self, node: Scored) -> tuple[Column, Column]:
        """The points of everybody at worst and at best; NaN where a form is incomplete."""
        sheet = self.plan.sheets[node.card]
        low = high = np.zeros(self.count)
        for most, items in sheet.part(node.group):
            sums = [self._earned(way, top) for top, way in items]
            low = low + np.minimum(sum(one for one, _ in sums), most)
            high = high + np.minimum(sum(one for _, one in sums), most)
        return np.minimum(low, sheet.most), np.minimum(high, sheet.most)

    def _score(self, place: int, node: Scored) -> None:
        low, high = self.points(node)
        missing = np.isnan(low)
        yes, may = (low >= node.cut, high >= node.cut) if node.rising else (high < node.cut, low < node.cut)
        self.yes[place] = packed(yes & ~missing)
        self.may[place] = packed(may | missing)

    def _earned(self, way: Way, most: float) -> tuple[Column, Column]:
        """At worst and at best; NaN where there are none."""
        match way:
            case Own(name=name):
                own = np.clip(self.block.number(name), 0.0, most)
                return own, own
            case First(cases=cases, otherwise=otherwise):
                points = np.full(self.count, otherwise)
                for node, worth in reversed(cases):
                    np.copyto(points, np.nan, where=self._bits(self.may[node]))
                    np.copyto(points, worth, where=self._bits(self.yes[node]))
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

    def _settled(self, way: Way) -> Truths:
        match way:
            case Own(name=name):
                return self._known(name)
            case First(asks=asks):
                return np.logical_and.reduce([self._known(name) for name in asks])
            case Best(ways=ways):
                return np.logical_and.reduce([self._settled(one) for one in ways])

    def _known(self, name: str) -> Truths:
        if name in self.plan.book.parameters:
            return np.ones(self.count, dtype=np.bool_)
        known = ~self._bits(self._missing(name))
        parts = [self._known(one) for one in self.plan.settles(name)]
        return known | np.logical_and.reduce(parts) if parts else known

    def _bits(self, plane: Plane) -> Truths:
        return unpacked(plane, self.count).view(np.bool_)

"""How far those who fail are from holding, for very many at once: what `words.effort` says of one finding.

The truths are those of the bulk; here are only the distances, of the few whom somebody asks about.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bulk import Answers, Judged
from .columns import Column, Truths
from .conditions import (
    Comparison,
    Condition,
    FactBound,
    Leaf,
    Membership,
    Not,
    Op,
    ParameterBound,
    Range,
    Score,
    needed,
)
from .facts import FactType, Value
from .packed import unpacked
from .plan import RISING, Placed, Scored

_WHOLE = 1.0
"""The share that counts for what is no number, and where the bound is 0."""
_BEYOND = 1 << 30


@dataclass(frozen=True, slots=True)
class Effort:
    """Of each subject whether it fails a condition, of how many conditions it lacks something, and the
    farthest by what share of its bound; of a condition on a day also by how many days."""

    failing: Truths
    count: NDArray[np.int64]
    share: Column
    days: Column | None = None


def efforts(answers: Answers, rule: int, who: NDArray[np.intp]) -> Iterator[Effort]:
    """Of each reported condition of a rule in order, what some subjects of the block lack."""
    far = _Far(answers.judged, who)
    return (far.effort(one) for one in answers.rules[rule].placed)


class _Far:
    """Some subjects of a block that was judged."""

    def __init__(self, judged: Judged, who: NDArray[np.intp]) -> None:
        self.judged = judged
        self.block = judged.block
        self.who = who

    def effort(self, placed: Placed) -> Effort:
        failing = ~self._truths(placed, self.judged.may)
        if isinstance(placed.condition, Leaf | Not):
            share, days = self._away(placed)
            return Effort(failing, failing.astype(np.int64), np.where(failing, share, 0.0), days)
        return self._branched(placed, failing)

    def _truths(self, placed: Placed, planes: NDArray[np.uint64]) -> Truths:
        return unpacked(planes[placed.node], self.block.count)[self.who].view(np.bool_)

    def _branched(self, placed: Placed, failing: Truths) -> Effort:
        """Of the parts that do not hold as many as are wanted, those that lack least first."""
        parts = [self.effort(one) for one in placed.parts]
        held = np.stack([self._truths(one, self.judged.yes) for one in placed.parts])
        counts = np.where(held, _BEYOND, np.stack([one.count for one in parts]))
        shares = np.stack([one.share for one in parts])
        order = np.lexsort((shares, counts), axis=0)
        wanted = np.maximum(needed(placed.condition) - held.sum(axis=0), 1)  # type: ignore[arg-type]
        taken = failing & (np.arange(len(parts))[:, None] < wanted)
        count = np.where(taken, np.take_along_axis(counts, order, axis=0), 0).sum(axis=0)
        share = np.where(taken, np.take_along_axis(shares, order, axis=0), 0.0).max(axis=0)
        return Effort(failing, count, share)

    # --- leaves ----------------------------------------------------------

    def _away(self, placed: Placed) -> tuple[Column, Column | None]:
        """By what share of its bound everybody misses it; by how many days, where it is a day."""
        leaf = placed.condition
        met = self._met(placed)
        if met is None:
            return np.full(len(self.who), _WHOLE), None
        value, bound = met
        amount = np.abs(value - bound)
        if not isinstance(leaf, Score) and self._is_day(leaf):
            strict = isinstance(leaf, Comparison) and leaf.op in (Op.ABOVE, Op.BELOW)
            return np.full(len(self.who), _WHOLE), amount + strict
        with np.errstate(all="ignore"):
            return np.where(bound == 0, _WHOLE, amount / np.abs(bound)), None

    def _met(self, placed: Placed) -> tuple[Column, Column] | None:
        """The value and the bound that meet; None of what has no order."""
        match placed.condition:
            case Score(op=op, bound=bound):
                node = self.judged.plan.nodes[placed.node]
                assert isinstance(node, Scored)
                points = self.judged.points(node)[op in RISING][self.who]
                return points, np.full(len(self.who), bound)
            case Range(fact=fact, low=low, high=high):
                value = self._number(fact)
                return value, np.where(value > _counted(high), _counted(high), _counted(low))
            case Comparison(fact=fact, op=op, bound=bound) if op not in (Op.IS, Op.IS_NOT):
                value = self._number(fact)
                if isinstance(bound, FactBound | ParameterBound):
                    return value, self._number(bound.name)
                return value, np.full(len(self.who), _counted(bound))
        return None

    def _number(self, name: str) -> Column:
        return self.block.number(name)[self.who]

    def _is_day(self, leaf: Condition) -> bool:
        assert isinstance(leaf, Comparison | Range | Membership)
        return self.judged.plan.book.type(leaf.fact) is FactType.DATE


def _counted(bound: Value) -> float:
    """Days are counted."""
    assert not isinstance(bound, str | bool)
    return float(bound) if isinstance(bound, float | int) else float(bound.toordinal())

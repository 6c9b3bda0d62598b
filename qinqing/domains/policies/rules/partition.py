"""Very many enterprises against some rules at once: who stands where, and what keeps the others out.

Rests on numpy, which a page does without: only the worker and the demo's builder import it, by its own name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray

from qinqing.domains.policies.rules.matching import MOST_FAILING, NEAR_DAYS, NEAR_SHARE, ready
from qinqing.lib.rules import Rule
from qinqing.lib.rules.bulk import NONE, Answers, Bulk
from qinqing.lib.rules.columns import Column, Truths, asked
from qinqing.lib.rules.distances import Effort, efforts
from qinqing.lib.rules.plan import Plan

Places = NDArray[np.intp]
"""Enterprises as places in what was given."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One condition over all enterprises: how many meet it, fail it, lack a fact for it, and how many it
    alone keeps from fitting."""

    met: int
    failing: int
    lacking: int
    alone: int


@dataclass(frozen=True, slots=True)
class Near:
    """One condition that alone keeps out some who nearly fit: who, and how many in each part of the way.

    `reach` counts those within a quarter, a half, the whole of what still counts as nearly; `in_days` says
    that the way is days, else it is a share of the bound.
    """

    number: int
    who: tuple[int, ...]
    reach: tuple[int, int, int]
    in_days: bool


@dataclass(frozen=True)
class Nearly:
    """Those who nearly fit, in order: who, which condition each one fails and which second one, by number
    from 1, 0 where there is no second; of each condition what part of the reach is missing, and whether that
    is days."""

    who: Places
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    ways: tuple[tuple[Column, bool], ...] = ()

    def failing(self, place: int) -> tuple[int, ...]:
        """The conditions that one of them fails."""
        both = (int(self.first[place]), int(self.second[place]))
        return both if both[1] else both[:1]


@dataclass(frozen=True)
class Parted:
    """A rule over all enterprises: a partition of four. Whoever is in none of the three does not fit."""

    fits: Places
    nearly: Nearly
    needs: Places
    _answers: Answers | None = field(default=None, repr=False)
    _place: int = 0

    @cached_property
    def decides(self) -> NDArray[np.int16]:
        """Of each enterprise the number of the condition that decides, 0 where it fits."""
        if self._answers is None:
            return np.zeros(0, dtype=np.int16)
        found = self._answers.conditions(self._place).astype(np.int16) + 1
        found[found == NONE + 1] = 0
        return found

    @cached_property
    def conditions(self) -> tuple[Weighed, ...]:
        """What becomes of each condition."""
        return () if self._answers is None else tuple(_weighed(self._answers, self._place))

    @cached_property
    def near(self) -> tuple[Near, ...]:
        """By condition those whom it alone keeps out, in the order of the rule."""
        return tuple(_near(self.nearly))


_NOBODY = np.zeros(0, dtype=np.intp)
_NONE_NEARLY = Nearly(_NOBODY, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def planned(rules: Sequence[Rule], on: date) -> Plan:
    """Some rules made ready for very many enterprises on a day."""
    return ready(rules, on).plan


def needed(some: Plan) -> frozenset[str]:
    """The facts that must be known to judge by a plan."""
    return frozenset(asked(some))


def parted(some: Plan, given: Mapping[str, Column], count: int, deciding: bool = False) -> list[Parted]:
    """Each rule of a plan over so many enterprises of which this is known. One judged alone stands alike.

    What decides is kept where it is asked for.
    """
    if not count:
        return [Parted(_NOBODY, _NONE_NEARLY, _NOBODY)] * len(some.rules)
    answers = next(Bulk(some, block=count).judge(given, count, deciding=deciding, parts=True))
    return [_parted(answers, place) for place in range(len(some.rules))]


def _parted(answers: Answers, place: int) -> Parted:
    truths = answers.truths(place)
    nearly = _nearly(answers, place) if answers.rules[place].in_force else _NONE_NEARLY
    return Parted(np.flatnonzero(truths == 1), nearly, np.flatnonzero(truths == -1), answers, place)


def _nearly(answers: Answers, place: int) -> Nearly:
    """Of those who fail few conditions who is near in each: `matching.standing_of` of very many."""
    close = np.flatnonzero(answers.close(place, MOST_FAILING))
    if not len(close):
        return _NONE_NEARLY
    found = list(efforts(answers, place, close))
    failing = np.stack([one.failing for one in found])
    within = np.all(~failing | np.stack([_within_reach(one) for one in found]), axis=0)
    near = within & (np.sum([one.count for one in found], axis=0) <= MOST_FAILING)
    failing = failing[:, near]
    first = failing.argmax(axis=0)
    failing[first, np.arange(len(first))] = False
    second = np.where(failing.any(axis=0), failing.argmax(axis=0) + 1, 0)
    ways = tuple((way[near], in_days) for way, in_days in map(_way, found))
    return Nearly(close[near], first + 1, second, ways)


def _within_reach(effort: Effort) -> Truths:
    if effort.days is not None:
        return effort.days <= NEAR_DAYS
    return effort.share <= NEAR_SHARE


def _way(effort: Effort) -> tuple[Column, bool]:
    """Of a failure what part of the reach is missing, 1.0 at its end; whether it is days."""
    if effort.days is not None:
        return effort.days / NEAR_DAYS, True
    return effort.share / NEAR_SHARE, False


def _near(nearly: Nearly) -> Iterator[Near]:
    alone = nearly.second == 0
    for number, (way, in_days) in enumerate(nearly.ways, 1):
        some = alone & (nearly.first == number)
        if some.any():
            parts = [int(np.sum((low < way[some]) & (way[some] <= high))) for low, high in pairwise(_PARTS)]
            first, second, third = parts
            yield Near(number, tuple(nearly.who[some].tolist()), (first, second, third), in_days)


_PARTS = (-1.0, 0.25, 0.5, inf)


def _weighed(answers: Answers, place: int) -> Iterator[Weighed]:
    parts = list(answers.parts(place))
    if not parts:
        return
    short = np.sum([~met for met, _ in parts], axis=0)
    for met, open_ in parts:
        yield Weighed(
            int(met.sum()), int((~open_).sum()), int((open_ & ~met).sum()), int((~open_ & (short == 1)).sum())
        )

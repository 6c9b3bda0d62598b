"""Very many enterprises against some rules at once: who stands where, and what keeps the others out.

Rests on numpy, which a page does without: only the worker and the demo's builder import it, by its own name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray

from qinqing.domains.policies.rules.book import book
from qinqing.domains.policies.rules.matching import MOST_FAILING, standing_of, way_of
from qinqing.domains.policies.terms import Standing
from qinqing.lib.rules import Rule, Value, judge
from qinqing.lib.rules.bulk import NONE, Answers, Bulk
from qinqing.lib.rules.columns import columns
from qinqing.lib.rules.judge import Finding
from qinqing.lib.rules.plan import plan


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
class Parted:
    """A rule over all enterprises, these as places in what was given: a partition of four.

    `nearly` names the failing conditions by number, from 1; whoever is in none of the three does not fit.
    `decides` is of each enterprise the number of the condition that decides, 0 where it fits.
    """

    fits: frozenset[int]
    nearly: Mapping[int, tuple[int, ...]]
    needs: frozenset[int]
    conditions: tuple[Weighed, ...]
    decides: NDArray[np.int16]
    near: tuple[Near, ...] = ()


def parted(rules: Sequence[Rule], known: Sequence[Mapping[str, Value]], on: date) -> list[Parted]:
    """Each rule over the enterprises of which so much is known, on a day. One judged alone stands alike."""
    planned = plan(book(), on, rules)
    bulk = Bulk(planned, block=max(len(known), 1))
    answers = next(iter(bulk.judge(columns(planned, known), len(known), parts=True)), None)
    if answers is None:
        nobody = Parted(frozenset(), {}, frozenset(), (), np.zeros(0, dtype=np.int16))
        return [nobody] * len(rules)
    return [_parted(answers, place, rule, known, on) for place, rule in enumerate(rules)]


def _parted(
    answers: Answers, place: int, rule: Rule, known: Sequence[Mapping[str, Value]], on: date
) -> Parted:
    truths = answers.truths(place)
    decides = answers.conditions(place).astype(np.int16) + 1
    decides[decides == NONE + 1] = 0
    close = list(_nearly(answers, place, rule, known, on)) if answers.rules[place].in_force else []
    nearly = {who: tuple(number for number, _ in failing) for who, failing in close}
    return Parted(
        frozenset(np.flatnonzero(truths == 1).tolist()),
        nearly,
        frozenset(np.flatnonzero(truths == -1).tolist()),
        tuple(_weighed(answers, place)),
        decides,
        tuple(_near(close)),
    )


Failing = tuple[tuple[int, Finding], ...]


def _nearly(
    answers: Answers, place: int, rule: Rule, known: Sequence[Mapping[str, Value]], on: date
) -> Iterator[tuple[int, Failing]]:
    """Those who fail few conditions are judged one by one: how far away they are tells no bulk."""
    for who in np.flatnonzero(answers.close(place, MOST_FAILING)).tolist():
        judgement = judge(book(), rule, known[who], on)
        if standing_of(judgement) is Standing.NEARLY:
            found = enumerate(judgement.findings, 1)
            yield who, tuple((number, finding) for number, finding in found if finding.truth is not True)


def _near(close: Sequence[tuple[int, Failing]]) -> Iterator[Near]:
    """By condition those whom it alone keeps out, in the order of the rule."""
    alone: dict[int, list[tuple[int, float, bool]]] = {}
    for who, failing in close:
        if len(failing) == 1:
            number, finding = failing[0]
            alone.setdefault(number, []).append((who, *way_of(finding)))
    for number, some in sorted(alone.items()):
        parts = [sum(low < way <= high for _, way, _ in some) for low, high in pairwise(_PARTS)]
        first, second, third = parts
        yield Near(number, tuple(who for who, _, _ in some), (first, second, third), all(d for *_, d in some))


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

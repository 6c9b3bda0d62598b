"""How an enterprise stands to an item, and how far away it is where it nearly fits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from qinqing.domains.policies.rules.book import book
from qinqing.domains.policies.terms import Standing
from qinqing.lib.rules import Judgement, Reason, Rule, Value
from qinqing.lib.rules.conditions import Leaf
from qinqing.lib.rules.judge import Finding, Subject
from qinqing.lib.rules.plan import Placed, Planned, plan
from qinqing.lib.rules.swift import Swift, Tally, Weighed
from qinqing.lib.rules.words import distance, effort, headline

MOST_FAILING = 2
NEAR_SHARE = 0.2
NEAR_DAYS = 180
"""Nearly: at most two failing conditions, each a number within 20 % of its bound or a day within 180 days."""


class Match:
    """One item for one enterprise: the standing, what still fails, what it would get, what must be asked.

    Whatever takes work is done when it is read: reasons of what nobody looks at are not made.
    """

    def __init__(self, subject: Subject, planned: Planned, tally: Tally, weighed: Weighed) -> None:
        self._subject = subject
        self._rule = planned.rule
        self._placed = planned.placed
        self._tally = tally
        self._weighed = weighed
        self._found: dict[int, Finding] = {}

    @cached_property
    def standing(self) -> Standing:
        """One of four; the tally decides it alone, but for those who fail so little that they may be near."""
        tally = self._tally
        if tally.truth is not False:
            return Standing.FITS if tally.truth else Standing.NEEDS
        if tally.lacking or not 0 < tally.failing <= MOST_FAILING:
            return Standing.NOT
        return Standing.NEARLY if _is_near(tuple(self._lacks())) else Standing.NOT

    def _lacks(self) -> Iterator[Finding]:
        """The conditions that do not hold, each weighed once; of these alone anything is said."""
        for place in self._tally.open:
            if place not in self._found:
                self._found[place] = self._finding(self._placed[place])
            yield self._found[place]

    def _finding(self, placed: Placed) -> Finding:
        """What became of a condition; of one that is not known only what must be asked."""
        asked = self._weighed.asked(placed.node)
        if asked is None:
            return self._subject.weigh(placed.condition)
        return Finding(placed.condition, None, asks=asked[0], undefined=asked[1])

    @property
    def failing(self) -> tuple[Reason, ...]:
        """What still fails or is not known, in the order of the rule."""
        return tuple(headline(book(), one) for one in self._lacks())

    @cached_property
    def _told(self) -> Sequence[Finding]:
        """The same as it is said to somebody: a fact that several conditions lack is asked for once."""
        told, asked = [], set[str]()
        for one in self._lacks():
            asks = tuple(name for name in one.asks if name not in asked)
            if one.truth is False or asks:
                told.append(replace(one, asks=asks))
                asked.update(asks)
        return told

    def first(self, most: int) -> tuple[Reason, ...]:
        """So many, at most, of what is said of it: each missing fact once."""
        return tuple(headline(book(), one) for one in self._told[:most])

    @property
    def told(self) -> int:
        """How much is said of it in all."""
        return len(self._told)

    @property
    def open(self) -> tuple[int, ...]:
        """The conditions that fail or are not known, by their numbers in the rule."""
        return tuple(place + 1 for place in self._tally.open)

    @property
    def lacking(self) -> int:
        """How many conditions fail or are not known."""
        return len(self._tally.open)

    @property
    def met(self) -> int:
        """How many conditions hold."""
        return len(self._rule.reported) - self.lacking

    @property
    def gain(self) -> float | None:
        """What it would get, in 万元, where it fits and that is known."""
        if self.standing is not Standing.FITS or self._rule.benefit is None:
            return None
        return self._subject.gain(self._rule.benefit).amount

    @property
    def asks(self) -> tuple[str, ...]:
        """The facts to ask where the answer depends on them, each once."""
        if self.standing is not Standing.NEEDS:
            return ()
        asked = (self._weighed.asked(self._placed[place].node) for place in self._tally.open)
        return tuple(dict.fromkeys(name for one in asked if one is not None for name in one[0]))


def matches_of(some: Sequence[Rule], known: Mapping[str, Value], on: date) -> list[Match]:
    """Each of these rules for one enterprise on a day, in their order; judged alone each says the same."""
    subject = Subject(book(), known, on)
    found = ready(some, on).swift.weigh(known)
    return [Match(subject, *both, found) for both in zip(found.plan.rules, found.tallies, strict=True)]


class Ready:
    """Some rules on a day, planned; made ready for one enterprise after another where that is asked for."""

    def __init__(self, some: tuple[Rule, ...], on: date) -> None:
        self.rules = some
        self.plan = plan(book(), on, some)

    @cached_property
    def swift(self) -> Swift:
        return Swift(self.plan)


_ready: dict[tuple[date, tuple[int, ...]], Ready] = {}
"""What was planned last; each holds its rules, so that no id of theirs comes again."""
MOST_READY = 32


def ready(some: Sequence[Rule], on: date) -> Ready:
    """These rules planned for a day, once as long as they are the same ones."""
    key = (on, tuple(map(id, some)))
    found = _ready.get(key)
    if found is None:
        if len(_ready) >= MOST_READY:
            _ready.clear()  # another thread may be reading: it holds what it found
        found = _ready[key] = Ready(tuple(some), on)
    return found


def standing_of(judgement: Judgement) -> Standing:
    """One of four; an unknown beside a failure does not matter, the failure decides."""
    if judgement.truth is True:
        return Standing.FITS
    if judgement.truth is None:
        return Standing.NEEDS
    failing = [one for one in judgement.findings if one.truth is not True]
    return Standing.NEARLY if judgement.in_force and _is_near(failing) else Standing.NOT


def _is_near(failing: Sequence[Finding]) -> bool:
    if any(one.truth is None for one in failing):
        return False
    return sum(effort(one)[0] for one in failing) <= MOST_FAILING and all(map(_within_reach, failing))


def _within_reach(finding: Finding) -> bool:
    if isinstance(finding.condition, Leaf):
        away = distance(finding)
        if away is None:
            return False
        if away.days is not None:
            return away.days <= NEAR_DAYS
        return away.share is not None and away.share <= NEAR_SHARE
    return effort(finding)[1] <= NEAR_SHARE

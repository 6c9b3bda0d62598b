"""How an enterprise stands to an item, and how far away it is where it nearly fits."""

from dataclasses import dataclass

from qinqing.domains.policies.rules.book import book
from qinqing.domains.policies.terms import Standing
from qinqing.lib.rules import Judgement, Reason, reason
from qinqing.lib.rules.conditions import Leaf
from qinqing.lib.rules.judge import Finding
from qinqing.lib.rules.words import distance, effort

MOST_FAILING = 2
NEAR_SHARE = 0.2
NEAR_DAYS = 180
"""Nearly: at most two failing conditions, each a number within 20 % of its bound or a day within 180 days."""


@dataclass(frozen=True, slots=True)
class Match:
    """One item for one enterprise: the standing, what still fails, what it would get, what must be asked."""

    standing: Standing
    failing: tuple[Reason, ...]
    met: int
    gain: float | None
    asks: tuple[str, ...]


def match_of(judgement: Judgement) -> Match:
    """What a judgement says to the enterprise it is about. Amounts in 万元."""
    failing = tuple(reason(book(), one) for one in judgement.findings if one.truth is not True)
    gain = judgement.gain.amount if judgement.gain else None
    met = len(judgement.findings) - len(failing)
    return Match(standing_of(judgement), failing, met, gain, judgement.asks)


def standing_of(judgement: Judgement) -> Standing:
    """One of four; an unknown beside a failure does not matter, the failure decides."""
    if judgement.truth is True:
        return Standing.FITS
    if judgement.truth is None:
        return Standing.NEEDS
    return Standing.NEARLY if judgement.in_force and _is_near(judgement.findings) else Standing.NOT


def _is_near(findings: tuple[Finding, ...]) -> bool:
    failing = [one for one in findings if one.truth is not True]
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

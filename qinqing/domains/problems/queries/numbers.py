"""The limits of a place as words say them: what a sentence promises is what the place has set."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from qinqing.domains.problems.limits import LimitTable
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.queries.surroundings import place
from qinqing.domains.problems.terms import ClockKind, LaneClass, Span


class Numbers(dict[str, str]):
    """Fills the holes of a sentence: `{supplement}` is `10 个工作日` where it is so in this place.

    Only what is asked for is looked up.
    """

    def __init__(self, limits: LimitTable, lane: LaneClass) -> None:
        super().__init__()
        self._limits, self._lane = limits, lane

    def __missing__(self, key: str) -> str:
        return spaced(_MADE[key](self._limits, self._lane))


def numbers_of(problem: Problem, now: datetime) -> Numbers:
    """As they hold for a problem at a moment."""
    return Numbers(place(problem.area_id, now)[1], LaneClass(problem.lane))


def spaced(label: str) -> str:
    """A limit with a space between number and words, as every number stands on a page."""
    words = label.lstrip("0123456789")
    return f"{label.removesuffix(words)} {words.strip()}"


_MADE: Final[Mapping[str, Callable[[LimitTable, LaneClass], str]]] = {
    "dispatch": lambda limits, lane: limits.of(ClockKind.DISPATCH, lane).limit.label,
    "lead_lost": lambda limits, lane: limits.after_lost_lead(lane).limit.label,
    "supplement": lambda limits, lane: limits.of(ClockKind.SUPPLEMENT, lane).limit.label,
    "rest": lambda limits, lane: limits.span(Span.REST).label,
    "objection": lambda limits, lane: limits.of(ClockKind.APPLICATION, lane).limit.label,
    "finish": lambda limits, lane: limits.of(ClockKind.FINISH, lane).limit.label,
    "rework": lambda limits, lane: limits.of_rework(lane).limit.label,
    "new_lead": lambda limits, lane: limits.span(Span.NEW_LEAD).label,
    "sent_back": lambda limits, lane: limits.span(Span.SENT_BACK).label,
    "pass_on": lambda limits, lane: limits.span(Span.PASS_ON).label,
    "reopen_lapsed": lambda limits, lane: limits.span(Span.REOPEN_LAPSED).label,
}

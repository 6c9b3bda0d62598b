"""Judgements about service, of plain values: who is current, who is present, whom a rank may serve."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qinqing.domains.officers.terms import ASSISTING_RANKS, Part


def is_current(from_on: date, until_on: date | None, day: date) -> bool:
    """Whether a span of days holds on `day`; `until_on` is the first day on which it no longer does."""
    return from_on <= day and (until_on is None or day < until_on)


@dataclass(frozen=True, slots=True)
class Serving:
    """An officer who holds an assignment now, and who stands in for him where he is away."""

    part: str
    officer_id: int
    person_id: int
    is_away: bool = False
    substitute_id: int | None = None
    substitute_person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Present:
    """Who can act now as officer of an enterprise, in his own right or standing in."""

    officer_id: int
    person_id: int
    stands_in_for: int | None = None


def present(servings: Iterable[Serving]) -> Present | None:
    """Who acts: the A officer, else his substitute, else the B officer, else that one's, else nobody.

    A substitute counts only where he himself is present; the reader of the facts leaves the others out.
    """
    for serving in sorted(servings, key=lambda one: one.part):
        if not serving.is_away:
            return Present(serving.officer_id, serving.person_id)
        if serving.substitute_id is not None and serving.substitute_person_id is not None:
            return Present(
                serving.substitute_id, serving.substitute_person_id, stands_in_for=serving.officer_id
            )
    return None


def part_refused(rank: str, part: str) -> str:
    """Why an officer of this rank may not take this part; empty if he may."""
    if part == Part.A and rank in ASSISTING_RANKS:
        return "科员不单独担任首席服务官，可以作为 B 角协助"
    return ""


def due_to_end(*days: date | None) -> date | None:
    """From which day on somebody serves no longer, of all the days that end it; None where none does."""
    return min((day for day in days if day is not None), default=None)


def closes_at(ended_at: datetime, days: int) -> datetime:
    """Until when whoever left reads the sheet of what he handed over; with no days, not at all."""
    return ended_at + timedelta(days=days)

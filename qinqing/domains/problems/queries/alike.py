"""What may be about the same matter: by the pairs of characters two texts share, never more than a hint."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.queries.lists import problems_visible_to
from qinqing.kernel.permissions import Actor
from qinqing.lib import text

SAME_MATTER_DAYS: Final = 90
MOST_ALIKE: Final = 3
MOST_COMPARED: Final = 200
SAID_ENOUGH: Final = 6
"""Fewer characters say too little to be compared."""
ALIKE: Final = 0.35
"""Texts this alike are shown as perhaps the same matter; a person decides."""
TITLES_ALIKE: Final = 0.5
"""A title says a matter in a few words, and of those two matters easily share some."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A problem that may be about the same matter, and how much its words are alike, from 0 to 1."""

    public_id: str
    title: str
    state: str
    submitted_at: datetime | None
    number: str | None
    enterprise_id: int | None
    enterprise: str
    score: float


def said_before(actor: Actor, enterprise_id: int, facts: str, now: datetime) -> list[Alike]:
    """The problems of an enterprise of the last months that are alike enough, the most alike first (T01)."""
    return _most_alike(actor, facts, facts, Q(enterprise=enterprise_id), now)


def alike_to(actor: Actor, problem: Problem, now: datetime) -> list[Alike]:
    """What the triage desk may hold against a problem: of its enterprise, and what is open in its area."""
    near = Q(area=problem.area_id, is_open=True)
    if problem.enterprise_id is not None:
        near |= Q(enterprise=problem.enterprise_id)
    whole = f"{problem.title} {problem.facts}"
    return _most_alike(actor, problem.title, whole, near & ~Q(pk=problem.pk), now)


def _most_alike(actor: Actor, title: str, words: str, near: Q, now: datetime) -> list[Alike]:
    if len(words) < SAID_ENOUGH:
        return []
    recent = problems_visible_to(actor).filter(
        near, number__isnull=False, submitted_at__gte=now - timedelta(days=SAME_MATTER_DAYS)
    )
    columns = ("public_id", "title", "state", "submitted_at", "number", "enterprise_id", "enterprise__name")
    rows = recent.order_by("-id").values_list(*columns, "facts")[:MOST_COMPARED]
    return sorted(_scored(rows, title, words), key=lambda one: -one.score)[:MOST_ALIKE]


def _scored(rows: Iterable[tuple[object, ...]], title: str, words: str) -> Iterable[Alike]:
    """By all that was said of each, and by the titles alone: one sentence is never much like a long story."""
    whole, short = text.likeness_to(words), text.likeness_to(title)
    for *known, name, facts in rows:
        of_all, of_titles = whole(f"{known[1]} {facts}"), short(str(known[1]))
        if of_all >= ALIKE or of_titles >= TITLES_ALIKE:
            score = max(of_all, of_titles)
            yield Alike(*known, name or "", score)  # type: ignore[arg-type,call-arg]

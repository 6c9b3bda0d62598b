"""Who hands what over, has he confirmed it himself, and has the next one taken it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import rules
from qinqing.domains.officers.models import Assignment, Handover, HandoverLine
from qinqing.domains.officers.permissions import kept_areas
from qinqing.kernel import clock, door
from qinqing.kernel.compiled import Compiled
from qinqing.kernel.permissions import Actor

LOOKS_BACK: Final = timedelta(days=90)
"""How long a sheet that nobody confirmed or took is listed as missing."""
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as one reader sees it: whose it is to him, from which day the other serves no longer, how far
    it is, and its lines."""

    assignment: Assignment
    is_mine: bool
    is_served: bool
    ends_on: date | None
    has_ended: bool
    ended_at: datetime | None
    closes_at: datetime | None
    listed_at: datetime | None
    confirmed_at: datetime | None
    taken_at: datetime | None
    taken_by: str
    lines: Sequence[HandoverLine]

    @property
    def may_confirm(self) -> bool:
        listed = self.is_listed or not self.has_ended
        return self.is_mine and self.ends_on is not None and self.confirmed_at is None and listed

    @property
    def is_listed(self) -> bool:
        """Whether the lines are what was open at the end; before the end they are read anew each time."""
        return self.listed_at is not None and (self.ended_at is None or self.listed_at >= self.ended_at)

    @property
    def unwritten(self) -> int:
        """How many lines have a word of nobody beside them."""
        return sum(not (line.words or line.note) for line in self.lines)

    @property
    def may_take(self) -> bool:
        ready = self.has_ended and self.is_listed and self.taken_at is None
        return self.is_served and not self.is_mine and ready


def ends_on(assignment: Assignment) -> date | None:
    """The day from which somebody serves no longer: by the assignment, his office, or as he leaves."""
    officer = assignment.officer
    return rules.due_to_end(assignment.until_on, officer.active_until_on, officer.person.leaves_on)


def _in_sight(actor: Actor) -> Q:
    """His own while he may read them, those of whom he follows, and all in the areas he keeps."""
    return (
        Q(pk__in=actor.ids("handed"))
        | Q(enterprise__in=actor.ids("served"), handover__ended_at__isnull=False)
        | Q(enterprise__area__in=kept_areas(actor))
    )


def _rows(actor: Actor, narrowed: Q) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(_in_sight(actor), narrowed)
    return rows.select_related("officer__person", "officer__unit", "enterprise", "handover__taken_by")


def assignment_of_sheet(actor: Actor, assignment_id: int) -> Assignment | None:
    """The assignment whose sheet the actor reads; None for out of sight and absent alike.

    Who left does not see the enterprise any more; of his own sheet he reads its name, as long as he reads it.
    """
    with door.as_system("handover.read"):
        return _rows(actor, Q(pk=assignment_id)).first()


def sheet_for(actor: Actor, assignment_id: int, now: datetime) -> Sheet | None:
    """One sheet with its lines; None for out of sight and absent alike."""
    found = assignment_of_sheet(actor, assignment_id)
    return _sheets(actor, [found], now)[0] if found else None


def sheets_for(actor: Actor, now: datetime) -> list[Sheet]:
    """The sheets that are under way: of whoever leaves or left, and not yet confirmed and taken by both.

    His own he finds as long as he may read them; everybody else for three months.
    """
    today = clock.local(now).date()
    ended = Q(handover__ended_at__gt=now - LOOKS_BACK)
    still = Q(until_on__isnull=True) | Q(until_on__gt=today)
    missing = Q(handover__confirmed_at__isnull=True) | Q(handover__taken_at__isnull=True)
    listed = _LEAVING & (Q(pk__in=actor.ids("handed")) | (still | ended) & missing)
    with door.as_system("handover.read"):
        rows = list(
            _rows(actor, listed).order_by(F("handover__ended_at").desc(nulls_first=True), "pk")[:MOST]
        )
    return _sheets(actor, rows, now)


def ended_unlisted(now: datetime, assignment_id: int | None = None) -> list[Handover]:
    """The sheets of services that ended whose lines are not yet what was open then; read as the system."""
    behind = Q(listed_at__isnull=True) | Q(listed_at__lt=F("ended_at"))
    rows = Handover.objects.filter(behind, ended_at__lte=now).select_related("assignment")
    return list(rows.filter(assignment=assignment_id) if assignment_id else rows)


@dataclass(frozen=True, slots=True)
class SheetWaiting:
    """A sheet that waits for somebody: his own to confirm (`is_mine`), or another's to take.

    The name of an enterprise that he serves no longer is not his to read, and empty.
    """

    assignment_id: int
    is_mine: bool
    enterprise: str
    officer: str
    ends_on: date | None


def sheets_waiting_for(actor: Actor, now: datetime, most: int) -> list[SheetWaiting]:
    """What this officer has to confirm or to take, the longest ended first; one statement."""
    return [
        SheetWaiting(number, person == actor.person_id, enterprise or "", name, rules.due_to_end(*days))
        for number, person, enterprise, name, *days in _WAITING.rows(actor, most, (now, now - LOOKS_BACK))
    ]


def _waiting(
    actor: Actor, most: int, now: datetime, since: datetime
) -> QuerySet[Assignment, tuple[Any, ...]]:
    his = Q(officer__person=actor.person_id)
    mine = his & Q(pk__among=actor.ids("handed"), handover__confirmed_at__isnull=True) & _LEAVING
    gone = Q(handover__ended_at__gt=since, handover__ended_at__lte=now, handover__taken_at__isnull=True)
    rows = Assignment.objects.filter(mine | Q(enterprise__among=actor.ids("served")) & gone & ~his)
    name = Enterprise.objects.filter(pk=OuterRef("enterprise")).values("name")
    return rows.order_by(F("handover__ended_at").asc(nulls_last=True), "pk").values_list(
        "pk", "officer__person", Subquery(name), "officer__person__name",
        "until_on", "officer__active_until_on", "officer__person__leaves_on",
    )[:most]  # fmt: skip


_LEAVING: Final = (
    Q(until_on__isnull=False)
    | Q(officer__active_until_on__isnull=False)
    | Q(officer__person__leaves_on__isnull=False)
)
"""Somebody who serves no longer from some day on."""
_WAITING: Final = Compiled(_waiting)


def _sheets(actor: Actor, rows: Iterable[Assignment], now: datetime) -> list[Sheet]:
    found = list(rows)
    lines: dict[int, list[HandoverLine]] = {}
    held = HandoverLine.objects.filter(handover__assignment__in=[row.pk for row in found]).order_by("pk")
    for line in held.select_related("handover"):
        lines.setdefault(line.handover.assignment_id, []).append(line)
    return [_sheet(actor, row, lines.get(row.pk, ()), now) for row in found]


def _sheet(actor: Actor, row: Assignment, lines: Sequence[HandoverLine], now: datetime) -> Sheet:
    kept: Handover | None = getattr(row, "handover", None)
    ended_at = kept.ended_at if kept else None
    return Sheet(
        assignment=row,
        is_mine=row.officer.person_id == actor.person_id,
        is_served=row.enterprise_id in actor.ids("served"),
        ends_on=ends_on(row),
        has_ended=ended_at is not None and ended_at <= now,
        ended_at=ended_at,
        closes_at=kept.closes_at if kept else None,
        listed_at=kept.listed_at if kept else None,
        confirmed_at=kept.confirmed_at if kept else None,
        taken_at=kept.taken_at if kept else None,
        taken_by=kept.taken_by.name if kept and kept.taken_by else "",
        lines=lines,
    )

"""What changed in the roster lately: who came, who leaves, who is or was away."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from qinqing.domains.officers.models import Absence, Officer
from qinqing.domains.officers.queries.roster import officers_visible_to
from qinqing.domains.officers.terms import RosterMove
from qinqing.kernel import clock
from qinqing.kernel.permissions import Actor

CHANGES_DAYS: Final = 30
"""So far back, and of who is known to leave so far ahead, a change of the roster is told."""


@dataclass(frozen=True, slots=True)
class RosterChange:
    """An officer came, leaves or is away: since which day, of an absence until when and who stands in."""

    officer: Officer
    move: RosterMove
    on: date
    until_at: datetime | None = None
    substitute: str = ""


def roster_changes(actor: Actor, moment: datetime) -> list[RosterChange]:
    """What changed among the officers in the actor's sight, the latest day first."""
    day = clock.local(moment).date()
    since, ahead = day - timedelta(CHANGES_DAYS), day + timedelta(CHANGES_DAYS)
    rows = officers_visible_to(actor).select_related("person", "unit").order_by("pk")
    absences = Absence.objects.filter(
        officer__in=officers_visible_to(actor).order_by().values("pk"),
        from_at__lte=moment,
        until_at__gt=moment - timedelta(CHANGES_DAYS),
    )
    absences = absences.select_related("officer__person", "officer__unit", "substitute__person")
    found = [
        *(
            RosterChange(row, RosterMove.CAME, row.active_from_on)
            for row in rows.filter(active_from_on__range=(since, day))
        ),
        *(
            RosterChange(row, RosterMove.LEFT, row.active_until_on)
            for row in rows.filter(active_until_on__range=(since, ahead))
            if row.active_until_on is not None
        ),
        *(_absence(row) for row in absences.order_by("pk")),
    ]
    return sorted(found, key=lambda one: one.on, reverse=True)


def _absence(row: Absence) -> RosterChange:
    name = row.substitute.person.name if row.substitute else ""
    return RosterChange(row.officer, RosterMove.AWAY, clock.local(row.from_at).date(), row.until_at, name)

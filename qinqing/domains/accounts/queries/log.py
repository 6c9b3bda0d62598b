"""Sessions, passwords to be changed, and the security log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.models import Credential, Session
from qinqing.domains.accounts.permissions import PERMISSIONS
from qinqing.domains.accounts.queries.people import names_of
from qinqing.kernel import timeline
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor

PAGE = 50


def must_change_password(actor: Actor) -> bool:
    """Whether the actor's password was given to him and opens nothing before he changed it."""
    return Credential.objects.filter(person=actor.person_id, temporary=True).exists()


def sessions_of(actor: Actor, now: datetime) -> list[Session]:
    """The actor's own sessions that still hold, the one in use first, then the latest used."""
    found = Session.objects.filter(
        person=actor.person_id,
        ended_at__isnull=True,
        seen_at__gt=now - rules.idle_limit(actor.roles),
        started_at__gt=now - rules.ABSOLUTE,
    )
    return sorted(found.order_by("-seen_at"), key=lambda session: session.pk != actor.session_id)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the security log."""

    event_id: int
    at: datetime
    who: str
    text: str
    drawing: str


SECURITY_SUBJECTS = (
    *("person", "attempt", "grant", "delegation", "unit", "area", "token", "webhook", "export", "watched"),
)


def security_log(
    actor: Actor, before: int | None = None, *, own: bool = False
) -> tuple[list[LogLine], int | None]:
    """The newest security events an actor may read, and the number that opens the older ones.

    Administrators of audit and security read all of them, everybody else what he did himself.
    """
    found = _security_events()
    if own or not PERMISSIONS.allows(actor, "account.audit"):
        found = found.filter(actor_id=actor.person_id)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    lines = _lines(rows[:PAGE])
    return lines, (lines[-1].event_id if len(rows) > PAGE else None)


def log_about(actor: Actor, person_id: int) -> list[LogLine]:
    """The newest security events about a person, for the administrators who may read them."""
    if not PERMISSIONS.allows(actor, "account.audit"):
        return []
    about = _security_events().filter(about__kind="person", about__object_id=person_id)
    return _lines(list(about.order_by("-pk")[:PAGE]))


def _security_events() -> QuerySet[Event]:
    return Event.objects.filter(subject_kind__in=SECURITY_SUBJECTS, name__in=list(timeline.sayings()))


def _lines(rows: Iterable[Event]) -> list[LogLine]:
    rows = list(rows)
    names = names_of(number for row in rows for number in (row.actor_id, _concerned(row)))
    return [_line(row, names) for row in rows]


def _concerned(row: Event) -> int | None:
    return row.subject_id if row.subject_kind == "person" else row.record.get("person_id")


def _line(row: Event, names: dict[int, str]) -> LogLine:
    entry, concerned = timeline.entry_of(row), _concerned(row)
    about = f"（{names.get(concerned, timeline.UNKNOWN)}）" if concerned not in (None, row.actor_id) else ""
    who = names.get(row.actor_id, timeline.UNKNOWN) if row.actor_id is not None else "系统"
    return LogLine(row.pk, row.at, who, entry.text + about, entry.drawing)

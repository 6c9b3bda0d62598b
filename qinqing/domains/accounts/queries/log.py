"""Sessions, passwords to be changed, and the security log."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, Q, QuerySet

from qinqing.domains.accounts import events as told
from qinqing.domains.accounts import rules
from qinqing.domains.accounts.models import Credential, Session
from qinqing.domains.accounts.permissions import PERMISSIONS
from qinqing.domains.accounts.queries.people import found_by_words, name_shown, names_of, people_visible_to
from qinqing.domains.accounts.terms import LogAct
from qinqing.kernel import timeline
from qinqing.kernel.models import Event, EventAbout
from qinqing.kernel.permissions import Actor

PAGE = 50
PART = 2_000
"""So many lines of a file are read at once."""


def must_change_password(actor: Actor) -> bool:
    """Whether nothing opens before the actor changes his password: it was given to him, or is too old."""
    wanted = Q(temporary=True) | Exists(_waiting_for_password(actor))
    return Credential.objects.filter(wanted, person=actor.person_id).exists()


def password_aged_since(actor: Actor) -> datetime | None:
    """From when the password is that this session found too old; None where it found none."""
    mine = Credential.objects.filter(Exists(_waiting_for_password(actor)), person=actor.person_id)
    return mine.values_list("changed_at", flat=True).first()


def _waiting_for_password(actor: Actor) -> QuerySet[Session]:
    return Session.objects.filter(pk=actor.session_id or 0, waits_for_password=True)


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
    "proposed_staff",
)


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What the security log is narrowed to: by or about whom, what sort of act, from which day to which."""

    words: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None


WHOLE = LogFilter()


def _named(*types: type) -> list[str]:
    return [event.__name__ for event in types]


_OF_ACT = {
    LogAct.SIGN_IN: Q(
        name__in=_named(
            told.SignedIn, told.SignedOut, told.SignInFailed, told.SecondFactorPassed, told.SecondFactorFailed
        )
    ),
    LogAct.ACCOUNT: Q(
        name__in=_named(
            *(told.PersonCreated, told.PersonChanged, told.PersonDisabled, told.PersonEnabled),
            *(told.PasswordChanged, told.OneTimeLinkMade, told.LeavingPlanned, told.LeavingCalledOff),
            *(told.SecondFactorSet, told.SecondFactorResetAsked, told.SecondFactorResetDenied),
            *(told.SecondFactorReset, told.RecoveryCodesDrawn),
            *(told.StaffProposed, told.StaffConfirmed, told.StaffRefused, told.StaffTakenBack),
        )
    ),
    LogAct.ROLE: Q(subject_kind__in=("grant", "delegation")),
    LogAct.EXPORT: Q(subject_kind="export"),
    LogAct.REFUSED: Q(name__in=_named(told.ActRefused)),
    LogAct.PROGRAM: Q(subject_kind__in=("token", "webhook")),
    LogAct.PLACE: Q(subject_kind__in=("unit", "area")),
    LogAct.ALARM: Q(subject_kind="watched"),
}


def security_log(
    actor: Actor, before: int | None = None, *, own: bool = False, wanted: LogFilter = WHOLE
) -> tuple[list[LogLine], int | None]:
    """The newest security events an actor may read, narrowed, and the number that opens the older ones.

    Administrators of audit and security read all that the database shows them, everybody else what he did
    himself.
    """
    found = _narrowed(_security_events(), actor, wanted)
    if own or not PERMISSIONS.allows(actor, "account.audit"):
        found = found.filter(actor_id=actor.person_id)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    lines = _lines(rows[:PAGE])
    return lines, (lines[-1].event_id if len(rows) > PAGE else None)


@dataclass(frozen=True, slots=True)
class LogExtract:
    """What of the security log leaves: narrowed to what, in words too, up to which event, how many lines."""

    wanted: LogFilter
    says: str
    newest: int
    rows: int
    serial: str


def log_extract(actor: Actor, wanted: LogFilter, serial: str) -> LogExtract:
    """What an actor would take away of the security log now."""
    found = _narrowed(_security_events(), actor, wanted)
    counted = found.aggregate(newest=Max("pk"), rows=Count("pk"))
    return LogExtract(wanted, _said(wanted), counted["newest"] or 0, counted["rows"], serial)


def _said(wanted: LogFilter) -> str:
    parts = (
        wanted.words,
        LogAct.label_of(wanted.act) if wanted.act else "",
        f"{wanted.since} 起" if wanted.since else "",
        f"到 {wanted.until}" if wanted.until else "",
    )
    return "，".join(filter(None, parts)) or "全部"


def lines_of(extract: LogExtract, actor: Actor) -> Iterator[LogLine]:
    """The lines of an extract, newest first, a part at a time."""
    before = extract.newest + 1
    rows = _narrowed(_security_events(), actor, extract.wanted).order_by("-pk")
    while part := list(rows.filter(pk__lt=before)[:PART]):
        yield from _lines(part)
        before = part[-1].pk


def done_lately(actor: Actor, most: int) -> list[LogLine]:
    """What was done last of all that the security log tells, but for who signed in and out."""
    if not PERMISSIONS.allows(actor, "account.audit"):
        return []
    deeds = _security_events().exclude(_OF_ACT[LogAct.SIGN_IN])
    return _lines(deeds.order_by("-pk")[:most])


def log_about(actor: Actor, person_id: int) -> list[LogLine]:
    """The newest security events about a person, for the administrators who may read them."""
    if not PERMISSIONS.allows(actor, "account.audit"):
        return []
    about = _security_events().filter(about__kind="person", about__object_id=person_id)
    return _lines(list(about.order_by("-pk")[:PAGE]))


def _security_events() -> QuerySet[Event]:
    of_accounts = Q(subject_kind__in=SECURITY_SUBJECTS, name__in=list(timeline.sayings()))
    return Event.objects.filter(of_accounts | _openings())


def _openings() -> Q:
    return Q(name__in=sorted(timeline.openings()))


def _narrowed(found: QuerySet[Event], actor: Actor, wanted: LogFilter) -> QuerySet[Event]:
    if wanted.words.split():
        people = found_by_words(people_visible_to(actor), wanted.words).values("pk")
        about = EventAbout.objects.filter(kind="person", object_id__in=people).values("event_id")
        found = found.filter(Q(actor_id__in=people) | Q(pk__in=about))
    if wanted.act:
        act = LogAct.of(wanted.act)
        found = found.filter(_openings() if act is LogAct.OPENING else _OF_ACT[act])
    if wanted.since is not None:
        found = found.filter(at__gte=rules.start_of(wanted.since))
    if wanted.until is not None:
        found = found.filter(at__lt=rules.start_of(wanted.until + timedelta(days=1)))
    return found


def _lines(rows: Iterable[Event]) -> list[LogLine]:
    rows = list(rows)
    names = names_of(number for row in rows for number in (row.actor_id, row.acting_for_id, _concerned(row)))
    return [_line(row, names) for row in rows]


def _concerned(row: Event) -> int | None:
    return row.subject_id if row.subject_kind == "person" else row.record.get("person_id")


def _line(row: Event, names: dict[int, str]) -> LogLine:
    entry, concerned = timeline.entry_of(row), _concerned(row)
    whose = names.get(concerned, timeline.UNKNOWN) if concerned not in (None, row.actor_id) else ""
    whose = whose or row.record.get("enterprise", "")
    about = f"（{whose}）" if whose else ""
    who = "系统" if row.actor_id is None else name_shown(names, row.actor_id, row.acting_for_id)
    return LogLine(row.pk, row.at, who, entry.text + about, entry.drawing)

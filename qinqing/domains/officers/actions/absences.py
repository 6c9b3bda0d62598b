"""When an officer is away, and who stands in for him."""

from datetime import datetime

from django.db import IntegrityError

from qinqing.domains.officers import queries, rules
from qinqing.domains.officers.events import AbsenceEnded, AbsenceRecorded
from qinqing.domains.officers.models import Absence, Officer
from qinqing.domains.officers.permissions import PERMISSIONS
from qinqing.kernel import clock, events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.ui import formats


def record_absence(
    *,
    author: Author,
    officer: Officer,
    from_at: datetime,
    until_at: datetime,
    now: datetime,
    substitute: Officer | None = None,
) -> Absence:
    """The officer is away for a time, by his own word or the coordinator's; the substitute stands in.

    Without a substitute what is the officer's falls to the B officer, else to the coordinator. Refuses an end
    that is not ahead, a time that overlaps another absence, and a substitute who is away or no officer then.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return Absence.objects.get(pk=first.subject_id)
    _refuse_stranger(author, officer)
    if until_at <= max(from_at, now):
        raise Refused("until", "回来的时间要在开始之后，也要在现在之后", "back_on")
    if _overlapping(officer, from_at, until_at):
        raise Refused("overlaps", "这段时间已经登记过离岗", "from_on")
    if substitute is not None:
        _refuse_substitute(officer, substitute, from_at, until_at)
    try:
        row = Absence.objects.create(
            officer=officer, from_at=from_at, until_at=until_at, substitute=substitute
        )
    except IntegrityError:
        raise Conflict("这段时间刚刚登记过离岗，请看最新情况") from None
    record = {
        "officer_id": officer.pk,
        "officer": officer.person.name,
        "until": formats.full_moment(until_at),
        "substitute": f"{substitute.person.name} 代管" if substitute else "没有代管人",
    }
    _tell(AbsenceRecorded, row, author, now, record)
    return row


def end_absence(*, author: Author, absence: Absence, now: datetime) -> None:
    """The officer is back; refuses an absence that is over."""
    _refuse_stranger(author, absence.officer)
    kept = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    if kept.until_at <= now:
        raise Refused("over", "这次离岗已经结束了")
    kept.until_at = max(now, kept.from_at)
    kept.save(update_fields=["until_at"])
    record = {"officer_id": absence.officer_id, "officer": absence.officer.person.name}
    _tell(AbsenceEnded, kept, author, now, record)


def _overlapping(officer: Officer, from_at: datetime, until_at: datetime) -> bool:
    return Absence.objects.filter(officer=officer, from_at__lt=until_at, until_at__gt=from_at).exists()


def _refuse_substitute(officer: Officer, substitute: Officer, from_at: datetime, until_at: datetime) -> None:
    if substitute.pk == officer.pk:
        raise Refused("himself", "代管人要是另一个人", "substitute_id")
    days = (clock.local(from_at).date(), clock.local(until_at).date())
    if not all(rules.is_current(substitute.active_from_on, substitute.active_until_on, day) for day in days):
        raise Refused("no_officer", f"{substitute.person.name} 那时不是首席服务官", "substitute_id")
    if _overlapping(substitute, from_at, until_at):
        raise Refused("also_away", f"{substitute.person.name} 那时也离岗，换一位代管人", "substitute_id")


def _refuse_stranger(author: Author, officer: Officer) -> None:
    if not PERMISSIONS.relations(author.actor, officer) & {"himself", "keeper", "system"}:
        raise Refused("no_right", "离岗由本人或协调办登记")


def _tell(event: type, row: Absence, author: Author, now: datetime, record: dict[str, object]) -> None:
    served = queries.enterprises_of(row.officer_id, clock.local(now).date())
    events.tell(
        event,
        subject=("absence", row.pk),
        about=[("officer", row.officer_id), *(("enterprise", number) for number in served)],
        author=author,
        at=now,
        record=record,
    )

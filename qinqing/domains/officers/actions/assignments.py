"""Who serves whom, from when to when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError
from django.db.models import Q

from qinqing.domains.enterprises.actions import refuse_struck
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import rules
from qinqing.domains.officers.actions.handovers import close_handover
from qinqing.domains.officers.events import AssignmentEnded, OfficerAssigned
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.officers.permissions import keeps_enterprise
from qinqing.domains.officers.terms import Part
from qinqing.kernel import bulk, clock, events, idempotency
from qinqing.kernel.events import Author, Told
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.ui import formats


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """An officer is to serve an enterprise from a day on, until (not on) another day if that is known."""

    officer_id: int
    enterprise_id: int
    part: Part
    from_on: date
    until_on: date | None = None


def assign_officer(
    *,
    author: Author,
    officer: Officer,
    enterprise: Enterprise,
    part: Part,
    from_on: date,
    now: datetime,
    replaces: bool = False,
) -> Assignment:
    """An officer serves an enterprise from a day on; with `replaces` whoever holds the part ends on that day.

    Refuses an enterprise the author does not keep, someone who is no officer on that day, a rank that only
    assists, a part that is held, and an officer who already serves this enterprise. One that was struck off
    keeps who serves it, and he can be replaced; nobody is put beside him.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return Assignment.objects.get(pk=first.subject_id)
    _refuse_foreign(author, enterprise)
    _refuse_unfit(officer, part, from_on)
    overlapping = Assignment.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=from_on), enterprise=enterprise
    )
    if overlapping.filter(officer=officer).exists():
        raise Refused("already_serves", f"{officer.person.name} 已经服务这家企业", "officer_id")
    held = (
        overlapping.filter(part=part)
        .select_related("officer__person", "enterprise")
        .order_by("from_on")
        .first()
    )
    if held is None:
        refuse_struck(enterprise)
    else:
        if not replaces or held.from_on > from_on:
            name, day = held.officer.person.name, formats.full_day(held.from_on)
            raise Refused(
                "part_held", f"{part.label} 现在是 {name}（{day} 起），要换人请点他旁边的“换人”", "part"
            )
        end_assignment(author=author.besides, assignment=held, until_on=from_on, now=now)
    try:
        row = Assignment.objects.create(officer=officer, enterprise=enterprise, part=part, from_on=from_on)
    except IntegrityError:
        raise Conflict("这家企业的服务官刚刚被别人安排过，请看最新情况") from None
    events.tell(
        OfficerAssigned,
        subject=("assignment", row.pk),
        about=_about(row),
        author=author,
        at=now,
        record=_record(row, officer.person.name, from_on),
    )
    return row


def assign_officers(*, author: Author, assignments: Sequence[NewAssignment], now: datetime) -> list[int]:
    """Thousands at once, for imports, confirmed proposals and the simulation; gives their ids in order.

    Refuses as a whole, by Conflict, when two of them or one and a present assignment overlap.
    """
    if not assignments:
        return []
    ids = bulk.draw(Assignment, len(assignments))
    rows = [
        (number, one.officer_id, one.enterprise_id, one.part.value, one.from_on, one.until_on)
        for number, one in zip(ids, assignments, strict=True)
    ]
    try:
        bulk.insert(Assignment, ("id", "officer", "enterprise", "part", "from_on", "until_on"), rows)
    except IntegrityError:
        raise Conflict("有的企业在同一时间已经有这一角的服务官，全部没有写入") from None
    names = _names(one.officer_id for one in assignments)
    told = [
        Told(
            ("assignment", number),
            (("enterprise", one.enterprise_id), ("officer", one.officer_id)),
            {
                "officer_id": one.officer_id,
                "enterprise_id": one.enterprise_id,
                "officer": names[one.officer_id],
                "part": one.part.label,
                "day": formats.full_day(one.from_on),
            },
        )
        for number, one in zip(ids, assignments, strict=True)
    ]
    events.tell_many(OfficerAssigned, told, author=author, at=now)
    return ids


def end_assignment(*, author: Author, assignment: Assignment, until_on: date, now: datetime) -> None:
    """The officer serves the enterprise no longer from `until_on` on; that day's requests see nothing of it.

    What remains to him is the sheet of what he hands over, for some weeks, to confirm it himself. Refuses a
    day before the assignment began and one that has ended.
    """
    _refuse_foreign(author, assignment.enterprise)
    kept = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if kept.until_on is not None and kept.until_on <= until_on:
        raise Refused("ended", "这段服务已经结束了", "until_on")
    if until_on < kept.from_on:
        raise Refused("too_early", f"不能早于开始的 {formats.full_day(kept.from_on)}", "until_on")
    kept.until_on = until_on
    kept.save(update_fields=["until_on"])
    close_handover(kept, now)
    events.tell(
        AssignmentEnded,
        subject=("assignment", kept.pk),
        about=_about(kept),
        author=author,
        at=now,
        record=_record(kept, assignment.officer.person.name, until_on),
    )


def take_back_assignments(*, author: Author, ids: Iterable[int], now: datetime) -> None:
    """Assignments of an import that is undone: nobody served by them, and the enterprises' record says so."""
    rows = list(Assignment.objects.filter(pk__in=list(ids)).select_related("officer__person"))
    day = clock.local(now).date()
    told = [
        Told(("assignment", row.pk), _about(row), _record(row, row.officer.person.name, day)) for row in rows
    ]
    events.tell_many(AssignmentEnded, told, author=author, at=now)
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _refuse_foreign(author: Author, enterprise: Enterprise) -> None:
    if not keeps_enterprise(author.actor, enterprise.area_id):
        raise Refused("foreign_enterprise", "这家企业不在您协调的区域里", "enterprise")


def _refuse_unfit(officer: Officer, part: Part, from_on: date) -> None:
    if not rules.is_current(officer.active_from_on, officer.active_until_on, from_on):
        raise Refused("no_officer", f"{officer.person.name} 那时不是首席服务官", "officer_id")
    if reason := rules.part_refused(officer.rank, part):
        raise Refused("rank", reason, "part")


def _names(officer_ids: Iterable[int]) -> dict[int, str]:
    rows = Officer.objects.filter(pk__in=set(officer_ids))
    return dict(rows.values_list("pk", "person__name"))


def _about(row: Assignment) -> tuple[tuple[str, int], ...]:
    return (("enterprise", row.enterprise_id), ("officer", row.officer_id))


def _record(row: Assignment, name: str, day: date) -> dict[str, object]:
    return {
        "officer_id": row.officer_id,
        "enterprise_id": row.enterprise_id,
        "officer": name,
        "part": Part.of(row.part).label,
        "day": formats.full_day(day),
    }

"""Who came to a unit and who leaves it: its head says so, the coordination office of its area confirms."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q

from qinqing.domains.accounts import queries, rules
from qinqing.domains.accounts.actions.leaving import leave
from qinqing.domains.accounts.actions.people import PersonFacts, drawn_login, known_of, make_account
from qinqing.domains.accounts.actions.proposals import NotTaken, decide, held_by_another
from qinqing.domains.accounts.events import StaffConfirmed, StaffProposed, StaffRefused, StaffTakenBack
from qinqing.domains.accounts.models import WAITS, Person, ProposedStaff, Unit
from qinqing.domains.accounts.permissions import decides_staff, proposes_staff, require
from qinqing.domains.accounts.terms import ADMINISTRATORS, ProposedState, Role, StaffChange
from qinqing.kernel import clock, crypto, door, events, idempotency
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused

PROPOSED_STAFF = "proposed_staff"
ONCE = door.retry_on("proposed_staff_person"), door.retry_on("proposed_staff_phone")


def propose_joining(*, author: Author, facts: PersonFacts, why: str, now: datetime) -> int:
    """Say that somebody came to a unit; he has no account before it is confirmed. Gives the number.

    Refuses a unit that is not the actor's or is no more, facts that no account could have, no number, one
    that somebody of the unit has, and one that waits already.
    """
    require(author.actor, "staff.propose")
    if (first := idempotency.first_result(author)) is not None:
        return first.subject_id
    unit = _own_unit(author, facts.unit_id, clock.local(now).date())
    known = known_of(facts)
    if not known["phone_index"]:
        raise Refused("missing", "请填手机号，账号的链接要打电话告诉本人", "phone")
    there = Person.objects.filter(unit=unit, phone_index=known["phone_index"], is_active=True).first()
    if there is not None:
        raise Refused("there", f"这个手机号是本单位{there.name}的，他已经有账号了", "phone")
    _refuse_waiting(Q(phone_index=known["phone_index"]), "这个手机号已经报过一份，还在等协调办确认", "phone")
    return _propose(author, unit, StaffChange.JOINING, {**known, "why": why}, now)


def propose_leaving(*, author: Author, person_id: int, on: date, why: str, now: datetime) -> int:
    """Say that somebody of a unit leaves or left; nothing ends before it is confirmed. Gives the number.

    Refuses whoever is known to leave already, an administrator of the platform, a day too far away, and what
    waits already; NotFound for people of other units.
    """
    require(author.actor, "staff.propose")
    if (first := idempotency.first_result(author)) is not None:
        return first.subject_id
    person = queries.colleague_for(author.actor, person_id)
    _refuse_leaving(person, now)
    if fault := rules.leaving_fault(on, clock.local(now).date()):
        raise Refused("far", fault, "on")
    _refuse_waiting(Q(person=person.pk), "他的离任已经报过一份，还在等协调办确认")
    assert person.unit is not None, "a colleague is of a unit"
    known = {"person_id": person.pk, "name": person.name, "post": person.post, "leaves_on": on, "why": why}
    return _propose(author, person.unit, StaffChange.LEAVING, known, now)


def confirm_staff(*, author: Author, proposed_id: int, now: datetime) -> None:
    """Make the account of who came, without a role; or plan the leaving of who leaves. By a second person.

    Refuses what he proposed himself and what cannot be any more; Conflict for what was decided meanwhile.
    """
    require(author.actor, "staff.confirm")
    if idempotency.first_result(author) is not None:
        return
    row = held_by_another(ProposedStaff, author, proposed_id, decides_staff)
    _CONFIRMED[StaffChange.of(row.kind)](row, author.besides, now)
    decide(row, ProposedState.CONFIRMED, author, now)
    _forget_number(row.pk)
    _tell(StaffConfirmed, row, author, now)


def refuse_staff(*, author: Author, proposed_id: int, reason: str, now: datetime) -> None:
    """Everybody stays what he is. Conflict for what was decided meanwhile."""
    require(author.actor, "staff.confirm")
    _NOT_TAKEN.refuse(author, proposed_id, reason, now)
    _forget_number(proposed_id)


def take_back_staff(*, author: Author, proposed_id: int, now: datetime) -> None:
    """A head of the unit takes it back before it was decided. Conflict afterwards."""
    require(author.actor, "staff.propose")
    _NOT_TAKEN.take_back(author, proposed_id, now)
    _forget_number(proposed_id)


def _own_unit(author: Author, unit_id: int | None, today: date) -> Unit:
    unit = Unit.objects.filter(pk__in=author.actor.ids(Role.UNIT_HEAD)).filter(pk=unit_id or 0).first()
    if unit is None:
        raise Refused("no_right", "请选您负责的单位", "unit_id")
    if queries.is_over(unit, today):
        raise Refused("ended", f"{unit.short}已经撤并了，请报到承接它的单位", "unit_id")
    return unit


def _refuse_waiting(about: Q, because: str, field: str = "") -> None:
    """What waits of another unit is out of sight, and counts."""
    with door.as_system("accounts.staff_waits"):
        if ProposedStaff.objects.filter(WAITS & about).exists():
            raise Refused("waits", because, field)


def _refuse_leaving(person: Person, now: datetime) -> None:
    if not person.is_active:
        raise Refused("disabled", "这个账号已经停用了")
    if person.leaves_on is not None:
        raise Refused("leaves", "他的离任已经登记过了")
    if queries.will_hold(person.pk, ADMINISTRATORS, now):
        raise Refused("administrator", "他管平台，离任请系统管理员登记")


def _propose(author: Author, unit: Unit, kind: StaffChange, known: Mapping[str, Any], now: datetime) -> int:
    assert author.actor.person_id is not None, "a person proposes"
    made = ProposedStaff.objects.create(
        **{"unit_id": unit.pk, **known}, kind=kind.value, area_id=queries.area_of_unit(unit),
        proposed_by_id=author.actor.person_id, proposed_at=now,
    )  # fmt: skip
    _tell(StaffProposed, made, author, now)
    return made.pk


def _joins(row: ProposedStaff, author: Author, now: datetime) -> None:
    """An account as the system administrator makes one, its login by the sound of the name."""
    if queries.is_over(row.unit, clock.local(now).date()):
        raise Refused("ended", f"{row.unit.short}已经撤并了，请不同意，由承接它的单位重报")
    with door.as_system("accounts.login_taken"):
        taken = set(
            Person.objects.filter(login__startswith=rules.sound_of(row.name)).values_list("login", flat=True)
        )
    facts = PersonFacts(
        login=rules.login_for(row.name, taken) or drawn_login(), name=row.name, unit_id=row.unit_id,
        post=row.post, email=row.email, work_phone=row.work_phone,
        phone=crypto.unseal(row.phone) if row.phone is not None else "",
    )  # fmt: skip
    row.person = make_account(author=author, facts=facts, now=now)
    row.save(update_fields=["person"])


def _leaves(row: ProposedStaff, author: Author, now: datetime) -> None:
    """His day is set as the system administrator sets it, today at the earliest."""
    person = row.person
    assert person is not None, "a leaving has its person"
    assert row.leaves_on is not None, "a leaving has its day"
    _refuse_leaving(person, now)
    if person.unit_id != row.unit_id:
        raise Refused("moved", "他已经换了单位，请不同意，由现在的单位来报")
    row.leaves_on = rules.leaving_begins(row.leaves_on, clock.local(now).date())
    row.save(update_fields=["leaves_on"])
    leave(author=author, person_id=person.pk, on=row.leaves_on, now=now)


_CONFIRMED: Final[Mapping[StaffChange, Callable[[ProposedStaff, Author, datetime], None]]] = {
    StaffChange.JOINING: _joins,
    StaffChange.LEAVING: _leaves,
}


def _forget_number(proposed_id: int) -> None:
    """A number is kept of whoever has an account, of nobody else."""
    ProposedStaff.objects.filter(pk=proposed_id).exclude(WAITS).update(phone=None, phone_index="")


def _tell(event: type, row: ProposedStaff, author: Author, now: datetime) -> None:
    """By the number of a person and never by a name: the record is for ever, who came to nothing is not."""
    record = {
        "unit": row.unit.short, "change": StaffChange.label_of(row.kind), "person_id": row.person_id,
        "reason": row.reason,
    }  # fmt: skip
    about = [("unit", row.unit_id), *([("person", row.person_id)] if row.person_id else [])]
    events.tell(
        event, subject=(PROPOSED_STAFF, row.pk), about=about, author=author, at=now, layer="H", record=record
    )


_NOT_TAKEN = NotTaken(ProposedStaff, proposes_staff, decides_staff, StaffRefused, StaffTakenBack, _tell)

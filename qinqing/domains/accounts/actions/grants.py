"""Roles given and taken back, leaders' delegations. Nobody gives himself anything."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from qinqing.domains.accounts import queries, rules
from qinqing.domains.accounts.actions.second_factor import show_presence
from qinqing.domains.accounts.actions.together import refuse_by_name, refuse_how_many
from qinqing.domains.accounts.events import DelegationEnded, LeaderDelegated, RoleEnded, RoleGranted
from qinqing.domains.accounts.models import Area, Delegation, Grant, Person, Unit
from qinqing.domains.accounts.permissions import require
from qinqing.domains.accounts.terms import ADMINISTRATORS, GRANTED_ROLES, PersonKind, Role
from qinqing.kernel import door, events, idempotency
from qinqing.kernel.events import Author, Told
from qinqing.kernel.refusals import NotFound, Refused

ONE_GRANT, APART, ONE_DELEGATION = map(
    door.retry_on, ("grant_once", "grant_administrators_apart", "delegation_for_one")
)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be given to a person: a role, where, from when to when."""

    person: Person
    role: Role
    area_id: int | None
    unit_id: int | None
    place: str
    from_at: datetime
    until_at: datetime | None


def grant_role(
    *,
    author: Author,
    person_id: int,
    role: Role,
    now: datetime,
    area_id: int | None = None,
    unit_id: int | None = None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> Grant:
    """Give somebody a role, for an area node or a unit where the role has one, from now or a later moment on.

    Refuses a grant to oneself, to a contact or a closed account, one that is held already, and any that would
    bring an administrator together with another role (等保2.0 三权分立; the database refuses it too).
    Asks for a fresh code (`show_presence`).
    """
    require(author.actor, "account.grant")
    if first := idempotency.first_result(author):
        return Grant.objects.get(pk=first.subject_id)
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    place = _place(role, area_id, unit_id)
    begins = _begins(from_at, until_at, now)
    wish = _Wish(person, role, area_id, unit_id, place, begins, until_at)
    for _, fault in _faults_of([wish], author):
        raise fault
    show_presence(author=author, now=now)
    return _given([wish], author, now)[0]


def grant_role_to_many(
    *,
    author: Author,
    people: Collection[int],
    role: Role,
    now: datetime,
    area_id: int | None = None,
    unit_id: int | None = None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> int:
    """Give people one role by one form and one fresh code, as `grant_role` would each: all of them or nobody.

    A role of a unit that names none is for the unit of each. Gives how many; refuses nobody and more than
    MOST_AT_ONCE, and says the names of those who cannot have it.
    """
    require(author.actor, "account.grant")
    if idempotency.first_result(author) is not None:
        return len(set(people))
    refuse_how_many(people)
    found = list(Person.objects.filter(pk__in=people).select_related("unit").order_by("pinyin", "id"))
    if len(found) < len(set(people)):
        raise NotFound
    begins = _begins(from_at, until_at, now)
    own_units = queries.places_of_role(role) == "unit" and unit_id is None
    if own_units and (without := [one.name for one in found if one.unit_id is None]):
        raise Refused("place", f"{'、'.join(without)}没有单位，请选一个单位", "unit_id")
    place = _place(role, area_id, found[0].unit_id if own_units else unit_id)
    wishes = [
        _Wish(one, role, area_id, one.unit_id, str(one.unit), begins, until_at) if own_units
        else _Wish(one, role, area_id, unit_id, place, begins, until_at)
        for one in found
    ]  # fmt: skip
    refuse_by_name(_faults_of(wishes, author))
    show_presence(author=author, now=now)
    return len(_given(wishes, author, now))


def _begins(from_at: datetime | None, until_at: datetime | None, now: datetime) -> datetime:
    begins = max(from_at or now, now)
    if until_at is not None and until_at <= begins:
        raise Refused("ended", "截止时间要在开始之后", "until_on")
    return begins


def _fault_of(wish: _Wish, held: Sequence[Grant], author: Author) -> Refused | None:
    """Why this person cannot be given it, beside what he holds in that time."""
    person = wish.person
    if person.pk == author.actor.person_id:
        return Refused("own_grant", "不能给自己授权")
    if person.kind != PersonKind.STAFF or not person.is_active:
        return Refused("inert", "只能给在用的工作人员账号授权", "role")
    if any((one.role, one.area_id, one.unit_id) == (wish.role, wish.area_id, wish.unit_id) for one in held):
        return Refused("held", f"已经是{wish.role.label}了", "role")
    fault = rules.apart_fault(wish.role, [one.role for one in held])
    return Refused("apart", fault, "role") if fault else None


def _faults_of(wishes: Sequence[_Wish], author: Author) -> list[tuple[Person, Refused]]:
    """Who cannot be given what is wished for him, and why."""
    held = _held(wishes)
    found = [(one.person, _fault_of(one, held.get(one.person.pk, ()), author)) for one in wishes]
    return [(person, fault) for person, fault in found if fault is not None]


def _given(wishes: Sequence[_Wish], author: Author, now: datetime) -> list[Grant]:
    made = Grant.objects.bulk_create(
        Grant(
            person=wish.person,
            role=wish.role.value,
            area_id=wish.area_id,
            unit_id=wish.unit_id,
            from_at=wish.from_at,
            until_at=wish.until_at,
            granted_by_id=author.actor.person_id,
        )
        for wish in wishes
    )
    told = [_told(grant, wish.place) for grant, wish in zip(made, wishes, strict=True)]
    # The first bears the key of the form, by which the same form is known again.
    _tell(RoleGranted, told[0], author, now)
    if told[1:]:
        events.tell_many(RoleGranted, told[1:], author=author, at=now, layer="H")
    return made


def end_role(*, author: Author, grant_id: int, now: datetime) -> None:
    """Take a role back; it is gone at the next request of whoever held it. Refuses one's own."""
    require(author.actor, "account.grant")
    grant = (
        Grant.objects.filter(Q(until_at=None) | Q(until_at__gt=now), pk=grant_id)
        .select_related("person", "area", "unit")
        .first()
    )
    if grant is None:
        raise NotFound
    if grant.person_id == author.actor.person_id:
        raise Refused("own_grant", "不能改自己的授权")
    grant.until_at = max(now, grant.from_at)
    grant.save(update_fields=["until_at"])
    _tell(RoleEnded, _told(grant, str(grant.area or grant.unit or "")), author, now)


def delegate(
    *,
    author: Author,
    leader_id: int,
    delegate_id: int,
    until_at: datetime,
    now: datetime,
    from_at: datetime | None = None,
) -> Delegation:
    """Let somebody act for a leader for a time, as himself on behalf of the other.

    A leader delegates for himself, the security administrator for anyone. Refuses a delegate who is an
    administrator or acts for somebody at that time, and a time longer than `rules.MOST_DELEGATED_FOR`.
    """
    require(author.actor, "account.delegate")
    if first := idempotency.first_result(author):
        return Delegation.objects.get(pk=first.subject_id)
    start = max(from_at or now, now)
    _check_delegation(author, leader_id, delegate_id, start, until_at, now)
    delegation = Delegation.objects.create(
        leader_id=leader_id, delegate_id=delegate_id, from_at=start, until_at=until_at
    )
    _tell_delegation(LeaderDelegated, delegation, author, now)
    return delegation


def end_delegation(*, author: Author, delegation_id: int, now: datetime) -> None:
    """End a delegation before its time."""
    require(author.actor, "account.delegate")
    delegation = Delegation.objects.filter(pk=delegation_id, until_at__gt=now).first()
    if delegation is None or not _may_delegate_for(author, delegation.leader_id):
        raise NotFound
    delegation.until_at = max(now, delegation.from_at)
    delegation.save(update_fields=["until_at"])
    _tell_delegation(DelegationEnded, delegation, author, now)


def _place(role: Role, area_id: int | None, unit_id: int | None) -> str:
    if role not in GRANTED_ROLES:
        raise Refused("not_granted", f"{role.label}不是授予的角色", "role")
    needs = queries.places_of_role(role)
    if (area_id is not None) != (needs == "area"):
        raise Refused(
            "place", "这个角色要选一个区域" if needs == "area" else "这个角色不按区域授予", "area_id"
        )
    if (unit_id is not None) != (needs == "unit"):
        raise Refused(
            "place", "这个角色要选一个单位" if needs == "unit" else "这个角色不按单位授予", "unit_id"
        )
    place: Area | Unit | None = None
    if area_id is not None:
        place = Area.objects.filter(pk=area_id).first()
    if unit_id is not None:
        place = Unit.objects.filter(pk=unit_id).first()
    if needs and place is None:
        raise NotFound
    return str(place or "")


def _held(wishes: Sequence[_Wish]) -> dict[int, list[Grant]]:
    """By person what he holds at any moment of the span that is wished for; it is the same for all."""
    span = wishes[0]
    rows = Grant.objects.filter(
        Q(until_at=None) | Q(until_at__gt=span.from_at), person__in=[wish.person.pk for wish in wishes]
    )
    if span.until_at is not None:
        rows = rows.filter(from_at__lt=span.until_at)
    found: dict[int, list[Grant]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def _may_delegate_for(author: Author, leader_id: int) -> bool:
    actor = author.actor
    return bool(actor.system) or Role.SECURITY_ADMIN in actor.roles or actor.person_id == leader_id


def _check_delegation(
    author: Author, leader_id: int, delegate_id: int, start: datetime, until_at: datetime, now: datetime
) -> None:
    if not _may_delegate_for(author, leader_id):
        raise Refused("no_right", "只能委托自己的事")
    if leader_id == delegate_id:
        raise Refused("own_delegate", "不能委托给自己", "delegate_id")
    if not queries.holders(Role.LEADER, now).filter(pk=leader_id).exists():
        raise Refused("no_leader", "委托人现在不是领导", "leader_id")
    delegate = Person.objects.filter(pk=delegate_id, kind=PersonKind.STAFF, is_active=True).first()
    if delegate is None:
        raise Refused("inert", "只能委托给在用的工作人员", "delegate_id")
    roles = Grant.objects.filter(queries.current(now), person=delegate).values_list("role", flat=True)
    if set(roles) & set(ADMINISTRATORS):
        raise Refused("apart", "管理员不能代为批示", "delegate_id")
    if not start < until_at <= start + rules.MOST_DELEGATED_FOR:
        days = rules.MOST_DELEGATED_FOR.days
        raise Refused("span", f"委托要写明起止时间，最长 {days} 天", "until_on")
    _refuse_two_at_once(leader_id, delegate_id, start, until_at)


def _refuse_two_at_once(leader_id: int, delegate_id: int, start: datetime, until_at: datetime) -> None:
    """For whom somebody acts must never be in doubt: it stands beside his own name on record."""
    overlapping = (
        Delegation.objects.filter(delegate=delegate_id, from_at__lt=until_at, until_at__gt=start)
        .exclude(until_at=F("from_at"))
        .select_related("leader")
        .first()
    )
    if overlapping is None:
        return
    if overlapping.leader_id == leader_id:
        raise Refused("held", "这段时间已经委托给他了", "delegate_id")
    whose = overlapping.leader.name
    raise Refused("held", f"他这段时间代{whose}办理；一个人同一时间只代一位领导", "delegate_id")


def _told(grant: Grant, place: str) -> Told:
    role = grant.role
    record = {"person_id": grant.person_id, "role": role, "label": Role.label_of(role), "place": place}
    return Told(("grant", grant.pk), (("person", grant.person_id),), record)


def _tell(event: type, told: Told, author: Author, now: datetime) -> None:
    events.tell(
        event, subject=told.subject, about=told.about, author=author, at=now, layer="H", record=told.record
    )


def _tell_delegation(event: type, delegation: Delegation, author: Author, now: datetime) -> None:
    ids = {"leader_id": delegation.leader_id, "delegate_id": delegation.delegate_id}
    names = queries.names_of(ids.values())
    events.tell(
        event,
        subject=("delegation", delegation.pk),
        about=[("person", number) for number in ids.values()],
        author=author,
        at=now,
        layer="H",
        record={
            **ids,
            "leader": names.get(ids["leader_id"], ""),
            "delegate": names.get(ids["delegate_id"], ""),
        },
    )

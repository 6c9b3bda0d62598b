"""Roles: given by the security administrator, never to himself, administrators apart, also for direct SQL."""

import itertools
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from qinqing.domains.accounts import actions, queries
from qinqing.domains.accounts.models import Area, Grant, Person, Unit
from qinqing.domains.accounts.terms import (
    ADMINISTRATORS,
    AREA_ROLES,
    GRANTED_ROLES,
    UNIT_ROLES,
    PersonKind,
    Role,
)
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.refusals import NotFound, Refused
from tests.builders.accounts import FOUNDED, SYSTEM, a_person, a_unit, actor_of, an_area, grant
from tests.conftest import acting

pytestmark = pytest.mark.django_db
APART = [
    (first, second) for first, second in itertools.product(ADMINISTRATORS, GRANTED_ROLES) if first != second
]


@pytest.fixture
def area() -> Area:
    return an_area()


@pytest.fixture
def unit() -> Unit:
    return a_unit()


@pytest.fixture
def security(monday: datetime) -> Author:
    return Author(actor_of(a_person("安全管理员", Role.SECURITY_ADMIN), monday))


def give(author: Author, person: Person, role: Role, area: Area, unit: Unit, now: datetime) -> Grant:
    return actions.grant_role(
        author=author,
        person_id=person.pk,
        role=role,
        area_id=area.pk if role in AREA_ROLES else None,
        unit_id=unit.pk if role in UNIT_ROLES else None,
        now=now,
    )


def insert(person: Person, role: Role, area: Area, unit: Unit, from_at: datetime = FOUNDED) -> None:
    with door.as_system("test"), connection.cursor() as cursor:
        cursor.execute(
            "insert into accounts_grant (person_id, role, area_id, unit_id, from_at)"
            " values (%s::bigint, %s::text, %s::bigint, %s::bigint, %s::timestamptz)",
            [
                person.pk,
                role.value,
                area.pk if role in AREA_ROLES else None,
                unit.pk if role in UNIT_ROLES else None,
                from_at,
            ],
        )


@pytest.mark.parametrize(("first", "second"), APART)
def test_no_administrator_gets_another_role(
    first: Role, second: Role, security: Author, area: Area, unit: Unit, monday: datetime
) -> None:
    for one, other in ((first, second), (second, first)):
        person = a_person()
        with acting(security.actor):
            give(security, person, one, area, unit, monday)
            with pytest.raises(Refused, match="管理员"):
                give(security, person, other, area, unit, monday + timedelta(days=1))


@pytest.mark.parametrize(("first", "second"), APART)
def test_the_database_keeps_administrators_apart_by_itself(
    first: Role, second: Role, area: Area, unit: Unit
) -> None:
    person = a_person()
    insert(person, first, area, unit)
    with pytest.raises(IntegrityError, match="grant_administrators_apart"), transaction.atomic():
        insert(person, second, area, unit, FOUNDED + timedelta(days=1))


def test_the_database_lets_an_administrator_follow_another_office(
    area: Area, unit: Unit, monday: datetime
) -> None:
    person = a_person()
    number = grant(person, Role.COORDINATOR, area=area)
    with door.as_system("test"):
        actions.end_role(author=SYSTEM, grant_id=number, now=monday)
    insert(person, Role.AUDIT_ADMIN, area, unit, monday)
    assert actor_of(person, monday).roles == {Role.SIGNED_IN, Role.AUDIT_ADMIN}


def test_the_database_lets_business_roles_go_together(area: Area, unit: Unit, monday: datetime) -> None:
    person = a_person()
    for role in (Role.HANDLER, Role.UNIT_HEAD, Role.OFFICER, Role.LEADER):
        insert(person, role, area, unit)
    assert len(actor_of(person, monday).roles) == 5


def test_the_same_grant_is_not_held_twice(area: Area, unit: Unit) -> None:
    person = a_person()
    insert(person, Role.LEADER, area, unit)
    with pytest.raises(IntegrityError, match="grant_once"), transaction.atomic():
        insert(person, Role.LEADER, area, unit)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.HANDLER])
def test_a_role_without_its_place_is_refused(role: Role, security: Author, monday: datetime) -> None:
    person = a_person()
    with acting(security.actor), pytest.raises(Refused, match="要选一个"):
        actions.grant_role(author=security, person_id=person.pk, role=role, now=monday)


@pytest.mark.parametrize("role", [Role.SIGNED_IN, Role.ENTERPRISE_USER])
def test_what_comes_by_itself_is_not_granted(role: Role, security: Author, monday: datetime) -> None:
    person = a_person()
    with acting(security.actor), pytest.raises(Refused, match="不是授予的角色"):
        actions.grant_role(author=security, person_id=person.pk, role=role, now=monday)


def test_the_security_administrator_gives_himself_nothing(
    security: Author, area: Area, unit: Unit, monday: datetime
) -> None:
    me = Person.objects.none()
    with acting(security.actor):
        me = Person.objects.filter(pk=security.actor.person_id)
        with pytest.raises(Refused, match="自己"):
            give(security, me.get(), Role.COORDINATOR, area, unit, monday)


def test_the_database_lets_the_security_administrator_give_himself_nothing(
    security: Author, monday: datetime
) -> None:
    with acting(security.actor), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        Grant.objects.create(person_id=security.actor.person_id, role=Role.OFFICER.value, from_at=monday)


@pytest.mark.parametrize("role", [role for role in GRANTED_ROLES if role != Role.SECURITY_ADMIN])
def test_nobody_but_the_security_administrator_grants(
    role: Role, area: Area, unit: Unit, monday: datetime
) -> None:
    author = Author(actor_of(a_person("别的人", role, area=area, unit=unit), monday))
    person = a_person()
    with acting(author.actor):
        with pytest.raises(Refused, match="您的角色"):
            give(author, person, Role.OFFICER, area, unit, monday)
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Grant.objects.create(person=person, role=Role.OFFICER.value, from_at=monday)


def test_a_contact_is_granted_nothing(security: Author, monday: datetime) -> None:
    contact = a_person("企业人员", kind=PersonKind.ENTERPRISE)
    with acting(security.actor), pytest.raises((Refused, NotFound)):
        actions.grant_role(author=security, person_id=contact.pk, role=Role.OFFICER, now=monday)


def test_a_grant_and_its_end_are_events_about_the_person(
    security: Author, area: Area, unit: Unit, monday: datetime
) -> None:
    person = a_person()
    with acting(security.actor):
        given = give(security, person, Role.SUPERVISOR, area, unit, monday)
        actions.end_role(author=security, grant_id=given.pk, now=monday + timedelta(days=1))
    with door.as_system("test"):
        rows = Event.objects.filter(about__kind="person", about__object_id=person.pk, subject_kind="grant")
        told = [(row.name, row.record["label"], row.actor_id) for row in rows.order_by("pk")]
    assert told == [
        ("RoleGranted", "督查", security.actor.person_id),
        ("RoleEnded", "督查", security.actor.person_id),
    ]


def test_a_role_is_not_ended_twice(security: Author, area: Area, unit: Unit, monday: datetime) -> None:
    with acting(security.actor):
        given = give(security, a_person_seen(), Role.SUPERVISOR, area, unit, monday)
        actions.end_role(author=security, grant_id=given.pk, now=monday)
        with pytest.raises(NotFound):
            actions.end_role(author=security, grant_id=given.pk, now=monday)


def a_person_seen() -> Person:
    return a_person()


# --- delegations -------------------------------------------------------


def test_a_leader_delegates_for_himself(area: Area, monday: datetime) -> None:
    leader, secretary = a_person("领导", Role.LEADER, area=area), a_person("秘书")
    author = Author(actor_of(leader, monday))
    with acting(author.actor):
        made = actions.delegate(
            author=author,
            leader_id=leader.pk,
            delegate_id=secretary.pk,
            until_at=monday + timedelta(days=3),
            now=monday,
        )
        assert list(queries.delegates_of(leader.pk, monday)) == [secretary]
        actions.end_delegation(author=author, delegation_id=made.pk, now=monday + timedelta(days=1))
        assert not queries.delegates_of(leader.pk, monday + timedelta(days=1)).exists()


def test_a_leader_delegates_for_nobody_else(area: Area, monday: datetime) -> None:
    leader, other = a_person("领导", Role.LEADER, area=area), a_person("别的领导", Role.LEADER, area=area)
    secretary = a_person("秘书")
    author = Author(actor_of(other, monday))
    with acting(author.actor), pytest.raises(Refused, match="只能委托自己的事"):
        actions.delegate(
            author=author,
            leader_id=leader.pk,
            delegate_id=secretary.pk,
            until_at=monday + timedelta(days=3),
            now=monday,
        )


@pytest.mark.parametrize(
    ("to", "days", "why"),
    [("self", 3, "自己"), ("admin", 3, "管理员"), ("secretary", 91, "最长"), ("contact", 3, "工作人员")],
)
def test_a_delegation_that_may_not_be_is_refused(
    area: Area, monday: datetime, to: str, days: int, why: str
) -> None:
    leader = a_person("领导", Role.LEADER, area=area)
    people = {
        "self": leader,
        "admin": a_person("审计", Role.AUDIT_ADMIN),
        "secretary": a_person("秘书"),
        "contact": a_person("企业", kind=PersonKind.ENTERPRISE),
    }
    author = Author(actor_of(leader, monday))
    with acting(author.actor), pytest.raises(Refused, match=why):
        actions.delegate(
            author=author,
            leader_id=leader.pk,
            delegate_id=people[to].pk,
            until_at=monday + timedelta(days=days),
            now=monday,
        )

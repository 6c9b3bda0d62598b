"""How far a role reaches: areas below, units with their past, delegations, and never more."""

from datetime import date, datetime, timedelta

import pytest

from qinqing.domains.accounts import actions
from qinqing.domains.accounts.models import Area
from qinqing.domains.accounts.permissions import SCOPES
from qinqing.domains.accounts.terms import ADMINISTRATORS, AREA_ROLES, UNIT_ROLES, AreaKind, PersonKind, Role
from qinqing.kernel import door
from qinqing.kernel.permissions import NOBODY
from tests.builders.accounts import FOUNDED, SYSTEM, a_person, a_unit, actor_of, an_area, grant

pytestmark = pytest.mark.django_db
ALL = [scope.name for scope in SCOPES]


@pytest.fixture
def city() -> Area:
    return an_area()


@pytest.fixture
def district(city: Area) -> Area:
    return an_area("青岚区", AreaKind.DISTRICT, city)


@pytest.fixture
def park(district: Area) -> Area:
    return an_area("高新园", AreaKind.PARK, district)


@pytest.fixture
def other(city: Area) -> Area:
    return an_area("东岭区", AreaKind.DISTRICT, city)


@pytest.mark.parametrize("role", AREA_ROLES)
def test_an_area_role_reaches_its_node_and_everything_below(
    role: Role, city: Area, district: Area, park: Area, other: Area, monday: datetime
) -> None:
    actor = actor_of(a_person("周砚青", role, area=district), monday)
    assert set(actor.ids(role)) == set(actor.ids("area")) == {district.pk, park.pk}
    assert all(actor.ids(name) == () for name in ALL if name not in (role, "area"))


def test_a_neighbour_whose_number_begins_alike_is_not_reached(city: Area, monday: datetime) -> None:
    nodes = [an_area(f"{n}镇", AreaKind.TOWN, city) for n in range(12)]
    with door.as_system("test"):
        Area.objects.filter(pk=nodes[1].pk).update(path=f"{city.pk}.7000000.")
        Area.objects.filter(pk=nodes[2].pk).update(path=f"{city.pk}.70000007.")
    actor = actor_of(a_person("周砚青", Role.COORDINATOR, area=nodes[1]), monday)
    assert actor.ids("coordinator") == (nodes[1].pk,)


@pytest.mark.parametrize("role", UNIT_ROLES)
def test_a_unit_role_reaches_its_unit_only(role: Role, monday: datetime) -> None:
    mine, _ = a_unit("工信局"), a_unit("科技局")
    actor = actor_of(a_person("彭思远", role, unit=mine), monday)
    assert actor.ids(role) == actor.ids("unit") == (mine.pk,)


def test_two_nested_grants_reach_every_area_once(
    city: Area, district: Area, park: Area, monday: datetime
) -> None:
    person = a_person("周砚青", Role.COORDINATOR, area=city)
    grant(person, Role.COORDINATOR, area=district)
    ids = actor_of(person, monday).ids("coordinator")
    assert sorted(ids) == [city.pk, district.pk, park.pk]


def test_each_role_keeps_its_own_reach(district: Area, other: Area, monday: datetime) -> None:
    person = a_person("周砚青", Role.COORDINATOR, area=district)
    grant(person, Role.LEADER, area=other)
    actor = actor_of(person, monday)
    assert (actor.ids("coordinator"), actor.ids("leader")) == ((district.pk,), (other.pk,))
    assert set(actor.ids("area")) == {district.pk, other.pk}


def test_a_grant_begins_and_ends_to_the_second(district: Area, monday: datetime) -> None:
    person, second = a_person(), timedelta(seconds=1)
    until = monday + timedelta(days=1)
    grant(person, Role.SUPERVISOR, area=district, now=monday, until_at=until)
    held = [
        Role.SUPERVISOR in actor_of(person, moment).roles
        for moment in (monday - second, monday, until - second, until)
    ]
    assert held == [False, True, True, False]


def test_staff_are_inert_until_granted(monday: datetime) -> None:
    actor = actor_of(a_person(unit=a_unit()), monday)
    assert actor.roles == {Role.SIGNED_IN}
    assert all(actor.ids(name) == () for name in ALL)


def test_a_contact_is_an_enterprise_user_without_a_grant(monday: datetime) -> None:
    actor = actor_of(a_person("企业人员", kind=PersonKind.ENTERPRISE), monday)
    assert actor.roles == {Role.SIGNED_IN, Role.ENTERPRISE_USER}


def test_a_closed_account_is_nobody(monday: datetime) -> None:
    person = a_person()
    with door.as_system("test"):
        actions.disable_person(author=SYSTEM, person_id=person.pk, reason="调离", now=monday)
    assert door.become(person.pk, monday) is NOBODY


def test_a_heads_name_and_unit_come_with_him(monday: datetime) -> None:
    unit = a_unit("工信局")
    actor = actor_of(a_person("顾明衡", Role.UNIT_HEAD, unit=unit), monday)
    assert (actor.name, actor.unit_id, actor.unit_name) == ("顾明衡", unit.pk, "工信局")


# --- delegation --------------------------------------------------------


@pytest.fixture
def span(monday: datetime) -> tuple[datetime, datetime]:
    return monday, monday + timedelta(days=5)


def delegate(leader: int, to: int, span: tuple[datetime, datetime]) -> None:
    with door.as_system("test"):
        actions.delegate(
            author=SYSTEM, leader_id=leader, delegate_id=to, from_at=span[0], until_at=span[1], now=span[0]
        )


def test_a_delegate_reaches_what_the_leader_reaches_and_stays_himself(
    district: Area, park: Area, monday: datetime, span: tuple[datetime, datetime]
) -> None:
    leader = a_person("区领导", Role.LEADER, area=district)
    secretary = a_person("秘书", Role.HANDLER, unit=a_unit("区政府办"))
    delegate(leader.pk, secretary.pk, span)
    actor = actor_of(secretary, monday)
    assert (actor.person_id, actor.name) == (secretary.pk, "秘书")
    assert {Role.LEADER, Role.HANDLER} <= actor.roles
    assert set(actor.ids("leader")) == {district.pk, park.pk}


def test_a_delegation_ends_to_the_second(district: Area, span: tuple[datetime, datetime]) -> None:
    leader, secretary = a_person("区领导", Role.LEADER, area=district), a_person("秘书")
    delegate(leader.pk, secretary.pk, span)
    second = timedelta(seconds=1)
    held = [
        Role.LEADER in actor_of(secretary, moment).roles
        for moment in (span[0] - second, span[0], span[1] - second, span[1])
    ]
    assert held == [False, True, True, False]


def test_a_delegation_ends_with_the_leaders_own_role(
    district: Area, monday: datetime, span: tuple[datetime, datetime]
) -> None:
    leader, secretary = a_person("区领导"), a_person("秘书")
    number = grant(leader, Role.LEADER, area=district)
    delegate(leader.pk, secretary.pk, span)
    with door.as_system("test"):
        actions.end_role(author=SYSTEM, grant_id=number, now=monday)
    assert actor_of(secretary, monday).roles == {Role.SIGNED_IN}


def test_a_delegate_gets_nothing_of_the_leaders_other_roles(
    district: Area, monday: datetime, span: tuple[datetime, datetime]
) -> None:
    leader, secretary = a_person("区领导", Role.LEADER, area=district), a_person("秘书")
    grant(leader, Role.SUPERVISOR, area=district)
    delegate(leader.pk, secretary.pk, span)
    assert Role.SUPERVISOR not in actor_of(secretary, monday).roles


@pytest.mark.parametrize("administrator", ADMINISTRATORS)
def test_an_administrator_reads_nothing_by_a_delegation_however_it_came_about(
    administrator: Role, district: Area, monday: datetime, span: tuple[datetime, datetime]
) -> None:
    leader, secretary = a_person("区领导", Role.LEADER, area=district), a_person("秘书")
    delegate(leader.pk, secretary.pk, span)
    grant(secretary, administrator)
    actor = actor_of(secretary, monday)
    assert actor.roles == {Role.SIGNED_IN, administrator}
    assert actor.ids("leader") == ()


# --- dissolved units ---------------------------------------------------


def end(unit: int, successor: int, on: date) -> None:
    with door.as_system("test"):
        actions.end_unit(author=SYSTEM, unit_id=unit, successor_id=successor, on=on, now=FOUNDED)


def test_a_successor_reaches_what_its_predecessors_held_from_that_day_on(monday: datetime) -> None:
    old, new = a_unit("商务局"), a_unit("经贸局")
    head = a_person("经贸局长", Role.UNIT_HEAD, unit=new)
    end(old.pk, new.pk, date(2026, 3, 3))
    assert actor_of(head, monday).ids("unit_head") == (new.pk,)
    # The third of March begins in China at 16:00 of the second in UTC.
    midnight = datetime.fromisoformat("2026-03-03T00:00:00+08:00")
    assert actor_of(head, midnight - timedelta(seconds=1)).ids("unit_head") == (new.pk,)
    assert set(actor_of(head, midnight).ids("unit_head")) == {new.pk, old.pk}


def test_who_held_a_role_at_a_dissolved_unit_holds_it_at_the_end_of_the_line(monday: datetime) -> None:
    first, second, third = a_unit("外经局"), a_unit("商务局"), a_unit("经贸局")
    handler = a_person("老同志", Role.HANDLER, unit=first)
    end(first.pk, second.pk, date(2026, 2, 1))
    end(second.pk, third.pk, date(2026, 3, 1))
    assert set(actor_of(handler, monday).ids("handler")) == {first.pk, second.pk, third.pk}


def test_a_head_reaches_the_unit_that_names_him_for_its_sign_off(monday: datetime) -> None:
    parent = a_unit("工信局")
    head = a_person("顾明衡", Role.UNIT_HEAD, unit=parent)
    small = a_unit("运行中心", signs_off=head)
    assert set(actor_of(head, monday).ids("unit_head")) == {parent.pk, small.pk}
    assert actor_of(head, monday).ids("handler") == ()


def test_being_named_for_a_sign_off_makes_nobody_a_head(monday: datetime) -> None:
    person = a_person("非负责人", Role.HANDLER, unit=a_unit("工信局"))
    a_unit("运行中心", signs_off=person)
    assert actor_of(person, monday).ids("unit_head") == ()

"""Whoever leaves is nobody from that day on, whether or not anything has run."""

from datetime import date, datetime, timedelta

import pytest

from qinqing.domains.accounts import actions, queries
from qinqing.domains.accounts.models import Grant, Person
from qinqing.domains.accounts.terms import PersonKind, Role
from qinqing.kernel import clock, door
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from tests.builders.accounts import PASSWORD, SYSTEM, a_person, an_area

pytestmark = pytest.mark.django_db
LAST, FIRST_GONE = date(2026, 3, 5), date(2026, 3, 6)


@pytest.fixture
def leaver(monday: datetime) -> Person:
    person = a_person("许知行", Role.COORDINATOR, area=an_area(), login="xu", password=PASSWORD)
    with door.as_system("tests.build"):
        actions.plan_leaving(author=SYSTEM, person_id=person.pk, on=FIRST_GONE, now=monday)
    return person


def moment(on: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=clock.LOCAL)


def arrives(person: Person, at: datetime) -> Actor:
    actor = door.become(person.pk, at)
    door.step_in(Actor())
    return actor


def test_he_works_to_the_last_minute_of_his_last_day(leaver: Person) -> None:
    assert Role.COORDINATOR in arrives(leaver, moment(LAST, 23, 59)).roles
    assert arrives(leaver, moment(FIRST_GONE)).person_id is None


def test_his_session_and_his_password_open_nothing_from_that_day_on(leaver: Person) -> None:
    key, _ = actions.sign_in(login="xu", password=PASSWORD, address=None, agent="", now=moment(LAST, 23, 50))
    assert door.enter(key, moment(LAST, 23, 59)).is_signed_in
    assert not door.enter(key, moment(FIRST_GONE)).is_signed_in
    door.step_in(Actor())
    with pytest.raises(Refused):
        actions.sign_in(login="xu", password=PASSWORD, address=None, agent="", now=moment(FIRST_GONE, 9))


def test_his_roles_end_with_the_day_before(leaver: Person) -> None:
    with door.as_system("tests.read"):
        (grant,) = Grant.objects.filter(person=leaver)
        assert grant.until_at == moment(FIRST_GONE)
        assert leaver in queries.holders(Role.COORDINATOR, moment(LAST, 12))
        assert leaver not in queries.holders(Role.COORDINATOR, moment(FIRST_GONE))


def test_a_link_that_was_given_to_him_is_over_with_him(leaver: Person) -> None:
    with door.as_system("tests.build"):
        key = actions.make_one_time_link(author=SYSTEM, person_id=leaver.pk, now=moment(LAST))
    assert queries.one_time_link(key, moment(LAST, 12)) is not None
    assert queries.one_time_link(key, moment(FIRST_GONE)) is None


def test_his_account_is_closed_when_the_worker_comes_round(leaver: Person) -> None:
    with door.as_system("tests.run"):
        actions.close_leavers(now=moment(LAST, 23))
        assert Person.objects.get(pk=leaver.pk).is_active
        actions.close_leavers(now=moment(FIRST_GONE, 0, 5))
        assert not Person.objects.get(pk=leaver.pk).is_active


def test_who_stays_after_all_is_somebody_again_without_his_roles(leaver: Person) -> None:
    with door.as_system("tests.build"):
        actions.call_off_leaving(author=SYSTEM, person_id=leaver.pk, now=moment(LAST))
    assert arrives(leaver, moment(FIRST_GONE)).roles == {Role.SIGNED_IN}


def test_a_day_that_is_past_is_refused(monday: datetime) -> None:
    person = a_person("许知行")
    on = (monday - timedelta(days=1)).date()
    with door.as_system("tests.build"), pytest.raises(Refused, match="已经过了"):
        actions.plan_leaving(author=SYSTEM, person_id=person.pk, on=on, now=monday)


def test_a_contact_leaves_his_enterprise_not_the_house(monday: datetime) -> None:
    person = a_person("陈若溪", kind=PersonKind.ENTERPRISE)
    with door.as_system("tests.build"), pytest.raises(Refused, match="企业自己"):
        actions.plan_leaving(author=SYSTEM, person_id=person.pk, on=FIRST_GONE, now=monday)


def test_a_role_that_begins_later_acts_from_its_day_on(monday: datetime) -> None:
    person, area = a_person("许知行"), an_area()
    with door.as_system("tests.build"):
        actions.grant_role(
            author=SYSTEM, person_id=person.pk, role=Role.COORDINATOR, area_id=area.pk,
            from_at=moment(FIRST_GONE), now=monday,
        )  # fmt: skip
        (planned,) = queries.planned_grants(person.pk, monday)
        assert planned.role == Role.COORDINATOR
    assert Role.COORDINATOR not in arrives(person, moment(LAST, 23, 59)).roles
    assert Role.COORDINATOR in arrives(person, moment(FIRST_GONE)).roles


def test_an_administrator_gets_no_role_that_begins_later(monday: datetime) -> None:
    person, area = a_person("周砚青", Role.AUDIT_ADMIN), an_area()
    with door.as_system("tests.build"), pytest.raises(Refused, match="不能再有别的角色"):
        actions.grant_role(
            author=SYSTEM, person_id=person.pk, role=Role.COORDINATOR, area_id=area.pk,
            from_at=moment(FIRST_GONE), now=monday,
        )  # fmt: skip

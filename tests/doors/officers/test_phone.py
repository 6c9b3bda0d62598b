"""An officer's mobile number on his page: who reads it, who sees it masked, who opens it, on record."""

from datetime import datetime

import pytest

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.officers.models import Officer
from qinqing.kernel import door
from qinqing.kernel.models import Event
from tests.builders import accounts
from tests.builders.officers import an_officer
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db

NUMBER, MASKED = "13911220046", "139****0046"
READS, SEES_MASKED = "reads", "masked"
SHOWN = {
    Role.COORDINATOR: READS,
    Role.COORDINATION_HEAD: READS,
    Role.LEADER: READS,
    Role.UNIT_HEAD: SEES_MASKED,
    Role.SUPERVISOR: SEES_MASKED,
    Role.PERSONNEL_VIEWER: "",
    Role.OFFICER: "",
}
"""What security asks of the officer's mobile, by role; nobody else opens the page."""


@pytest.fixture
def lin() -> Officer:
    unit = accounts.a_unit("市场监管局", area=accounts.an_area())
    person = accounts.a_person("林晓岚", Role.OFFICER, unit=unit, phone=NUMBER, work_phone="0571-88000000")
    return an_officer(unit=unit, person=person)


def somebody(role: Role, lin: Officer) -> Person:
    with door.as_system("tests.read"):
        area, unit = lin.unit.area, lin.unit
    return accounts.a_person(role.label, role, area=area, unit=unit)


def opened() -> list[tuple[str, int | None, int]]:
    with door.as_system("tests.read"):
        rows = Event.objects.filter(name="PhoneRevealed")
        return [(row.record["reason"], row.actor_id, row.subject_id) for row in rows]


@pytest.mark.parametrize("role", SHOWN)
def test_each_role_sees_of_it_what_it_may(role: Role, lin: Officer, monday: datetime) -> None:
    page = Visit(somebody(role, lin), monday).text(f"/officers/{lin.pk}/")
    assert "0571-88000000" in page
    assert (NUMBER in page, MASKED in page) == (SHOWN[role] == READS, SHOWN[role] == SEES_MASKED)
    assert ("显示手机号" in page) == (role == Role.UNIT_HEAD)
    assert opened() == []


def test_an_officer_reads_his_own(lin: Officer, monday: datetime) -> None:
    assert NUMBER in Visit(lin.person, monday).text(f"/officers/{lin.pk}/")


def test_the_head_of_his_unit_opens_it_with_a_reason_on_record(lin: Officer, monday: datetime) -> None:
    head = somebody(Role.UNIT_HEAD, lin)
    answer = Visit(head, monday).post(f"/officers/{lin.pk}/phone/", reason="夜里有企业着火")
    assert NUMBER in words_of(answer)
    assert opened() == [("夜里有企业着火", head.pk, lin.person_id)]
    assert NUMBER not in Visit(head, monday).text(f"/officers/{lin.pk}/")


def test_without_a_reason_it_stays_masked(lin: Officer, monday: datetime) -> None:
    answer = Visit(somebody(Role.UNIT_HEAD, lin), monday).post(f"/officers/{lin.pk}/phone/", reason=" ")
    assert answer.status_code == 422
    assert "请填写这一项" in words_of(answer)
    assert NUMBER not in words_of(answer)
    assert opened() == []


def test_the_head_of_another_unit_finds_no_such_officer(lin: Officer, monday: datetime) -> None:
    other = accounts.a_person("别的负责人", Role.UNIT_HEAD, unit=accounts.a_unit("供电所"))
    answer = Visit(other, monday).post(f"/officers/{lin.pk}/phone/", reason="夜里有企业着火")
    assert answer.status_code == 404
    assert opened() == []


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.PERSONNEL_VIEWER, Role.OFFICER, Role.HANDLER])
def test_nobody_else_opens_it(role: Role, lin: Officer, monday: datetime) -> None:
    answer = Visit(somebody(role, lin), monday).post(f"/officers/{lin.pk}/phone/", reason="想打个电话")
    assert answer.status_code == 403
    assert NUMBER not in words_of(answer)
    assert opened() == []

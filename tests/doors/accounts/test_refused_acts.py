"""What somebody tries without the right to it stays on record, and nothing else of it does."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock, door
from qinqing.kernel.models import Event
from tests.builders import programs
from tests.builders.accounts import a_person, an_area
from tests.builders.browsers import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor() -> Person:
    return a_person("督查", Role.SUPERVISOR, area=an_area())


def noted(person: Person) -> list[str]:
    with door.as_system("tests.read"):
        rows = Event.objects.filter(name="ActRefused", subject_id=person.pk, actor_id=person.pk).order_by(
            "pk"
        )
        return [row.record["what"] for row in rows]


def test_a_door_without_the_right_is_refused_and_on_record(supervisor: Person, monday: datetime) -> None:
    client = signed_in(supervisor, monday)
    with clock.set_to(monday):
        assert client.get("/triage/?q=secret").status_code == 403
        assert client.post("/people/new/", {"name": "x"}).status_code == 403
    assert noted(supervisor) == ["GET /triage/", "POST /people/new/"]


def test_a_door_that_opens_is_not(supervisor: Person, monday: datetime) -> None:
    """The twin: it is the refusal that is noted, not the coming."""
    client = signed_in(supervisor, monday)
    with clock.set_to(monday):
        assert client.get("/problems/").status_code == 200
        assert client.get("/problems/nothing/").status_code == 404
    assert noted(supervisor) == []


def test_nobody_is_noted_who_is_not_signed_in(monday: datetime) -> None:
    with clock.set_to(monday):
        Client().post("/people/new/")
    with door.as_system("tests.read"):
        assert not Event.objects.filter(name="ActRefused").exists()


def test_over_and_over_it_is_noted_once_in_ten_minutes(supervisor: Person, monday: datetime) -> None:
    client = signed_in(supervisor, monday)
    for minutes in (0, 1, 9, 11):
        with clock.set_to(monday + timedelta(minutes=minutes)):
            client.get("/triage/")
    assert noted(supervisor) == ["GET /triage/"] * 2


def test_the_audit_administrator_reads_it_in_the_security_log(supervisor: Person, monday: datetime) -> None:
    auditor = a_person("审计", Role.AUDIT_ADMIN)
    with clock.set_to(monday):
        signed_in(supervisor, monday).get("/triage/")
        text = signed_in(auditor, monday).get("/security-log/").content.decode()
    assert "没有权限，打不开 GET /triage/" in text


def test_a_token_that_may_not_is_on_record_under_its_person(supervisor: Person, monday: datetime) -> None:
    system, security = a_person("系统", Role.SYSTEM_ADMIN), a_person("安全", Role.SECURITY_ADMIN)
    with clock.set_to(monday):
        token = programs.a_request(supervisor, system, monday, {"problem.see"})
        key = programs.issued(token, security, monday)
        answer = Client().get("/api/v1/enterprises", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 403
    assert noted(supervisor) == ["GET /api/v1/enterprises"]

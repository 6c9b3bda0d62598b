"""Where passwords age, the next sign-in of the staff leads to another one, and says why."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from qinqing.domains.accounts.models import Credential, Person
from qinqing.domains.accounts.terms import PersonKind, Role
from qinqing.kernel import clock, door
from tests.builders import programs
from tests.builders.accounts import PASSWORD, a_person, an_area
from tests.doors.accounts.conftest import browser
from tests.doors.accounts.test_second_check import code, set_up

DAYS = 90
NEW = "Qinghe-2027-lamp"
CHANGE = "/account/password/"
CLOSED = "/people/"
"""A page of his that opens once he may work."""


@pytest.fixture(autouse=True)
def _ageing() -> Iterator[None]:
    with override_settings(PASSWORD_DAYS=DAYS):
        yield


@pytest.fixture
def zhou(monday: datetime) -> Person:
    return changed(a_person("周砚青", Role.SYSTEM_ADMIN, login="zhou", password=PASSWORD), monday)


def changed(person: Person, at: datetime) -> Person:
    """Somebody who chose his password at a moment."""
    with door.as_system("tests.build"):
        Credential.objects.filter(person=person).update(changed_at=at)
    return person


def sign_in(client: Client, at: datetime, onward: str = CLOSED) -> HttpResponse:
    with clock.set_to(at):
        given = {"who": "staff", "login": "zhou", "password": PASSWORD, "next": onward}
        return client.post("/sign-in/", given)  # type: ignore[return-value]


def later(monday: datetime) -> datetime:
    """The first second at which the password is older than may be."""
    return monday + timedelta(days=DAYS, seconds=1)


def test_until_its_last_second_a_password_opens_everything(zhou: Person, monday: datetime) -> None:
    client, at = browser(), monday + timedelta(days=DAYS)
    assert sign_in(client, at)["Location"] == CLOSED
    with clock.set_to(at):
        assert client.get(CLOSED).status_code == 200


def test_then_a_sign_in_leads_to_another_one_and_nothing_else_opens(zhou: Person, monday: datetime) -> None:
    client, at = browser(), later(monday)
    assert sign_in(client, at)["Location"] == f"{CHANGE}?next=%2Fpeople%2F"
    with clock.set_to(at):
        assert client.get(CLOSED).status_code == 403
        shown = client.get(CHANGE).content.decode()
        assert "现在的口令是 2026年3月2日设的，超过 90 天了" in shown
        assert "管理员设的" not in shown
        own = client.get("/account/").content.decode()
        assert "口令到期了，先换一个" in own
        assert "管理员设的" not in own


def test_without_ageing_an_old_password_opens_everything(zhou: Person, monday: datetime) -> None:
    """The twin."""
    client, at = browser(), later(monday)
    with override_settings(PASSWORD_DAYS=0):
        assert sign_in(client, at)["Location"] == CLOSED
        with clock.set_to(at):
            assert client.get(CLOSED).status_code == 200


def test_the_same_one_is_refused_and_a_new_one_opens_what_was_wanted(zhou: Person, monday: datetime) -> None:
    client, at = browser(), later(monday)
    sign_in(client, at)
    with clock.set_to(at):
        same = client.post(CHANGE, {"old": PASSWORD, "new": PASSWORD, "again": PASSWORD, "next": CLOSED})
        assert same.status_code == 422
        assert "新口令和现在的一样" in same.content.decode()
        assert client.get(CLOSED).status_code == 403
        done = client.post(CHANGE, {"old": PASSWORD, "new": NEW, "again": NEW, "next": CLOSED})
        assert done["Location"] == CLOSED
        assert client.get(CLOSED).status_code == 200
        assert "口令到期了" not in client.get("/account/").content.decode()


def test_the_second_check_comes_first_and_opens_no_more_than_the_change(
    zhou: Person, monday: datetime
) -> None:
    with override_settings(SECOND_FACTOR=True):
        secret, _ = set_up(browser("zhou"))
        client, at = browser(), later(monday)
        away = sign_in(client, at)["Location"]
        assert away.startswith("/second-check/")
        with clock.set_to(at):
            assert client.get(CHANGE).status_code == 302
            next_ = f"{CHANGE}?next=%2Fpeople%2F"
            passed = client.post("/second-check/", {"code": code(secret), "next": next_})
            assert passed["Location"] == next_
            assert client.get(CLOSED).status_code == 403
            client.post(CHANGE, {"old": PASSWORD, "new": NEW, "again": NEW})
            assert client.get(CLOSED).status_code == 200


def test_who_is_signed_in_works_on_until_he_signs_in_again(zhou: Person, monday: datetime) -> None:
    client, at = browser(), later(monday)
    sign_in(client, at - timedelta(minutes=1))
    sign_in(browser(), at)
    with clock.set_to(at):
        assert client.get(CLOSED).status_code == 200


def test_a_contact_of_an_enterprise_is_not_concerned(monday: datetime) -> None:
    changed(a_person("陈若溪", kind=PersonKind.ENTERPRISE, login="zhou", password=PASSWORD), monday)
    assert sign_in(browser(), later(monday), "/account/")["Location"] == "/account/"


def test_his_program_goes_on(monday: datetime) -> None:
    lin = a_person("林知遥", Role.COORDINATOR, area=an_area(), login="zhou", password=PASSWORD)
    changed(lin, monday)
    client, at = browser(), later(monday)
    key = programs.a_token(lin, at)
    sign_in(client, at)
    with clock.set_to(at):
        assert client.get("/problems/").status_code == 403
        program = Client(headers={"Authorization": f"Bearer {key}"})
        assert program.get("/api/v1/problems").status_code == 200

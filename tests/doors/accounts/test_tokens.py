"""Tokens on their pages: one administrator asks, another issues, the key is shown once and never again."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from qinqing.domains.accounts.models import Person, Token
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock, door
from tests.builders.accounts import PASSWORD, a_person, an_area
from tests.doors.accounts.conftest import browser

KEY = re.compile(r"qq_[\w-]{43}")


@pytest.fixture
def xu() -> Person:
    return a_person("徐协调", Role.COORDINATOR, area=an_area(), login="xu", password=PASSWORD)


@pytest.fixture(autouse=True)
def _administrators() -> None:
    for login, role in (
        ("sa", Role.SYSTEM_ADMIN),
        ("xa", Role.SECURITY_ADMIN),
        ("aa", Role.AUDIT_ADMIN),
    ):
        a_person(f"管理{login}", role, login=login, password=PASSWORD)


def request_path(person: Person) -> str:
    return f"/people/{person.pk}/tokens/new/"


def wanted(**other: object) -> dict[str, object]:
    return {
        "client_key": str(uuid4()),
        "purpose": "热线转办",
        "rights": ["problem.list"],
        "days": "30",
        **other,
    }


def tokens() -> list[Token]:
    with door.as_system("tests.read"):
        return list(Token.objects.order_by("pk"))


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.fixture
def asked(xu: Person) -> str:
    """The address of a token that was asked for."""
    assert browser("sa").post(request_path(xu), wanted()).status_code == 302
    return f"/tokens/{tokens()[0].public_id}/"


# --- asking ------------------------------------------------------------


def test_the_form_offers_what_this_person_may_do_himself_and_nothing_else(xu: Person) -> None:
    page = text(browser("sa"), request_path(xu))
    offered = set(re.findall(r'name="rights"[^>]*value="([\w.]+)"', page))
    assert {"problem.list", "problem.step", "enterprise.list"} <= offered
    assert not offered & {"task.list", "problem.own", "officer.served"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("purpose", ""),
        ("rights", []),
        ("rights", ["task.list"]),
        ("days", "3650"),
        ("network", "不是地址"),
        ("network", "10.0.0.0/99"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(
    field: str, value: object, xu: Person
) -> None:
    given = wanted(purpose="热线转办二期", network="10.20.3.4") | {field: value}
    answer = browser("sa").post(request_path(xu), given)
    page = answer.content.decode()
    assert (answer.status_code, tokens()) == (422, [])
    assert re.search(rf'id="id_{field}_error"[^>]*>(?:<[^>]*>|\s)*[\u4e00-\u9fff]', page)
    assert all(str(given[kept]) in page for kept in ("purpose", "network"))


def test_a_form_sent_twice_asks_once(xu: Person) -> None:
    client, given = browser("sa"), wanted()
    answers = [client.post(request_path(xu), given).status_code for _ in range(2)]
    assert (answers, len(tokens())) == ([302, 302], 1)


# --- issuing -----------------------------------------------------------


def test_the_key_is_shown_once_and_opens(asked: str) -> None:
    client = browser("xa")
    answer = client.post(f"{asked}issue/")
    (key,) = set(KEY.findall(answer.content.decode()))
    assert "no-store" in answer["Cache-Control"]
    assert KEY.findall(text(client, asked)) == []
    assert KEY.findall(text(client, "/tokens/")) == []
    assert Client(headers={"Authorization": f"Bearer {key}"}).get("/api/v1/problems").status_code == 200
    assert key not in str([vars(one) for one in tokens()])


def test_issuing_again_from_an_old_page_gives_no_second_key(asked: str) -> None:
    client = browser("xa")
    first, again = (client.post(f"{asked}issue/") for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 409)
    assert KEY.findall(again.content.decode()) == []


def test_what_was_taken_back_meanwhile_is_not_issued(asked: str) -> None:
    assert browser("xa").post(f"{asked}revoke/", {"reason": "不需要了"}).status_code == 302
    answer = browser("xa").post(f"{asked}issue/")
    assert (answer.status_code, tokens()[0].key_hash) == (409, None)


@pytest.mark.parametrize("who", ["sa", "aa", "xu"])
def test_nobody_but_the_security_administrator_issues_or_revokes(who: str, asked: str) -> None:
    client = browser(who)
    for act in ("issue", "revoke"):
        assert client.post(f"{asked}{act}/", {"reason": "不需要"}).status_code == 403
    assert (tokens()[0].issued_at, tokens()[0].revoked_at) == (None, None)


@pytest.mark.parametrize("who", ["xa", "aa", "xu"])
def test_nobody_but_the_system_administrator_asks(who: str, xu: Person) -> None:
    assert browser(who).post(request_path(xu), wanted()).status_code == 403
    assert tokens() == []


@pytest.mark.parametrize("who", ["sa", "xa", "aa"])
def test_each_administrator_reads_what_a_token_may_do(who: str, asked: str) -> None:
    page = text(browser(who), asked)
    assert all(word in page for word in ("徐协调", "查诉求", "热线转办", "等安全管理员签发"))


# --- its end -----------------------------------------------------------


def test_revoking_asks_why_and_shuts_at_once(asked: str) -> None:
    client = browser("xa")
    key = KEY.findall(client.post(f"{asked}issue/").content.decode())[0]
    program = Client(headers={"Authorization": f"Bearer {key}"})
    assert client.post(f"{asked}revoke/", {"reason": " "}).status_code == 422
    assert program.get("/api/v1/problems").status_code == 200
    assert client.post(f"{asked}revoke/", {"reason": "泄露了"}).status_code == 302
    assert program.get("/api/v1/problems").status_code == 401
    assert "撤销" in text(client, asked)
    assert client.post(f"{asked}revoke/", {"reason": "再来"}).status_code == 404


def test_a_token_that_ran_out_says_so(asked: str) -> None:
    browser("xa").post(f"{asked}issue/")
    with clock.set_to(clock.now() + timedelta(days=31)):
        assert "已到期" in text(browser("xa"), asked)


def test_a_token_that_is_not_there_is_not_found(asked: str) -> None:
    for path in ("/tokens/0000000000zz/", "/tokens/%00/"):
        assert browser("xa").get(path).status_code == 404

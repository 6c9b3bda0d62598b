"""Tokens at the door: what opens and what does not, at once, and never more than the person behind it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client, override_settings

from qinqing.domains.accounts import actions
from qinqing.domains.accounts.models import Grant, Person, Token
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock, door, twins
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from tests.builders import accounts
from tests.builders.accounts import SYSTEM
from tests.builders.browsers import signed_in
from tests.builders.problems import Road, Town, town
from tests.builders.programs import Program, a_request, a_token, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return town()


def status(program: Program, name: str = "list_problems", **given: object) -> int:
    return program.send(name, **given).status_code


# --- who opens ---------------------------------------------------------


def test_without_a_token_nothing_opens_and_the_answer_says_how(monday: datetime) -> None:
    answer = Program("", monday).send("list_problems")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_session_is_no_token(place: Town, monday: datetime) -> None:
    client = signed_in(place.people["coordinator"], monday)
    with clock.set_to(monday):
        assert client.get("/problems/").status_code == 200
        assert client.get("/api/v1/problems").status_code == 401


def test_a_token_is_no_session(place: Town, monday: datetime) -> None:
    key = a_token(place.people["coordinator"], monday)
    with clock.set_to(monday):
        answer = Client(headers={"Authorization": f"Bearer {key}"}).get("/problems/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/problems/")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Basic {}", "{}", "Bearer {}x", "Bearer \0", "Bearer é"]
)
def test_a_token_written_otherwise_is_none(header: str, place: Town, monday: datetime) -> None:
    key = a_token(place.people["coordinator"], monday)
    client = Client(headers={"Authorization": header.format(key)}, raise_request_exception=False)
    with clock.set_to(monday):
        assert client.get("/api/v1/problems").status_code == 401


def test_a_key_is_kept_nowhere(place: Town, monday: datetime) -> None:
    key = a_token(place.people["coordinator"], monday)
    with door.as_system("tests.read"):
        row = Token.objects.get()
    assert key not in str(vars(row))
    assert row.key_hash == door.session_hash(key)


# --- its end -----------------------------------------------------------


def test_a_token_ends_at_its_hour(place: Town, monday: datetime) -> None:
    key = a_token(place.people["coordinator"], monday, days=7)
    end = monday + timedelta(days=7)
    assert status(Program(key, end - timedelta(seconds=1))) == 200
    assert status(Program(key, end)) == 401


def test_a_token_opens_only_from_its_addresses(place: Town, monday: datetime) -> None:
    assert status(Program(a_token(place.people["head"], monday, network="127.0.0.0/8"), monday)) == 200
    assert status(Program(a_token(place.people["head"], monday, network="10.20.0.0/16"), monday)) == 401


def revoke(place: Town, now: datetime) -> None:
    with door.as_system("tests.build"):
        token = Token.objects.get()
    security = accounts.a_person("安全管理", Role.SECURITY_ADMIN)
    author = Author(door.become(security.pk, now))
    actions.revoke_token(author=author, token_id=token.pk, reason="泄露了", now=now)
    door.step_in(Actor())


def disable(place: Town, now: datetime) -> None:
    with door.as_system("tests.build"):
        person = place.people["coordinator"].pk
        actions.disable_person(author=SYSTEM, person_id=person, reason="调走了", now=now)
        actions.enable_person(author=SYSTEM, person_id=person, now=now)


@pytest.mark.parametrize("end", [revoke, disable])
def test_a_token_is_dead_with_the_next_request(
    end: Callable[[Town, datetime], None], place: Town, monday: datetime
) -> None:
    program = Program(a_token(place.people["coordinator"], monday), monday)
    assert status(program) == 200
    end(place, monday)
    assert status(program) == 401


def test_a_token_loses_what_its_person_loses(place: Town, monday: datetime) -> None:
    program = Program(a_token(place.people["coordinator"], monday), monday)
    assert status(program) == 200
    with door.as_system("tests.build"):
        grant = Grant.objects.get(person=place.people["coordinator"])
        actions.end_role(author=SYSTEM, grant_id=grant.pk, now=monday)
    assert status(program) == 403


# --- never more --------------------------------------------------------


def refused_with_narrow_token(place: Town, now: datetime) -> list[str]:
    """The operations of reading and doing that a token for lists alone does not open."""
    road = Road(place, now).submitted()
    program = Program(a_token(place.people["coordinator"], now, ["problem.list"]), now)
    known = {"public_id": road.problem.public_id}
    tried = {"list_problems": {}, "show_problem": known, "take_accept": known, "list_enterprises": {}}
    return [name for name, given in tried.items() if program.send(name, **given).status_code == 403]


def test_a_token_does_only_what_it_names(place: Town, monday: datetime) -> None:
    assert refused_with_narrow_token(place, monday) == ["show_problem", "take_accept", "list_enterprises"]


def test_without_that_line_the_same_token_does_everything(place: Town, monday: datetime) -> None:
    """The twin."""
    with override_settings(TWINS=frozenset({twins.RIGHTS})):
        assert refused_with_narrow_token(place, monday) == []


def test_a_token_sees_no_more_than_its_person(place: Town, monday: datetime) -> None:
    road = Road(place, monday).submitted()
    outside = Program(a_token(place.people["handler2"], monday), monday)
    answer = outside.send("show_problem", public_id=road.problem.public_id)
    absent = outside.send("show_problem", public_id="0000000000zz")
    assert (answer.status_code, answer.content) == (404, absent.content)


def test_nobody_is_given_a_right_that_he_has_not_himself(place: Town, monday: datetime) -> None:
    system = accounts.a_person("系统管理", Role.SYSTEM_ADMIN)
    with pytest.raises(Refused, match="自己现在不能"):
        a_request(place.people["officer"], system, monday, ["problem.list", "task.list"])
    with pytest.raises(Refused, match="自己现在不能"):
        a_request(place.people["officer"], system, monday, ["account.grant"])


def test_what_was_asked_for_is_looked_at_again_when_it_is_issued(place: Town, monday: datetime) -> None:
    system, security = (accounts.a_person("管理", role) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN))
    token = a_request(place.people["coordinator"], system, monday)
    with door.as_system("tests.build"):
        grant = Grant.objects.get(person=place.people["coordinator"])
        actions.end_role(author=SYSTEM, grant_id=grant.pk, now=monday)
    with pytest.raises(Refused, match="自己现在不能"):
        issued(token, security, monday)


# --- two people --------------------------------------------------------


def ask_for_himself(person: Person, now: datetime) -> None:
    a_request(person, person, now, ["problem.list"])


def test_nobody_asks_for_himself(monday: datetime) -> None:
    with pytest.raises(Refused, match="不能给自己申请"):
        ask_for_himself(accounts.a_person("系统管理", Role.SYSTEM_ADMIN), monday)


@pytest.mark.parametrize("who", ["coordinator", "head"])
def test_nobody_else_asks_or_issues(who: str, place: Town, monday: datetime) -> None:
    with pytest.raises(Refused, match="您的角色不能"):
        a_request(place.people["officer"], place.people[who], monday, ["problem.list"])
    token = a_request(place.people["officer"], accounts.a_person("系统管理", Role.SYSTEM_ADMIN), monday)
    with pytest.raises(Refused, match="您的角色不能"):
        issued(token, place.people[who], monday)


def test_a_key_is_given_once(place: Town, monday: datetime) -> None:
    system, security = (accounts.a_person("管理", role) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN))
    token = a_request(place.people["officer"], system, monday)
    issued(token, security, monday)
    with pytest.raises(Refused, match="只显示一次"):
        issued(token, security, monday)

"""My account: what the house knows of me, where I am signed in, and my password."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from qinqing.domains.accounts import actions
from qinqing.domains.accounts.models import Person, Session
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock, door
from qinqing.kernel.events import Author
from tests.builders.accounts import PASSWORD, SYSTEM, a_person, an_area
from tests.builders.codes import another, codes_sent, delivered
from tests.doors.accounts.conftest import browser

NEW = "Xin-De.8853"


@pytest.fixture
def zhou() -> Person:
    return a_person(
        "周砚青", Role.COORDINATOR, area=an_area(), login="zhou", password=PASSWORD, phone="13800002046"
    )


def test_i_read_who_i_am_what_i_hold_and_my_own_number(zhou: Person) -> None:
    text = browser("zhou").get("/account/").content.decode()
    assert all(
        word in text for word in ("周砚青", "协调员", "澜川市", "13800002046", "这台设备", "登录，来自")
    )


def email_of(person: Person) -> str:
    with door.as_system("test"):
        return Person.objects.get(pk=person.pk).email


def test_i_enter_my_own_address_and_take_it_away_again(zhou: Person) -> None:
    here = browser("zhou")
    assert "/account/email/" in here.get("/account/").content.decode()
    assert here.post("/account/email/", {"email": "zhou@example.com"}).headers["Location"] == "/account/"
    assert email_of(zhou) == "zhou@example.com"
    assert here.post("/account/email/", {"email": ""}).status_code == 302
    assert email_of(zhou) == ""


def test_an_address_that_is_none_is_said_beside_its_field(zhou: Person) -> None:
    answer = browser("zhou").post("/account/email/", {"email": "周"})
    assert answer.status_code == 422
    assert "邮箱要写成" in answer.content.decode()
    assert email_of(zhou) == ""


def test_where_codes_go_by_mail_an_address_is_mine_once_i_typed_the_code(
    zhou: Person, tmp_path: Path
) -> None:
    with codes_sent(tmp_path, by_mail=True):
        here, given = browser("zhou"), {"email": "zhou@example.com"}
        asked = here.post("/account/email/", given)
        stub = re.search(r'name="stub" value="([^"]+)"', asked.content.decode())
        assert stub is not None
        assert email_of(zhou) == ""
        code = delivered(clock.now())
        wrong = here.post("/account/email/", {**given, "stub": stub[1], "confirmation": another(code)})
        assert (wrong.status_code, email_of(zhou)) == (422, "")
        right = here.post("/account/email/", {**given, "stub": stub[1], "confirmation": code})
        assert (right.status_code, email_of(zhou)) == (302, "zhou@example.com")


def test_i_end_a_session_elsewhere(zhou: Person) -> None:
    there, here = browser("zhou"), browser("zhou")
    with door.as_system("test"):
        first = Session.objects.order_by("pk")[0]
    assert here.post(f"/account/sessions/{first.pk}/end/").headers["Location"] == "/account/"
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_the_session_of_another_is_not_there(zhou: Person) -> None:
    a_person("别人", login="other", password=PASSWORD)
    there = browser("other")
    with door.as_system("test"):
        theirs = Session.objects.get()
    assert browser("zhou").post(f"/account/sessions/{theirs.pk}/end/").status_code == 404
    assert there.get("/account/").status_code == 200


def test_i_end_all_sessions_but_this_one(zhou: Person) -> None:
    there, here = browser("zhou"), browser("zhou")
    here.post("/account/sessions/end/")
    assert there.get("/account/").status_code == 302
    assert "其他 1 处登录已退出" in here.get("/account/").content.decode()


def test_i_change_my_password(zhou: Person) -> None:
    client = browser("zhou")
    answer = client.post("/account/password/", {"old": PASSWORD, "new": NEW, "again": NEW})
    assert answer.headers["Location"] == "/account/"
    again = browser().post("/sign-in/", {"who": "staff", "login": "zhou", "password": NEW})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"old": "wrong", "new": NEW, "again": NEW}, "现在的口令不对"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "至少 10 个字符"),
        ({"old": PASSWORD, "new": NEW, "again": "another"}, "和上面写的不一样"),
        ({"old": "", "new": "", "again": ""}, "请填现在的口令"),
    ],
)
def test_a_password_that_cannot_be_changed_is_told_why(
    given: dict[str, str], said: str, zhou: Person
) -> None:
    answer = browser("zhou").post("/account/password/", given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert not [typed for typed in given.values() if typed and f'value="{typed}"' in text]


def test_who_has_a_temporary_password_changes_it_first(zhou: Person, monday: datetime) -> None:
    keeper = Author(door.become(a_person("管理员", Role.SYSTEM_ADMIN).pk, monday))
    actions.reset_password(author=keeper, person_id=zhou.pk, password=PASSWORD, now=monday)
    assert SYSTEM.actor.system
    client = browser()
    away = client.post("/sign-in/", {"login": "zhou", "password": PASSWORD, "next": "/problems/"})
    assert away.headers["Location"] == "/account/password/?next=%2Fproblems%2F"
    assert "先把口令换成自己的" in client.get("/account/").content.decode()
    done = client.post(
        "/account/password/", {"old": PASSWORD, "new": NEW, "again": NEW, "next": "/problems/"}
    )
    assert done.headers["Location"] == "/problems/"
    assert "先把口令换成自己的" not in client.get("/account/").content.decode()

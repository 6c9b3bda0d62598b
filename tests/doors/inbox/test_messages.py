"""My messages: read, opened, marked."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.test import override_settings

from qinqing.domains.accounts.models import Person
from qinqing.domains.inbox.actions import put_messages
from qinqing.domains.inbox.models import Message
from qinqing.kernel import clock, door
from tests.builders.accounts import PASSWORD, a_person
from tests.builders.hashing import QUICK
from tests.doors.accounts.conftest import browser


@pytest.fixture(autouse=True)
def _standing_still(db: None, monday: datetime) -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=QUICK), clock.set_to(monday):
        yield


@pytest.fixture
def zhou() -> Person:
    return a_person("周砚青", login="zhou", password=PASSWORD)


def told(person: Person, now: datetime, event_id: int = 1) -> int:
    with door.as_system("test"):
        put_messages(
            person_ids=[person.pk],
            event_id=event_id,
            notice="lamps.reported",
            level="act",
            text=f"新的诉求 WT2603020000{event_id}",
            url="/account/",
            now=now,
        )
        return Message.objects.get(person=person, event_id=event_id).pk


def test_an_empty_inbox_says_what_will_come(zhou: Person) -> None:
    assert "还没有消息" in browser("zhou").get("/messages/").content.decode()


def test_opening_a_message_marks_it_and_leads_on(zhou: Person, monday: datetime) -> None:
    number, client = told(zhou, monday), browser("zhou")
    assert "1 条没看过" in client.get("/messages/").content.decode()
    assert client.get(f"/messages/{number}/").headers["Location"] == "/account/"
    assert "都看过了" in client.get("/messages/").content.decode()
    assert "没有没看过的消息" in client.get("/messages/?unread=1").content.decode()


def test_a_message_of_another_is_not_there(zhou: Person, monday: datetime) -> None:
    number = told(a_person("别人"), monday)
    assert browser("zhou").get(f"/messages/{number}/").status_code == 404


def test_all_are_marked_read(zhou: Person, monday: datetime) -> None:
    for event in (1, 2, 3):
        told(zhou, monday, event)
    client = browser("zhou")
    assert client.get("/messages/read/").status_code == 405
    client.post("/messages/read/")
    assert "3 条消息标为已读" in client.get("/messages/").content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "１"])
def test_a_place_that_is_none_is_the_beginning(before: str, zhou: Person) -> None:
    assert browser("zhou").get("/messages/", {"before": before}).status_code == 200


def test_who_is_not_signed_in_is_led_to_sign_in() -> None:
    assert browser().get("/messages/7/").headers["Location"] == "/sign-in/?next=/messages/7/"


def test_the_menu_says_how_many_are_unread(zhou: Person, monday: datetime) -> None:
    def menu() -> str:
        page = browser("zhou").get("/account/").content.decode()
        return page.partition('aria-label="主导航"')[2].partition("</nav>")[0]

    assert "qq-count" not in menu()
    first, _ = told(zhou, monday, 1), told(zhou, monday, 2)
    assert '<span class="qq-count">2</span>' in menu()
    browser("zhou").get(f"/messages/{first}/")
    assert '<span class="qq-count">1</span>' in menu()


def test_the_menu_counts_nobody_else_s_messages(zhou: Person, monday: datetime) -> None:
    told(a_person("别人"), monday)
    assert "qq-count" not in browser("zhou").get("/account/").content.decode()

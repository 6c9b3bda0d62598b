"""How letters reach one is one's own to choose, and nobody else's."""

from datetime import datetime

import pytest
from django.test import Client

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.inbox import queries
from qinqing.domains.inbox.rules import Reaching
from qinqing.kernel import clock, door
from tests.builders.accounts import a_person, an_area
from tests.builders.browsers import signed_in

pytestmark = pytest.mark.django_db
CHOSEN = {"way": "daily", "daily_at": "7", "quiet": "on", "quiet_from": "21", "quiet_until": "6"}


@pytest.fixture
def zhou() -> Person:
    return a_person("周砚青", Role.COORDINATOR, area=an_area(), email="zhou@example.cn")


@pytest.fixture
def client(zhou: Person, monday: datetime) -> Client:
    return signed_in(zhou, monday)


def wanted(person: Person) -> Reaching | None:
    with door.as_system("tests.read"):
        return queries.reaching_of([person.pk]).get(person.pk)


def test_what_is_chosen_is_kept_and_shown_again(client: Client, zhou: Person, monday: datetime) -> None:
    with clock.set_to(monday):
        assert client.post("/messages/letters/", CHOSEN).status_code == 302
        assert wanted(zhou) == Reaching(daily=True, daily_at=7, quiet=True, quiet_from=21, quiet_until=6)
        shown = client.get("/messages/letters/").content.decode()
        assert client.post("/messages/letters/", CHOSEN | {"way": "at_once"}).status_code == 302
    assert 'value="7" selected' in shown
    assert wanted(zhou) == Reaching(daily=False, daily_at=7, quiet=True, quiet_from=21, quiet_until=6)


@pytest.mark.parametrize(
    "wrong",
    [{"quiet_until": "21"}, {"daily_at": "24"}, {"daily_at": "-1"}, {"way": "never"}, {"quiet_from": ""}],
)
def test_a_choice_that_is_none_is_refused_beside_its_field(
    wrong: dict[str, str], client: Client, zhou: Person, monday: datetime
) -> None:
    with clock.set_to(monday):
        answer = client.post("/messages/letters/", CHOSEN | wrong)
    assert answer.status_code == 422
    assert wanted(zhou) is None


def test_another_s_choice_is_not_seen(client: Client, monday: datetime) -> None:
    other = a_person("林知遥", Role.COORDINATOR, area=an_area("白鹭区"))
    with clock.set_to(monday):
        client.post("/messages/letters/", CHOSEN)
        text = signed_in(other, monday).get("/messages/letters/").content.decode()
        assert 'value="8" selected' in text
        door.become(other.pk, monday)
        assert queries.ReachingWish.objects.count() == 0


def test_who_has_no_address_is_told_so(monday: datetime) -> None:
    someone = a_person("无邮箱", Role.SUPERVISOR, area=an_area())
    with clock.set_to(monday):
        assert "没有留电子邮箱" in signed_in(someone, monday).get("/messages/letters/").content.decode()

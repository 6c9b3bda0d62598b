"""Links by programs: shown once, theirs who may share the problem, and ended for good."""

from datetime import datetime

import pytest
from django.test import Client

from qinqing.domains.enterprises.models import Contact
from qinqing.kernel import clock, door
from qinqing.kernel.models import Event
from tests.builders.problems import Road, Town, town
from tests.builders.programs import Program, a_token

pytestmark = pytest.mark.django_db
ONCE = {"Idempotency-Key": "link-2026-0042"}


@pytest.fixture
def place() -> Town:
    return town()


def test_a_link_is_given_once_and_opens_until_it_is_ended(place: Town, monday: datetime) -> None:
    road = Road(place, monday).submitted()
    with door.as_system("tests.read"):
        contact = Contact.objects.get(enterprise=place.enterprise).pk
    known = {"public_id": road.problem.public_id}
    officer = Program(a_token(place.people["officer"], monday), monday)
    stray = officer.send("give_link", **known, contact_id=2**40)
    assert (stray.status_code, stray.json()["errors"][0]["field"]) == (422, "contact_id")
    first, again = (officer.send("give_link", **known, contact_id=contact, headers=ONCE) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 409)
    given = first.json()
    assert (given["name"], given["address"] in again.content.decode()) == ("陈若溪", False)
    path = given["address"].partition("/p/")[2]
    assert opens(path, monday)
    for _ in range(2):
        officer.call("revoke_links", **known, headers={"Idempotency-Key": "end"})
    assert not opens(path, monday)
    with door.as_system("tests.read"):
        names = ("ProblemLinkGiven", "ProblemLinkRevoked")
        assert Event.objects.filter(name__in=names).count() == 2
    assert officer.send("revoke_links", **known).status_code == 409


def opens(key: str, now: datetime) -> bool:
    with clock.set_to(now):
        return "路灯" in Client().get(f"/p/{key}").content.decode()


def test_whoever_does_not_share_it_gives_no_link(place: Town, monday: datetime) -> None:
    road = Road(place, monday).submitted().passed_on().dispatched()
    handler = Program(a_token(place.people["handler1"], monday), monday)
    assert handler.send("give_link", public_id=road.problem.public_id, contact_id=1).status_code == 403

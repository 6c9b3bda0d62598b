"""No glass to break: each emergency goes a way that is open every day, and no administrator reads by it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db.models import Max
from django.test import Client

from qinqing.domains.accounts import actions
from qinqing.domains.accounts.events import RoleGranted
from qinqing.domains.accounts.models import Grant, Person
from qinqing.domains.accounts.notices import NOTICES
from qinqing.domains.accounts.terms import Role
from qinqing.domains.inbox import actions as inbox
from qinqing.domains.inbox.models import Message
from qinqing.kernel import clock, door, events
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from tests.builders import accounts
from tests.builders.browsers import signed_in
from tests.builders.problems import Road, town

pytestmark = pytest.mark.django_db
NEW = "Qinghe-2027-lamp"
WHO = ("system", "security", "audit")


@dataclass
class City:
    """A problem on its way, the three administrators, and a colleague who has no role."""

    road: Road
    people: dict[str, Person]
    now: datetime

    @property
    def page(self) -> str:
        return f"/problems/{self.road.problem.public_id}/"

    def client(self, who: str) -> Client:
        return signed_in({**self.road.town.people, **self.people}[who], self.now)

    def sees(self, who: str, after: timedelta = timedelta()) -> bool:
        """Whether somebody's browser shows the problem, some time later."""
        client = self.client(who)
        with clock.set_to(self.now + after):
            client = signed_in({**self.road.town.people, **self.people}[who], self.now + after)
            return client.get(self.page).status_code == 200

    def stand_in(self, until_at: datetime | None = None) -> Grant:
        """The security administrator lets the colleague coordinate, for a time."""
        author = Author(door.become(self.people["security"].pk, self.now))
        made = actions.grant_role(
            author=author, person_id=self.people["colleague"].pk, role=Role.COORDINATOR,
            area_id=self.road.town.area.pk, until_at=until_at, now=self.now,
        )  # fmt: skip
        door.step_in(Actor())
        return made

    def told(self) -> set[str]:
        """Who is told of the last grant."""
        with door.as_system("tests.read"):
            last = Event.objects.filter(name="RoleGranted").aggregate(last=Max("pk"))["last"]
            event = events.revive(RoleGranted, Event.objects.get(pk=last))
            for notice in (one for one in NOTICES if one.event is RoleGranted):
                inbox.tell_people(notice, event, self.now)
            return set(Message.objects.filter(event_id=last).values_list("person__name", flat=True))


@pytest.fixture
def city(db: None, monday: datetime) -> City:
    road = Road(town(), monday).submitted()
    roles = dict(zip(WHO, (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN), strict=True))
    people = {who: accounts.a_person(role.label, role) for who, role in roles.items()}
    with clock.set_to(monday):
        return City(road, {**people, "colleague": accounts.a_person("柳如是")}, monday)


@pytest.fixture(autouse=True)
def _standing_still(monday: datetime) -> object:
    with clock.set_to(monday):
        yield


def test_nobody_of_the_three_reads_or_gives_himself_the_right_to(city: City) -> None:
    for who in WHO:
        assert not city.sees(who)
        author = Author(door.become(city.people[who].pk, city.now))
        with pytest.raises(Refused):
            actions.grant_role(
                author=author, person_id=city.people[who].pk, role=Role.COORDINATOR,
                area_id=city.road.town.area.pk, now=city.now,
            )  # fmt: skip
        door.step_in(Actor())


def test_the_only_coordinator_is_ill_and_a_colleague_stands_in_for_an_hour(city: City) -> None:
    assert not city.sees("colleague")
    city.stand_in(city.now + timedelta(hours=1))
    assert city.sees("colleague")
    assert city.sees("colleague", timedelta(minutes=59))
    assert not city.sees("colleague", timedelta(hours=1))


def test_it_is_ended_early_by_him_who_gave_it_or_with_the_account_by_the_other(city: City) -> None:
    grant = city.stand_in()
    actions.end_role(
        author=Author(door.become(city.people["security"].pk, city.now)), grant_id=grant.pk, now=city.now
    )
    door.step_in(Actor())
    assert not city.sees("colleague")
    again = city.stand_in()
    assert city.sees("colleague")
    actions.disable_person(
        author=Author(door.become(city.people["system"].pk, city.now)),
        person_id=again.person_id, reason="用完了", now=city.now,
    )  # fmt: skip
    door.step_in(Actor())
    assert not city.sees("colleague")


def test_audit_and_the_supervision_of_the_area_are_told_at_once(city: City) -> None:
    elsewhere = accounts.a_person("别处的督查", Role.SUPERVISOR, area=accounts.an_area("白鹭区"))
    city.stand_in()
    assert city.told() == {Role.AUDIT_ADMIN.label, Role.SUPERVISOR.label} - {elsewhere.name}
    log = city.client("audit").get("/security-log/").content.decode()
    assert "授予角色 协调员" in log
    assert "柳如是" in log


def test_of_a_role_that_opens_no_area_and_of_the_founding_nobody_is_told(city: City) -> None:
    author = Author(door.become(city.people["security"].pk, city.now))
    actions.grant_role(
        author=author, person_id=city.people["colleague"].pk, role=Role.HANDLER,
        unit_id=city.road.town.units[0].pk, now=city.now,
    )  # fmt: skip
    door.step_in(Actor())
    assert city.told() == set()
    accounts.grant(city.people["colleague"], Role.LEADER, area=city.road.town.area, now=city.now)
    assert city.told() == set()


def test_who_coordinates_the_area_above_needs_no_stand_in(city: City) -> None:
    below = city.road.town.area
    above = accounts.an_area("澜川全市")
    with door.as_system("tests.build"):
        type(below).objects.filter(pk=below.pk).update(parent=above, path=f"{above.path}{below.pk}/")
    city.people["above"] = accounts.a_person("上级协调员", Role.COORDINATOR, area=above)
    assert city.sees("above")


def test_the_police_ask_whoever_answers_for_the_area_and_who_looked_is_on_record(city: City) -> None:
    for who in ("coordinator", "supervisor"):
        assert city.sees(who)
    before = {who: city.client(who).get("/security-log/").status_code for who in WHO}
    assert before == {"system": 403, "security": 200, "audit": 200}


def test_a_contact_who_is_locked_out_comes_in_again_by_a_link_that_shows_its_giver_nothing(
    city: City,
) -> None:
    author = Author(door.become(city.people["system"].pk, city.now))
    key = actions.make_one_time_link(
        author=author, person_id=city.road.town.people["enterprise"].pk, now=city.now
    )
    door.step_in(Actor())
    assert not city.sees("system")
    actions.take_one_time_link(key=key, password=NEW, now=city.now)
    client = Client()
    login = city.road.town.people["enterprise"].login
    client.post("/sign-in/", {"who": "enterprise", "login": login, "password": NEW})
    assert client.get(city.page).status_code == 200
    assert not city.sees("system")

"""A leader beside an officer: ended at a page and with his leaving, found by himself, first at level 3."""

from datetime import datetime, timedelta

import pytest

from qinqing.config import wiring
from qinqing.domains.accounts import actions as account_actions
from qinqing.domains.accounts.events import PersonDisabled, RoleEnded
from qinqing.domains.accounts.models import Grant, Person
from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.officers import actions, queries
from qinqing.domains.officers.models import Pairing
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.queries import people
from qinqing.domains.problems.terms import Holder
from qinqing.kernel import clock, door, events
from qinqing.kernel.models import Event
from tests.builders import accounts
from tests.builders.accounts import SYSTEM
from tests.builders.problems import Road, town
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db
KEY = "6f1c8a52-0a3e-4f0e-9a57-1d7f4c1b2a93"
HIS = "/paired-enterprises/"


@pytest.fixture
def road(monday: datetime) -> Road:
    place = town()
    place.people["second"] = accounts.a_person("邵若川", Role.LEADER, area=place.area)
    made = Road(place, monday).submitted().passed_on().dispatched()
    paired(made, place.people["second"])
    return made


def paired(road: Road, leader: Person) -> Pairing:
    with door.as_system("tests.build"):
        return actions.pair_leader(
            author=SYSTEM, enterprise=road.town.enterprise, leader_id=leader.pk,
            from_on=clock.local(road.now).date() - timedelta(days=30), now=road.now - timedelta(days=30),
        )  # fmt: skip


def visit(road: Road, who: str, after: timedelta = timedelta()) -> Visit:
    return Visit(road.town.people[who], road.now + after)


def file_of(road: Road) -> str:
    return f"/enterprises/{road.town.enterprise.public_id}/"


def ends(road: Road) -> list[str]:
    with door.as_system("tests.read"):
        return [str(day) for day in Pairing.objects.values_list("until_on", flat=True)]


def told(road: Road, event: type, now: datetime) -> None:
    """The rooms hear of what happened, as the worker delivers it."""
    hearers = [one for one in wiring.collect()[event] if "officers.hears" in one.__module__]
    assert hearers
    with door.as_system("tests.work"):
        for row in Event.objects.filter(name=event.__name__):
            for hear in hearers:
                hear(events.revive(event, row), now)


def events_named(name: str) -> int:
    with door.as_system("tests.read"):
        return Event.objects.filter(name=name).count()


def at_level(road: Road, level: int) -> None:
    with door.as_system("tests.build"):
        Problem.objects.filter(pk=road.problem_id).update(level=level)


def owners(road: Road) -> set[int]:
    with door.as_system("tests.read"):
        return set(people.level_owner(road.problem_id, road.now))


# --- ended -------------------------------------------------------------


def test_a_pairing_is_ended_at_a_page_that_asks_once_more(road: Road) -> None:
    coordinator, address = visit(road, "coordinator"), f"{file_of(road)}leader/end/"
    assert address in coordinator.get(file_of(road)).content.decode()
    assert "邵若川" in coordinator.text(address)
    today = clock.local(road.now).date()
    early = coordinator.post(address, until_on=(today - timedelta(days=90)).isoformat())
    assert early.status_code == 422
    assert "不能早于" in early.content.decode()
    sent = {"until_on": today.isoformat(), "client_key": KEY}
    assert coordinator.post(address, **sent).status_code == 302
    assert ends(road) == [str(today)]
    assert coordinator.post(address, **sent).status_code == 302
    assert events_named("PairingEnded") == 1
    assert "安排包联领导" in coordinator.text(file_of(road))
    assert address not in coordinator.get(file_of(road)).content.decode()


@pytest.mark.parametrize("who", ["officer", "enterprise", "leader", "second"])
def test_nobody_else_ends_it(road: Road, who: str) -> None:
    today = clock.local(road.now).date().isoformat()
    assert visit(road, who).post(f"{file_of(road)}leader/end/", until_on=today).status_code == 403
    assert ends(road) == ["None"]


def test_a_leader_who_leaves_answers_for_nothing_from_that_day_on(road: Road) -> None:
    on, second = clock.local(road.now).date() + timedelta(days=3), road.town.people["second"]
    with door.as_system("tests.build"):
        account_actions.plan_leaving(author=SYSTEM, person_id=second.pk, on=on, now=road.now)
        for after, there in ((2, True), (3, False)):
            found = queries.leaders_of([road.town.enterprise.pk], road.now + timedelta(days=after))
            assert bool(found) is there
        later = road.now + timedelta(days=5)
        account_actions.close_leavers(now=later)
    told(road, PersonDisabled, later)
    told(road, PersonDisabled, later)
    assert ends(road) == [str(on)]
    assert events_named("PairingEnded") == 1


def test_with_his_last_role_as_a_leader_his_pairings_end_and_not_with_another(road: Road) -> None:
    second, elsewhere = road.town.people["second"], accounts.an_area("东岭区", AreaKind.DISTRICT)
    with door.as_system("tests.build"):
        one = Grant.objects.get(person=second)
        other = account_actions.grant_role(
            author=SYSTEM, person_id=second.pk, role=Role.LEADER, area_id=elsewhere.pk, now=road.now
        )
        account_actions.end_role(author=SYSTEM, grant_id=one.pk, now=road.now)
    told(road, RoleEnded, road.now)
    assert ends(road) == ["None"]
    with door.as_system("tests.build"):
        account_actions.end_role(author=SYSTEM, grant_id=other.pk, now=road.now)
    told(road, RoleEnded, road.now)
    assert ends(road) == [str(clock.local(road.now).date())]


# --- found by himself --------------------------------------------------


def test_a_leader_finds_the_enterprises_he_is_paired_with_and_no_others(road: Road) -> None:
    assert f'href="{HIS}"' in visit(road, "second").get("/").content.decode()
    page = visit(road, "second").text(HIS)
    assert road.town.enterprise.name in page
    assert "林晓岚" in page
    assert road.town.enterprise.name not in visit(road, "leader").text(HIS)
    assert visit(road, "coordinator").get(HIS).status_code == 403


def test_an_enterprise_out_of_his_area_is_not_shown_to_him(road: Road) -> None:
    far = accounts.a_person("远处的", Role.LEADER, area=accounts.an_area("东岭区", AreaKind.DISTRICT))
    with door.as_system("tests.build"):
        Pairing.objects.update(leader=far)
    assert road.town.enterprise.name not in Visit(far, road.now).text(HIS)


# --- level 3 -----------------------------------------------------------


def test_at_level_three_the_paired_leader_is_told_and_at_four_everybody(road: Road) -> None:
    second, leader = road.town.people["second"].pk, road.town.people["leader"].pk
    at_level(road, 3)
    assert owners(road) == {second}
    at_level(road, 4)
    assert owners(road) == {second, leader}


def test_without_a_pairing_or_with_one_who_leads_elsewhere_every_leader_of_the_area_is_told(
    road: Road,
) -> None:
    second, leader = road.town.people["second"].pk, road.town.people["leader"].pk
    far = accounts.a_person("远处的", Role.LEADER, area=accounts.an_area("东岭区", AreaKind.DISTRICT))
    at_level(road, 3)
    with door.as_system("tests.build"):
        Pairing.objects.update(leader=far)
    assert owners(road) == {second, leader}
    with door.as_system("tests.build"):
        Pairing.objects.update(until_on=clock.local(road.now).date())
    assert owners(road) == {second, leader}


def test_his_name_alone_stands_on_the_page_and_the_others_keep_the_right(road: Road) -> None:
    accounts.a_person("顾长风", Role.LEADER, area=road.town.area)
    at_level(road, 3)
    road.signed().contacted().replied().signed_off()
    assert road.problem.holder == Holder.LEADER
    page = f"/problems/{road.problem.public_id}/"
    head = visit(road, "coordinator").text(page)
    assert "邵若川" in head
    assert "顾长风" not in head
    assert "step/approve/" in visit(road, "leader").get(page).content.decode()

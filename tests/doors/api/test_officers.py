"""What programs keep of officers: as their page does, once however often it is sent, never more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from qinqing.domains.accounts.models import Unit
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.kernel import door
from qinqing.kernel.models import Event
from tests.builders import accounts, enterprises, officers
from tests.builders.programs import Program, a_token

pytestmark = pytest.mark.django_db
ONCE = {"Idempotency-Key": "roster-2026-0042"}


@dataclass
class Place:
    """A city with an enterprise, its officer, another one, and the programs of keeper and officer."""

    firm: Enterprise
    unit: Unit
    officer: int
    other: int
    keeper: Program
    himself: Program

    @property
    def known(self) -> dict[str, int]:
        return {"officer_id": self.officer}


@pytest.fixture
def place(monday: datetime) -> Place:
    area = accounts.an_area()
    firm, unit = enterprises.an_enterprise(area), accounts.a_unit(area=area)
    officer, other = (officers.an_officer(name, unit=unit) for name in ("林晓岚", "许闻笛"))
    officers.an_assignment(officer, firm)
    keeper = accounts.a_person("周砚青", Role.COORDINATOR, area=area)
    tokens = (a_token(one, monday) for one in (keeper, officer.person))
    return Place(firm, unit, officer.pk, other.pk, *(Program(one, monday) for one in tokens))


def events(name: str) -> int:
    with door.as_system("tests.read"):
        return Event.objects.filter(name=name).count()


# --- appointing --------------------------------------------------------


def test_somebody_is_appointed_once(place: Place) -> None:
    person, before = accounts.a_person("沈之遥"), events("OfficerAppointed")
    offered = place.keeper.call("list_officer_candidates")
    assert person.pk in {one["number"] for one in offered["people"]}
    assert place.unit.pk in {one["number"] for one in offered["units"]}
    sent = {"person_id": person.pk, "unit_id": place.unit.pk, "rank": "fuke", "from_on": "2026-03-02"}
    first, again = (place.keeper.send("appoint_officer", **sent, headers=ONCE) for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json()), first.content.decode()
    assert first["Location"].endswith(f"/{first.json()['officer']}")
    twice = place.keeper.send("appoint_officer", **sent)
    assert twice.json()["errors"][0]["field"] == "person_id"
    assert events("OfficerAppointed") == before + 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"unit_id": 2**40}, "unit_id"), ({"person_id": 2**40}, "person_id"), ({"rank": "king"}, "rank")],
)
def test_who_or_what_is_not_there_is_said_beside_its_field(
    place: Place, wrong: dict[str, Any], field: str
) -> None:
    sent = {
        "person_id": accounts.a_person("沈之遥").pk, "unit_id": place.unit.pk, "rank": "fuke",
        "from_on": "2026-03-02", **wrong,
    }  # fmt: skip
    answer = place.keeper.send("appoint_officer", **sent)
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field])


def test_what_is_not_said_of_an_officer_stays(place: Place) -> None:
    before = place.keeper.call("show_officer", **place.known)
    read = place.keeper.call(
        "edit_officer", **place.known, specialities="高企、研发台账", ten_roles=["party_liaison"]
    )
    assert {name for name in before if before[name] != read[name]} == {"specialities", "ten_roles"}
    again = place.keeper.call("edit_officer", **place.known, rank="fuchu")
    assert {name for name in read if again[name] != read[name]} == {"rank"}


def test_an_officer_joins_a_group_and_leaves_it(place: Place) -> None:
    for _ in range(2):
        read = place.keeper.call("join_group", **place.known, name="融资专题组", headers=ONCE)
    (group,) = read["groups"]
    known = {**place.known, "member_id": group["member_id"]}
    assert place.keeper.call("leave_group", **known)["groups"] == []
    assert events("ThemeGroupJoined") == 1


# --- serving -----------------------------------------------------------


def test_an_officer_is_given_a_part_that_is_free_and_no_other(place: Place) -> None:
    sent = {"public_id": place.firm.public_id, "officer_id": place.other, "from_on": "2026-03-02"}
    held = place.keeper.send("assign_officer", **sent, part="A")
    assert (held.status_code, held.json()["errors"][0]["field"]) == (422, "part")
    made, again = (place.keeper.call("assign_officer", **sent, part="B", headers=ONCE) for _ in range(2))
    assert (made, made["officer"]) == (again, place.other)
    assert len(place.keeper.call("show_officer", **place.known)["assignments"]) == 1
    answer = place.keeper.send("assign_officer", **{**sent, "officer_id": 2**40}, part="B")
    assert answer.json()["errors"][0]["field"] == "officer_id"


def test_a_leader_is_paired_with_the_officer(place: Place) -> None:
    leader = accounts.a_person("顾维舟", Role.LEADER, area=place.firm.area)
    assert place.keeper.call("list_officer_candidates")["leaders"][0]["number"] == leader.pk
    sent = {"public_id": place.firm.public_id, "leader_id": leader.pk, "from_on": "2026-03-02"}
    for _ in range(2):
        made = place.keeper.call("pair_leader", **sent, headers=ONCE)
    assert (made["leader"], events("LeaderPaired")) == ("顾维舟", 1)


# --- being away --------------------------------------------------------


def test_an_officer_is_away_and_back(place: Place) -> None:
    sent = {**place.known, "from_on": "2026-03-02", "back_on": "2026-03-09", "substitute_id": place.other}
    made, again = (place.himself.call("record_absence", **sent, headers=ONCE) for _ in range(2))
    assert (made, made["substitute"]) == (again, "许闻笛")
    assert [one["away_until"] for one in place.keeper.call("list_officers", state="away")["items"]] == [
        made["until_at"]
    ]
    known = {"absence_id": made["absence_id"]}
    for _ in range(2):
        back = place.keeper.call("end_absence", **known, headers={"Idempotency-Key": "back"})
    assert (back["until_at"] < made["until_at"], events("AbsenceEnded")) == (True, 1)
    assert place.keeper.send("end_absence", **known).status_code == 409


def test_an_officer_records_nobody_elses_absence(place: Place) -> None:
    sent = {"officer_id": place.other, "from_on": "2026-03-02", "back_on": "2026-03-09"}
    assert place.himself.send("record_absence", **sent).status_code == 404
    wrong = {**place.known, "from_on": "2026-03-02", "back_on": "2026-03-09", "substitute_id": 2**40}
    answer = place.himself.send("record_absence", **wrong)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "substitute_id")

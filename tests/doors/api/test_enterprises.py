"""What programs keep of enterprises: as their page does, once however often it is sent, never more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from qinqing.domains.accounts.models import Area
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.kernel import door
from qinqing.kernel.models import Event
from tests.builders import accounts, enterprises
from tests.builders.programs import Program, a_token

pytestmark = pytest.mark.django_db
ONCE = {"Idempotency-Key": "register-2026-0042"}


@dataclass
class Place:
    """A city, an enterprise of it with a main contact, and the programs of who deals with it."""

    area: Area
    firm: Enterprise
    keeper: Program
    contact: Program
    leader: Program

    @property
    def known(self) -> dict[str, str]:
        return {"public_id": self.firm.public_id}


@pytest.fixture
def place(monday: datetime) -> Place:
    area = accounts.an_area()
    firm = enterprises.an_enterprise(area, address="兴业路 1 号", industry="39")
    people = [
        accounts.a_person("周砚青", Role.COORDINATOR, area=area),
        enterprises.a_member(firm, is_main=True),
        accounts.a_person("顾维舟", Role.LEADER, area=area),
    ]
    return Place(area, firm, *(Program(a_token(one, monday), monday) for one in people))


def events(name: str) -> int:
    with door.as_system("tests.read"):
        return Event.objects.filter(name=name).count()


def given(place: Place, **more: Any) -> dict[str, Any]:
    return {
        "name": "澜川新潮机电有限公司", "type": "company", "area_id": place.area.pk,
        "credit_code": enterprises.a_code(), **more,
    }  # fmt: skip


# --- the register ------------------------------------------------------


def test_an_enterprise_is_registered_once(place: Place) -> None:
    assert place.keeper.call("list_enterprise_areas")["items"] == [
        {"area_id": place.area.pk, "name": place.area.name}
    ]
    sent = given(place, capital="500万元")
    first, again = (place.keeper.send("register_enterprise", **sent, headers=ONCE) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201), first.content.decode()
    assert (first.json(), events("EnterpriseRegistered")) == (again.json(), 2)  # and the firm of the place
    assert first["Location"].endswith(first.json()["public_id"])
    assert (first["ETag"], first.json()["capital_amount"]) == ('"1"', "5000000.00")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"credit_code": "91990201MA0000001X"}, "credit_code"),
        ({"credit_code": ""}, "code_missing_reason"),
        ({"type": "palace"}, "type"),
        ({"area_id": "here"}, "area_id"),
        ({"area_id": 2**40}, "area_id"),
        ({"version": 3}, "version"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(place: Place, wrong: dict[str, Any], field: str) -> None:
    answer = place.keeper.send("register_enterprise", **given(place, **wrong))
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field])
    assert events("EnterpriseRegistered") == 1


def test_what_is_not_said_stays_and_what_is_said_empty_goes(place: Place) -> None:
    before = place.keeper.call("show_enterprise", **place.known)
    read = place.keeper.call("edit_enterprise", **place.known, address="", is_key=True)
    changed = {name for name in before if before[name] != read[name]}
    assert (changed, read["address"], read["is_key"]) == ({"address", "is_key", "version"}, "", True)
    assert place.keeper.call("edit_enterprise", **place.known, is_key=False)["is_key"] is False


def test_what_changed_meanwhile_is_not_written_over(place: Place) -> None:
    tag = place.keeper.send("show_enterprise", **place.known)["ETag"]
    headers = {"If-Match": tag, **ONCE}
    for _ in range(2):
        place.keeper.call("edit_enterprise", **place.known, address="兴业路 2 号", headers=headers)
    late = place.keeper.send("edit_enterprise", **place.known, address="x", headers={"If-Match": tag})
    assert (late.status_code, events("EnterpriseEdited")) == (412, 1)
    other = place.keeper.send("edit_enterprise", **place.known, address="兴业路 3 号", headers=headers)
    assert other.status_code == 409
    assert place.keeper.call("show_enterprise", **place.known)["address"] == "兴业路 2 号"


# --- contacts ----------------------------------------------------------

NEW = {"name": "沈之遥", "phone": "13811120046", "sees": "own"}


def test_a_contact_comes_and_leaves(place: Place) -> None:
    made, again = (place.contact.call("add_contact", **place.known, **NEW, headers=ONCE) for _ in range(2))
    assert (made, made["phone"], made["sees"]) == (again, "13811120046", "own")
    known = {**place.known, "contact_id": made["contact_id"]}
    assert place.keeper.call("change_sight", **known, sees="all")["sees"] == "all"
    (masked,) = [
        one
        for one in place.leader.call("show_enterprise", **place.known)["contacts"]
        if one["contact_id"] == made["contact_id"]
    ]
    assert (masked["masked"], "1112" in masked["phone"]) == (True, False)
    for _ in range(2):
        read = place.keeper.call("end_contact", **known, headers={"Idempotency-Key": "end"})
        assert [one["name"] for one in read["contacts"]] == ["陈若溪"]
    assert events("ContactEnded") == 1
    assert place.keeper.send("end_contact", **known).status_code == 404


def test_another_main_contact(place: Place) -> None:
    made = place.keeper.call("add_contact", **place.known, **NEW)
    known = {**place.known, "contact_id": made["contact_id"]}
    assert place.contact.call("make_main_contact", **known)["is_main"] is True
    # Whoever made another one the main contact keeps the contacts no longer.
    assert place.contact.send("make_main_contact", **known).status_code == 404


def test_a_contact_of_another_enterprise_is_not_there(place: Place) -> None:
    other = enterprises.a_contact(enterprises.an_enterprise(place.area, "澜川东湖食品有限公司"), "林之微")
    known = {**place.known, "contact_id": other.pk}
    for name in ("end_contact", "make_main_contact"):
        assert place.keeper.send(name, **known).status_code == 404
    assert place.keeper.send("change_sight", **known, sees="all").status_code == 404


# --- figures -----------------------------------------------------------

STATED = {"year": 2025, "source": "firm", "stated_on": "2026-02-01", "revenue": "1200", "staff": "46"}


def test_figures_are_stated_and_read_by_whoever_may(place: Place) -> None:
    for _ in range(2):
        read = place.contact.call("state_figures", **place.known, **STATED, headers=ONCE)
    found = {one["measure"]: one["value"] for one in read["figures"]}
    assert (float(found["revenue"]), float(found["staff"])) == (12_000_000, 46)
    assert events("YearlyFactsStated") == 1
    assert place.keeper.call("show_enterprise", **place.known)["figures"] == []
    (masked, *_) = place.leader.call("show_enterprise", **place.known)["figures"]
    assert (masked["value"], bool(masked["range"])) == (None, True)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"source": "tax"}, "source"), ({"year": 2031}, "year"), ({"staff": "many"}, "staff")],
)
def test_figures_that_cannot_be_are_refused_beside_their_field(
    place: Place, wrong: dict[str, Any], field: str
) -> None:
    answer = place.contact.send("state_figures", **place.known, **{**STATED, **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


# --- titles and sleep --------------------------------------------------


def test_a_title_is_given_and_ends(place: Place) -> None:
    sent = {"kind": "high_tech", "paper": "GR2026", "from_on": "2026-01-05"}
    for _ in range(2):
        read = place.keeper.call("give_title", **place.known, **sent, headers=ONCE)
    (title,) = read["titles"]
    assert (title["label"], title["is_current"]) == ("高新技术企业", True)
    known = {**place.known, "number": title["number"], "until_on": "2026-02-05"}
    for _ in range(2):
        read = place.keeper.call("end_title", **known, headers={"Idempotency-Key": "end"})
    assert [one["is_current"] for one in read["titles"]] == [False]
    assert (events("TitleGiven"), events("TitleEnded")) == (1, 1)
    twice = place.keeper.send("give_title", **place.known, **{**sent, "from_on": "2026-01-10"})
    assert (twice.status_code, twice.json()["errors"][0]["field"]) == (422, "kind")


def test_an_enterprise_sleeps_and_wakes(place: Place) -> None:
    for _ in range(2):
        read = place.keeper.call("put_to_sleep", **place.known, reason="停产清算", headers=ONCE)
    assert read["dormant_on"] == "2026-03-02"
    assert place.keeper.send("put_to_sleep", **place.known, reason="停产清算").status_code == 409
    assert place.keeper.call("wake_enterprise", **place.known)["dormant_on"] is None


def test_an_enterprise_is_struck_off_and_put_back(place: Place) -> None:
    sent = {"struck_as": "revoked", "struck_on": "2026-03-01", "struck_source": "吊销公告"}
    for _ in range(2):
        read = place.keeper.call("strike_off", **place.known, **sent, headers=ONCE)
    assert [read[name] for name in sent] == ["吊销", "2026-03-01", "吊销公告"]
    twice = place.keeper.send("strike_off", **place.known, **sent)
    assert twice.status_code == 409
    late = place.keeper.send("strike_off", **place.known, **{**sent, "struck_on": "2026-03-03"})
    assert (late.status_code, late.json()["errors"][0]["field"]) == (422, "struck_on")
    assert place.keeper.call("list_enterprises")["items"] == []
    assert place.leader.send("put_back", **place.known, reason="登记错了").status_code == 403
    read = place.keeper.call("put_back", **place.known, reason="登记错了")
    assert [read[name] for name in sent] == ["", None, ""]
    assert (events("EnterpriseStruckOff"), events("EnterprisePutBack")) == (1, 1)

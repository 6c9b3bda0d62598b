"""Coverage by class, leaders beside officers: every number opens its rows."""

import re

import pytest
from django.test import Client

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import TitleKind
from qinqing.domains.officers.models import Pairing
from qinqing.domains.officers.terms import CoverageClass
from qinqing.kernel import door
from tests.builders import accounts
from tests.builders.browsers import signed_in
from tests.builders.enterprises import a_statement, a_title, an_enterprise, an_entry
from tests.builders.officers import an_assignment, an_officer
from tests.doors.enterprises.conftest import Place, coordinator, place

__all__ = ["coordinator", "place"]


@pytest.fixture
def firms(place: Place) -> dict[str, Enterprise]:
    """Five key ones of which two are served, a medium one on a list, one above scale, one of another area."""
    officer = an_officer("池永安")
    found = {f"key{n}": an_enterprise(place.district, f"重点{n}公司", is_key=True) for n in range(5)}
    found["medium"] = an_enterprise(place.district, "中型公司", industry="39")
    a_statement(found["medium"], staff=350, revenue=30_000_000)
    an_entry(found["medium"], "重点工业 50 家")
    found["scale"] = an_enterprise(place.district, "规上公司")
    a_title(found["scale"], "2026", kind=TitleKind.ABOVE_SCALE)
    for name in ("key0", "key1", "scale"):
        an_assignment(officer, found[name])
    return found


def numbers(client: Client) -> dict[str, list[str]]:
    text = client.get("/officers/coverage/").content.decode()
    rows = re.findall(r"<tr.*?</tr>", text.partition("<tbody>")[2], flags=re.S)
    cells = [re.findall(r"<td.*?</td>", row, flags=re.S) for row in rows]
    plain = [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]
    return {row[0].strip(): row[1:] for row in plain}


def test_each_class_is_counted_with_what_is_served(
    place: Place, coordinator: Client, firms: dict[str, Enterprise]
) -> None:
    found = numbers(coordinator)
    assert found["重点企业"] == ["5", "2", "3", "40%"]
    assert found["中型企业"] == ["1", "0", "1", "—"]
    assert found["规上企业"] == ["1", "1", "0", "—"]
    assert found["梯队名单上的企业"] == ["1", "0", "1", "—"]
    assert found["全部在营企业"] == ["8", "3", "5", "38%"]


def test_every_number_opens_as_many_rows(
    place: Place, coordinator: Client, firms: dict[str, Enterprise]
) -> None:
    text = coordinator.get("/officers/coverage/").content.decode()
    links = re.findall(r'<a href="(/figures/[^"]+)">(\d+)</a>', text)
    assert len(links) == 2 * len(CoverageClass)
    for address, number in links:
        opened = coordinator.get(address.replace("&amp;", "&")).content.decode()
        assert len(re.findall(r'href="/enterprises/\w+/"', opened)) == int(number), address


def test_a_dormant_enterprise_is_in_no_share(
    place: Place, coordinator: Client, firms: dict[str, Enterprise]
) -> None:
    address = f"/enterprises/{firms['key4'].public_id}/dormant/"
    assert coordinator.post(address, {"reason": "停产清算"}).status_code == 302
    assert numbers(coordinator)["重点企业"][:2] == ["4", "2"]


def test_another_area_is_not_counted(place: Place, firms: dict[str, Enterprise]) -> None:
    stranger = place.client(Role.COORDINATOR, place.other)
    assert numbers(stranger)["全部在营企业"][0] == "1"


def test_who_keeps_no_overview_has_no_page(place: Place) -> None:
    for client in (place.member, place.client(Role.OFFICER), place.client(Role.POLICY_EDITOR)):
        assert client.get("/officers/coverage/").status_code == 403


# --- leaders -----------------------------------------------------------


def pair(client: Client, firm: Enterprise, leader_id: object, day: str = "2026-03-02") -> int:
    response = client.post(f"/enterprises/{firm.public_id}/leader/", {"leader_id": leader_id, "from_on": day})
    return response.status_code


def test_a_leader_is_paired_shown_and_followed_by_the_next(place: Place, coordinator: Client) -> None:
    first, second = (
        accounts.a_person(name, Role.LEADER, area=place.district) for name in ("邵若川", "顾长风")
    )
    assert pair(coordinator, place.firm, first.pk) == 302
    text = place.member.get(f"/enterprises/{place.firm.public_id}/").content.decode()
    assert "邵若川" in text
    assert "包联领导" in text
    assert pair(coordinator, place.firm, first.pk) == 422
    assert pair(coordinator, place.firm, second.pk, "2026-03-02") == 302
    with door.as_system("tests.read"):
        rows = Pairing.objects.order_by("pk").values_list("leader__name", "from_on", "until_on")
        assert [(name, str(since), str(until)) for name, since, until in rows] == [
            ("邵若川", "2026-03-02", "2026-03-02"),
            ("顾长风", "2026-03-02", "None"),
        ]


@pytest.mark.parametrize("leader_id", ["", "x", "999999999", "0", "9" * 30])
def test_nobody_and_a_number_of_nobody_are_refused(leader_id: str, place: Place, coordinator: Client) -> None:
    assert pair(coordinator, place.firm, leader_id) == 422


def test_who_is_no_leader_is_refused_in_words(place: Place, coordinator: Client) -> None:
    someone = accounts.a_person("何不是", Role.HANDLER, unit=accounts.a_unit())
    response = coordinator.post(
        f"/enterprises/{place.firm.public_id}/leader/", {"leader_id": someone.pk, "from_on": "2026-03-02"}
    )
    assert "他不是包联领导" in response.content.decode()


def test_only_its_keepers_pair(place: Place) -> None:
    address = f"/enterprises/{place.firm.public_id}/leader/"
    assert place.member.get(address).status_code == 403
    assert place.client(Role.COORDINATOR, place.other).get(address).status_code == 404
    leader = accounts.a_person("邵若川", Role.LEADER, area=place.district)
    assert signed_in(leader, place.now).get(address).status_code == 403

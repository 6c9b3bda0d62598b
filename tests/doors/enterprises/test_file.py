"""The list of enterprises and the file of one, as each role reads them."""

import re

import pytest
from django.test import Client

from qinqing.domains.accounts.terms import Role
from qinqing.kernel import door
from qinqing.kernel.models import Event
from tests.builders.enterprises import an_enterprise
from tests.builders.officers import an_assignment, an_officer
from tests.doors.enterprises.conftest import Place

PHONE = "13800002046"


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


def test_the_list_holds_ones_own_areas_only(place: Place, coordinator: Client) -> None:
    text = page(coordinator, "/enterprises/")
    assert "澜川砺川精密科技有限公司" in text
    assert "东岭外区公司" not in text
    assert "企业，1 家" in text


def test_the_list_is_narrowed_by_what_stands_in_the_address(place: Place, coordinator: Client) -> None:
    an_enterprise(place.district, "柏木里家居", industry="21", is_key=True, type="household")
    an_assignment(an_officer(), place.firm)
    for query, found in {
        "q=家居": "柏木里家居",
        "q=baimuli": "柏木里家居",
        "q=" + (place.firm.credit_code or ""): "澜川砺川精密",
        "industry=C": "柏木里家居",
        "industry=21": "柏木里家居",
        "type=household": "柏木里家居",
        "key=1": "柏木里家居",
        "served=no": "柏木里家居",
    }.items():
        text = page(coordinator, f"/enterprises/?{query}")
        assert "企业，1 家" in text, query
        assert found in text, query
    assert "企业，2 家" in page(coordinator, f"/enterprises/?area={place.district.code}")
    assert "没有符合的企业" in page(coordinator, "/enterprises/?q=没有这样的名字")


@pytest.mark.parametrize(
    "query", ["q=%00", "q='%25_", "after=x", "area=999", "industry=ZZ", "type=no", "key=2", "served=x"]
)
def test_a_strange_address_is_answered_calmly(query: str, place: Place, coordinator: Client) -> None:
    assert coordinator.get(f"/enterprises/?{query}").status_code == 200


def test_the_list_turns_its_pages(place: Place, coordinator: Client) -> None:
    for number in range(55):
        an_enterprise(place.district, f"第{number}号公司")
    first = page(coordinator, "/enterprises/")
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = page(coordinator, f"/enterprises/{older}")
    names = [f"第{number}号公司" for number in range(55)]
    seen = [name for name in names if f">{name}<" in first] + [
        name for name in names if f">{name}<" in second
    ]
    assert sorted(seen) == sorted(names)
    assert 'rel="next"' not in second


def test_the_file_shows_facts_people_and_story(place: Place, coordinator: Client) -> None:
    an_assignment(an_officer("林晓岚"), place.firm)
    text = page(coordinator, f"/enterprises/{place.firm.public_id}/")
    for words in ("创新路1号", "林晓岚", "陈若溪", "138****2046", "成为联系人", "登记入册", "更正资料"):
        assert words in text
    assert PHONE not in text


def test_what_is_out_of_sight_is_not_found_like_what_is_not_there(place: Place, coordinator: Client) -> None:
    foreign = coordinator.get(f"/enterprises/{place.foreign.public_id}/")
    absent = coordinator.get("/enterprises/000000000000/")
    assert foreign.status_code == absent.status_code == 404
    # The reference number and the form's token are new in every answer.
    changing = r'[0-9A-F]{8}|name="csrfmiddlewaretoken" value="\w+"'
    shapes = {re.sub(changing, "", answer.content.decode()) for answer in (foreign, absent)}
    assert len(shapes) == 1


def test_a_member_reads_his_own_firm_and_no_other(place: Place) -> None:
    text = page(place.member, f"/enterprises/{place.firm.public_id}/")
    assert PHONE in text
    assert "我们的联系人" in text
    assert "更正资料" not in text
    assert place.member.get("/enterprises/").status_code == 403
    assert place.member.get(f"/enterprises/{place.foreign.public_id}/").status_code == 404


def test_whoever_speaks_for_one_firm_comes_straight_to_it(place: Place) -> None:
    response = place.member.get("/enterprise/")
    assert response.url == f"/enterprises/{place.firm.public_id}/"  # type: ignore[attr-defined]


def test_opening_a_number_shows_it_once_and_leaves_a_record(place: Place, coordinator: Client) -> None:
    address = f"/enterprises/{place.firm.public_id}/contacts/{place.contact.pk}/phone/"
    assert coordinator.get(address).status_code == 405
    whole = coordinator.post(address).content.decode()
    part = coordinator.post(address, headers={"HX-Request": "true"}).content.decode()
    assert PHONE in whole
    assert "<html" in whole
    assert part.strip() == f'<a href="tel:{PHONE}">{PHONE}</a>'
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="ContactPhoneRevealed").count() == 2
    assert "查看了 陈若溪 的号码" in page(coordinator, f"/enterprises/{place.firm.public_id}/")
    assert "查看了" not in page(place.member, f"/enterprises/{place.firm.public_id}/")


@pytest.mark.parametrize(
    ("role", "status"), [(Role.SUPERVISOR, 403), (Role.LEADER, 403), (Role.CALLBACK, 404)]
)
def test_who_may_open_a_number(role: Role, status: int, place: Place) -> None:
    address = f"/enterprises/{place.firm.public_id}/contacts/{place.contact.pk}/phone/"
    assert place.client(role).post(address).status_code == status


def test_a_contact_of_another_firm_cannot_be_reached_through_this_one(
    place: Place, coordinator: Client
) -> None:
    for what in ("phone", "end", "main"):
        address = f"/enterprises/{place.foreign.public_id}/contacts/{place.contact.pk}/{what}/"
        assert coordinator.post(address).status_code == 404
    mine = an_enterprise(place.district, "另一家公司")
    assert (
        coordinator.post(f"/enterprises/{mine.public_id}/contacts/{place.contact.pk}/phone/").status_code
        == 404
    )

"""Registering, correcting, and keeping contacts by hand."""

import uuid

import pytest
from django.test import Client

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Contact, Enterprise
from qinqing.kernel import clock, door
from qinqing.kernel.models import Event
from tests.builders.enterprises import a_code
from tests.doors.enterprises.conftest import Place


def facts(place: Place, **changed: str) -> dict[str, str]:
    given = {
        "name": "新来的公司",
        "credit_code": "",
        "code_missing_reason": "在建项目",
        "type": "company",
        "registered_on": "2015年6月1日",
        "capital": "200万美元",
        "industry": "39",
        "area_id": str(place.district.pk),
        "address": "智造大道9号",
        "business_scope": "芯片",
    }
    return {**given, **changed}


def stored(name: str) -> Enterprise:
    with door.as_system("tests.read"):
        return Enterprise.objects.get(name=name)


def test_an_enterprise_is_registered_by_hand(place: Place, coordinator: Client) -> None:
    response = coordinator.post("/enterprises/register/", facts(place))
    made = stored("新来的公司")
    assert response.url == f"/enterprises/{made.public_id}/"  # type: ignore[attr-defined]
    assert (made.capital_amount, made.currency, made.capital_text) == (2_000_000, "USD", "200万美元")
    assert (made.registered_on.isoformat(), made.industry, made.code_missing_reason) == (  # type: ignore[union-attr]
        "2015-06-01",
        "39",
        "在建项目",
    )


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "请填写这一项"),
        ({"name": "。。"}, "企业名称里要有字"),
        ({"credit_code": "914413001959738051"}, "校验码不对"),
        ({"code_missing_reason": ""}, "没有信用代码，就写明原因"),
        ({"registered_on": "去年"}, "看不懂"),
        ({"capital": "很多"}, "看不懂"),
        ({"type": "x"}, "这个选项已经没有了"),
        ({"area_id": "x"}, "请重新选一项"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    changed: dict[str, str], sentence: str, place: Place, coordinator: Client
) -> None:
    response = coordinator.post("/enterprises/register/", facts(place, **changed))
    text = response.content.decode()
    assert response.status_code == 422
    assert sentence in text
    assert "智造大道9号" in text
    with door.as_system("tests.read"):
        assert not Enterprise.objects.filter(address="智造大道9号").exists()


def test_an_area_of_others_is_refused(place: Place, coordinator: Client) -> None:
    response = coordinator.post("/enterprises/register/", facts(place, area_id=str(place.other.pk)))
    assert response.status_code == 422
    assert "不归您协调" in response.content.decode()


def test_a_code_that_is_registered_anywhere_is_refused(place: Place, coordinator: Client) -> None:
    taken = facts(place, credit_code=place.foreign.credit_code or "", code_missing_reason="")
    response = coordinator.post("/enterprises/register/", taken)
    text = response.content.decode()
    assert response.status_code == 422
    assert "已经登记给另一家企业" in text
    assert "东岭外区公司" not in text


def test_the_same_form_sent_twice_registers_one_enterprise(place: Place, coordinator: Client) -> None:
    form = facts(place, credit_code=a_code(), code_missing_reason="", client_key=str(uuid.uuid4()))
    first, second = (coordinator.post("/enterprises/register/", form) for _ in range(2))
    assert first.url == second.url  # type: ignore[attr-defined]
    with door.as_system("tests.read"):
        assert Enterprise.objects.filter(name="新来的公司").count() == 1


def edited(place: Place, **changed: str) -> dict[str, str]:
    return facts(
        place,
        **{
            "name": place.firm.name,
            "credit_code": place.firm.credit_code or "",
            "code_missing_reason": "",
            "version": "1",
            **changed,
        },
    )


def test_a_correction_stands_in_the_story_with_its_fields(place: Place, coordinator: Client) -> None:
    coordinator.post(f"/enterprises/{place.firm.public_id}/edit/", edited(place, name="砺川精密集团"))
    text = coordinator.get(f"/enterprises/{place.firm.public_id}/").content.decode()
    assert "资料更正：名称" in text
    assert "曾用名" in text
    with door.as_system("tests.read"):
        changes = Event.objects.get(name="EnterpriseEdited").record["changes"]
    assert changes["name"] == ["澜川砺川精密科技有限公司", "砺川精密集团"]
    assert changes["address"] == ["创新路1号", "智造大道9号"]


def test_of_two_corrections_of_the_same_version_the_second_is_a_conflict(
    place: Place, coordinator: Client
) -> None:
    address = f"/enterprises/{place.firm.public_id}/edit/"
    assert coordinator.post(address, edited(place, address="甲路")).status_code == 302
    second = coordinator.post(address, edited(place, address="乙路"))
    assert second.status_code == 409
    assert stored(place.firm.name).address == "甲路"


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.LEADER, Role.OFFICER, Role.SYSTEM_ADMIN])
def test_others_may_not_correct(role: Role, place: Place) -> None:
    response = place.client(role).post(f"/enterprises/{place.firm.public_id}/edit/", edited(place))
    assert response.status_code == 403


def test_a_contact_is_added_and_leaves(place: Place, coordinator: Client) -> None:
    base = f"/enterprises/{place.firm.public_id}/contacts/"
    wrong = coordinator.post(base, {"name": "方一鸣", "phone": "123", "sees": "own"})
    assert wrong.status_code == 422
    assert "电话写 11 位手机号" in wrong.content.decode()
    assert "方一鸣" in wrong.content.decode()
    coordinator.post(base, {"name": "方一鸣", "phone": "13700008830", "sees": "all", "is_main": "on"})
    with door.as_system("tests.read"):
        made = Contact.objects.get(name="方一鸣")
        assert made.is_main
        assert Contact.objects.filter(enterprise=place.firm, is_main=True).count() == 1
    assert "已经离开企业？" in coordinator.get(f"{base}{made.pk}/end/").content.decode()
    coordinator.post(f"{base}{made.pk}/end/")
    with door.as_system("tests.read"):
        assert Contact.objects.get(pk=made.pk).until_at == place.now


def test_the_main_contact_keeps_contacts_of_his_own_firm(place: Place) -> None:
    own = f"/enterprises/{place.firm.public_id}/contacts/"
    form = {"name": "方一鸣", "phone": "13700008830", "sees": "own"}
    assert place.member.post(own, form).status_code == 302
    assert place.member.post(f"/enterprises/{place.foreign.public_id}/contacts/", form).status_code == 404


def test_the_main_contact_loses_the_firm_when_he_leaves(place: Place) -> None:
    with door.as_system("tests.read"):
        himself = Contact.objects.get(person=place.main)
    client = place.member
    client.post(f"/enterprises/{place.firm.public_id}/contacts/{himself.pk}/end/")
    with clock.set_to(place.now):
        assert client.get(f"/enterprises/{place.firm.public_id}/").url.startswith("/sign-in/")  # type: ignore[attr-defined]
        assert place.member.get(f"/enterprises/{place.firm.public_id}/").status_code == 404

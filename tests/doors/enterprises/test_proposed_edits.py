"""An enterprise says what is wrong in the register; nothing changes before its keeper has checked it."""

import re
import uuid

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise, ProposedEdit
from qinqing.kernel import clock, door
from qinqing.kernel.models import Event
from tests.builders import accounts, officers
from tests.builders.browsers import signed_in
from tests.builders.enterprises import a_member
from tests.doors.enterprises.conftest import Place


def wanted(place: Place, **changed: str) -> dict[str, str]:
    """The form as it is shown, with something changed."""
    firm = stored(place)
    return {
        "name": firm.name, "credit_code": firm.credit_code or "", "type": firm.type, "type_text": "",
        "code_missing_reason": firm.code_missing_reason, "registered_on": "", "capital": firm.capital_text,
        "industry": firm.industry, "industry_code": "", "address": firm.address, "business_scope": "",
        "why": "执照换发了", "client_key": str(uuid.uuid4()), **changed,
    }  # fmt: skip


def stored(place: Place) -> Enterprise:
    with door.as_system("tests.read"):
        return Enterprise.objects.get(pk=place.firm.pk)


def proposed() -> ProposedEdit:
    with door.as_system("tests.read"):
        return ProposedEdit.objects.latest("id")


def address(place: Place) -> str:
    return f"/enterprises/{place.firm.public_id}/propose/"


def words(client: Client, path: str) -> str:
    body = re.sub(r"<(script|svg).*?</\1>", "", client.get(path).content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def propose(place: Place, client: Client | None = None, **changed: str) -> ProposedEdit:
    sent = (client or place.member).post(address(place), wanted(place, **changed))
    assert sent.status_code == 302, sent.content.decode()
    return proposed()


def test_nothing_changes_until_the_keeper_accepts_and_then_all_that_was_proposed(
    place: Place, coordinator: Client
) -> None:
    row = propose(place, name="澜川砺川精工有限公司", address="创新路9号", capital="800万元")
    assert stored(place).address == "创新路1号"
    file = f"/enterprises/{place.firm.public_id}/"
    assert "更正在等协调办核对" in words(place.member, file)
    assert "核对资料" in words(coordinator, "/")
    page = words(coordinator, "/enterprise-edits/")
    for word in ("创新路1号 → 创新路9号", "500万元 → 800万元", "执照换发了", "罗砚"):
        assert word in page
    assert coordinator.post(f"/enterprise-edits/{row.pk}/accept/").status_code == 302
    now = stored(place)
    assert (now.name, now.address, now.capital_amount) == ("澜川砺川精工有限公司", "创新路9号", 8_000_000)
    story = words(place.member, file)
    for word in ("提出更正：企业名称、注册资本、地址", "采纳更正", "曾用名"):
        assert word in story
    assert "核对资料" not in words(coordinator, "/")


def test_a_refusal_says_why_and_the_register_stays(place: Place, coordinator: Client) -> None:
    row = propose(place, address="创新路9号")
    silent = coordinator.post(f"/enterprise-edits/{row.pk}/refuse/", {"reason": " "})
    assert silent.status_code == 422
    sent = coordinator.post(f"/enterprise-edits/{row.pk}/refuse/", {"reason": "执照上还是1号"})
    assert sent.status_code == 302
    assert stored(place).address == "创新路1号"
    page = words(place.member, f"/enterprises/{place.firm.public_id}/")
    assert "提出的更正没有采纳 执照上还是1号" in page
    assert "没有采纳更正：执照上还是1号" in page
    assert coordinator.post(f"/enterprise-edits/{row.pk}/accept/").status_code == 409


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "和现在登记的一样"),
        ({"address": "新路", "why": ""}, "请填写这一项"),
        ({"credit_code": "914413001959738051"}, "校验码不对"),
        ({"name": ""}, "请填写这一项"),
        ({"capital": "很多"}, "看不懂"),
        ({"registered_on": "去年"}, "看不懂"),
        ({"business_scope": "长" * 5001}, "最多 5000 个字"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_is_kept(
    place: Place, changed: dict[str, str], sentence: str
) -> None:
    sent = place.member.post(address(place), wanted(place, **{"type_text": "", **changed}))
    assert sent.status_code == 422
    assert sentence in sent.content.decode()
    with door.as_system("tests.read"):
        assert not ProposedEdit.objects.exists()


def test_one_waits_at_a_time_and_is_taken_back_by_whoever_proposed_it(place: Place) -> None:
    row = propose(place, address="创新路9号")
    assert place.member.post(address(place), wanted(place, address="别的路")).status_code == 409
    assert place.member.post(f"/enterprise-edits/{row.pk}/take-back/").status_code == 302
    propose(place, address="别的路")


def test_the_same_form_twice_proposes_once(place: Place) -> None:
    fields = wanted(place, address="创新路9号")
    assert [place.member.post(address(place), fields).status_code for _ in range(2)] == [302, 302]
    with door.as_system("tests.read"):
        assert ProposedEdit.objects.count() == 1


def test_what_was_changed_meanwhile_is_not_overwritten(place: Place, coordinator: Client) -> None:
    row = propose(place, address="创新路9号")
    with door.as_system("tests.build"):
        Enterprise.objects.filter(pk=place.firm.pk).update(address="第三条路")
    answer = coordinator.post(f"/enterprise-edits/{row.pk}/accept/")
    assert answer.status_code == 422
    assert "提出以后地址已经改过" in answer.content.decode()
    assert stored(place).address == "第三条路"


def test_the_officer_proposes_too_and_nobody_else(place: Place) -> None:
    with clock.set_to(place.now):
        person = accounts.a_person("林晓岚", Role.OFFICER, unit=accounts.a_unit())
        officers.an_assignment(officers.an_officer(person=person), place.firm)
        propose(place, signed_in(person, place.now), address="创新路9号")
    other = signed_in(a_member(place.firm, "小员工"), place.now)
    assert other.get(address(place)).status_code == 404
    assert place.client(Role.COORDINATOR).get(address(place)).status_code == 403


def test_only_the_keeper_of_its_area_decides(place: Place) -> None:
    row = propose(place, address="创新路9号")
    elsewhere = place.client(Role.COORDINATOR, place.other)
    assert elsewhere.post(f"/enterprise-edits/{row.pk}/accept/").status_code == 404
    assert elsewhere.post(f"/enterprise-edits/{row.pk}/refuse/", {"reason": "x"}).status_code == 404
    assert place.member.post(f"/enterprise-edits/{row.pk}/accept/").status_code == 403
    assert stored(place).address == "创新路1号"


def test_row_security_alone_lets_the_contact_neither_change_the_register_nor_propose_for_another(
    place: Place,
) -> None:
    actor = accounts.actor_of(place.main, place.now)
    door.step_in(actor)
    assert Enterprise.objects.filter(pk=place.firm.pk).update(address="偷改") == 0
    values = {"changes": {}, "why": "x", "proposed_by": place.main, "proposed_at": place.now}
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        ProposedEdit.objects.create(enterprise_id=place.foreign.pk, **values)
    ProposedEdit.objects.create(enterprise_id=place.firm.pk, **values)


def test_the_change_is_recorded_with_both_who_proposed_and_who_accepted(
    place: Place, coordinator: Client
) -> None:
    row = propose(place, address="创新路9号")
    coordinator.post(f"/enterprise-edits/{row.pk}/accept/")
    with door.as_system("tests.read"):
        names = Event.objects.filter(subject_kind="enterprise").order_by("id").values_list("name", flat=True)
        assert [name for name in names if "Edit" in name] == [
            "EditProposed", "EnterpriseEdited", "EditAccepted",
        ]  # fmt: skip

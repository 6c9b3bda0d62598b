"""Titles, lists and sleep in the browser's words."""

import pytest
from django.test import Client

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Roll, RollEntry, Title
from qinqing.kernel import door
from tests.builders.enterprises import an_enterprise
from tests.doors.enterprises.conftest import Place

TITLE = {"kind": "high_tech", "from_on": "2025-01-01", "until_on": "2028-01-01", "paper": "GR2025"}
ROLL = {"kind": "tier", "name": "重点工业 50 家", "from_on": "2026-01-01"}


def address(place: Place, rest: str = "") -> str:
    return f"/enterprises/{place.firm.public_id}/{rest}"


def text(client: Client, where: str) -> str:
    return client.get(where).content.decode()


def post(client: Client, where: str, **given: str) -> str:
    response = client.post(where, given)
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def test_a_title_is_given_shown_found_and_ended(place: Place, coordinator: Client) -> None:
    post(coordinator, address(place, "titles/"), **TITLE)
    shown = text(coordinator, address(place))
    for words in ("高新技术企业", "2025年1月1日 起，2028年1月1日 到期", "GR2025", "获得称号：高新技术企业"):
        assert words in shown
    assert place.firm.name in text(coordinator, "/enterprises/?title=high_tech")
    assert place.firm.name not in text(coordinator, "/enterprises/?title=srdi")
    with door.as_system("tests.read"):
        number = Title.objects.get().pk
    post(coordinator, address(place, f"titles/{number}/end/"), until_on="2026-02-01")
    assert place.firm.name not in text(coordinator, "/enterprises/?title=high_tech")
    assert "2026年2月1日 已到期" in text(coordinator, address(place))


def test_a_title_that_ends_soon_is_lit(place: Place, coordinator: Client) -> None:
    post(coordinator, address(place, "titles/"), **{**TITLE, "until_on": "2026-05-01"})
    assert "2026年5月1日 到期" in text(place.member, address(place))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "hero"}, "这个选项已经没有了"),
        ({"until_on": "2024-01-01"}, "到期要在开始之后"),
        ({"from_on": "昨天"}, "日期要写成"),
        ({"paper": "x" * 81}, "最多 80 个字"),
    ],
)
def test_a_wrong_title_is_said_beside_the_field_and_kept(
    given: dict[str, str], words: str, place: Place, coordinator: Client
) -> None:
    response = coordinator.post(address(place, "titles/"), {**TITLE, **given})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert next(iter(given.values())) in response.content.decode() or "kind" in given


def test_the_same_title_twice_at_a_time_is_refused_and_once_sent_twice_is_one(
    place: Place, coordinator: Client
) -> None:
    sent = {**TITLE, "client_key": "1b4e28ba-2fa1-41d2-883f-0016d3cca427"}
    for _ in range(2):
        post(coordinator, address(place, "titles/"), **sent)
    response = coordinator.post(address(place, "titles/"), {**TITLE, "from_on": "2026-01-01"})
    assert response.status_code == 422
    assert "这段时间已经有“高新技术企业”" in response.content.decode()


def test_a_list_is_begun_joined_narrowed_to_and_left(place: Place, coordinator: Client) -> None:
    post(coordinator, address(place, "rolls/"), **ROLL, leads="on")
    other = an_enterprise(place.district, "白鹭光电公司")
    with door.as_system("tests.read"):
        roll = Roll.objects.get()
    post(coordinator, f"/enterprises/{other.public_id}/rolls/", roll_id=str(roll.pk), from_on="2026-02-01")
    listed = text(coordinator, f"/enterprises/?roll={roll.pk}")
    assert "企业，2 家" in listed
    assert "梯队名单：重点工业 50 家" in listed
    shown = text(coordinator, address(place))
    assert "自 2026年1月1日 起列入“重点工业 50 家”" in shown
    again = coordinator.post(address(place, "rolls/"), {"roll_id": roll.pk, "from_on": "2026-02-01"})
    assert "已经在“重点工业 50 家”里" in again.content.decode()
    with door.as_system("tests.read"):
        entry = RollEntry.objects.get(enterprise=place.firm)
    early = coordinator.post(address(place, f"rolls/{entry.pk}/leave/"), {"until_on": "2025-01-01"})
    assert "不能早于列入的 2026年1月1日" in early.content.decode()
    post(coordinator, address(place, f"rolls/{entry.pk}/leave/"), until_on="2026-03-01")
    assert "企业，1 家" in text(coordinator, f"/enterprises/?roll={roll.pk}")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"from_on": "2026-01-01"}, "选一份名单，或者写一份新的"),
        ({"from_on": "2026-01-01", "name": "新名单"}, "新名单要选种类"),
        ({"from_on": "", "name": "新名单", "kind": "tier"}, "请选日期"),
    ],
)
def test_what_is_missing_for_a_list_is_said(
    given: dict[str, str], words: str, place: Place, coordinator: Client
) -> None:
    response = coordinator.post(address(place, "rolls/"), given)
    assert response.status_code == 422
    assert words in response.content.decode()


@pytest.mark.parametrize("where", ["?roll=x", "?roll=" + "9" * 40, "?title=hero", "?dormant=2", "?size=huge"])
def test_a_narrowing_that_means_nothing_narrows_nothing(
    where: str, place: Place, coordinator: Client
) -> None:
    assert place.firm.name in text(coordinator, f"/enterprises/{where}")


def test_a_dormant_enterprise_leaves_the_list_and_comes_back(place: Place, coordinator: Client) -> None:
    empty = coordinator.post(address(place, "dormant/"), {"reason": ""})
    assert empty.status_code == 422
    post(coordinator, address(place, "dormant/"), reason="停产清算")
    assert place.firm.name not in text(coordinator, "/enterprises/")
    assert place.firm.name in text(coordinator, "/enterprises/?dormant=1")
    assert "起休眠：停产清算" in text(coordinator, address(place))
    assert coordinator.post(address(place, "dormant/"), {"reason": "再停"}).status_code == 409
    assert place.member.get(address(place)).status_code == 200
    post(coordinator, address(place, "wake/"))
    assert place.firm.name in text(coordinator, "/enterprises/")


ALL = ("titles/", "titles/1/end/", "rolls/", "rolls/1/leave/", "dormant/")


def test_only_its_keepers_keep_it(place: Place) -> None:
    for client in (place.member, place.client(Role.LEADER), place.client(Role.OFFICER)):
        assert [client.get(address(place, rest)).status_code for rest in ALL] == [403] * len(ALL)
    stranger = place.client(Role.COORDINATOR, place.other)
    assert [stranger.get(address(place, rest)).status_code for rest in ALL] == [404] * len(ALL)
    assert stranger.post(address(place, "wake/")).status_code == 404

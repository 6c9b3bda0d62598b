"""Lists are renamed, retired and used again; what was written while they were in use stays."""

from datetime import date

import pytest
from django.test import Client

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Roll, RollEntry
from qinqing.kernel import door
from tests.builders.enterprises import an_enterprise, an_entry
from tests.doors.enterprises.conftest import Place

NAME = "重点工业 50 家"


@pytest.fixture
def roll(place: Place) -> Roll:
    return an_entry(place.firm, NAME).roll


def text(client: Client, where: str) -> str:
    return client.get(where).content.decode()


def post(client: Client, where: str, **given: str) -> None:
    response = client.post(where, given)
    assert response.status_code == 302, response.content.decode()


def retire(client: Client, roll: Roll, day: str = "2026-03-01") -> None:
    post(client, f"/rolls/{roll.pk}/retire/", from_on=day, reason="换了新一年的名单")


def offered(client: Client, place: Place) -> list[bool]:
    """Whether the picker of an enterprise and the filter of the list offer it."""
    pages = (f"/enterprises/{place.firm.public_id}/rolls/", "/enterprises/")
    return [f"梯队名单：{NAME}" in text(client, page) for page in pages]


def test_a_list_is_renamed_and_what_was_written_keeps_the_former_name(
    place: Place, coordinator: Client, roll: Roll
) -> None:
    assert NAME in text(coordinator, "/rolls/")
    post(coordinator, f"/rolls/{roll.pk}/rename/", name="工业龙头 50 家")
    shown = text(coordinator, f"/enterprises/{place.firm.public_id}/")
    assert "工业龙头 50 家</a>" in shown
    assert f"起列入“{NAME}”" in shown
    assert f"名单“{NAME}”改名为“工业龙头 50 家”" in text(coordinator, f"/rolls/{roll.pk}/")
    post(coordinator, f"/rolls/{roll.pk}/rename/", name=NAME)
    assert f"{NAME}</a>" in text(coordinator, f"/enterprises/{place.firm.public_id}/")


def test_a_retired_list_is_offered_nowhere_and_comes_back(
    place: Place, coordinator: Client, roll: Roll
) -> None:
    assert offered(coordinator, place) == [True, True]
    retire(coordinator, roll)
    assert offered(coordinator, place) == [False, False]
    assert "企业，0 家" in text(coordinator, f"/enterprises/?roll={roll.pk}")
    shown = text(place.member, f"/enterprises/{place.firm.public_id}/")
    assert "2026年3月1日 起停用" in shown
    assert f"起列入“{NAME}”" in shown
    story = text(coordinator, f"/rolls/{roll.pk}/")
    assert f"名单“{NAME}”自 2026年3月1日 起停用：换了新一年的名单" in story
    post(coordinator, f"/rolls/{roll.pk}/restore/")
    assert offered(coordinator, place) == [True, True]
    assert "企业，1 家" in text(coordinator, f"/enterprises/?roll={roll.pk}")
    with door.as_system("tests.read"):
        assert RollEntry.objects.get(enterprise=place.firm).until_on is None


def test_a_list_is_in_use_until_the_day(place: Place, coordinator: Client, roll: Roll) -> None:
    retire(coordinator, roll, "2026-12-31")
    assert offered(coordinator, place) == [True, True]
    assert "2026年12月31日 起停用" in text(coordinator, "/rolls/")
    other = an_enterprise(place.district, "白鹭光电公司")
    late = coordinator.post(
        f"/enterprises/{other.public_id}/rolls/", {"roll_id": roll.pk, "from_on": "2027-01-01"}
    )
    assert "从 2026年12月31日 起停用" in late.content.decode()


@pytest.mark.parametrize(
    ("act", "given", "words"),
    [
        ("rename", {"name": ""}, "请填写"),
        ("rename", {"name": "长" * 61}, "最多 60 个字"),
        ("rename", {"name": NAME}, "和现在的名称一样"),
        ("rename", {"name": "另一份"}, "这个区域已经有一份“另一份”"),
        ("retire", {"from_on": "昨天", "reason": "不用了"}, "日期要写成"),
        ("retire", {"from_on": "2099-01-01", "reason": "不用了"}, "停用日期要在一年以内"),
        ("retire", {"from_on": "2026-03-01", "reason": ""}, "请填写"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(
    act: str, given: dict[str, str], words: str, place: Place, coordinator: Client, roll: Roll
) -> None:
    an_entry(an_enterprise(place.district, "白鹭光电公司"), "另一份")
    response = coordinator.post(f"/rolls/{roll.pk}/{act}/", given)
    assert response.status_code == 422
    shown = response.content.decode()
    assert words in shown
    assert all(typed in shown for typed in given.values())


def test_a_list_that_is_retired_or_in_use_already_is_said(coordinator: Client, roll: Roll) -> None:
    assert coordinator.post(f"/rolls/{roll.pk}/restore/").status_code == 409
    retire(coordinator, roll)
    again = coordinator.post(f"/rolls/{roll.pk}/retire/", {"from_on": "2026-03-02", "reason": "再停"})
    assert again.status_code == 409
    with door.as_system("tests.read"):
        assert Roll.objects.get(pk=roll.pk).retired_on == date(2026, 3, 1)


ACTS = ("", "rename/", "retire/", "restore/")


def test_only_who_keeps_its_area_keeps_a_list(place: Place, roll: Roll) -> None:
    given = {"name": "别的", "from_on": "2026-03-01", "reason": "不用了"}
    for client, status in (
        (place.client(Role.LEADER), 403),
        (place.client(Role.COORDINATOR, place.other), 404),
    ):
        assert client.get(f"/rolls/{roll.pk}/").status_code == status
        assert [client.post(f"/rolls/{roll.pk}/{act}", given).status_code for act in ACTS[1:]] == [status] * 3
    assert NAME not in text(place.client(Role.COORDINATOR, place.other), "/rolls/")
    with door.as_system("tests.read"):
        assert Roll.objects.get(pk=roll.pk).name == NAME


def test_the_filter_offers_the_lists_of_ones_areas_and_above_and_no_other(place: Place, roll: Roll) -> None:
    city = place.district.parent
    assert city is not None
    with door.as_system("tests.build"):
        for name, area in (("全市的名单", city), ("东岭的名单", place.other)):
            Roll.objects.create(kind="tier", name=name, area=area)
    shown = text(place.client(Role.SUPERVISOR), "/enterprises/")
    assert "全市的名单" in shown
    assert NAME in shown
    assert "东岭的名单" not in shown
    whole = text(place.client(Role.SUPERVISOR, city), "/enterprises/")
    assert "全市的名单" in whole
    assert "东岭的名单" in whole

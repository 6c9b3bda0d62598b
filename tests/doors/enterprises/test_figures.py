"""The yearly figures in the browser's words: who is shown what, who fills in, who has to say why."""

import re

import pytest
from django.test import Client

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import YearlyFacts
from qinqing.kernel import door
from tests.builders.browsers import signed_in
from tests.builders.officers import an_assignment, an_officer
from tests.doors.enterprises.conftest import Place

GIVEN = {"year": "2025", "source": "firm", "stated_on": "2026-01-31"}


def address(place: Place, rest: str = "") -> str:
    return f"/enterprises/{place.firm.public_id}/{rest}"


def text(client: Client, where: str) -> str:
    return client.get(where).content.decode()


@pytest.fixture
def stated(place: Place) -> None:
    """The main contact has said what his firm took in 2025."""
    response = place.member.post(
        address(place, "figures/"), {**GIVEN, "revenue": "2345.6789", "staff": "350"}
    )
    assert response.status_code == 302, response.content.decode()


def test_the_main_contact_fills_in_and_reads(place: Place, stated: None) -> None:
    shown = text(place.member, address(place))
    for words in ("年度数据", "2,345.68 万元", "350 人", "企业填报（2026年1月31日）", "填数据"):
        assert words in shown


def test_each_year_that_is_shown_says_whose_it_is_and_no_other_does(place: Place, stated: None) -> None:
    for year in ("2022", "2023", "2024"):
        given = {**GIVEN, "year": year, "stated_on": f"{year}-12-31", "staff": "300"}
        assert place.member.post(address(place, "figures/"), given).status_code == 302
    sources = re.findall(r"(\d{4}) 年：企业填报", text(place.member, address(place)))
    assert sources == ["2025", "2024", "2023"]


def test_the_officer_who_serves_it_reads(place: Place, stated: None) -> None:
    officer = an_officer("池永安")
    an_assignment(officer, place.firm)
    assert "2,345.68 万元" in text(signed_in(officer.person, place.now), address(place))


def test_a_leader_reads_a_range(place: Place, stated: None) -> None:
    shown = text(place.client(Role.LEADER), address(place))
    assert "2,000 万元—1 亿元" in shown
    assert "只显示范围" in shown
    assert "2,345" not in shown


def test_a_coordinator_reads_after_saying_why(place: Place, coordinator: Client, stated: None) -> None:
    before = text(coordinator, address(place))
    assert "要登记原因以后才能看" in before
    assert "2,345" not in before
    empty = coordinator.post(address(place, "figures/open/"), {"reason": "看"})
    assert empty.status_code == 422
    assert "写明为什么要看" in empty.content.decode()
    assert coordinator.post(address(place, "figures/open/"), {"reason": "核对申报条件"}).status_code == 302
    after = text(coordinator, address(place))
    assert "2,345.68 万元" in after
    assert "登记查看年度数据：核对申报条件" in after


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.POLICY_EDITOR])
def test_others_see_nothing_of_it(role: Role, place: Place, stated: None) -> None:
    client = place.client(role)
    shown = text(client, address(place))
    assert "2,345" not in shown
    assert "登记查看" not in shown
    for rest in ("figures/", "figures/open/"):
        assert client.get(address(place, rest)).status_code == 403


def test_a_stranger_finds_neither_form(place: Place) -> None:
    stranger = place.client(Role.COORDINATOR, place.other)
    for rest in ("figures/", "figures/open/"):
        assert stranger.get(address(place, rest)).status_code == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"year": "2099"}, "年度和数据日期不能在将来"),
        ({"year": "x"}, "写四位年份"),
        ({"source": "tax"}, "这个选项已经没有了"),
        ({"stated_on": "2026-13-40"}, "日期要写成"),
        ({"revenue": "很多"}, "金额“很多”看不懂"),
        ({"staff": "-1"}, "人数“-1”看不懂"),
        ({"rnd_staff": "900", "staff": "3"}, "研发人员比期末从业人员还多"),
        ({"revenue": ""}, "至少填一项数据"),
        ({"revenue": "9" * 31}, "最多 30 个字"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_kept(
    given: dict[str, str], field: str, place: Place
) -> None:
    response = place.member.post(address(place, "figures/"), {**GIVEN, "revenue": "5", **given})
    assert response.status_code == 422
    shown = response.content.decode()
    assert field in shown
    assert f'value="{next(iter(given.values()))}"' in shown or "source" in given
    with door.as_system("tests.read"):
        assert not YearlyFacts.objects.exists()


def test_sending_it_twice_states_it_once(place: Place) -> None:
    client, key = place.member, "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
    for _ in range(2):
        sent = {**GIVEN, "revenue": "5", "client_key": key}
        assert client.post(address(place, "figures/"), sent).status_code == 302
    with door.as_system("tests.read"):
        assert YearlyFacts.objects.count() == 1


def test_the_list_is_narrowed_by_size(place: Place, coordinator: Client, stated: None) -> None:
    coordinator.post(
        address(place, "edit/"),
        {
            "name": place.firm.name, "credit_code": place.firm.credit_code, "type": "company",
            "industry": "39", "area_id": place.district.pk, "version": 1,
        },
    )  # fmt: skip
    assert place.firm.name in text(coordinator, "/enterprises/?size=medium")
    assert place.firm.name not in text(coordinator, "/enterprises/?size=large")
    assert place.firm.name not in text(coordinator, "/enterprises/?size=none")

"""Figures by a grant in the browser's words: given, read with a record, seen by the firm, taken back."""

import pytest
from django.test import Client

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import FiguresGrant
from qinqing.kernel import door
from qinqing.kernel.models import Event
from tests.builders import accounts
from tests.builders.browsers import signed_in
from tests.doors.enterprises.conftest import Place

PURPOSE = "研究它的用地诉求"
MINE = "/figures-for-me/"


def address(place: Place, rest: str = "") -> str:
    return f"/enterprises/{place.firm.public_id}/{rest}"


def text(client: Client, where: str) -> str:
    return client.get(where).content.decode()


@pytest.fixture
def stated(place: Place) -> None:
    """The main contact has said what his firm took in 2025, and what it paid."""
    given = {
        "year": "2025",
        "source": "firm",
        "stated_on": "2026-01-31",
        "revenue": "2345.6789",
        "tax": "86.05",
    }
    assert place.member.post(address(place, "figures/"), given).status_code == 302


@pytest.fixture
def leader(place: Place) -> Person:
    return accounts.a_person("江一帆", Role.LEADER, area=place.district)


def given_to(leader: Person, **said: object) -> dict[str, object]:
    return {
        "who": f"leader-{leader.pk}", "measures": ["tax"], "purpose": PURPOSE, "until_on": "2026-03-20",
        **said,
    }  # fmt: skip


def test_a_leader_is_given_a_figure_reads_it_and_the_firm_sees_it(
    place: Place, coordinator: Client, leader: Person, stated: None
) -> None:
    reader = signed_in(leader, place.now)
    assert "没有授权您看的数据" in text(reader, MINE)
    done = coordinator.post(address(place, "grants/"), given_to(leader))
    assert done.status_code == 302, done.content.decode()
    assert place.firm.name in text(reader, MINE)
    assert "86.05" not in text(reader, MINE)
    with door.as_system("tests.read"):
        number = FiguresGrant.objects.get().pk
    read = reader.post(f"{MINE}{number}/").content.decode()
    assert "86.05 万元" in read
    assert "2,345" not in read
    assert "2,345" not in text(reader, address(place))
    for client in (place.member, coordinator):
        shown = text(client, address(place))
        for words in ("谁看过年度数据", "江一帆", "实缴税金", PURPOSE, "到 2026年3月20日 为止", "看过 1 次"):
            assert words in shown
        assert "江一帆（包联、分管领导）看了实缴税金" in shown
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="GrantedFiguresOpened", actor_id=leader.pk).count() == 1


def test_what_is_taken_back_is_read_no_more(
    place: Place, coordinator: Client, leader: Person, stated: None
) -> None:
    coordinator.post(address(place, "grants/"), given_to(leader))
    with door.as_system("tests.read"):
        number = FiguresGrant.objects.get().pk
    assert coordinator.post(address(place, f"grants/{number}/end/")).status_code == 302
    reader = signed_in(leader, place.now)
    assert place.firm.name not in text(reader, MINE)
    assert reader.post(f"{MINE}{number}/").status_code == 404
    assert coordinator.post(address(place, f"grants/{number}/end/")).status_code == 409
    assert "不再允许江一帆" in text(place.member, address(place))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"who": "leader-999999"}, "这个选项已经没有了"),
        ({"who": ""}, "请选一项"),
        ({"measures": []}, "请至少选一项"),
        ({"measures": ["secret"]}, "有选项已经没有了"),
        ({"purpose": "看看"}, "写明用来做什么"),
        ({"until_on": "2026-12-31"}, "90 天以内"),
        ({"until_on": "2020-01-01"}, "90 天以内"),
        ({"until_on": "明天"}, "日期要写成"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(
    said: dict[str, object], words: str, place: Place, coordinator: Client, leader: Person
) -> None:
    response = coordinator.post(address(place, "grants/"), given_to(leader, **said))
    assert response.status_code == 422
    shown = response.content.decode()
    assert words in shown
    assert str(said.get("purpose", PURPOSE)) in shown
    with door.as_system("tests.read"):
        assert not FiguresGrant.objects.exists()


def test_only_who_keeps_the_firm_grants_and_only_leaders_and_heads_read(place: Place, leader: Person) -> None:
    for client in (place.member, place.client(Role.OFFICER), signed_in(leader, place.now)):
        assert client.get(address(place, "grants/")).status_code == 403
    stranger = place.client(Role.COORDINATOR, place.other)
    assert stranger.post(address(place, "grants/"), given_to(leader)).status_code == 404
    for role, status in ((Role.UNIT_HEAD, 200), (Role.SUPERVISOR, 403), (Role.COORDINATOR, 403)):
        assert place.client(role).get(MINE).status_code == status

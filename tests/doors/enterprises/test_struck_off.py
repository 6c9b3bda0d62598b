"""An enterprise that was struck off: said plainly, offered for nothing new, and what is open goes on."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client, override_settings

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers.queries import coverage
from qinqing.domains.officers.terms import CoverageClass
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.terms import CaseState
from qinqing.kernel import clock, door
from qinqing.kernel.models import Event
from tests.builders import accounts
from tests.builders.browsers import signed_in
from tests.builders.hashing import QUICK
from tests.builders.officers import an_officer
from tests.builders.problems import Road, Town, at
from tests.builders.problems import town as a_town
from tests.conftest import acting

pytestmark = pytest.mark.django_db
NOW = at("2026-03-02 09:30")
DAY = date(2026, 2, 20)
NOTICE = "（青岚）登字〔2026〕第 18 号准予注销登记通知书"
STRUCK = {"struck_as": "deregistered", "struck_on": "2026-02-20", "struck_source": NOTICE}
SAID = {"facts": "门口的路灯坏了三天", "contact_name": "冯亦可", "phone": "13911112222"}


@pytest.fixture
def town() -> Iterator[Town]:
    with clock.set_to(NOW), override_settings(PASSWORD_HASHERS=QUICK):
        yield a_town()


def client(town: Town, who: str) -> Client:
    return signed_in(town.people[who], NOW)


def address(town: Town, rest: str = "") -> str:
    return f"/enterprises/{town.enterprise.public_id}/{rest}"


def text(client: Client, where: str) -> str:
    return client.get(where).content.decode()


def struck(town: Town, **changed: str) -> int:
    return client(town, "coordinator").post(address(town, "struck-off/"), {**STRUCK, **changed}).status_code


def stored() -> Enterprise:
    with door.as_system("tests.read"):
        return Enterprise.objects.get()


def links(page: str) -> set[str]:
    return set(re.findall(r'(?:href|action)="([^"]+)"', page))


def raised() -> int:
    with door.as_system("tests.read"):
        return Problem.objects.count()


def card(town: Town) -> str:
    page = client(town, "enterprise").post(address(town, "card/")).content.decode()
    found = re.search(r'data-copy="(http[^"]+/r/[^"]+)"', page)
    assert found
    return urlsplit(found[1]).path


def test_the_form_says_what_goes_on(town: Town) -> None:
    coordinator = client(town, "coordinator")
    before = text(coordinator, address(town, "struck-off/"))
    assert "没有在办的诉求" in before
    assert "没有能用的诉求二维码" in before
    Road(town, NOW).submitted()
    card(town)
    now = text(coordinator, address(town, "struck-off/"))
    for words in ("还有 1 件诉求在办", "林晓岚 照样服务它", "诉求二维码不再收新的"):
        assert words in now


def test_it_is_said_at_the_head_of_its_page_in_the_list_and_where_it_is_found(town: Town) -> None:
    assert struck(town) == 302
    coordinator, said = client(town, "coordinator"), "已于 2026年2月20日 注销"
    page = text(coordinator, address(town))
    assert f"这家企业{said}" in page
    assert NOTICE in page
    assert "自 2026年2月20日 起不在册（注销）" in page
    assert town.enterprise.name not in text(coordinator, "/enterprises/")
    assert said in text(coordinator, "/enterprises/?struck=1")
    found = text(coordinator, "/search/?q=微澜")
    assert address(town) in found
    assert "注销" in found
    assert said in text(client(town, "officer"), "/my-enterprises/")
    own = text(client(town, "enterprise"), address(town))
    assert f"贵企业{said}" in own
    assert "恢复在册" not in own


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"struck_on": "2026-03-03"}, "还没到那天"),
        ({"struck_on": "2025-05-31"}, "不能早于成立的 2025年6月1日"),
        ({"struck_as": "gone"}, "这个选项已经没有了"),
        ({"struck_source": ""}, "依据"),
        ({"struck_source": "x" * 201}, "最多 200 个字"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(changed: dict[str, str], words: str, town: Town) -> None:
    with door.as_system("tests.build"):
        Enterprise.objects.update(registered_on=date(2025, 6, 1))
    answer = client(town, "coordinator").post(address(town, "struck-off/"), {**STRUCK, **changed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert stored().struck_on is None


def test_it_is_recorded_once(town: Town) -> None:
    assert struck(town) == 302
    assert struck(town, struck_as="revoked") == 422
    assert stored().struck_as == "deregistered"
    assert client(town, "coordinator").post(address(town, "dormant/"), {"reason": "停产"}).status_code == 409


# --- nothing new -------------------------------------------------------


def test_its_people_raise_nothing_new_and_are_told_why(town: Town) -> None:
    struck(town)
    own = client(town, "enterprise")
    assert "贵企业已于 2026年2月20日 注销，不再收新的诉求" in text(own, "/raise/")
    answer = own.post("/raise/", {"facts": SAID["facts"], "category": "unsure", "act": "submit"})
    assert answer.status_code == 422
    assert raised() == 0


def test_nobody_raises_for_it(town: Town) -> None:
    struck(town)
    for who in ("officer", "coordinator"):
        given = {"enterprise": town.enterprise.public_id, "enterprise_words": "微澜", "channel": "phone"}
        answer = client(town, who).post("/raise/", {**given, "facts": SAID["facts"], "act": "submit"})
        assert answer.status_code == 422, who
        assert town.enterprise.public_id not in text(client(town, who), "/raise/")
    assert raised() == 0


def test_its_card_takes_no_more_and_says_so_courteously(town: Town) -> None:
    path = card(town)
    assert Client().get(path).status_code == 200
    struck(town)
    for answer in (Client().get(path), Client().post(path, SAID)):
        assert answer.status_code == 409
        assert "已于 2026年2月20日 注销，这里不再收新的诉求" in answer.content.decode()
    assert raised() == 0


@pytest.mark.parametrize(
    ("who", "rest", "given"),
    [
        ("coordinator", "officers/", {"part": "B", "from_on": "2026-03-02"}),
        ("coordinator", "leader/", {"from_on": "2026-03-02"}),
        ("coordinator", "contacts/invite/", {"name": "郑以宁", "phone": "13911112222", "sees": "own"}),
        ("enterprise", "contacts/invite/", {"name": "郑以宁", "phone": "13911112222", "sees": "own"}),
        ("officer", "card/", {}),
    ],
)
def test_nothing_else_is_begun_for_it(who: str, rest: str, given: dict[str, str], town: Town) -> None:
    struck(town)
    people = {"officer_id": an_officer("池永安").pk, "leader_id": town.people["leader"].pk}
    answer = client(town, who).post(address(town, rest), {**given, **people})
    assert answer.status_code in (409, 422), answer.status_code
    assert "不再办新的事" in answer.content.decode()


def test_its_page_offers_nothing_that_is_refused(town: Town) -> None:
    standing = ("titles/", "rolls/", "dormant/", "struck-off/")
    offered = {
        address(town, rest) for rest in ("officers/", "leader/", "contacts/invite/", "card/", *standing)
    }
    assert offered <= links(text(client(town, "coordinator"), address(town)))
    struck(town)
    assert not offered & links(text(client(town, "coordinator"), address(town)))


# --- what is open goes on ----------------------------------------------


def test_what_is_open_goes_to_its_end_with_its_own_people(town: Town) -> None:
    road = Road(town, NOW).submitted().passed_on().dispatched().signed().contacted()
    struck(town)
    own = client(town, "enterprise")
    assert "路灯不亮" in text(own, "/mine/")
    road.replied().signed_off().approved().confirmed()
    with door.as_system("tests.read"):
        assert Problem.objects.get().state == CaseState.CLOSED
    assert address(town) in text(client(town, "officer"), "/my-enterprises/")


def test_who_serves_it_can_be_replaced(town: Town) -> None:
    struck(town)
    given = {"officer_id": an_officer("池永安").pk, "on": "2026-03-02"}
    assert client(town, "coordinator").post(address(town, "handover/"), given).status_code == 302
    assert "池永安" in text(client(town, "enterprise"), address(town))


# --- what is counted ---------------------------------------------------


def counted(town: Town, day: date) -> tuple[int, int]:
    actor = accounts.actor_of(town.people["coordinator"], NOW)
    with acting(actor):
        whole = next(one for one in coverage(actor, day) if one.cls is CoverageClass.ALL)
    return whole.whole, whole.served


def test_the_coverage_counts_it_until_the_day(town: Town) -> None:
    before = DAY - timedelta(1)
    assert counted(town, before) == counted(town, DAY) == (1, 1)
    struck(town)
    assert (counted(town, before), counted(town, DAY)) == ((1, 1), (0, 0))
    address_ = "/figures/officers.served_all/?period=2026-0{0}-01~2026-0{0}-{1}"
    coordinator = client(town, "coordinator")
    assert town.enterprise.name in text(coordinator, address_.format(1, 31))
    assert town.enterprise.name not in text(coordinator, address_.format(2, 28))


# --- back --------------------------------------------------------------


def test_it_is_put_back_with_a_reason(town: Town) -> None:
    path = card(town)
    struck(town)
    coordinator = client(town, "coordinator")
    assert coordinator.post(address(town, "put-back/"), {"reason": ""}).status_code == 422
    assert "已于 2026年2月20日 注销" in text(coordinator, address(town, "put-back/"))
    assert coordinator.post(address(town, "put-back/"), {"reason": "登记错了企业"}).status_code == 302
    page = text(coordinator, address(town))
    assert "这家企业已于" not in page
    assert "恢复在册：登记错了企业" in page
    assert town.enterprise.name in text(coordinator, "/enterprises/")
    assert Client().get(path).status_code == 200
    assert counted(town, DAY) == (1, 1)
    assert coordinator.post(address(town, "put-back/"), {"reason": "再来"}).status_code == 409
    with door.as_system("tests.read"):
        told = Event.objects.filter(subject_kind="enterprise", name__startswith="Enterprise").order_by("pk")
        assert list(told.values_list("name", flat=True)) == ["EnterpriseStruckOff", "EnterprisePutBack"]


def test_only_who_keeps_it_strikes_it_off(town: Town) -> None:
    acts = ("struck-off/", "put-back/")
    for who in ("enterprise", "officer", "leader", "supervisor", "handler1"):
        answers = [client(town, who).get(address(town, rest)).status_code for rest in acts]
        assert answers == [403, 403], who
    other = accounts.a_person("邻区", Role.COORDINATOR, area=accounts.an_area("东岭区"))
    stranger = signed_in(other, NOW)
    assert [stranger.post(address(town, rest), STRUCK).status_code for rest in acts] == [404, 404]

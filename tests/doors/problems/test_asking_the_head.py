"""What only the head of coordination may decide is brought to him from where it was refused (M12)."""

from collections.abc import Iterator
from datetime import datetime
from html import unescape

import pytest
from pytest_django.plugin import DjangoDbBlocker

from qinqing.domains.problems.terms import CaseState
from qinqing.kernel.database.launcher import Server
from tests.builders.problems import Road, town
from tests.builders.visits import Visit
from tests.doors.problems.catalogue import kinds_of_problems

pytestmark = pytest.mark.django_db
ASK = "请负责人定"


@pytest.fixture(scope="module", autouse=True)
def _kinds(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), kinds_of_problems(server):
        yield


@pytest.fixture
def road(monday: datetime) -> Road:
    """A sensitive problem that waits for dispatch."""
    made = Road(town(), monday).submitted().passed_on()
    return made.take("coordinator", "reclassify", category=902, reason="环保处罚")


def visit(road: Road, who: str) -> Visit:
    return Visit(road.town.people[who], road.now)


def page(road: Road) -> str:
    return f"/problems/{road.problem.public_id}/"


def begun(road: Road, who: str, step: str) -> str:
    """The page with the words to the head begun."""
    answer = visit(road, who).get(f"{page(road)}?do=escalate&for={step}")
    return unescape(answer.content.decode())


def test_a_sensitive_refusal_is_brought_to_the_head_who_decides_it(road: Road) -> None:
    there = f"/triage/{road.problem.public_id}/"
    assert ASK in visit(road, "coordinator").text(there)
    assert (
        f"{page(road)}?do=escalate&amp;for=refuse" in visit(road, "coordinator").get(there).content.decode()
    )
    form = begun(road, "coordinator", "refuse")
    assert "请决定要不要不予受理" in form
    assert "只能由负责人决定" in form
    words = {"asked": "撤销处罚", "tried": "问过", "blocked_by": "只能由负责人决定", "wanted": "请决定"}
    sent = visit(road, "coordinator").step(road.problem.public_id, "escalate", view="staff", **words)
    assert sent.status_code == 302
    assert "路灯" in visit(road, "head").text("/")
    assert ASK not in visit(road, "coordinator").text(there)
    assert road.refused("head").problem.state == CaseState.REFUSED


def test_so_is_a_second_request_to_the_enterprise(road: Road) -> None:
    road.asked("coordinator").supplied()
    assert ASK in visit(road, "coordinator").text(page(road))
    assert "请决定要不要再请企业补充一次" in begun(road, "coordinator", "ask_supplement")


def test_so_is_an_explanation_of_what_the_law_does_not_allow(road: Road) -> None:
    road.dispatched().signed().contacted().replied(result="R4", citation="条例第五条").signed_off()
    road.approved().disputed()
    answer = visit(road, "coordinator").get(page(road))
    assert f"{page(road)}?do=escalate&amp;for=explain" in answer.content.decode()
    assert "请决定要不要向企业再解释一次" in begun(road, "coordinator", "explain")


def test_the_head_is_not_asked_for_what_others_may_do(road: Road) -> None:
    assert ASK not in visit(road, "head").text(page(road))
    assert "请决定要不要" not in begun(road, "coordinator", "anything")


def test_where_the_leader_is_next_he_is_not_asked_in_the_heads_place(road: Road) -> None:
    brief = {"asked": "修", "tried": "问过", "blocked_by": "没钱", "wanted": "定时间"}
    for _ in range(2):
        road.take("coordinator", "escalate", **brief).take("head", "instruct", text="照办")
    assert ASK not in visit(road, "coordinator").text(page(road))

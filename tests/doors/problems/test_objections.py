"""Objecting to a refusal, and deciding, at the pages of those concerned."""

from datetime import datetime

import pytest

from qinqing.domains.problems import queries
from qinqing.domains.problems.terms import CaseState
from qinqing.kernel import door
from tests.builders.problems import Road, town
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db
WHY = "厂门口这段路归本区管"


@pytest.fixture
def road(monday: datetime) -> Road:
    return Road(town(), monday).submitted().passed_on().refused().wait(hours=2)


def visit(road: Road, who: str) -> Visit:
    return Visit(road.town.people[who], road.now)


def page(road: Road) -> str:
    return f"/problems/{road.problem.public_id}/"


def test_the_enterprise_objects_and_closes_at_when_it_is_answered(road: Road) -> None:
    enterprise = visit(road, "enterprise")
    assert "不同意，提出异议" in enterprise.text(page(road))
    assert enterprise.step(road.problem.public_id, "object", view="mine", why=WHY).status_code == 302
    seen = enterprise.text(page(road))
    assert "您的异议有人在看" in seen
    assert "3月4日 周三 18:00 前答复您" in seen


def test_it_waits_on_the_heads_list_and_allowed_on_the_desk(road: Road) -> None:
    road.objected()
    head = visit(road, "head")
    listed = head.text("/reviews/")
    assert "企业的异议" in listed
    assert "决定" in listed
    assert WHY in head.text(page(road))
    sent = head.step(road.problem.public_id, "allow_objection", view="staff", decision="去年已划归本区")
    assert sent.status_code == 302
    assert road.problem.state == CaseState.TRIAGE
    assert "路灯" in visit(road, "coordinator").text("/triage/")
    assert "去年已划归本区" in visit(road, "enterprise").text(page(road))
    with door.as_system("tests.read"):
        assert queries.uneven(road.now) == []
        assert queries.misdated(road.now) == []


@pytest.mark.parametrize("who", ["officer", "coordinator", "head"])
def test_staff_read_who_decides_and_until_when(who: str, road: Road) -> None:
    road.objected()
    waiting = visit(road, who).text(page(road))
    assert "现在在谁手里 协调办负责人" in waiting
    assert "决定企业的异议" in waiting
    assert "3月4日 周三 18:00" in waiting
    road.take("head", "deny_objection", decision="道路产权在邻区")
    assert "怎样结束的" in visit(road, who).text(page(road))


def test_denied_the_enterprise_reads_the_reason(road: Road) -> None:
    road.objected()
    visit(road, "head").step(
        road.problem.public_id, "deny_objection", view="staff", decision="道路产权在邻区"
    )
    seen = visit(road, "enterprise").text(page(road))
    assert "认为异议不成立" in seen
    assert "道路产权在邻区" in seen
    assert "已经提过一次异议" in seen
    with door.as_system("tests.read"):
        assert queries.orphans(road.now) == []


def test_taken_back_nobody_has_to_decide(road: Road) -> None:
    road.objected()
    visit(road, "enterprise").step(road.problem.public_id, "take_back_objection", view="mine")
    assert road.problem.objection == "taken_back"
    assert "企业的异议" not in visit(road, "head").text("/reviews/")


@pytest.mark.parametrize("who", ["coordinator", "officer", "supervisor", "enterprise", "leader"])
def test_nobody_else_decides(road: Road, who: str) -> None:
    road.objected()
    for step in ("allow_objection", "deny_objection"):
        answer = visit(road, who).step(road.problem.public_id, step, view="staff", decision="行")
        assert answer.status_code in {403, 404, 422}
    assert road.problem.objection == "pending"


def test_a_decision_without_reasons_is_none(road: Road) -> None:
    road.objected()
    answer = visit(road, "head").step(road.problem.public_id, "deny_objection", view="staff", decision=" ")
    assert answer.status_code == 422
    assert "理由：请填写" in words_of(answer)


def test_a_pending_objection_is_no_orphan(road: Road) -> None:
    road.objected()
    with door.as_system("tests.read"):
        assert queries.orphans(road.now) == []

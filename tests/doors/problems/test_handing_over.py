"""More units and another lead, at the pages of the coordinator and of the lead's head."""

from datetime import datetime

import pytest

from qinqing.domains.problems import queries
from qinqing.domains.problems.terms import CaseState
from qinqing.kernel import door
from tests.builders.problems import Road, town
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(monday: datetime) -> Road:
    return Road(town(), monday).submitted().passed_on().dispatched().signed().wait(hours=3)


def visit(road: Road, who: str) -> Visit:
    return Visit(road.town.people[who], road.now)


def page(road: Road) -> str:
    return f"/problems/{road.problem.public_id}/"


def sound(road: Road) -> None:
    with door.as_system("tests.read"):
        assert queries.uneven(road.now) == []
        assert queries.misdated(road.now) == []
        assert queries.orphans(road.now) == []


def test_the_coordinator_adds_a_unit_and_it_sees_its_task(road: Road) -> None:
    coordinator, unit = visit(road, "coordinator"), road.town.units[1]
    assert "加派单位" in coordinator.text(page(road))
    sent = coordinator.step(
        road.problem.public_id, "add_unit", view="staff", new_unit=unit.pk, part="parallel",
        message="请查线路",
    )  # fmt: skip
    assert sent.status_code == 302
    assert "路灯" in visit(road, "handler2").text("/tasks/")
    assert "加派 供电所 分办" in coordinator.text(page(road))
    assert "请 供电所 也来办" in visit(road, "enterprise").text(page(road))
    sound(road)


def test_the_leads_head_asks_another_unit_to_assist_and_nothing_more(road: Road) -> None:
    head, task = visit(road, "unit_head1"), road.task(1).pk
    assert "加派单位" in head.text(f"/tasks/{task}/")
    sent = {"view": "task", "task_ref": "", "new_unit": road.town.units[2].pk}
    assert head.step(road.problem.public_id, "add_unit", part="parallel", **sent).status_code == 422
    assert head.step(road.problem.public_id, "add_unit", part="assist", **sent).status_code == 302
    assert "路灯" in visit(road, "handler3").text("/tasks/")


def test_another_unit_leads_and_the_old_one_is_done_with_it(road: Road) -> None:
    coordinator, unit = visit(road, "coordinator"), road.town.units[1]
    sent = coordinator.step(
        road.problem.public_id, "change_lead", view="staff", lead=unit.pk, reason="线路归供电所"
    )
    assert sent.status_code == 302
    assert (road.problem.state, road.problem.holder_unit_id) == (CaseState.HANDLING, unit.pk)
    assert "城管局 不再主办，改由 供电所 主办" in visit(road, "enterprise").text(page(road))
    assert visit(road, "handler1").get(page(road)).status_code == 404
    road.signed(2).contacted(2).replied(2).signed_off(2).approved().confirmed()
    assert road.problem.state == CaseState.CLOSED
    sound(road)


def test_without_a_successor_it_is_back_on_the_desk_and_goes_out_again(road: Road) -> None:
    visit(road, "coordinator").step(road.problem.public_id, "change_lead", view="staff", reason="都不归他们")
    assert road.problem.state == CaseState.TRIAGE
    assert "路灯" in visit(road, "coordinator").text("/triage/")
    sound(road)
    road.dispatched(lead=3)
    assert (road.problem.round, road.problem.lost_lead_id) == (1, None)
    sound(road)


def test_a_reason_is_needed_and_a_unit_that_is_none_is_refused(road: Road) -> None:
    coordinator = visit(road, "coordinator")
    for given in (
        {"lead": road.town.units[1].pk},
        {"lead": 999_999, "reason": "改"},
        {"lead": "x", "reason": "改"},
    ):
        answer = coordinator.step(road.problem.public_id, "change_lead", view="staff", **given)
        assert answer.status_code == 422
    assert road.problem.lead_changes == 0


@pytest.mark.parametrize("who", ["handler1", "officer", "enterprise", "leader", "unit_head2"])
def test_nobody_else_hands_it_over(road: Road, who: str) -> None:
    unit = road.town.units[1].pk
    for step, given in (
        ("change_lead", {"lead": unit, "reason": "改"}),
        ("add_unit", {"new_unit": unit, "part": "assist"}),
    ):
        answer = visit(road, who).step(road.problem.public_id, step, view="staff", **given)
        assert answer.status_code in {403, 404, 422}
    with door.as_system("tests.read"):
        assert road.problem.tasks.count() == 1

"""Opening again what has ended, at the pages of those who may."""

from datetime import datetime

import pytest

from qinqing.domains.problems import queries
from qinqing.domains.problems.terms import CaseState, TaskState
from qinqing.kernel import door
from qinqing.kernel.models import Event
from tests.builders.problems import Road, town
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db
WORDS = "过了一个星期又不亮了"


@pytest.fixture
def road(monday: datetime) -> Road:
    return Road(town(), monday).to_confirm().confirmed().wait(days=1)


def visit(road: Road, who: str) -> Visit:
    return Visit(road.town.people[who], road.now)


def page(road: Road) -> str:
    return f"/problems/{road.problem.public_id}/"


def test_the_enterprise_opens_it_again_and_the_same_unit_has_it(road: Road) -> None:
    enterprise = visit(road, "enterprise")
    assert "没有真的解决？重新打开 原来的单位接着办" in enterprise.text(page(road))
    sent = enterprise.step(road.problem.public_id, "reopen", view="mine", unsolved=WORDS)
    assert sent.status_code == 302
    assert (road.problem.state, road.problem.holder_unit_id) == (
        CaseState.HANDLING,
        road.town.units[0].pk,
    )
    assert road.task(1).state == TaskState.REWORK
    assert "重办" in visit(road, "handler1").text("/tasks/")
    assert WORDS in visit(road, "handler1").text(f"/tasks/{road.task(1).pk}/")
    assert "轮到您" not in enterprise.text(page(road))


def test_it_ends_again_with_a_new_word(road: Road) -> None:
    road.reopened().contacted().replied().signed_off().approved()
    assert "您看解决了吗" in visit(road, "enterprise").text(page(road)) or "说办好了" in visit(
        road, "enterprise"
    ).text(page(road))
    road.confirmed()
    assert (road.problem.state, road.problem.rated_by_enterprise) == (CaseState.CLOSED, True)
    with door.as_system("tests.read"):
        assert queries.uneven(road.now) == []
        assert queries.misdated(road.now) == []
        assert queries.orphans(road.now) == []


def test_after_fifteen_working_days_the_button_says_what_would_work(road: Road) -> None:
    road.wait(days=30)
    assert "请另提一件，或请协调办重新打开" in visit(road, "enterprise").text(page(road))
    answer = visit(road, "enterprise").step(road.problem.public_id, "reopen", view="mine", unsolved=WORDS)
    assert answer.status_code == 422
    coordinator = visit(road, "coordinator")
    assert "重新打开" in coordinator.text(page(road))
    sent = coordinator.step(road.problem.public_id, "reopen", view="staff", unsolved="企业来电，又坏了")
    assert sent.status_code == 302
    assert "企业来电，又坏了" in visit(road, "enterprise").text(page(road))


@pytest.mark.parametrize("who", ["officer", "handler1", "unit_head1", "supervisor", "callback"])
def test_nobody_else_opens_it_again(road: Road, who: str) -> None:
    answer = visit(road, who).step(road.problem.public_id, "reopen", view="staff", unsolved=WORDS)
    assert answer.status_code in {403, 404, 422}
    assert road.problem.state == CaseState.CLOSED


def test_what_is_unsolved_must_be_said_and_what_was_typed_stays(road: Road) -> None:
    enterprise = visit(road, "enterprise")
    empty = enterprise.step(road.problem.public_id, "reopen", view="mine", unsolved="")
    assert empty.status_code == 422
    assert "还有什么没解决：请填写" in words_of(empty)
    long = enterprise.step(road.problem.public_id, "reopen", view="mine", unsolved="不亮" * 600)
    assert long.status_code == 422
    assert "不亮" * 600 in words_of(long)


def test_sent_twice_it_is_opened_once(road: Road) -> None:
    enterprise = visit(road, "enterprise")
    key = "6f9f5a52-7c2c-4a0a-9a4e-0f5a52aa11ff"
    for _ in range(2):
        sent = enterprise.step(road.problem.public_id, "reopen", view="mine", unsolved=WORDS, client_key=key)
        assert sent.status_code == 302
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="ProblemReopened", subject_id=road.problem_id).count() == 1
    assert road.problem.reopened == 1


def test_forgotten_lapsed_and_revived(monday: datetime) -> None:
    road = Road(town(), monday).submitted().asked()
    for _ in range(16):
        road.wait(days=1).swept()
    assert road.problem.state == CaseState.WITHDRAWN
    sent = visit(road, "enterprise").step(
        road.problem.public_id, "reopen", view="mine", unsolved="合同找到了，在附件里"
    )
    assert sent.status_code == 302
    assert road.problem.state == CaseState.TRIAGE
    assert "合同找到了" in visit(road, "coordinator").text(page(road))

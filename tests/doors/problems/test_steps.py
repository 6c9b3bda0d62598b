"""The one door of every step: who may knock, what is sent twice, where it leads."""

import uuid
from datetime import datetime

import pytest

from qinqing.domains.problems.forms import FORMS
from qinqing.domains.problems.terms import CaseState, TaskState
from qinqing.domains.problems.workflow import PROBLEM_FLOW, TASK_FLOW
from qinqing.kernel import door
from qinqing.kernel.models import Event
from tests.builders.problems import Road, town
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(monday: datetime) -> Road:
    return Road(town(), monday).submitted()


def test_every_step_a_person_takes_has_a_form() -> None:
    taken = {step.name for flow in (PROBLEM_FLOW, TASK_FLOW) for step in flow.steps if step.by - {"system"}}
    assert taken <= set(FORMS)


def test_a_step_is_sent_never_opened(road: Road) -> None:
    visit = Visit(road.town.people["officer"], road.now)
    assert visit.get(f"/problems/{road.problem.public_id}/step/pass_on/").status_code == 405


def test_a_step_that_does_not_exist_is_not_found(road: Road) -> None:
    visit = Visit(road.town.people["officer"], road.now)
    assert visit.step(road.problem.public_id, "explode").status_code == 404


@pytest.mark.parametrize("view", ["staff", "task", "triage", "call", "mine", "", "nonsense"])
def test_a_failed_step_never_breaks_whatever_page_it_names(road: Road, view: str) -> None:
    answer = Visit(road.town.people["officer"], road.now).step(road.problem.public_id, "pass_on", view=view)
    assert answer.status_code in {404, 422}
    assert road.problem.state == CaseState.SUBMITTED


def test_the_same_form_sent_twice_is_one_step(road: Road) -> None:
    visit, key = Visit(road.town.people["coordinator"], road.now), str(uuid.uuid4())
    for _ in range(2):
        sent = visit.step(
            road.problem.public_id, "write_note", view="staff", text="记一笔", layer="H", client_key=key
        )
        assert sent.status_code == 302
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="NoteWritten", subject_id=road.problem_id).count() == 1


def test_a_decision_sent_twice_is_answered_alike_and_made_once(road: Road) -> None:
    visit, key = Visit(road.town.people["officer"], road.now), str(uuid.uuid4())
    for _ in range(2):
        sent = visit.step(road.problem.public_id, "pass_on", view="staff", summary="要派单", client_key=key)
        assert sent.status_code == 302
    other = visit.step(road.problem.public_id, "pass_on", view="staff", summary="换了内容", client_key=key)
    assert other.status_code == 422
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="ProblemPassedOn", subject_id=road.problem_id).count() == 1


@pytest.mark.parametrize(
    ("who", "status"), [("handler1", 404), ("callback", 404), ("enterprise", 422), ("supervisor", 403)]
)
def test_who_may_not_take_a_step_moves_nothing(road: Road, who: str, status: int) -> None:
    answer = Visit(road.town.people[who], road.now).step(road.problem.public_id, "pass_on", summary="转走")
    assert answer.status_code == status
    assert road.problem.state == CaseState.SUBMITTED


def test_nobody_takes_a_step_without_signing_in(road: Road) -> None:
    visit = Visit(road.town.people["officer"], road.now)
    visit.client.cookies.clear()
    assert visit.step(road.problem.public_id, "pass_on", summary="转走").status_code == 403
    assert road.problem.state == CaseState.SUBMITTED


@pytest.mark.parametrize("task", ["", "x", "0", "-1", "999999", "99999999999999999999999"])
def test_a_task_that_is_no_task_of_the_problem_is_refused(road: Road, task: str) -> None:
    road.passed_on().dispatched()
    answer = Visit(road.town.people["handler1"], road.now).step(
        road.problem.public_id, "sign", view="task", task_ref=task
    )
    assert answer.status_code in {404, 422}


def test_each_reply_goes_back_with_what_is_wrong_with_it(monday: datetime) -> None:
    road = Road(town(), monday).submitted().passed_on().dispatched(parallel=(2,))
    for unit in (1, 2):
        road.signed(unit).contacted(unit).replied(unit).signed_off(unit)
    office, (lead, other) = Visit(road.town.people["coordinator"], road.now), (road.task(1), road.task(2))
    page = f"/problems/{road.problem.public_id}/"
    assert "供电所：没有佐证" in office.text(f"{page}?do=send_back")
    defects = [f"{lead.pk}:unclear", f"{other.pk}:no_evidence", f"{other.pk}:no_citation"]
    sent = office.step(road.problem.public_id, "send_back", view="staff", defects=defects, comment="请补")
    assert sent.status_code == 302
    assert [road.task(unit).state for unit in (1, 2)] == [TaskState.ACCEPTED] * 2
    assert "退回修改：城管局：企业看不懂；供电所：没有佐证、缺依据" in office.text(page)


@pytest.mark.parametrize(
    "defects", [[], ["unclear"], ["0:unclear"], ["x:unclear"], ["1:2:3"], ["\0:unclear"]]
)
def test_a_reply_goes_back_with_a_fault_of_its_own_alone(defects: list[str], monday: datetime) -> None:
    road = Road(town(), monday).to_review()
    office = Visit(road.town.people["coordinator"], road.now)
    sent = office.step(road.problem.public_id, "send_back", view="staff", defects=defects, comment="请补")
    assert (sent.status_code, road.problem.state) == (422, CaseState.REVIEW)

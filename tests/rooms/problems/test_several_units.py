"""Several units have one problem: none forgets the others, though each reads only its own row of the list."""

from datetime import datetime

import pytest

from qinqing.domains.problems import events, queries
from qinqing.domains.problems.models import Task
from qinqing.domains.problems.notices import NOTICES
from qinqing.domains.problems.terms import CaseState, Holder, TaskState
from qinqing.kernel import door
from tests.builders.problems import Road, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(monday: datetime) -> Road:
    return Road(town(), monday).submitted().passed_on().dispatched(lead=1, parallel=(2,), assist=(3,))


def test_a_parallel_units_step_leaves_the_problem_with_its_lead(road: Road) -> None:
    road.signed(2).contacted(2)
    assert (road.problem.holder, road.problem.holder_unit_id) == (Holder.UNIT, road.town.units[0].pk)


def test_the_leads_reply_waits_for_the_parallel_unit(road: Road) -> None:
    road.signed().contacted().replied().signed_off()
    assert road.problem.state == CaseState.HANDLING
    assert road.problem.holder_unit_id == road.town.units[1].pk
    road.signed(2).contacted(2).replied(2).signed_off(2)
    assert road.problem.state == CaseState.REVIEW


def test_an_assist_unit_never_takes_the_problem_over(road: Road) -> None:
    road.signed(3)
    assert road.problem.holder_unit_id == road.town.units[0].pk


def test_every_unit_reads_which_others_have_it(road: Road, monday: datetime) -> None:
    actor = door.become(road.town.people["handler3"].pk, monday)
    detail = queries.detail_for(actor, road.problem.public_id, monday)
    assert {view.unit for view in detail.tasks} == {"城管局", "供电所", "交通局"}
    assert set(Task.objects.values_list("unit__short", flat=True)) == {"交通局"}


def let_go(road: Road) -> set[str]:
    """Who is told that his unit has nothing of the problem to do any more."""
    notice = next(one for one in NOTICES if one.event is events.TaskRecalled)
    with door.as_system("tests.read"):
        recalled = Task.objects.filter(state=TaskState.RECALLED).values_list("unit_id", flat=True)
        told = [
            notice.to(events.TaskRecalled(road.problem_id, None, 0, unit_id=unit), road.now)
            for unit in recalled
        ]
    names = {person.pk: name for name, person in road.town.people.items()}
    return {names[number] for numbers in told for number in numbers}


def test_every_unit_is_told_that_a_problem_was_withdrawn(road: Road) -> None:
    road.signed().take("enterprise", "withdraw", reason="solved_itself")
    assert let_go(road) == {"handler1", "handler2", "handler3"}


def test_a_unit_that_leads_now_is_not_told_that_its_other_share_is_gone(road: Road) -> None:
    road.signed().take("coordinator", "change_lead", lead=road.town.units[1].pk, reason="归供电所管")
    assert let_go(road) == {"handler1"}

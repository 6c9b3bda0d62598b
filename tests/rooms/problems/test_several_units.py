"""Several units have one problem: none forgets the others, though each reads only its own row of the list."""

from datetime import datetime

import pytest

from qinqing.domains.problems import queries
from qinqing.domains.problems.models import Task
from qinqing.domains.problems.terms import CaseState, Holder
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

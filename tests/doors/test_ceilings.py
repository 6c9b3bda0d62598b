"""How often a page of the register, of the desks, and an operation of programs asks the database at most.

The main road has its own ceilings (`problems/test_ceilings.py`), as have lists and pages beside their tests.
Everything is there several times: what asks once for each row goes over its ceiling.
"""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qinqing.kernel import kept
from tests.builders import officers
from tests.builders.problems import Road, a_contact, an_enterprise, an_officer, town
from tests.builders.programs import Program, a_token
from tests.builders.visits import DOORS_OWN, Visit

pytestmark = pytest.mark.django_db
SEVERAL = 4


@pytest.fixture
def road(monday: datetime) -> Iterator[Road]:
    """A city where everything is there several times, and one problem that has gone a long way."""
    place = town()
    for number in range(SEVERAL):
        firm = an_enterprise(place.area, f"澜川第{number}精密有限公司")
        an_officer(firm, place.units[number % 3], f"服务官{number}")
        a_contact(firm, f"联系人{number}", is_main=True)
        a_contact(place.enterprise, f"同事{number}")
        officers.an_assignment(
            officers.an_officer(f"代管{number}", unit=place.units[0]), firm, officers.Part.B
        )
        Road(place, monday).submitted(f"路灯{number}").passed_on().dispatched().signed()
    kept.forget_all()
    yield Road(place, monday).submitted("最后一件").passed_on().dispatched().signed().contacted().replied()
    kept.forget_all()


PAGES: tuple[tuple[str, str, int], ...] = (
    ("coordinator", "/enterprises/", 7),
    ("coordinator", "/enterprises/{firm}/", 24),
    ("officer", "/enterprises/{firm}/", 24),
    ("enterprise", "/enterprises/{firm}/", 24),
    ("coordinator", "/enterprise-edits/", 1),
    ("coordinator", "/officers/", 6),
    ("coordinator", "/messages/", 2),
    ("enterprise", "/messages/", 2),
    ("coordinator", "/import/enterprises/", 2),
    # Every figure of a month is a statement, whatever it counts.
    ("coordinator", "/report/", 99),
)


@pytest.mark.parametrize(("who", "path", "most"), PAGES)
def test_a_page_asks_at_most_so_often(road: Road, who: str, path: str, most: int) -> None:
    place = road.town
    with Visit(place.people[who], road.now).at_most(
        most, path.format(firm=place.enterprise.public_id)
    ) as page:
        assert page


READS: tuple[tuple[str, str, int], ...] = (
    ("enterprise", "list_own_problems", 1),
    ("coordinator", "list_problems", 1),
    ("handler1", "list_tasks", 1),
    ("enterprise", "show_problem", 1),
    ("coordinator", "show_problem", 1),
    ("coordinator", "list_enterprises", 3),
    ("coordinator", "list_officers", 4),
)


def asked_by(program: Program, operation: str, **given: object) -> list[str]:
    """The statements of an operation that succeeds, beyond the door's own."""
    with CaptureQueriesContext(connection) as asked:
        program.call(operation, **given)
    return [one["sql"][:200] for one in asked.captured_queries][DOORS_OWN - 1 : -1]


@pytest.mark.parametrize(("who", "operation", "most"), READS)
def test_an_operation_asks_at_most_so_often(road: Road, who: str, operation: str, most: int) -> None:
    program = Program(a_token(road.town.people[who], road.now), road.now)
    about = {"public_id": road.problem.public_id} if operation == "show_problem" else {}
    program.call(operation, **about)
    asked = asked_by(program, operation, **about)
    assert len(asked) <= most, asked


STEP = 6
"""What a person's costs, too."""


def test_a_step_of_a_program_asks_at_most_so_often(road: Road) -> None:
    officer = Program(a_token(road.town.people["officer"], road.now), road.now)
    first, second = (Road(road.town, road.now).submitted(title).problem.public_id for title in ("甲", "乙"))
    officer.call("take_pass_on", public_id=first, summary="要派单")
    asked = asked_by(officer, "take_pass_on", public_id=second, summary="要派单")
    assert len(asked) <= STEP, asked

"""How often the main road asks the database: a form sent costs few statements, whatever it writes.

Counted are the statements beyond the door's own. The first of each kind also reads what a process keeps
(calendar, limits, categories); so every form is sent once before, on a problem that goes ahead.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qinqing.domains.problems.terms import Check
from tests.builders.problems import Road, Town, town
from tests.builders.visits import DOORS_OWN, Visit

pytestmark = pytest.mark.django_db
SUBMIT, STEP = 4, 6
FACTS = "厂东门口的路灯坏了三个月，夜班工人看不清路"


def _asked(send: Callable[[], Any]) -> list[str]:
    """The statements of a request that was followed, beyond the door's own."""
    with CaptureQueriesContext(connection) as asked:
        answer = send()
    assert answer.status_code == 302, answer.content.decode()
    return [one["sql"][:160] for one in asked.captured_queries][DOORS_OWN - 1 : -1]


def test_a_problem_is_submitted_in_few_statements(monday: datetime) -> None:
    enterprise = Visit(town().people["enterprise"], monday)
    enterprise.post("/raise/", facts=FACTS)
    asked = _asked(lambda: enterprise.post("/raise/", facts=FACTS, looked="1", client_key="2"))
    assert len(asked) <= SUBMIT, asked


Sent = Callable[[Road], Mapping[str, Any]]


def _of_task(**fields: Any) -> Sent:
    return lambda road: {"view": "task", "task_ref": road.task().pk, **fields}


def _of_staff(**fields: Any) -> Sent:
    return lambda road: {"view": "staff", **fields}


MAIN_ROAD: tuple[tuple[str, str, Sent], ...] = (
    ("officer", "pass_on", _of_staff(summary="要派单")),
    (
        "coordinator", "dispatch",
        lambda road: {"view": "triage", "lead": road.town.units[0].pk, "lane": "ordinary"},
    ),
    ("handler1", "sign", _of_task()),
    ("handler1", "record_contact", _of_task(contact_way="phone", contact_with="陈若溪", said="约了明天")),
    ("handler1", "answer_interim", _of_task(text="材料到了")),
    ("handler1", "draft_reply", _of_task(result="R1", answer="修好了", evidence="照片", internal="线缆老化")),
    ("unit_head1", "sign_off", _of_task()),
    ("coordinator", "approve", _of_staff(checks=list(Check.values()))),
    ("enterprise", "confirm", lambda road: {"view": "mine", "solved": "yes", "grade": "5"}),
)  # fmt: skip


def _walk(place: Town, monday: datetime) -> dict[str, list[str]]:
    """Every step of the main road as its form, with the statements it took."""
    road, found = Road(place, monday).submitted(), {}
    for who, step, fields in MAIN_ROAD:
        visit, known = Visit(place.people[who], road.wait(minutes=20).now), road.problem.public_id
        found[step] = _asked(partial(visit.step, known, step, **fields(road)))
    return found


def test_a_step_takes_few_statements(monday: datetime) -> None:
    place = town()
    _walk(place, monday)
    assert {step: asked for step, asked in _walk(place, monday).items() if len(asked) > STEP} == {}

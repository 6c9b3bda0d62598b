"""Imported messages are taken to their ends by the people of the city; the others stay as they came."""

import json
from collections.abc import Iterator
from datetime import datetime

import pytest
from pytest_django.plugin import DjangoDbBlocker

from qinqing.desks.simulation.demo import Size, build_demo
from qinqing.desks.simulation.imported import Driven, drive_imported
from qinqing.domains.accounts.models import Area
from qinqing.domains.problems.models import Problem, Task
from qinqing.kernel import imports
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import system
from tests.builders.problems import at
from tests.builders.worker import working

NOW = at("2026-07-14 10:30")
TINY = Size(days=30, taken_up=30, enterprises=45, problems=2, scenes=())
MESSAGES, DRIVEN = 12, 9
WORDS = (
    "厂门口的路灯坏了三个月",
    "公交末班车太早，夜班工人回不去",
    "车间经常停电",
    "孩子入学没有学位",
    "下水道堵了，一下雨就积水",
)


def messages(now: datetime) -> bytes:
    rows = [
        {
            "id": n,
            "user": f"A{n}",
            "time": f"2026/7/{n % 10 + 1} 9:15:00",
            "title": WORDS[n % 5][:9],
            "body": WORDS[n % 5],
        }
        for n in range(1, MESSAGES + 1)
    ]
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


@pytest.fixture(scope="module")
def driven(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Driven]:
    """A city, a file of messages, and most of them driven."""
    with django_db_blocker.unblock(), working(server):
        build_demo(3, NOW, TINY)
        kind, author = imports.import_of("problems"), Author(system("tests.import"))
        area = Area.objects.get(code="QL").pk
        run = imports.preview(
            kind, author=author, content=messages(NOW), file_name="x", area_id=area, now=NOW
        )
        imports.confirm(kind, author=author, run=run, now=NOW)
        yield drive_imported(3, DRIVEN, NOW)


def brought() -> list[Problem]:
    return list(Problem.objects.filter(import_run_id__isnull=False).order_by("id"))


def test_everything_adds_up_when_the_last_one_has_ended(driven: Driven) -> None:
    assert (driven.problems, driven.faults, driven.refused) == (DRIVEN, [], {})


def test_every_problem_that_was_taken_on_has_ended(driven: Driven) -> None:
    assert {problem.state for problem in brought()[:DRIVEN]} <= {"closed", "refused", "withdrawn"}
    assert max(p.closed_at for p in brought()[:DRIVEN] if p.closed_at) == driven.ended_at


def test_those_left_alone_wait_as_they_came(driven: Driven) -> None:
    rest = brought()[DRIVEN:]
    assert [(p.state, p.version, p.enterprise_id) for p in rest] == [("submitted", 1, None)] * 3


def test_a_coordinator_named_the_enterprise(driven: Driven) -> None:
    handled = [problem for problem in brought()[:DRIVEN] if problem.state == "closed"]
    assert handled
    assert all(problem.enterprise_id for problem in handled)
    accepted = Event.objects.filter(name="ProblemAccepted", subject_id__in=[p.pk for p in handled])
    assert {event.role for event in accepted} == {"coordinator"}


def test_units_were_chosen_by_the_words_of_the_message(driven: Driven) -> None:
    leads = Task.objects.filter(part="lead", problem__in=brought(), problem__facts=WORDS[0]).order_by("id")
    first = {task.problem_id: task.unit.short for task in reversed(leads)}
    assert set(first.values()) == {"公用中心"}

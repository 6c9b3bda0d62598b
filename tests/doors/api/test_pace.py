"""A program that comes too often is told to wait and for how long; others are not made to wait for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import override_settings

from qinqing.domains.problems.models import Problem
from qinqing.kernel import door
from qinqing.kernel.models import Event
from tests.builders.problems import Town, town
from tests.builders.programs import Program, a_token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _six_a_minute() -> Iterator[None]:
    with override_settings(PROGRAMS_PER_MINUTE=6):
        yield


@pytest.fixture
def place() -> Town:
    return town()


def a_program(place: Town, who: str, now: datetime) -> Program:
    return Program(a_token(place.people[who], now), now)


def statuses(program: Program, count: int, name: str = "list_problems") -> list[int]:
    return [program.send(name).status_code for _ in range(count)]


def test_one_too_many_in_a_minute_is_told_how_long_to_wait(place: Town, monday: datetime) -> None:
    program = a_program(place, "coordinator", monday)
    assert statuses(program, 6) == [200] * 6
    answer = program.send("list_problems")
    assert (answer.status_code, answer["Retry-After"]) == (429, "10")
    assert answer.json()["type"].endswith("#too-fast")
    program.now = monday + timedelta(seconds=9)
    assert statuses(program, 1) == [429]
    program.now = monday + timedelta(seconds=10)
    assert statuses(program, 2) == [200, 429]


def test_what_comes_too_fast_does_nothing(place: Town, monday: datetime) -> None:
    program = a_program(place, "enterprise", monday)
    answers = [program.send("raise_problem", facts="路灯坏了").status_code for _ in range(8)]
    with door.as_system("tests.read"):
        assert (answers, Problem.objects.count()) == ([201] * 6 + [429] * 2, 6)


def test_a_refused_request_counts_too(place: Town, monday: datetime) -> None:
    program = a_program(place, "handler1", monday)
    assert statuses(program, 7) == [403] * 6 + [429]


def test_one_token_does_not_make_another_wait(place: Town, monday: datetime) -> None:
    first, second = (a_program(place, who, monday) for who in ("coordinator", "head"))
    assert statuses(first, 7)[-1] == 429
    assert statuses(second, 1) == [200]


def test_nobody_without_a_token_is_counted(monday: datetime) -> None:
    assert statuses(Program("", monday), 20) == [401] * 20


# --- which token -------------------------------------------------------


def test_what_a_program_does_names_its_token(place: Town, monday: datetime) -> None:
    program = a_program(place, "enterprise", monday)
    raised = program.call("raise_problem", facts="路灯坏了")
    program.call("take_supplement", public_id=raised["public_id"], text="又坏了一盏")
    with door.as_system("tests.read"):
        asked = Event.objects.filter(subject_kind="problem").values_list("name", "token_id")
        tokens = Event.objects.filter(name="TokenIssued").values_list("subject_id", flat=True)
        assert dict(asked) == {"ProblemSubmitted": tokens[0], "ProblemSupplemented": tokens[0]}
        assert not Event.objects.exclude(subject_kind="problem").exclude(token_id=None).exists()

"""A step is taken by whom the matrix names; sent by anybody else who sees the problem it changes nothing."""

from urllib.parse import urlencode

import psycopg
import pytest
from django.urls import reverse

from qinqing.domains.problems.workflow import PROBLEM_FLOW, TASK_FLOW
from tests.builders.personas import Crowd
from tests.doors.access_matrix import PROBLEMS, STEPS
from tests.doors.knocking import FORM_DATA, look
from tests.doors.watching import changed, checksums

REFUSED = frozenset({403, 404, 422})


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_by_whom_the_matrix_names(step: str, crowd: Crowd) -> None:
    problem, _, takers = STEPS[step]
    wrong = [who for who in sorted(takers) if look(crowd.client(who), *sent(crowd, step)).status != 302]
    assert takers <= PROBLEMS[problem]
    assert wrong == []


@pytest.mark.parametrize("step", STEPS)
def test_a_step_of_somebody_else_changes_nothing(step: str, crowd: Crowd, keeper: psycopg.Connection) -> None:
    problem, _, takers = STEPS[step]
    path, method, content = sent(crowd, step)
    before = checksums(keeper)
    for who in sorted(PROBLEMS[problem] - takers):
        answer = crowd.client(who).generic(method, path, content, content_type=FORM_DATA)
        assert (who, answer.status_code in REFUSED) == (who, True)
    assert changed(before, checksums(keeper)) == []


def sent(crowd: Crowd, step: str) -> tuple[str, str, str]:
    """The form of the step as its page would send it: address, method, content."""
    problem, given, _ = STEPS[step]
    tasks = {}
    for name, words in given.items():
        word, colon, rest = words.partition(":")
        if thing := crowd.things.get(word):
            tasks[name] = f"{thing.get('task_id') or thing['unit_id']}{colon}{rest}"
    path = reverse("problems:step", args=[crowd.things[problem]["public_id"], name_of(step)])
    return path, "POST", urlencode({**given, **tasks})


def test_the_steps_are_steps_of_the_life() -> None:
    known = {step.name for flow in (PROBLEM_FLOW, TASK_FLOW) for step in flow.steps}
    assert set(map(name_of, STEPS)) <= known


def name_of(step: str) -> str:
    """The step of a line of the matrix, without the words that tell two lines apart."""
    return step.partition(" ")[0]

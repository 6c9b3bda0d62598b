"""Every operation as everybody, in every way: a token opens what its person may open, sees what he sees.

Each persona comes with a token that names every right there is, which nobody would be given: what stays shut
is shut by who he is. The same with a token that names every right but the one that is asked for.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import psycopg
import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from qinqing.api.document import document
from qinqing.kernel.api.rights import offered
from tests.builders.personas import NOW, PERSONAS, STRANGERS, Crowd, absent, undone
from tests.builders.programs import forged
from tests.doors.access_matrix import PROBLEMS, STEPS, must_find, readers
from tests.doors.api.matrix import READS, STEPPING, line_of
from tests.doors.knocking import text_of, words_in
from tests.doors.test_who_takes_steps import name_of
from tests.doors.watching import changed, checksums
from tests.sizes import SOAK

OTHERS = ("PUT", "PATCH", "DELETE")
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the document."""

    name: str
    method: str
    path: str
    right: str
    fields: Mapping[str, Mapping[str, object]]
    allowed: str


def _operations() -> Iterator[Operation]:
    for path, methods in document()["paths"].items():
        known = (
            {method.upper() for method in methods} | {"OPTIONS"} | ({"HEAD"} if "get" in methods else set())
        )
        for method, said in methods.items():
            body = said.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema", {})
            yield Operation(
                said["operationId"], method.upper(), path, said["x-right"], body.get("properties", {}),
                ", ".join(sorted(known)),
            )  # fmt: skip


OPERATIONS = {one.name: one for one in _operations()}


def test_every_operation_stands_in_the_matrix() -> None:
    steps = {name for name in OPERATIONS if name.startswith(("take_", "claim_", "question_"))}
    assert set(OPERATIONS) == set(READS) | {"raise_problem"} | steps


@dataclass(frozen=True, slots=True)
class Knock:
    """One operation about one thing, and about the same kind of thing that is not there."""

    operation: Operation
    thing: str
    path: str
    elsewhere: str

    def __str__(self) -> str:
        return f"{self.operation.name} {self.thing}".strip()

    def refusal(self, who: str) -> int | None:
        """The status by which it stays shut to a persona; None where it opens."""
        line = line_of(self.operation.name)
        if who in STRANGERS:
            return 401
        if who not in line.has:
            return 403
        return None if who in line.allowed(self.thing) else 404


def knocks(crowd: Crowd, turn: int = 0) -> Iterator[Knock]:
    """Every operation about every thing; a step about a few of them, other ones at each turn."""
    for number, one in enumerate(OPERATIONS.values()):
        about = list(line_of(one.name).about) or [""]
        if one.name.startswith(("take_", "claim_", "question_")) and not SOAK:
            about = [about[(number + turn + step) % len(about)] for step in range(0, len(about), 6)]
        for thing in about:
            named, other = one.path, ""
            if thing:
                given = {name: crowd.things[thing][name] for name in re.findall(r"{(\w+)}", one.path)}
                named, other = (one.path.format(**some) for some in (given, absent(given)))
            yield Knock(one, thing, named, other)


def program(crowd: Crowd, who: str, without: str = "") -> Client:
    """A program with a token of this persona that names every right, but perhaps one."""
    headers = {}
    if who in crowd.people:
        key = forged(crowd.people[who], NOW, [right for right in offered() if right != without])
        headers = {"Authorization": f"Bearer {key}"}
    if who in crowd.links:
        # The key of a link, which is none for a program
        headers = {"Authorization": f"Bearer {crowd.links[who].strip('/').rpartition('/')[2]}"}
    return Client(raise_request_exception=False, headers=headers)


def ask(client: Client, method: str, path: str, body: str = "") -> tuple[HttpResponseBase, str]:
    """The answer and its text; nothing of it stays."""
    with undone():
        answer = client.generic(method, path, body, content_type=JSON)
        return answer, text_of(answer)


@pytest.mark.parametrize("who", PERSONAS)
def test_each_persona_opens_by_token_what_the_matrix_says(
    who: str, crowd: Crowd, keeper: psycopg.Connection
) -> None:
    before, read, wrong = checksums(keeper), "", []
    with undone():
        client, absences = program(crowd, who), dict[str, str]()
        for knock in knocks(crowd, PERSONAS.index(who)):
            one, expected = knock.operation, knock.refusal(who)
            answer, text = ask(client, one.method, knock.path)
            if one.method == "GET" and answer.status_code == 200:
                read += text
            fine = (200,) if one.method == "GET" else (200, 201, 202, 409, 422)
            if answer.status_code not in ((expected,) if expected else fine):
                wrong.append(f"{knock}: {answer.status_code}, not {expected or fine}")
            if expected == 404:
                if one.name not in absences:
                    absences[one.name] = ask(client, one.method, knock.elsewhere)[1]
                if text != absences[one.name]:
                    wrong.append(f"{knock}: out of sight is told apart from absent")
    assert wrong == []
    met = words_in(crowd, read) | {word for word, number in NUMBERS.items() if number in read}
    assert sorted(word for word in met if who not in readers(word)) == []
    finds = [word for word in crowd.words if who not in STRANGERS and must_find(who, word)]
    assert [word for word in finds if word not in met | {"rival.type"}] == []
    assert changed(before, checksums(keeper)) == []


NUMBERS = {"firm.revenue": "87654300", "rival.revenue": "76543200"}
"""A figure is a number to a program, and the words of a legal form (`rival.type`) are a term."""


@pytest.mark.parametrize("right", offered())
def test_a_right_that_the_token_does_not_name_is_shut_to_whoever_has_it(right: str, crowd: Crowd) -> None:
    asked = {knock.operation.name: knock for knock in knocks(crowd) if knock.operation.right == right}
    wrong = []
    with undone():
        for number, knock in enumerate(asked.values()):
            having = sorted(line_of(knock.operation.name).has)
            for who in having if len(asked) == 1 else (having[number % len(having)],):
                answer, _ = ask(program(crowd, who, without=right), knock.operation.method, knock.path)
                if answer.status_code != 403:
                    wrong.append(f"{knock} as {who}: {answer.status_code}")
    assert asked
    assert wrong == []


# --- other methods -----------------------------------------------------


@pytest.mark.parametrize("who", ["nobody", "coordinator", "stranger"])
def test_head_is_answered_as_get_without_its_body(who: str, crowd: Crowd) -> None:
    with undone():
        client = program(crowd, who)
        for knock in knocks(crowd):
            if knock.operation.method == "GET":
                answer, text = ask(client, "HEAD", knock.path)
                plain, _ = ask(client, "GET", knock.path)
                assert (answer.status_code, text) == (
                    plain.status_code,
                    answer.get("Content-Disposition", ""),
                )
                assert answer.get("ETag") == plain.get("ETag")


@pytest.mark.parametrize("who", ["nobody", "coordinator"])
def test_every_address_says_which_methods_it_knows(who: str, crowd: Crowd) -> None:
    with undone():
        client = program(crowd, who)
        for knock in knocks(crowd):
            allowed = knock.operation.allowed
            answer, text = ask(client, "OPTIONS", knock.path)
            assert (answer.status_code, answer["Allow"], text) == (204, allowed, ""), str(knock)
            for method in OTHERS if "HEAD" in allowed else (*OTHERS, "GET", "HEAD"):
                answer, text = ask(client, method, knock.path, "{}")
                assert (answer.status_code, answer["Allow"]) == (405, allowed), f"{method} {knock}"


# --- steps -------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_by_program_for_whom_the_matrix_names(step: str, crowd: Crowd) -> None:
    problem, given, takers = STEPS[step]
    one = OPERATIONS[f"take_{name_of(step)}"]
    path = one.path.format(public_id=crowd.things[problem]["public_id"])
    body = json.dumps(
        {
            name: _as_said(crowd, one, name, value)
            for name, value in given.items()
            if value and name in one.fields
        }
    )
    wrong = []
    with undone():
        for who in sorted(PROBLEMS[problem] & STEPPING.has):
            answer, text = ask(program(crowd, who), one.method, path, body)
            if (answer.status_code == 200) != (who in takers):
                wrong.append(f"{who}: {answer.status_code} {text[:200]}")
    assert wrong == []


def _as_said(crowd: Crowd, one: Operation, name: str, value: str) -> object:
    """A value of the matrix, which is written as a page sends it, as the document wants it."""
    shape = one.fields[name]
    word, colon, rest = value.partition(":")
    if colon and (named := crowd.things.get(word)):
        return [f"{named['task_id']}:{rest}"]
    thing = crowd.things.get(value, {})
    sent: object = thing.get("task_id", thing.get("unit_id", value))
    if shape["type"] == "array":
        return [sent]
    return f"{sent}:00+08:00" if shape.get("format") == "date-time" else sent

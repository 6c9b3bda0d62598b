"""What a program writes: once however often it is sent, never over what it did not see."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from qinqing.domains.problems.models import Problem
from qinqing.kernel import door, twins
from qinqing.kernel.models import Event
from tests.builders.problems import Road, Town, town
from tests.builders.programs import Program, a_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def firm(place: Town, monday: datetime) -> Program:
    return Program(a_token(place.people["enterprise"], monday), monday)


@pytest.fixture
def officer(place: Town, monday: datetime) -> Program:
    return Program(a_token(place.people["officer"], monday), monday)


def problems() -> int:
    with door.as_system("tests.read"):
        return Problem.objects.count()


ONCE = {"Idempotency-Key": "热线-2026-0042".encode().hex()}


@pytest.mark.parametrize(
    ("who", "operation", "sent"),
    [
        ("coordinator", "raise_problem", {"facts": "路灯坏了", "enterprise": "\0"}),
        ("enterprise", "raise_problem", {"facts": "路灯\0坏了"}),
        ("officer", "record_talk", {"items": ["\0"]}),
    ],
)
def test_a_null_character_is_no_word(
    who: str, operation: str, sent: dict[str, Any], place: Town, monday: datetime
) -> None:
    answer = Program(a_token(place.people[who], monday), monday).send(operation, **sent)
    wrong = [one["field"] for one in answer.json()["errors"]]
    assert (answer.status_code, wrong, problems()) == (422, [[*sent][-1]], 0)


# --- sent again --------------------------------------------------------


def test_the_same_key_gives_the_first_result(firm: Program) -> None:
    first, again = (firm.send("raise_problem", facts="路灯坏了", headers=ONCE) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json(), problems()) == (again.json(), 1)


def test_without_a_key_two_are_two(firm: Program) -> None:
    """The twin."""
    first, again = (firm.call("raise_problem", facts="路灯坏了") for _ in range(2))
    assert (first == again, problems()) == (False, 2)


def test_the_same_key_with_other_words_is_a_conflict(firm: Program) -> None:
    firm.call("raise_problem", facts="路灯坏了", headers=ONCE)
    answer = firm.send("raise_problem", facts="停水了", headers=ONCE)
    assert (answer.status_code, problems()) == (409, 1)
    assert answer.json()["type"].endswith("#conflict")


def test_a_step_sent_again_is_taken_once_although_it_named_an_old_version(
    officer: Program, place: Town, monday: datetime
) -> None:
    road = Road(place, monday).submitted()
    known = {"public_id": road.problem.public_id, "summary": "要派人"}
    tag = officer.send("show_problem", public_id=known["public_id"])["ETag"]
    for _ in range(2):
        officer.call("take_pass_on", **known, headers={**ONCE, "If-Match": tag})
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="ProblemPassedOn", subject_id=road.problem_id).count() == 1


# --- over what was not seen --------------------------------------------


def late_word(officer: Program, place: Town, monday: datetime) -> int:
    """What a step is answered that names the version before somebody else's word."""
    road = Road(place, monday).submitted()
    address = road.problem.public_id
    tag = officer.send("show_problem", public_id=address)["ETag"]
    road.take("enterprise", "supplement", text="又坏了一盏")
    return officer.send(
        "take_pass_on", public_id=address, summary="要派人", headers={"If-Match": tag}
    ).status_code


def test_what_changed_meanwhile_is_not_written_over(officer: Program, place: Town, monday: datetime) -> None:
    assert late_word(officer, place, monday) == 412


def test_without_the_lock_it_is(officer: Program, place: Town, monday: datetime) -> None:
    """The twin."""
    with override_settings(TWINS=frozenset({twins.LOCK})):
        assert late_word(officer, place, monday) == 200


@pytest.mark.parametrize("tag", ["7", 'W/"1"', '"x"', '"99999999999"', "é"])
def test_a_version_that_is_none_matches_nothing(
    tag: str, officer: Program, place: Town, monday: datetime
) -> None:
    road = Road(place, monday).submitted()
    answer = officer.send(
        "take_pass_on", public_id=road.problem.public_id, summary="要派人", headers={"If-Match": tag}
    )
    assert answer.status_code == 412


# --- what is wrong -----------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "facts"),
        ({"facts": 5}, "facts"),
        ({"facts": "x" * 5001}, "facts"),
        ({"facts": "坏了", "state": "closed"}, "state"),
        ({"facts": "坏了", "attachments": ["x"]}, "attachments"),
        ({"facts": "坏了", "category": "999999"}, "category"),
        ({"facts": "坏了", "enterprise": "nobodys"}, "enterprise"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(sent: dict[str, object], field: str, firm: Program) -> None:
    answer = firm.send("raise_problem", **sent)
    said = answer.json()
    assert (answer.status_code, [one["field"] for one in said["errors"]]) == (422, [field])
    assert not said["errors"][0]["message"].isascii()
    assert problems() == 0


RAW = {
    "": 422, "null": 400, "[]": 400, '"x"': 400, "{": 400, '{"facts": NaN}': 400, '{"facts": "\\ud800"}': 400,
    "[" * 100_000: 400, '{"facts": ' + "9" * 5000 + "}": 400, "\ufeff{}": 400,
}  # fmt: skip


@pytest.mark.parametrize(("body", "status"), RAW.items(), ids=lambda value: str(value)[:12])
def test_a_body_that_cannot_be_read_is_refused(body: str, status: int, firm: Program) -> None:
    answer = firm.raw("raise_problem", body.encode())
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("kind", ["text/html", "application/x-www-form-urlencoded", "application/xml"])
def test_another_kind_of_body_is_not_taken(kind: str, firm: Program) -> None:
    assert firm.raw("raise_problem", json.dumps({"facts": "坏了"}).encode(), kind).status_code == 415


def test_a_body_without_end_is_too_large(firm: Program) -> None:
    assert firm.raw("raise_problem", b'{"facts": "' + b"x" * 5_000_000 + b'"}').status_code == 413


# --- files -------------------------------------------------------------


def test_a_file_goes_up_and_comes_down(firm: Program, tmp_path: object) -> None:
    with override_settings(FILES=tmp_path):
        paper = SimpleUploadedFile("现场.txt", "灯杆歪了".encode())
        raised = firm.upload("raise_problem", facts="路灯坏了", attachments=paper)
        assert raised.status_code == 201, raised.content.decode()
        read = firm.call("show_problem", public_id=raised.json()["public_id"])
        (file,) = [one for entry in read["story"] for one in entry["files"]]
        answer = firm.send("download_file", public_id=file["public_id"])
        assert (b"".join(answer).decode(), file["name"]) == ("灯杆歪了", "现场.txt")


def test_a_file_that_is_not_what_it_says_is_refused(firm: Program, tmp_path: object) -> None:
    with override_settings(FILES=tmp_path):
        script = SimpleUploadedFile("现场.png", b"<script>")
        answer = firm.upload("raise_problem", facts="路灯坏了", attachments=script)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "attachments")


# --- page by page ------------------------------------------------------


@override_settings(RAISED_PER_HOUR=0)
def test_every_problem_is_met_once_whatever_the_number_of_pages(
    place: Town, firm: Program, monday: datetime
) -> None:
    raised = {firm.call("raise_problem", facts=f"第{n}盏灯坏了")["public_id"] for n in range(103)}
    reader = Program(a_token(place.people["coordinator"], monday), monday)
    for whole in ("false", "true"):
        met, after = [], ""
        while after is not None:
            page = reader.call("list_problems", whole=whole, **({"after": after} if after else {}))
            met += [one["public_id"] for one in page["items"]]
            after = page["next"]
            assert after is None or quote(after, safe=":~") == after, "it stands in an address as it is"
        assert (len(met), set(met)) == (103, raised)


@pytest.mark.parametrize("after", ["x", "2026-13-01T00:00:00+00:00~5", "~", "5", "2026-03-01~5", "0" * 70])
def test_a_key_that_opens_no_page_does_not_open_the_first_again(
    after: str, place: Town, monday: datetime
) -> None:
    reader = Program(a_token(place.people["coordinator"], monday), monday)
    assert reader.send("list_problems", after=after).status_code == 422


@pytest.mark.parametrize("asked", [{"state": "x"}, {"level": 9}, {"since": "1999-01-01"}, {"area": 0}])
def test_a_filter_that_does_not_exist_is_refused_not_overlooked(
    asked: dict[str, object], place: Town, monday: datetime
) -> None:
    reader = Program(a_token(place.people["coordinator"], monday), monday)
    answer = reader.send("list_problems", **asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, next(iter(asked)))

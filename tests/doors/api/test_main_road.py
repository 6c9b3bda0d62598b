"""The main road, driven by programs that know nothing but the document, each with the token of a walker."""

from datetime import datetime

import pytest

from qinqing.domains.problems.terms import Check
from tests.builders.problems import Town, town
from tests.builders.programs import Program, a_token

pytestmark = pytest.mark.django_db

WALKERS = ("enterprise", "officer", "coordinator", "handler1", "unit_head1")


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def programs(place: Town, monday: datetime) -> dict[str, Program]:
    return {who: Program(a_token(place.people[who], monday), monday) for who in WALKERS}


def test_programs_bring_a_problem_from_the_first_word_to_the_enterprises_own(
    place: Town, programs: dict[str, Program], monday: datetime
) -> None:
    raised = programs["enterprise"].call("raise_problem", facts="厂门口的路灯坏了三天，夜班不敢走")
    known = {"public_id": raised["public_id"]}

    (line,) = programs["officer"].call("list_problems", state="submitted")["items"]
    assert (line["public_id"], line["holder"]["code"]) == (raised["public_id"], "officer")
    programs["officer"].call("take_pass_on", **known, summary="要城管局派人")
    taken = programs["coordinator"].call("take_dispatch", **known, lead=place.units[0].pk, lane="ordinary")[
        "problem"
    ]
    assert taken["state_code"] == "handling"

    handler, head = programs["handler1"], programs["unit_head1"]
    (task,) = handler.call("list_tasks")["items"]
    of_task = {**known, "task_ref": task["task_ref"]}
    handler.call("take_sign", **of_task)
    handler.call(
        "take_record_contact", **of_task, contact_way="phone", contact_with="陈若溪", said="约好上门",
        contact_at=monday.isoformat(),
    )  # fmt: skip
    handler.call("take_draft_reply", **of_task, result="R1", answer="已换新灯", evidence="照片")
    head.call("take_sign_off", **of_task)
    programs["coordinator"].call("take_approve", **known, checks=Check.values())

    read = programs["enterprise"].call("show_problem", **known)
    assert read["state"] == "请您评价"
    assert {"confirm", "dispute"} <= {step["name"] for step in read["steps"] if step["open"]}
    assert any("已换新灯" in one["quote"] + one["text"] + str(one["facts"]) for one in read["story"])
    ended = programs["enterprise"].call("take_confirm", **known, solved="yes", grade="5")["problem"]
    assert (ended["state"], ended["result"]["label"]) == ("已办结", "已解决")

"""What waits for whom, by programs: each desk's list shows a problem while it waits there and no longer."""

from datetime import datetime

import pytest

from qinqing.domains.inbox.models import Message
from qinqing.domains.problems.queries import lists
from qinqing.domains.problems.terms import Check
from qinqing.kernel import door
from tests.builders.problems import Road, Town, town
from tests.builders.programs import Program, a_token

pytestmark = pytest.mark.django_db
LISTS = {
    "list_triage": "coordinator",
    "list_to_sign": "unit_head1",
    "list_reviews": "coordinator",
    "list_calls": "callback",
    "list_objections": "head",
}
"""By list who asks for it."""


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def programs(place: Town, monday: datetime) -> dict[str, Program]:
    walkers = (*LISTS.values(), "handler1", "enterprise")
    return {who: Program(a_token(place.people[who], monday), monday) for who in dict.fromkeys(walkers)}


def waiting_in(programs: dict[str, Program]) -> list[str]:
    return [name for name, who in LISTS.items() if programs[who].call(name)["items"]]


def test_a_problem_stands_in_the_list_of_whoever_has_it_in_hand(
    place: Town, programs: dict[str, Program], monday: datetime
) -> None:
    road = Road(place, monday).submitted().passed_on()
    met = [waiting_in(programs)]
    road.dispatched().signed().contacted().replied()
    met.append(waiting_in(programs))
    (line,) = programs["unit_head1"].call("list_to_sign")["items"]
    assert (line["problem"]["public_id"], line["task_ref"]) == (road.problem.public_id, road.task().pk)
    assert line["answer"]
    known = {"public_id": road.problem.public_id}
    programs["unit_head1"].call("take_sign_off", **known, task_ref=line["task_ref"])
    met.append(waiting_in(programs))
    programs["coordinator"].call("take_approve", **known, checks=Check.values())
    met.append(waiting_in(programs))
    programs["enterprise"].call("take_confirm", **known, solved="yes", grade="5")
    met.append(waiting_in(programs))
    assert met == [["list_triage"], ["list_to_sign"], ["list_reviews"], ["list_calls"], []]


def test_an_objection_waits_for_the_head(place: Town, programs: dict[str, Program], monday: datetime) -> None:
    road = Road(place, monday).submitted().passed_on().refused().objected()
    assert waiting_in(programs) == ["list_objections"]
    (line,) = programs["head"].call("list_objections")["items"]
    assert line["public_id"] == road.problem.public_id


@pytest.mark.parametrize("name", LISTS)
def test_a_key_that_opens_no_page_is_refused(name: str, programs: dict[str, Program]) -> None:
    assert programs[LISTS[name]].send(name, after="x").status_code == 422


def test_replies_to_sign_are_met_once_whatever_the_number_of_pages(
    place: Town, programs: dict[str, Program], monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = set()
    for _ in range(3):
        road = Road(place, monday).submitted().passed_on().dispatched().signed().contacted().replied()
        wanted.add(road.problem.public_id)
    for module in ("lists", "signing"):
        monkeypatch.setattr(f"qinqing.domains.problems.queries.{module}.PAGE", 2)
    assert lists.PAGE == 2
    met, after = [], ""
    while after is not None:
        page = programs["unit_head1"].call("list_to_sign", **({"after": after} if after else {}))
        met += [one["problem"]["public_id"] for one in page["items"]]
        after = page["next"]
    assert (len(met), set(met)) == (3, wanted)


@pytest.mark.parametrize(("show", "count"), [("to_sign", 1), ("sign_off", 0), ("mine", 0)])
def test_a_units_list_is_narrowed_as_on_the_page(
    show: str, count: int, place: Town, programs: dict[str, Program], monday: datetime
) -> None:
    Road(place, monday).submitted().passed_on().dispatched()
    assert len(programs["handler1"].call("list_tasks", show=show)["items"]) == count
    assert programs["handler1"].send("list_tasks", show="nonsense").status_code == 422


# --- messages ----------------------------------------------------------


@pytest.fixture
def told(place: Town, monday: datetime) -> list[int]:
    """Three messages to the handler, one to somebody else."""
    people = [place.people["handler1"]] * 3 + [place.people["enterprise"]]
    with door.as_system("tests.build"):
        rows = [
            Message.objects.create(
                person=person, event_id=number, notice="test", level="act", text=f"第 {number} 条",
                url="/tasks/", created_at=monday,
            )
            for number, person in enumerate(people, start=1)
        ]  # fmt: skip
    return [row.pk for row in rows]


def test_ones_messages_are_read_one_by_one_and_together(
    programs: dict[str, Program], told: list[int]
) -> None:
    handler = programs["handler1"]
    page = handler.call("list_messages", unread="true")
    assert ([one["message_id"] for one in page["items"]], page["unread"]) == (told[2::-1], 3)
    assert handler.call("read_message", message_id=told[0])["read_at"]
    assert [one["message_id"] for one in handler.call("list_messages", unread="true")["items"]] == told[
        2:0:-1
    ]
    assert handler.call("read_messages") == {"read": 2}
    page = handler.call("list_messages")
    assert (len(page["items"]), page["unread"]) == (3, 0)


def test_anybody_elses_message_is_not_there(programs: dict[str, Program], told: list[int]) -> None:
    assert programs["handler1"].send("read_message", message_id=told[3]).status_code == 404
    assert programs["enterprise"].call("list_messages")["unread"] == 1


# --- what is found -----------------------------------------------------


def test_what_is_found_is_what_one_may_see(
    place: Town, programs: dict[str, Program], monday: datetime
) -> None:
    road = Road(place, monday).submitted()
    (kind,) = programs["coordinator"].call("find", words="路灯")["kinds"]
    (hit,) = kind["items"]
    assert (kind["kind"], hit["number"]) == ("problem", road.problem.number)
    assert road.problem.public_id in hit["href"]
    assert programs["handler1"].call("find", words="路灯") == {"kinds": []}
    assert programs["coordinator"].call("find", words="路灯", kind="problem")["kinds"] == [kind]
    assert programs["coordinator"].call("find") == {"kinds": []}


@pytest.mark.parametrize(
    ("asked", "field"), [({"kind": "x"}, "kind"), ({"after": "5"}, "after"), ({"words": "x" * 81}, "words")]
)
def test_a_search_that_makes_no_sense_is_refused(
    asked: dict[str, str], field: str, programs: dict[str, Program]
) -> None:
    answer = programs["coordinator"].send("find", **{"words": "路灯", **asked})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)

"""Any two steps that are open at one moment, taken at once, end as if one had come after the other."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations_with_replacement
from random import Random
from threading import Barrier
from typing import Any, NamedTuple

import pytest
from django.db import connections, transaction
from django.test import override_settings

from qinqing.domains.problems import actions
from qinqing.domains.problems.models import Category, LedgerEntry, Problem, Task
from qinqing.domains.problems.terms import Check, RecallReason, TaskState
from qinqing.domains.problems.workflow import PROBLEM_FLOW, TASK_FLOW
from qinqing.kernel import door, twins
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.refusals import NotFound, Refused
from tests.builders.accounts import SYSTEM
from tests.builders.problems import Road, Town, at, town
from tests.conftest import Database, point_at
from tests.sizes import SIZES, SOAK

NOW = at("2026-03-02 09:30")
WHERE: Mapping[str, Callable[[Road], Road]] = {
    "submitted": lambda road: road.submitted(),
    "taken": lambda road: road.submitted().take("officer", "take", plan="去看", promised_on=NOW.date()),
    "asked": lambda road: road.submitted().asked(),
    "triage": lambda road: road.submitted().passed_on(),
    "sent": lambda road: road.submitted().passed_on().dispatched(assist=(2,)),
    "signed": lambda road: road.submitted().passed_on().dispatched(parallel=(2,)).signed().contacted(),
    "drafted": lambda road: road.submitted().passed_on().dispatched().signed().contacted().replied(),
    "review": lambda road: road.to_review(),
    "confirm": lambda road: road.to_confirm(),
    "called": lambda road: road.to_confirm().take(
        "callback", "record_attempt", contact_way="phone", contact_at=NOW, reached="yes"
    ),
    "disputed": lambda road: road.to_confirm().disputed(),
    "closed": lambda road: road.to_confirm().confirmed(),
    "withdrawn": lambda road: road.submitted().take("enterprise", "withdraw", reason="mistaken"),
    "refused": lambda road: road.submitted().passed_on().refused(),
    "objected": lambda road: road.submitted().passed_on().refused().objected(),
}
"""Where a problem may stand when two people come."""
WHO = {
    "enterprise": "enterprise", "officer": "officer", "coordinator": "coordinator",
    "coordination_head": "head", "reviewer": "coordinator", "leader": "leader", "level_owner": "head",
    "callback": "callback",
    "handler": "handler1", "lead_handler": "handler1", "unit_head": "unit_head1", "lead_head": "unit_head1",
}  # fmt: skip
OWN_REASON = {"withdraw": "mistaken", "refuse": "out_of_area", "waive": RecallReason.values()[0]}
OPEN_TASK = {state.code for state in TASK_FLOW.states if not state.ends and state.code != TaskState.REPLIED}


class Move(NamedTuple):
    """A step as one person would take it."""

    who: str
    step: str
    task: bool


MOVES = sorted(
    {Move(WHO[by], step.name, task) for task, flow in ((False, PROBLEM_FLOW), (True, TASK_FLOW))
     for step in flow.steps for by in step.by if by in WHO}
)  # fmt: skip


def task_of(road: Road, unit: int = 1) -> int | None:
    """The task that a unit has of the problem, if it has one."""
    with door.as_system("tests.read"):
        found = Task.objects.filter(problem=road.problem_id, unit=road.town.units[unit - 1])
        return found.values_list("id", flat=True).order_by("id").last()


def given(move: Move, road: Road) -> dict[str, Any]:
    """What the step needs, as somebody would fill it in."""
    flow = TASK_FLOW if move.task else PROBLEM_FLOW
    category = Category.objects.values_list("id", flat=True).last()
    needs = next(step.needs for step in flow.steps if step.name == move.step)
    units = [unit.pk for unit in road.town.units]
    known: dict[str, Any] = {
        "promised_on": NOW.date(), "contact_at": NOW, "contact_way": "phone", "reached": "yes",
        "result": "R1", "lead": units[0], "lane": "ordinary", "new_unit": units[2], "part": "assist",
        "checks": Check.values(), "grade": "5",
        "solved": "no" if move.step == "dispute" else "yes",
        "reason": OWN_REASON.get(move.step, "另有安排"), "handler": road.town.people["handler1"].pk,
        "category": category,
    }  # fmt: skip
    if {"task", "tasks", "defects"} & set(needs):
        known |= {"task": task_of(road, unit=2), "tasks": [task_of(road)]}
        known |= {"defects": [f"{task_of(road)}:unclear"]}
    return {name: known.get(name, "路灯的事") for name in needs}


def take(move: Move, road: Road) -> str:
    """Take it in the running transaction; gives what became of it."""
    author = Author(door.become(road.town.people[move.who].pk, road.now))
    return _take(move, road, author, _task_id(move, road))


def _task_id(move: Move, road: Road) -> int | None:
    if not move.task and move.step not in {"record_contact", "name_handler"}:
        return None
    return task_of(road)


def _take(move: Move, road: Road, author: Author, task_id: int | None) -> str:
    try:
        actions.take_step(
            author=author, problem_id=road.problem_id, step=move.step, now=road.now, task_id=task_id,
            **given(move, road),
        )  # fmt: skip
    except NotFound:
        return "absent"
    except Refused as refused:
        return refused.code
    return "done"


def standing(road: Road) -> tuple[Any, ...]:
    """Where the problem stands: all that the two could have changed."""
    with door.as_system("tests.read"):
        row = Problem.objects.values_list("state", "holder", "holder_unit", "due_at", "result").get(
            pk=road.problem_id
        )
        tasks = sorted(Task.objects.filter(problem=road.problem_id).values_list("unit", "state", "due_at"))
        told = Counter(
            Event.objects.filter(subject_kind="problem", subject_id=road.problem_id).values_list(
                "name", flat=True
            )
        )
        lines = LedgerEntry.objects.filter(problem=road.problem_id).count()
    return row, str(tasks), sorted(told.items()), lines


class Ended(NamedTuple):
    """What became of two moves, and where the problem stands after them."""

    outcomes: tuple[str, str]
    standing: tuple[Any, ...]


def one_after_the_other(first: Move, second: Move, road: Road, *, turned: bool) -> Ended:
    """How it ends in this order; nothing of it stays."""
    with transaction.atomic():
        outcomes = take(first, road), take(second, road)
        ended = Ended((outcomes[1], outcomes[0]) if turned else outcomes, standing(road))
        transaction.set_rollback(True)
    return ended


def both_at_once(first: Move, second: Move, road: Road, pool: ThreadPoolExecutor) -> Ended:
    """How it ends when each comes in a transaction of his own at the same moment."""
    barrier = Barrier(2)

    def act(move: Move) -> str:
        with transaction.atomic():
            author = Author(door.become(road.town.people[move.who].pk, road.now))
            task_id = _task_id(move, road)
            barrier.wait(10)
            return _take(move, road, author, task_id)

    outcomes = tuple(pool.map(act, (first, second)))
    with transaction.atomic():
        return Ended(outcomes, standing(road))  # type: ignore[arg-type]


@pytest.fixture
def place(server: Database, fresh_database: str) -> Town:
    """A town whose catalogue knows one kind."""
    kinds = [
        actions.NewCategory("99", "别的", "别的事"),
        actions.NewCategory("9901", "灯", "灯", parent="99"),
    ]
    point_at(server.url("qinqing_worker", fresh_database))
    with transaction.atomic(), door.as_system("tests.build"):
        actions.keep_catalogue(author=SYSTEM, categories=kinds, duties=[])
    point_at(server.url("qinqing_web", fresh_database))
    with transaction.atomic():
        return town()


@pytest.fixture
def pool(place: Town) -> Iterator[ThreadPoolExecutor]:
    """Two people, each with a connection of his own."""
    with ThreadPoolExecutor(2) as found:
        yield found
        barrier = Barrier(2)
        list(found.map(lambda _: (barrier.wait(10), connections.close_all()), range(2)))


def begun(name: str, place: Town) -> Road:
    return door.drawn_again(lambda: WHERE[name](Road(place, NOW)))


def open_moves(name: str, place: Town) -> list[Move]:
    """The moves that somebody could make alone where a problem stands so."""
    road, found = begun(name, place), []
    for move in MOVES:
        with transaction.atomic():
            if take(move, road) == "done":
                found.append(move)
            transaction.set_rollback(True)
    return found


def drawn(place: Town) -> list[tuple[str, Move, Move]]:
    """Pairs of moves open at one moment: as many as the gate goes through, or all."""
    pairs = [
        (name, *pair) for name in WHERE for pair in combinations_with_replacement(open_moves(name, place), 2)
    ]
    steps = {move.step for _, first, second in pairs for move in (first, second)}
    assert len(steps) >= 30, f"only {sorted(steps)} were ever open"
    gate = SIZES["pairs"].gate
    assert len(pairs) >= gate
    return pairs if SOAK else Random(20260302).sample(pairs, gate)


def test_any_two_at_once_end_as_one_after_the_other(place: Town, pool: ThreadPoolExecutor) -> None:
    wrong = []
    for name, first, second in drawn(place):
        road = begun(name, place)
        allowed = (
            one_after_the_other(first, second, road, turned=False),
            one_after_the_other(second, first, road, turned=True),
        )
        ended = both_at_once(first, second, road, pool)
        if ended not in allowed:
            wrong.append((name, first, second, ended, allowed))
    assert wrong == []


def test_without_the_lock_two_at_once_end_otherwise(place: Town, pool: ThreadPoolExecutor) -> None:
    """The twin: what nobody could have reached in turn is reached."""
    first, second = Move("enterprise", "confirm", False), Move("enterprise", "dispute", False)
    for _ in range(10):
        road = begun("confirm", place)
        allowed = (
            one_after_the_other(first, second, road, turned=False),
            one_after_the_other(second, first, road, turned=True),
        )
        with override_settings(TWINS=frozenset({twins.LOCK})):
            if both_at_once(first, second, road, pool) not in allowed:
                return
    pytest.fail("without the lock two people still never met")

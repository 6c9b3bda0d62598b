"""Of two people acting at once one wins and the other is told; without the lock both would win."""

from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.test import override_settings

from qinqing.domains.problems import actions
from qinqing.domains.problems.terms import Check
from qinqing.kernel import door, twins
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.refusals import Refused
from tests.builders.problems import Road, Town, town

Step = tuple[str, str, dict[str, object]]
REFUSE: Step = ("coordinator", "refuse", {"reason": "out_of_area", "other_route": "信访", "citation": "条例"})
APPROVE: Step = ("coordinator", "approve", {"checks": Check.values()})

PAIRS: tuple[tuple[str, Callable[[Road], Road], Step, Step], ...] = (
    ("officer and coordinator at the start", lambda road: road.submitted(),
     ("officer", "pass_on", {"summary": "转"}), ("coordinator", "accept", {})),
    ("withdrawn while it is refused", lambda road: road.submitted(),
     ("enterprise", "withdraw", {"reason": "mistaken"}), REFUSE),
    ("refused while it is dispatched", lambda road: road.submitted().passed_on(),
     REFUSE, ("coordinator", "dispatch", {"lead": 0, "lane": "ordinary"})),
    ("confirmed and disputed", lambda road: road.to_confirm(),
     ("enterprise", "confirm", {"solved": "yes"}),
     ("enterprise", "dispute", {"solved": "no", "words": "没有"})),
    ("approved by two", lambda road: road.to_review(),
     APPROVE, APPROVE),
)  # fmt: skip


def _at_once(road: Road, place: Town, steps: tuple[Step, Step]) -> list[str]:
    """Both steps started at the same moment in threads of their own; gives what became of each."""
    barrier, outcomes = Barrier(2), ["", ""]

    def act(position: int, step: Step) -> None:
        who, name, given = step
        given = {**given, "lead": place.units[0].pk} if "lead" in given else given
        try:
            with transaction.atomic():
                author = Author(door.become(place.people[who].pk, road.now))
                barrier.wait(10)
                actions.take_step(author=author, problem_id=road.problem_id, step=name, now=road.now, **given)
            outcomes[position] = "done"
        except Refused as refused:
            outcomes[position] = refused.code
        finally:
            connection.close()

    threads = [Thread(target=act, args=(n, step)) for n, step in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@pytest.mark.parametrize(("name", "begin", "first", "second"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_one_wins_and_the_other_is_told(
    fresh_database: str, monday: datetime, name: str, begin: Callable[[Road], Road], first: Step, second: Step
) -> None:
    with transaction.atomic():
        place = town()
        road = begin(Road(place, monday))
    outcomes = _at_once(road, place, (first, second))
    assert sorted(outcome == "done" for outcome in outcomes) == [False, True], outcomes
    assert {"wrong_state", "conflict"} & set(outcomes)


def test_without_the_lock_both_win(fresh_database: str, monday: datetime) -> None:
    """The twin: the check above must be able to fail."""
    with transaction.atomic():
        place = town()
    steps: tuple[Step, Step] = (
        ("enterprise", "confirm", {"solved": "yes"}),
        ("enterprise", "dispute", {"solved": "no", "words": "没有"}),
    )
    with override_settings(TWINS=frozenset({twins.LOCK})):
        for _ in range(10):
            with transaction.atomic():
                road = Road(place, monday).to_confirm()
            if _at_once(road, place, steps) == ["done", "done"]:
                return
    pytest.fail("without the lock two people still never met")


def test_an_event_is_told_once_for_each_winner(fresh_database: str, monday: datetime) -> None:
    with transaction.atomic():
        place = town()
        road = Road(place, monday).to_confirm()
    step: Step = ("enterprise", "confirm", {"solved": "yes"})
    _at_once(road, place, (step, step))
    with transaction.atomic(), door.as_system("tests.read"):
        assert Event.objects.filter(name="EnterpriseConfirmed", subject_id=road.problem_id).count() == 1

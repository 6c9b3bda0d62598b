"""Problems that fall due together are written together, and each as it would be alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from qinqing.config import wiring
from qinqing.domains.problems import actions
from qinqing.domains.problems.models import LedgerEntry, Problem, Task
from qinqing.kernel import door
from qinqing.kernel.models import Event
from qinqing.kernel.refusals import Conflict
from qinqing.kernel.writing import Writing
from tests.builders.problems import Road, Town, town
from tests.builders.worker import working
from tests.conftest import Database

STATIONS = (
    lambda road: road.submitted(),
    lambda road: road.submitted().passed_on(),
    lambda road: road.submitted().passed_on().dispatched(),
    lambda road: road.submitted().passed_on().dispatched().signed(),
    lambda road: road.to_confirm(),
)


@pytest.fixture
def place(server: Database, django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    wiring.connect()
    with django_db_blocker.unblock(), working(server):
        yield town()


def _as_written(number: int) -> tuple[object, ...]:
    """A problem, its tasks, its ledger and its story, without what tells one problem from another."""
    row = Problem.objects.values().get(pk=number)
    same = {name: row[name] for name in ("state", "holder", "level", "due_at", "look_at", "call_at")}
    tasks = Task.objects.filter(problem=number).order_by("id")
    lines = LedgerEntry.objects.filter(problem=number).order_by("id")
    story = Event.objects.filter(subject_kind="problem", subject_id=number).order_by("id")
    told = {event.pk: place for place, event in enumerate(story)}
    return (
        same,
        list(tasks.values_list("state", "signed_late", "due_at", "finish_at")),
        [
            (told.get(one.event_id or 0), one.clock, one.kind, one.at, one.due_at, one.limit, one.minutes)
            for one in lines
        ],
        [(one.name, one.layer, one.rule, one.at, one.record.get("clock")) for one in story],
    )


@pytest.mark.parametrize("station", range(len(STATIONS)))
def test_each_is_written_as_it_would_be_alone(place: Town, monday: datetime, station: int) -> None:
    roads = [STATIONS[station](Road(place, monday)) for _ in range(3)]
    alone, *together = [road.problem_id for road in roads]
    late = monday + timedelta(days=40)
    with door.as_system("tests.sweep"):
        before = Event.objects.count()
        assert actions.sweep(late, among=[alone]) == 1
        fell = Event.objects.count() - before
        assert fell >= 1
        assert actions.sweep(late, among=together) == 2
        assert Event.objects.count() - before == 3 * fell
        assert _as_written(alone) == _as_written(together[0]) == _as_written(together[1])


def test_one_that_was_moved_meanwhile_is_told_of(place: Town, monday: datetime) -> None:
    first, second = (Road(place, monday).submitted().problem_id for _ in range(2))
    with door.as_system("tests.sweep"):
        writing = Writing()
        versions = dict(Problem.objects.values_list("pk", "version"))
        writing.update(Problem, first, {"place": "东门"}, only_if={"version": versions[first]})
        writing.run_in_bulk()
        assert Problem.objects.get(pk=first).place == "东门"
        writing.update(Problem, second, {"place": "西门"}, only_if={"version": versions[second] + 1})
        with pytest.raises(Conflict):
            writing.run_in_bulk()

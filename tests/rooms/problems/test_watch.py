"""The watch over problems finds nothing in sound ones, and each fault that is planted."""

from datetime import timedelta

import pytest

from qinqing.domains.problems import queries
from qinqing.domains.problems.models import LedgerEntry, Problem, Task
from qinqing.kernel import door
from tests.builders.problems import Road, at, town

pytestmark = pytest.mark.django_db
NOW = at("2026-03-02 09:30")


@pytest.fixture
def handled() -> Road:
    """A problem in a unit's hands, an hour after it was raised."""
    return Road(town(), NOW).submitted().wait(hours=1).passed_on().dispatched().signed().contacted()


def found(road: Road) -> list[str]:
    with door.as_system("tests.read"):
        faults = [*queries.orphans(road.now), *queries.uneven(road.now), *queries.misdated(road.now)]
    assert all(fault.problem_id == road.problem_id for fault in faults)
    return [fault.reason for fault in faults]


def test_a_sound_problem_has_no_fault_on_its_whole_way(handled: Road) -> None:
    assert found(handled) == []
    ended = handled.wait(days=1).replied().signed_off().approved().wait(days=1).confirmed()
    assert found(ended) == []


def test_a_problem_that_nobody_holds_is_found(handled: Road) -> None:
    with door.as_system("tests.plant"):
        Problem.objects.filter(pk=handled.problem_id).update(holder="nobody")
    assert "nobody holds it" in found(handled)


def test_a_problem_without_a_next_date_is_found(handled: Road) -> None:
    with door.as_system("tests.plant"):
        Problem.objects.filter(pk=handled.problem_id).update(due_at=None)
    assert "no next date" in found(handled)


def test_a_unit_that_is_not_named_is_found(handled: Road) -> None:
    with door.as_system("tests.plant"):
        Problem.objects.filter(pk=handled.problem_id).update(holder_unit=None)
    assert "no unit holds it" in found(handled)


def test_a_clock_that_runs_after_the_end_is_found(handled: Road) -> None:
    handled.take("enterprise", "withdraw", reason="mistaken")
    with door.as_system("tests.plant"):
        LedgerEntry.objects.filter(problem=handled.problem_id, clock="B", kind="stop").delete()
    assert found(handled)[0] == "clock B runs after its end"


def test_shares_that_do_not_add_up_are_found(handled: Road) -> None:
    with door.as_system("tests.plant"):
        first = LedgerEntry.objects.filter(problem=handled.problem_id, clock="X").order_by("id")[0]
        first.pk, first.at = None, first.at + timedelta(minutes=40)
        first.save(force_insert=True)
    assert any(reason.startswith("shares are ") for reason in found(handled))


@pytest.mark.parametrize("column", ["due_at", "finish_at"])
def test_a_tasks_date_that_the_ledger_does_not_give_is_found(handled: Road, column: str) -> None:
    task = handled.task()
    with door.as_system("tests.plant"):
        Task.objects.filter(pk=task.pk).update(**{column: NOW + timedelta(days=30)})
    assert found(handled) == [f"dates of [{task.pk}] differ from the ledger"]


def test_a_problems_date_that_the_ledger_does_not_give_is_found(handled: Road) -> None:
    with door.as_system("tests.plant"):
        Problem.objects.filter(pk=handled.problem_id).update(due_at=NOW + timedelta(days=30))
    assert found(handled) == ["dates of the problem differ from the ledger"]


def test_only_those_asked_for_are_looked_at(handled: Road) -> None:
    with door.as_system("tests.plant"):
        Problem.objects.filter(pk=handled.problem_id).update(due_at=NOW + timedelta(days=30))
    with door.as_system("tests.read"):
        assert queries.misdated(handled.now, []) == []

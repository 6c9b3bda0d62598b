"""The twins of the histories: of each promise asked after every step, a fault that breaks it is seen."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from qinqing.domains.problems.terms import CaseState, ClockKind, Holder, Part, TaskState
from qinqing.lib.ledger import Kind
from tests.builders.problems_in_memory import Story
from tests.properties.test_problem_histories import INVARIANTS, ProblemHistory

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def handled() -> Story:
    return Story(MONDAY).submitted().wait(hours=5).passed_on().wait(hours=3).dispatched().signed().contacted()


def closed() -> Story:
    return handled().wait(hours=2).replied().signed_off().approved().wait(days=1).confirmed()


def no_lead(story: Story) -> None:
    story.case.current_tasks[0].part = Part.ASSIST


def a_shared_wait_begun_later(story: Story) -> None:
    place, first = next((n, e) for n, e in enumerate(story.case.ledger) if e.clock == ClockKind.EXPERIENCE)
    story.case.ledger[place] = replace(first, at=first.at + timedelta(minutes=40))


def nobody(story: Story) -> None:
    story.case.holder = Holder.NOBODY


def another_date(story: Story) -> None:
    assert story.case.due_at is not None
    story.case.due_at += timedelta(days=1)


def late_twice(story: Story) -> None:
    story.wait(days=30).sweep()
    breach = next(e for e in story.case.ledger if e.kind is Kind.BREACH)
    story.case.ledger.append(breach)


def no_result(story: Story) -> None:
    story.case.result = None


def signed_by_its_author(story: Story) -> None:
    task = story.case.tasks[0]
    task.state, task.signed_off_by_id = TaskState.DONE, task.drafted_by_id


def moved_in_silence(story: Story) -> None:
    story.case.state = CaseState.REFUSED


FAULTS: Mapping[str, tuple[Callable[[], Story], Callable[[Story], None]]] = {
    "the_tasks_fit_the_state": (handled, no_lead),
    "the_buckets_are_the_wait": (handled, a_shared_wait_begun_later),
    "nobody_is_left_without_an_owner": (handled, nobody),
    "the_cached_dates_follow_from_the_ledger": (handled, another_date),
    "a_breach_is_recorded_once": (handled, late_twice),
    "an_end_has_its_word": (closed, no_result),
    "nobody_signs_his_own_draft": (closed, signed_by_its_author),
    "the_state_follows_from_what_was_told": (closed, moved_in_silence),
}


def test_every_promise_has_a_fault() -> None:
    assert set(FAULTS) == set(INVARIANTS)


@pytest.mark.parametrize("promise", INVARIANTS)
def test_a_fault_breaks_its_promise(promise: str) -> None:
    make, spoil = FAULTS[promise]
    history = ProblemHistory()
    history.story = make()
    getattr(history, promise)()
    spoil(history.story)
    with pytest.raises(AssertionError):
        getattr(history, promise)()

"""More units, another lead, none for the moment: whose date it is, and whose time."""

from datetime import UTC, datetime

import pytest

from qinqing.domains.problems.terms import CaseState, ClockKind, Holder, Part, TaskState
from qinqing.lib.ledger import buckets, due_of
from qinqing.lib.workflow import Refused
from tests.builders.problems_in_memory import CALENDAR, Story

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def handled(**dispatched: object) -> Story:
    return Story(MONDAY).submitted().passed_on().dispatched(**dispatched).signed()  # type: ignore[arg-type]


def change(story: Story, lead: int | None = 2) -> Story:
    return story.take("change_lead", "coordinator", actor=3, reason="职责在那边", lead=lead)


def finish_of(story: Story) -> datetime:
    assert story.case.lead is not None
    key = f"B#{story.case.lead.id}"
    due_at = due_of([e for e in story.case.ledger if e.clock == key], CALENDAR, story.now).due_at
    assert due_at is not None
    return due_at


def test_a_new_lead_goes_on_with_what_the_old_one_had_left() -> None:
    story = handled()
    before = finish_of(story)
    change(story.wait(days=1))
    assert story.case.lead is not None
    assert (story.case.lead.unit_id, story.case.lead.state) == (2, TaskState.PENDING)
    assert finish_of(story) == before
    assert story.case.promised_at == before
    assert [t.state for t in story.case.tasks] == [TaskState.RECALLED, TaskState.PENDING]


@pytest.mark.parametrize("days", [8, 9, 25], ids=["little left", "due today", "long over"])
def test_a_new_lead_has_three_working_days_at_least_and_they_are_the_hubs(days: int) -> None:
    story = handled().wait(days=days)
    left = finish_of(story)
    change(story)
    granted = CALENDAR.add_workdays(story.now, 3).at
    assert finish_of(story) == granted > story.now
    more = CALENDAR.work_minutes_between(max(left, story.now), granted)
    lines = [e for e in story.case.ledger if e.clock == ClockKind.EXPERIENCE]
    after = [p for p in buckets(lines, granted, CALENDAR) if p.since >= story.now]
    assert [p.bucket for p in after] == ["hub", "unit"][: len(after)]
    assert after[0].work_minutes == more


def test_another_open_task_of_the_new_lead_is_recalled_first() -> None:
    story = change(handled(parallel=(2,)))
    assert [(t.unit_id, t.part) for t in story.case.current_tasks] == [(2, Part.LEAD)]


def test_a_unit_that_was_added_has_its_own_limit_and_leaves_the_leads_alone() -> None:
    story = handled()
    before = finish_of(story)
    story.wait(days=1).take("add_unit", "coordinator", actor=3, new_unit=2, part="parallel")
    story.take("add_unit", "lead_head", actor=201, new_unit=3, part="assist")
    assert [(t.unit_id, t.part) for t in story.case.current_tasks] == [
        (1, Part.LEAD), (2, Part.PARALLEL), (3, Part.ASSIST),
    ]  # fmt: skip
    assert finish_of(story) == before
    story.contacted().replied().signed_off()
    assert story.case.state == CaseState.HANDLING, "the parallel unit still owes its share"


def test_the_leads_head_adds_no_parallel_unit() -> None:
    with pytest.raises(Refused, match="只能加协办"):
        handled().take("add_unit", "lead_head", actor=201, new_unit=2, part="parallel")


@pytest.mark.parametrize("unit", [1, 2])
def test_a_unit_has_one_task_a_round(unit: int) -> None:
    with pytest.raises(Refused, match="已经有办理件"):
        handled(parallel=(2,)).take("add_unit", "coordinator", actor=3, new_unit=unit, part="assist")


@pytest.mark.parametrize(("lead", "says"), [(1, "现在就是这个单位主办"), (99, "没有这个单位")])
def test_a_successor_has_to_fit(lead: int, says: str) -> None:
    with pytest.raises(Refused, match=says):
        change(handled(), lead)


def test_without_a_successor_it_waits_for_the_coordinator_for_two_working_hours() -> None:
    story = change(handled(parallel=(2,)).wait(days=1), None)
    assert (story.case.state, story.case.holder) == (CaseState.TRIAGE, Holder.COORDINATOR)
    assert story.case.due_at == CALENDAR.add_work_minutes(story.now, 120).at
    assert [(t.unit_id, t.is_open) for t in story.case.current_tasks] == [(2, True)]
    assert [h.rule for h in story.plays[-1].happenings if h.event.__name__ == "LeadLost"] == ["T35"]


def test_the_next_lead_stands_in_the_same_round_and_has_what_was_left() -> None:
    story = handled(parallel=(2,))
    before = finish_of(story)
    change(story.wait(days=1), None)
    story.dispatched(lead=3)
    assert story.case.round == 1
    assert [(t.unit_id, t.part) for t in story.case.current_tasks] == [(2, Part.PARALLEL), (3, Part.LEAD)]
    assert finish_of(story) == before
    assert story.case.lost_lead_id is None


def test_after_a_lost_lead_no_unit_is_named_twice() -> None:
    story = change(handled(parallel=(2,)), None)
    with pytest.raises(Refused, match="已经有办理件"):
        story.dispatched(lead=3, assist=(2,))


def test_the_second_change_raises_it_to_the_second_level() -> None:
    story = change(handled())
    assert story.case.level == 0
    change(story, 3)
    assert story.case.level == 2
    assert story.plays[-1].happenings[-1].rule == "lead_changed_twice"


def test_a_redo_keeps_what_is_left_of_it_for_the_next_lead() -> None:
    story = handled().contacted().replied().signed_off().approved().disputed()
    story.take("redo", "reviewer", "coordinator", actor=3, screening="合理")
    change(story, 2)
    assert finish_of(story) == CALENDAR.add_workdays(story.now, 4).at

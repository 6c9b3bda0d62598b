"""What is urgent is counted on the wall clock, by night and on rest days."""

from datetime import UTC, datetime, timedelta

import pytest

from qinqing.domains.problems.terms import CaseState, ClockKind, LaneClass
from qinqing.lib.ledger import due_of
from tests.builders.problems_in_memory import CALENDAR, Story

FRIDAY_NIGHT = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
"""2026-03-06 23:00 in China, a Friday."""
CLASSES = {LaneClass.URGENT_2H: (15, 30, 120, 60), LaneClass.URGENT_24H: (60, 120, 1440, 720)}


def urgent(lane: LaneClass) -> Story:
    story = Story(FRIDAY_NIGHT)
    story.case.lane = lane
    return story.submitted()


def dispatched(lane: LaneClass, **more: object) -> Story:
    story = urgent(lane).passed_on()
    return story.take("dispatch", "coordinator", actor=3, lead=1, lane=lane, **more)


def minutes(story: Story, clock: ClockKind, unit: int | None = None) -> float:
    task = next((t.id for t in story.case.current_tasks if t.unit_id == unit), None)
    key = clock if task is None else f"{clock}#{task}"
    due_at = due_of([e for e in story.case.ledger if e.clock == key], CALENDAR, story.now).due_at
    assert due_at is not None
    return (due_at - story.now) / timedelta(minutes=1)


@pytest.mark.parametrize("lane", CLASSES)
def test_every_clock_of_the_road_runs_through_the_night(lane: LaneClass) -> None:
    quarter, contact, whole, half = CLASSES[lane]
    assert minutes(urgent(lane), ClockKind.ACCEPT) == quarter
    assert minutes(urgent(lane).passed_on(), ClockKind.DISPATCH) == quarter
    story = dispatched(lane, assist=[2])
    assert minutes(story, ClockKind.SIGN, 1) == quarter
    assert minutes(story, ClockKind.FIRST_CONTACT, 1) == contact
    assert minutes(story, ClockKind.INTERIM, 1) == whole
    assert minutes(story, ClockKind.FINISH, 1) == whole
    assert minutes(story, ClockKind.ASSIST, 2) == half
    story.signed().contacted().replied().signed_off()
    assert minutes(story, ClockKind.REVIEW) == 120
    story.approved().disputed().take("redo", "reviewer", "coordinator", actor=3, screening="合理")
    assert minutes(story, ClockKind.REWORK, 1) == half


def test_the_officers_promise_is_never_later_than_the_limit() -> None:
    story = urgent(LaneClass.URGENT_2H)
    monday = CALENDAR.local(FRIDAY_NIGHT).date() + timedelta(days=3)
    story.take("take", "officer", actor=2, plan="马上去", promised_on=monday)
    assert minutes(story, ClockKind.OFFICER) == 120


def test_a_silent_officer_is_passed_over_at_once() -> None:
    story = urgent(LaneClass.URGENT_2H).wait(minutes=16).sweep()
    assert story.case.state == CaseState.TRIAGE


def test_a_new_lead_has_the_whole_of_it() -> None:
    story = dispatched(LaneClass.URGENT_2H).wait(minutes=100)
    story.take("change_lead", "coordinator", actor=3, reason="改", lead=2)
    assert minutes(story, ClockKind.FINISH, 2) == 120


def test_what_becomes_urgent_is_urgent_at_once() -> None:
    story = Story(FRIDAY_NIGHT).submitted().passed_on().dispatched(assist=(2,))
    story.take("reclassify", "coordinator", actor=3, category=4, lane="urgent_24h", reason="停产了")
    assert minutes(story, ClockKind.FINISH, 1) == 1440
    assert minutes(story, ClockKind.SIGN, 1) == 60
    assert minutes(story, ClockKind.ASSIST, 2) == 720
    assert story.case.promised_at == story.now + timedelta(days=1)


def test_a_reply_that_is_sent_back_has_what_was_left_and_no_working_day_more() -> None:
    story = dispatched(LaneClass.URGENT_2H).signed().contacted().wait(minutes=90).replied().signed_off()
    lead = story.case.lead
    assert lead is not None
    story.wait(minutes=20).take(
        "send_back", "reviewer", "coordinator", actor=3, defects=[f"{lead.id}:unclear"], comment="改"
    )
    assert minutes(story, ClockKind.FINISH, 1) == 30

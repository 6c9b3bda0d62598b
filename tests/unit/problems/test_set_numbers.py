"""The numbers of the life that no clock runs by: an area sets them, and what has begun keeps its own."""

from datetime import UTC, date, datetime, timedelta

import pytest

from qinqing.domains.problems.limits import FIXED, LIMITS, bounds_of, refused_amount
from qinqing.domains.problems.terms import CaseState, ClockKind, LaneClass, Span
from qinqing.lib.ledger import Status, due_of
from qinqing.lib.workflow import Refused
from tests.builders.problems_in_memory import CALENDAR, Story

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""2026-03-02 10:00 in China; no rest day but the weekends until the tomb festival."""
TODAY = date(2026, 3, 2)


@pytest.fixture
def story() -> Story:
    return Story(MONDAY)


def after(story: Story, workdays: int) -> Story:
    """So many working days later, at ten in the morning."""
    on = CALENDAR.workday_from(CALENDAR.local(story.now).date(), workdays)
    story.now = datetime(on.year, on.month, on.day, 2, 0, tzinfo=UTC)
    return story


def clock(story: Story, kind: ClockKind, task_id: int | None = None) -> object:
    key = kind if task_id is None else f"{kind}#{task_id}"
    return due_of([e for e in story.case.ledger if e.clock == key], CALENDAR, story.now)


def test_every_number_is_kept_within_its_bounds_and_stands_once() -> None:
    rows = [row for row in LIMITS if row.case in Span.values()]
    assert sorted(row.case for row in rows) == sorted(Span.values())
    for row in rows:
        least, most = bounds_of(row)
        amount = int(row.limit.removesuffix(row.unit))
        assert refused_amount(row, amount) is None
        assert (
            refused_amount(row, least - 1) == refused_amount(row, most + 1) == f"要在 {least} 到 {most} 之间"
        )


def test_what_is_fixed_is_said_with_its_number() -> None:
    assert all(what and number and why for what, number, why in FIXED)


def test_how_long_the_enterprise_may_reopen_is_the_places_to_say(story: Story) -> None:
    story.decided("limit.X.reopen", "20wd").to_confirm().confirmed()
    assert after(story, 18).reopened().case.state == CaseState.HANDLING


def test_what_has_ended_keeps_the_time_that_held_on_its_day(story: Story) -> None:
    story.to_confirm().confirmed()
    story.decided("limit.X.reopen", "5wd", TODAY + timedelta(days=1))
    assert after(story, 15).reopened().case.state == CaseState.HANDLING


def test_what_ends_later_has_the_new_time(story: Story) -> None:
    story.to_confirm().decided("limit.X.reopen", "5wd").confirmed()
    with pytest.raises(Refused, match="超过 5 个工作日"):
        after(story, 6).reopened()


def test_how_long_what_lapsed_may_be_reopened(story: Story) -> None:
    story.decided("limit.X.reopen_lapsed", "60d").submitted().asked()
    after(story, 12).sweep()
    assert story.case.ended_by == "lapse"
    assert story.wait(days=45).reopened().case.state == CaseState.TRIAGE


def test_how_long_an_office_may_reopen(story: Story) -> None:
    story.decided("limit.X.reopen_office", "30d").to_confirm().confirmed().wait(days=31)
    with pytest.raises(Refused, match="结束超过 30 天"):
        story.reopened("coordinator")


def test_how_long_a_refusal_may_be_objected_to(story: Story) -> None:
    story.decided("limit.N.object", "5wd").submitted().passed_on().refused()
    with pytest.raises(Refused, match="超过 5 个工作日"):
        after(story, 6).objected()


def test_how_long_it_may_be_rated_afterwards(story: Story) -> None:
    story.decided("limit.X.rate", "20wd").submitted().passed_on().refused()
    after(story, 18).take("rate_afterwards", "enterprise", actor=1, grade="3")
    assert story.case.rated_by_enterprise


def test_how_far_ahead_a_plan_may_lie(story: Story) -> None:
    story.decided("limit.B.planned", "20wd").submitted().passed_on().dispatched().signed().contacted()
    given = {"result": "R3", "answer": "已列入计划", "evidence": "计划表"}
    last = CALENDAR.workday_from(TODAY, 20)
    with pytest.raises(Refused, match="20 个工作日以内"):
        story.take("draft_reply", "handler", actor=101, unit=1, planned_on=last + timedelta(days=1), **given)
    story.take("draft_reply", "handler", actor=101, unit=1, planned_on=last, **given)


def test_what_a_new_lead_has_at_least(story: Story) -> None:
    story.decided("limit.B.new_lead", "6wd").submitted().passed_on().dispatched()
    after(story, 5).take("change_lead", "coordinator", actor=3, reason="不归它管", lead=2)
    lead = story.case.lead
    assert lead is not None
    assert clock(story, ClockKind.FINISH, lead.id).due_at == CALENDAR.add_workdays(story.now, 6).at
    assert "至少 6 个工作日" in next(e.note for e in story.case.ledger if e.clock == f"B#{lead.id}")


def test_what_a_reply_that_was_sent_back_has_at_least(story: Story) -> None:
    story.decided("limit.B.sent_back", "3wd").submitted().passed_on().dispatched().signed().contacted()
    after(story, 7).replied().signed_off()
    lead = story.case.lead
    assert lead is not None
    story.take("send_back", "reviewer", "coordinator", actor=3, defects=[f"{lead.id}:unclear"], comment="改")
    assert clock(story, ClockKind.FINISH, lead.id).due_at == CALENDAR.add_workdays(story.now, 3).at


def test_when_the_enterprise_is_first_called(story: Story) -> None:
    story.decided("limit.Q.first", "4wd").to_confirm()
    assert story.case.call_at == CALENDAR.add_workdays(MONDAY, 4).at


@pytest.mark.parametrize(
    ("key", "value", "lane", "days"),
    [
        ("limit.W.least", "5wd", LaneClass.ORDINARY, 5),
        ("limit.W.most", "5wd", LaneClass.COMPLEX, 5),
        ("limit.W.most", "9wd", LaneClass.COMPLEX, 8),
    ],
)
def test_the_bounds_of_a_redo(story: Story, key: str, value: str, lane: LaneClass, days: int) -> None:
    assert story.decided(key, value).limits.of_rework(lane).limit.amount == days


def test_when_an_enterprise_is_reminded_and_how_long_the_others_rest(story: Story) -> None:
    for key, day in (("remind", 2), ("call", 3), ("rest", 2), ("remind_again", 4)):
        story.decided(f"limit.U.{key}", f"{day}wd")
    story.submitted().asked()
    marks = [after(story, 1).sweep().case.supplement_marks for _ in range(5)]
    assert marks == [0, 1, 3, 4, 4]
    assert clock(story, ClockKind.ACCEPT).status is Status.RUNNING


def test_a_request_that_runs_keeps_the_days_it_began_with(story: Story) -> None:
    story.submitted().asked().decided("limit.U.remind", "1wd", TODAY + timedelta(days=1))
    assert after(story, 2).sweep().case.supplement_marks == 0


def test_of_a_short_request_everything_is_done_before_its_last_day(story: Story) -> None:
    story.decided("limit.U", "4wd").submitted().asked()
    assert after(story, 3).sweep().case.supplement_marks == 3
    story.wait(hours=9).sweep()
    assert story.case.supplement_marks == 4
    after(story, 1).wait(hours=9).sweep()
    assert story.case.ended_by == "lapse"


def test_how_late_an_officer_may_be_before_it_is_passed_on(story: Story) -> None:
    story.decided("limit.R.pass_on", "3wd").submitted()
    assert after(story, 3).sweep().case.state == CaseState.SUBMITTED
    assert after(story, 2).sweep().case.state == CaseState.TRIAGE

"""An enterprise is asked for more: what rests, who is reminded on which day, what lapses, what goes on."""

from datetime import UTC, datetime, timedelta

import pytest

from qinqing.domains.problems import events
from qinqing.domains.problems.rules import SUPPLEMENT_MARKS
from qinqing.domains.problems.terms import CaseState, ClockKind, Holder
from qinqing.lib.ledger import Status, buckets, due_of
from qinqing.lib.workflow import Refused
from tests.builders.problems_in_memory import CALENDAR, Story

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""2026-03-02 10:00 in China; no rest day but the weekends until the tomb festival."""


@pytest.fixture
def story() -> Story:
    return Story(MONDAY).submitted()


def clock(story: Story, kind: ClockKind) -> object:
    return due_of([e for e in story.case.ledger if e.clock == kind], CALENDAR, story.now)


def told(story: Story) -> list[str]:
    return [h.event.__name__ for play in story.plays for h in play.happenings]


def on(story: Story, day: int, hour: int = 10) -> Story:
    """That many working days after the request, at some hour of China's day."""
    local = CALENDAR.local(story.now)
    date = CALENDAR.workday_from(CALENDAR.local(MONDAY).date(), day)
    story.now = local.replace(year=date.year, month=date.month, day=date.day, hour=hour).astimezone(UTC)
    return story.sweep()


def test_while_the_enterprise_is_asked_the_limit_of_the_asker_rests_and_its_own_runs(story: Story) -> None:
    story.asked()
    assert story.case.state == CaseState.SUPPLEMENT
    assert story.case.holder == Holder.ENTERPRISE
    assert clock(story, ClockKind.ACCEPT).status is Status.PAUSED
    assert story.case.due_at == CALENDAR.add_workdays(MONDAY, 10).at


@pytest.mark.parametrize("answer_after_hours", [1, 50])
def test_an_answer_leads_back_and_the_limit_goes_on_with_what_was_left(
    story: Story, answer_after_hours: int
) -> None:
    left = clock(story.wait(hours=1), ClockKind.ACCEPT).remaining
    story.asked().wait(hours=answer_after_hours).supplied()
    accept = clock(story, ClockKind.ACCEPT)
    assert story.case.state == CaseState.SUBMITTED
    assert (accept.status, accept.remaining) == (Status.RUNNING, left)
    assert clock(story, ClockKind.SUPPLEMENT).status is Status.STOPPED


def test_the_enterprise_is_reminded_twice_and_the_officer_is_to_call_in_between(story: Story) -> None:
    story.asked()
    for day in range(1, 9):
        on(story, day)
    reminders = [e for e in told(story) if e in {"SupplementReminded", "SupplementCallDue"}]
    assert reminders == ["SupplementReminded", "SupplementCallDue", "SupplementReminded"]


@pytest.mark.parametrize(
    ("day", "count"), [(2, 0), (3, 1), (4, 1), (5, 2), (6, 3), (7, 4)], ids=lambda n: str(n)
)
def test_each_mark_has_its_day(story: Story, day: int, count: int) -> None:
    on(story.asked(), day)
    assert story.case.supplement_marks == count


def test_the_limits_of_others_rest_for_five_working_days_at_the_most(story: Story) -> None:
    left = clock(story, ClockKind.ACCEPT).remaining
    story.asked()
    on(story, 5, hour=17)
    assert clock(story, ClockKind.ACCEPT).status is Status.PAUSED
    on(story, 6)
    accept = clock(story, ClockKind.ACCEPT)
    assert accept.status is Status.RUNNING
    opened = CALENDAR.opening(CALENDAR.local(story.now).date())
    assert accept.remaining == left - CALENDAR.work_minutes_between(opened, story.now)


def test_without_an_answer_it_lapses_after_ten_working_days_and_two_reminders(story: Story) -> None:
    story.asked()
    on(story, 10, hour=17)
    assert story.case.state == CaseState.SUPPLEMENT
    on(story, 10, hour=19)
    assert (story.case.state, story.case.ended_by) == (CaseState.WITHDRAWN, "lapse")
    assert told(story).count("SupplementReminded") == 2
    assert story.plays[-1].happenings[-1].event is events.SupplementLapsed


def test_a_machine_that_slept_catches_up_in_order(story: Story) -> None:
    story.asked()
    on(story, 12)
    assert [e for e in told(story) if "Supplement" in e] == [
        "SupplementRequested",
        "SupplementReminded",
        "SupplementCallDue",
        "SupplementReminded",
        "SupplementLapsed",
    ]
    assert story.case.supplement_marks == len(SUPPLEMENT_MARKS)


def test_the_wait_for_the_enterprise_is_the_enterprises(story: Story) -> None:
    story.wait(hours=1).asked().wait(days=1).supplied()
    lines = [e for e in story.case.ledger if e.clock == ClockKind.EXPERIENCE]
    shares = [(s.bucket, s.calendar_seconds) for s in buckets(lines, story.now, CALENDAR)]
    assert shares == [("officer", 3600), ("enterprise", 24 * 3600)]


def test_a_second_request_is_the_heads_and_there_is_no_third(story: Story) -> None:
    story.asked().wait(hours=2).supplied()
    with pytest.raises(Refused, match="由协调办负责人提出"):
        story.asked()
    story.take("ask_supplement", "coordination_head", actor=4, items="电表照片").supplied()
    with pytest.raises(Refused, match="已经请企业补充过两次"):
        story.take("ask_supplement", "coordination_head", actor=4, items="再来一样")


def test_the_head_does_not_begin(story: Story) -> None:
    with pytest.raises(Refused, match="第一次由服务官或协调员提出"):
        story.take("ask_supplement", "coordination_head", actor=4, items="合同")


@pytest.mark.parametrize(("passed_on", "who"), [(False, "coordinator"), (True, "officer")])
def test_only_who_has_it_asks(story: Story, passed_on: bool, who: str) -> None:
    if passed_on:
        story.passed_on()
    else:
        story.take("take", "officer", actor=2, plan="去看", promised_on=(MONDAY + timedelta(days=2)).date())
    with pytest.raises(Refused, match="请让办理的人提出"):
        story.take("ask_supplement", who, actor=3, items="合同")


def test_the_coordinator_asks_before_dispatch_and_his_limit_rests(story: Story) -> None:
    story.passed_on().take("ask_supplement", "coordinator", actor=3, items="合同")
    assert clock(story, ClockKind.DISPATCH).status is Status.PAUSED
    story.wait(hours=30).supplied()
    assert story.case.state == CaseState.TRIAGE
    assert story.case.holder == Holder.COORDINATOR


def test_where_the_officer_went_meanwhile_the_answer_reaches_the_coordinator(story: Story) -> None:
    story.take("take", "officer", actor=2, plan="去看", promised_on=(MONDAY + timedelta(days=2)).date())
    story.asked()
    story.officer_present = False
    story.supplied()
    assert (story.case.state, story.case.holder) == (CaseState.TRIAGE, Holder.COORDINATOR)


def test_in_this_state_other_words_are_the_answer(story: Story) -> None:
    with pytest.raises(Refused):
        story.asked().take("supplement", "enterprise", actor=1, text="合同丢了")

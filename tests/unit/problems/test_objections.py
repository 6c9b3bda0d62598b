"""A refusal is objected to: who decides, until when, and what follows."""

from datetime import UTC, datetime

import pytest

from qinqing.domains.problems.terms import CaseState, ClockKind, Holder, Objection
from qinqing.lib.ledger import Status, buckets, due_of
from qinqing.lib.workflow import Refused
from tests.builders.problems_in_memory import CALENDAR, Story

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def refused(who: str = "coordinator", *, sensitive: bool = False) -> Story:
    return Story(MONDAY, sensitive=sensitive).submitted().passed_on().refused(who)


def decide(story: Story, step: str, who: str = "coordination_head") -> Story:
    return story.take(step, who, actor=4, decision="这段路去年划归本区")


def application(story: Story) -> Status:
    return due_of([e for e in story.case.ledger if e.clock == "N"], CALENDAR, story.now).status


def test_while_it_is_looked_at_the_head_has_it_for_two_working_days() -> None:
    story = refused().wait(days=1).objected()
    assert story.case.state == CaseState.REFUSED
    assert story.case.holder == Holder.COORDINATION_HEAD
    assert story.case.due_at == CALENDAR.add_workdays(story.now, 2).at
    assert application(story) is Status.RUNNING


def test_where_the_head_refused_the_leader_decides() -> None:
    story = refused("coordination_head", sensitive=True).objected()
    assert story.case.holder == Holder.LEADER
    with pytest.raises(Refused, match="由包联领导决定"):
        decide(story, "allow_objection")
    assert decide(story, "allow_objection", "leader").case.state == CaseState.TRIAGE


def test_the_leader_leaves_to_the_head_what_is_the_heads() -> None:
    with pytest.raises(Refused, match="由协调办负责人决定"):
        decide(refused().objected(), "deny_objection", "leader")


def test_allowed_it_waits_for_dispatch_and_cannot_be_refused_again() -> None:
    story = decide(refused().wait(days=2).objected().wait(hours=3), "allow_objection")
    assert (story.case.state, story.case.holder) == (CaseState.TRIAGE, Holder.COORDINATOR)
    assert (story.case.closed_at, story.case.ended_by) == (None, "")
    assert application(story) is Status.STOPPED
    with pytest.raises(Refused, match="异议已经成立"):
        story.refused()
    assert story.dispatched().case.state == CaseState.HANDLING


def test_the_wait_goes_on_from_what_it_was() -> None:
    story = refused()
    before = (story.now - MONDAY).total_seconds()
    decide(story.wait(days=3).objected(), "allow_objection").wait(hours=1)
    lines = [e for e in story.case.ledger if e.clock == ClockKind.EXPERIENCE]
    assert sum(p.calendar_seconds for p in buckets(lines, story.now, CALENDAR)) == before + 3600


def test_denied_the_refusal_stands_and_there_is_no_second_objection() -> None:
    story = decide(refused().objected(), "deny_objection")
    assert (story.case.state, story.case.holder, story.case.due_at) == (
        CaseState.REFUSED, Holder.NOBODY, None,
    )  # fmt: skip
    assert story.case.objection is Objection.DENIED
    assert application(story) is Status.STOPPED
    with pytest.raises(Refused, match="已经提过一次"):
        story.objected()


def test_the_enterprise_may_take_it_back() -> None:
    story = refused().objected().take("take_back_objection", "enterprise", actor=1)
    assert story.case.holder == Holder.NOBODY
    with pytest.raises(Refused, match="没有等着决定的异议"):
        decide(story, "deny_objection")


@pytest.mark.parametrize(("workdays", "allowed"), [(10, True), (11, False)])
def test_the_enterprise_has_ten_working_days(workdays: int, allowed: bool) -> None:
    story = refused()
    story.now = CALENDAR.closing(CALENDAR.workday_from(CALENDAR.local(story.now).date(), workdays))
    if allowed:
        assert story.objected().case.objection is Objection.PENDING
    else:
        with pytest.raises(Refused, match="超过 10 个工作日"):
            story.objected()


def test_undecided_in_time_is_a_mark_and_no_end() -> None:
    story = refused().objected().wait(days=5).sweep()
    breaches = [e for e in story.case.ledger if e.clock == "N" and e.kind == "breach"]
    assert len(breaches) == 1
    assert story.case.objection is Objection.PENDING
    assert decide(story, "deny_objection").case.objection is Objection.DENIED

"""What has ended is opened again: by whom, until when, where it goes, and what of it stays."""

from datetime import UTC, datetime, timedelta

import pytest

from qinqing.domains.problems.terms import CaseState, ClockKind, Holder, Result, TaskState
from qinqing.lib.ledger import buckets
from qinqing.lib.workflow import Refused
from tests.builders.problems_in_memory import CALENDAR, HANDLER, HEAD, Story

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def closed(**dispatched: object) -> Story:
    story = Story(MONDAY).submitted().passed_on().dispatched(**dispatched)  # type: ignore[arg-type]
    for task in list(story.case.current_tasks):
        if task.part != "assist":
            story.signed(task.unit_id).contacted(task.unit_id).replied(task.unit_id).signed_off(task.unit_id)
    return story.approved().confirmed()


def test_it_goes_to_the_same_lead_and_its_handler() -> None:
    story = closed().wait(days=3).reopened()
    lead = story.case.lead
    assert story.case.state == CaseState.HANDLING
    assert lead is not None
    assert (lead.unit_id, lead.state, lead.handler_id) == (1, TaskState.REWORK, HANDLER + 1)
    assert (story.case.holder, story.case.holder_unit_id) == (Holder.UNIT, 1)
    assert story.case.due_at == CALENDAR.add_workdays(story.now, 4).at


def test_a_parallel_unit_comes_back_only_where_it_is_named() -> None:
    story = closed(parallel=(2,)).wait(days=1)
    parallel = next(t.id for t in story.case.current_tasks if t.unit_id == 2)
    story.take("reopen", "coordinator", unsolved="两边都没做完", tasks=[parallel])
    assert [t.state for t in story.case.current_tasks] == [TaskState.REWORK, TaskState.REWORK]
    story = closed(parallel=(2,)).wait(days=1).reopened()
    assert [t.state for t in story.case.current_tasks] == [TaskState.REWORK, TaskState.DONE]


def test_what_no_unit_ever_had_goes_to_the_coordinator() -> None:
    story = Story(MONDAY).submitted()
    story.take(
        "answer_at_once", "officer", actor=2, answer="好了", result=Result.SOLVED, contact_way="phone",
        contact_with="陈", contact_at=story.now,
    )  # fmt: skip
    story.confirmed().wait(days=1).reopened()
    assert (story.case.state, story.case.holder) == (CaseState.TRIAGE, Holder.COORDINATOR)


def test_level_result_and_redo_count_stay_and_the_old_rating_is_no_word_on_the_new_end() -> None:
    story = Story(MONDAY).to_confirm().disputed()
    story.take("redo", "reviewer", "coordinator", actor=3, screening="合理")
    story.contacted().replied().signed_off().approved().confirmed()
    story.case.level = 2
    story.wait(days=1).reopened()
    case = story.case
    assert (case.redo_count, case.level, case.result) == (1, 2, Result.SOLVED)
    assert (case.closed_at, case.ended_by, case.rated_by_enterprise, case.fresh_reply) == (
        None, "", False, False,
    )  # fmt: skip


def test_the_wait_goes_on_and_the_days_in_between_are_nobodys() -> None:
    story = closed()
    before = story.now - MONDAY
    story.wait(days=5).reopened().wait(hours=3)
    lines = [e for e in story.case.ledger if e.clock == ClockKind.EXPERIENCE]
    parts = buckets(lines, story.now, CALENDAR)
    assert sum(p.calendar_seconds for p in parts) == (before + timedelta(hours=3)).total_seconds()
    assert (parts[-1].bucket, parts[-1].party) == ("unit", "1")


def test_the_second_end_is_asked_and_rated_like_the_first() -> None:
    story = closed().wait(days=2).reopened().contacted().replied().signed_off().approved().confirmed()
    assert story.case.state == CaseState.CLOSED
    assert story.case.rated_by_enterprise
    assert story.wait(days=1).reopened().case.reopened == 2


@pytest.mark.parametrize(("workdays", "allowed"), [(15, True), (16, False)])
def test_the_enterprise_has_fifteen_working_days(workdays: int, allowed: bool) -> None:
    story = closed()
    day = CALENDAR.workday_from(CALENDAR.local(story.now).date(), workdays)
    story.now = CALENDAR.closing(day)
    if allowed:
        assert story.reopened().case.state == CaseState.HANDLING
    else:
        with pytest.raises(Refused, match="超过 15 个工作日"):
            story.reopened()


@pytest.mark.parametrize(("days", "allowed"), [(365, True), (366, False)])
@pytest.mark.parametrize("who", ["coordinator", "leader"])
def test_offices_have_a_year(who: str, days: int, allowed: bool) -> None:
    story = closed().wait(days=days)
    if allowed:
        assert story.reopened(who).case.state == CaseState.HANDLING
    else:
        with pytest.raises(Refused, match="超过 365 天"):
            story.reopened(who)


def lapsed() -> Story:
    story = Story(MONDAY).submitted().asked()
    for _ in range(16):
        story.wait(days=1).sweep()
    assert story.case.ended_by == "lapse"
    return story


@pytest.mark.parametrize(("days", "allowed"), [(29, True), (31, False)])
def test_what_lapsed_may_be_remembered_for_thirty_days(days: int, allowed: bool) -> None:
    story = lapsed().wait(days=days)
    if allowed:
        assert story.reopened().case.state == CaseState.TRIAGE
    else:
        with pytest.raises(Refused, match="超过 30 天"):
            story.reopened()


def test_after_a_final_conclusion_the_enterprise_opens_nothing_but_the_leader_may() -> None:
    story = Story(MONDAY).to_confirm().disputed()
    story.take("redo", "reviewer", "coordinator", actor=3, screening="合理")
    story.contacted().replied().signed_off().approved().disputed()
    story.take(
        "conclude", "leader", actor=8, result=Result.BY_POLICY, conclusion="到此", enterprise_heard="听了",
        citation="条例第五条",
    )  # fmt: skip
    with pytest.raises(Refused, match="最终结论"):
        story.wait(days=1).reopened()
    assert story.reopened("leader").case.state == CaseState.HANDLING


def test_what_was_taken_back_waits_for_the_coordinator_again() -> None:
    story = Story(MONDAY).submitted().passed_on().dispatched().signed()
    story.take("withdraw", "enterprise", actor=1, reason="mistaken").wait(days=1).reopened()
    assert story.case.state == CaseState.TRIAGE
    story.dispatched(lead=1)
    assert story.case.round == 2
    assert [t.state for t in story.case.current_tasks] == [TaskState.PENDING]


def test_a_draft_that_was_thrown_away_is_gone() -> None:
    story = Story(MONDAY)
    story.take("discard", "author", actor=1)
    with pytest.raises(Refused, match="删掉的草稿"):
        story.reopened()


def test_whoever_signs_the_second_answer_is_not_who_drafted_it() -> None:
    story = closed().wait(days=1).reopened().contacted().replied()
    with pytest.raises(Refused):
        story.take("sign_off", "unit_head", actor=HANDLER + 1, unit=1)
    assert story.signed_off().case.lead.signed_off_by_id == HEAD + 1  # type: ignore[union-attr]

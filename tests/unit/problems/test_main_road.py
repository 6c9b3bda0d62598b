"""The main road and its turns, played in memory."""

from contextlib import nullcontext
from datetime import datetime, timedelta

import pytest

from qinqing.domains.problems import events, life
from qinqing.domains.problems.terms import Bucket, CaseState, ClockKind, Holder, Result, TaskState
from qinqing.lib.ledger import Kind, buckets, due_of
from qinqing.lib.workflow import Refused
from tests.builders.problems_in_memory import CALENDAR, Story


def experience(story: Story, until: datetime | None = None) -> list[tuple[str, int]]:
    entries = [e for e in story.case.ledger if e.clock == ClockKind.EXPERIENCE]
    return [(s.bucket, s.work_minutes) for s in buckets(entries, until or story.now, CALENDAR)]


def test_the_main_road_ends_with_the_enterprises_own_word(monday: datetime) -> None:
    story = (
        Story(monday).to_confirm().wait(days=1).take("confirm", "enterprise", actor=1, solved="yes", grade=5)
    )
    assert story.case.state == CaseState.CLOSED
    assert story.case.result == Result.SOLVED
    assert story.case.holder == Holder.NOBODY
    assert [t.state for t in story.case.tasks] == [TaskState.DONE]


def test_every_clock_stops_when_the_problem_ends(monday: datetime) -> None:
    story = Story(monday).to_confirm().take("confirm", "enterprise", actor=1, solved="yes")
    running = {
        clock
        for clock in {e.clock for e in story.case.ledger}
        if due_of([e for e in story.case.ledger if e.clock == clock], CALENDAR, story.now).status == "running"
    }
    assert running == set()


def test_the_buckets_add_up_to_the_whole_wait(monday: datetime) -> None:
    story = (
        Story(monday).submitted().wait(hours=1).passed_on().wait(hours=1).dispatched().wait(days=1).signed()
    )
    story.contacted().wait(days=1).replied().signed_off().wait(hours=2).approved().wait(days=9)
    story.take("confirm", "enterprise", actor=1, solved="yes")
    parts = experience(story)
    assert sum(minutes for _, minutes in parts) == CALENDAR.work_minutes_between(monday, story.now)
    assert [name for name, _ in parts] == [
        Bucket.OFFICER,
        Bucket.HUB,
        Bucket.UNIT,
        Bucket.HUB,
        Bucket.ENTERPRISE,
        Bucket.HUB,
    ]


def test_the_enterprise_is_left_in_peace_until_the_first_call_is_due(monday: datetime) -> None:
    story = Story(monday).to_confirm()
    assert story.case.holder == Holder.ENTERPRISE
    story.wait(days=3).sweep()
    assert story.case.holder == Holder.CALLBACK


def test_a_problem_falls_to_the_coordinator_where_no_officer_is_present(monday: datetime) -> None:
    story = Story(monday, officer_present=False).submitted()
    assert story.case.holder == Holder.COORDINATOR


def test_an_officer_in_silence_loses_the_problem_after_a_working_day(monday: datetime) -> None:
    story = Story(monday).submitted().wait(hours=7).sweep()
    assert story.case.state == CaseState.SUBMITTED
    assert [h.event.__name__ for h in story.plays[-1].happenings] == ["LimitBreached"]
    story.wait(days=1, hours=3).sweep()
    assert story.case.state == CaseState.TRIAGE
    assert story.plays[-1].happenings[0].rule == "T05"


def test_an_unsigned_task_counts_as_signed_late(monday: datetime) -> None:
    story = Story(monday).submitted().passed_on().dispatched().wait(days=1).sweep()
    (task,) = story.case.tasks
    assert (task.state, task.signed_late) == (TaskState.ACCEPTED, True)


def test_a_unit_that_is_not_there_is_given_nothing_and_is_called_by_no_number(monday: datetime) -> None:
    story = Story(monday).submitted().passed_on()
    with pytest.raises(Refused, match="选的单位已经没有了") as refused:
        story.dispatched(lead=99_999)
    assert "99" not in refused.value.message


def test_who_drafted_cannot_sign_off(monday: datetime) -> None:
    story = Story(monday).submitted().passed_on().dispatched().signed().contacted().replied()
    with pytest.raises(Refused, match="另一位负责人"):
        story.take("sign_off", "unit_head", actor=101, unit=1)


def test_a_reply_needs_a_contact_first(monday: datetime) -> None:
    story = Story(monday).submitted().passed_on().dispatched().signed()
    with pytest.raises(Refused, match="还没有联系过企业"):
        story.replied()


def test_an_enterprise_cannot_confirm_before_the_answer(monday: datetime) -> None:
    story = Story(monday).submitted().passed_on().dispatched()
    with pytest.raises(Refused) as refused:
        story.take("confirm", "enterprise", actor=1, solved="yes")
    assert refused.value.code == "wrong_state"


def test_dissatisfaction_leads_to_a_redo_with_half_the_limit(monday: datetime) -> None:
    story = Story(monday).to_confirm().disputed()
    assert (story.case.state, story.case.redo_count) == (CaseState.REVIEW, 1)
    story.take("redo", "reviewer", "coordinator", actor=3, screening="诉求合理")
    (task,) = story.case.tasks
    assert task.state == TaskState.REWORK
    rework = next(e for e in story.case.ledger if e.clock == f"W#{task.id}" and e.kind is Kind.START)
    assert str(rework.limit) == "4wd"
    story.replied().signed_off().approved().take("confirm", "enterprise", actor=1, solved="yes")
    assert story.case.state == CaseState.CLOSED


def test_a_redo_goes_to_triage_where_no_unit_ever_had_it(monday: datetime) -> None:
    answer = {
        "answer": "已修好",
        "result": "R1",
        "contact_way": "phone",
        "contact_with": "陈",
        "contact_at": monday,
    }
    story = Story(monday).submitted().take("answer_at_once", "officer", actor=2, **answer).disputed()
    story.take("redo", "reviewer", "coordinator", actor=3, screening="诉求合理")
    assert story.case.state == CaseState.TRIAGE


def test_the_second_and_third_dispute_raise_the_level(monday: datetime) -> None:
    story = Story(monday).to_confirm().disputed()
    story.take("redo", "reviewer", "coordinator", actor=3, screening="合理").replied().signed_off().approved()
    story.disputed()
    assert story.case.level == 2
    with pytest.raises(Refused, match="召集"):
        story.take("redo", "reviewer", "coordination_head", actor=4, screening="合理")
    story.take(
        "explain", "reviewer", "coordination_head", actor=4, screening="已尽力", text="说明", citation="条例"
    )
    story.disputed()
    assert story.case.level == 3
    story.take(
        "conclude",
        "leader",
        actor=6,
        result="R4",
        conclusion="书面结论",
        enterprise_heard="3月2日听取",
        citation="条例第5条",
    )
    assert (story.case.state, story.case.result) == (CaseState.CLOSED, Result.BY_POLICY)


def test_a_window_over_without_the_attempts_raises_the_level_and_stays_open(monday: datetime) -> None:
    story = Story(monday).to_confirm().wait(days=20).sweep()
    assert (story.case.state, story.case.level >= 1) == (CaseState.CONFIRM, True)


def test_three_attempts_on_three_days_close_it_unconfirmed(monday: datetime) -> None:
    case = Story(monday).to_confirm().called_in_vain().case
    assert (case.state, case.ended_by, case.result) == (CaseState.CLOSED, "close_unreached", Result.SOLVED)


def sent_to_a_unit(monday: datetime) -> Story:
    return Story(monday).submitted().passed_on().dispatched().signed()


def test_a_unit_that_reaches_nobody_replies_after_as_many_tries_as_the_callback_owes(
    monday: datetime,
) -> None:
    story = sent_to_a_unit(monday).missed().wait(days=1).missed()
    for tried in (story, story.missed("site"), story.wait(hours=2).missed()):
        with pytest.raises(Refused, match="3 个不同的工作日"):
            tried.replied()
    assert story.wait(days=1).missed().replied().case.tasks[0].state == TaskState.SIGN_OFF


def test_tries_in_the_same_way_alone_are_not_enough(monday: datetime) -> None:
    story = sent_to_a_unit(monday).missed().wait(days=1).missed().wait(days=1).missed()
    with pytest.raises(Refused, match="换一种方式"):
        story.replied()


def test_the_first_contact_is_owed_until_it_was_tried_enough(monday: datetime) -> None:
    story = sent_to_a_unit(monday).missed().wait(days=1).missed().wait(days=1)
    key = f"{ClockKind.FIRST_CONTACT}#{story.case.tasks[0].id}"

    def stops() -> int:
        return sum(e.clock == key and e.kind is Kind.STOP for e in story.case.ledger)

    assert stops() == 0
    story.missed("site")
    assert stops() == 1


def never_reached(monday: datetime) -> Story:
    return sent_to_a_unit(monday).missed_for_days().replied().signed_off().approved()


def test_whoever_was_never_reached_is_told_apart_from_what_is_done(monday: datetime) -> None:
    story = never_reached(monday).called_in_vain()
    assert (story.case.state, story.case.result) == (CaseState.CLOSED, Result.UNREACHED)
    closed = next(h for play in story.plays for h in play.happenings if h.rule == "T22")
    assert (closed.record["result"], closed.record["was"]) == (Result.UNREACHED, Result.SOLVED)


@pytest.mark.parametrize(
    ("step", "who", "given"),
    [
        ("supplement", "enterprise", {"text": "还有一处"}),
        ("record_contact", "officer", {"contact_with": "陈厂长", "said": "知道了"}),
    ],
)
def test_one_word_of_the_enterprise_or_with_it_is_enough_to_have_reached_it(
    monday: datetime, step: str, who: str, given: dict[str, str]
) -> None:
    story = sent_to_a_unit(monday).missed_for_days()
    story.take(step, who, contact_way="phone", contact_at=story.now, **given)
    story.replied().signed_off().approved().called_in_vain()
    assert (story.case.ended_by, story.case.result) == ("close_unreached", Result.SOLVED)


def test_of_parallel_units_the_one_due_earliest_acts(monday: datetime) -> None:
    story = Story(monday).submitted().passed_on().dispatched(parallel=(2, 3))
    for unit in (1, 2, 3):
        story.signed(unit).contacted(unit)
    story.replied(2).signed_off(2).wait(days=4)
    for unit in (1, 3):
        story.replied(unit).signed_off(unit)
    parallel = [f"{t.id}:unclear" for t in story.case.tasks if t.unit_id in {2, 3}]
    story.take("send_back", "reviewer", "coordinator", actor=3, defects=parallel, comment="写清楚")
    assert story.case.holder_unit_id == 3, "the second has more of its time left"


def test_an_assist_never_holds_up_the_review(monday: datetime) -> None:
    story = (
        Story(monday)
        .submitted()
        .passed_on()
        .dispatched(assist=(2,))
        .signed()
        .contacted()
        .replied()
        .signed_off()
    )
    assert story.case.state == CaseState.REVIEW
    story.approved()
    assist = next(t for t in story.case.tasks if t.unit_id == 2)
    assert assist.state == TaskState.RECALLED


def test_a_parallel_task_holds_up_the_review(monday: datetime) -> None:
    story = (
        Story(monday)
        .submitted()
        .passed_on()
        .dispatched(parallel=(2,))
        .signed()
        .contacted()
        .replied()
        .signed_off()
    )
    assert (story.case.state, story.case.holder_unit_id) == (CaseState.HANDLING, 2)
    story.signed(2).contacted(2).replied(2).signed_off(2)
    assert story.case.state == CaseState.REVIEW


def test_sending_back_leaves_the_unit_what_was_left_and_a_day_at_least(monday: datetime) -> None:
    story = Story(monday).submitted().passed_on().dispatched().signed().contacted()
    task = story.case.tasks[0]
    before = life.due_of_clock(story.case, ClockKind.FINISH, task.id, CALENDAR, story.now)
    story.replied().signed_off()
    story.take(
        "send_back",
        "reviewer",
        "coordinator",
        actor=3,
        defects=[f"{task.id}:unclear"],
        comment="看不懂",
    )
    assert life.due_of_clock(story.case, ClockKind.FINISH, task.id, CALENDAR, story.now) == before
    assert story.case.tasks[0].state == TaskState.ACCEPTED


def test_a_promise_is_a_working_day_within_five(monday: datetime) -> None:
    story = Story(monday).submitted()
    with pytest.raises(Refused, match="工作日"):
        story.take("take", "officer", actor=2, plan="去现场", promised_on=datetime(2026, 3, 7).date())  # noqa: DTZ001
    story.take("take", "officer", actor=2, plan="去现场", promised_on=datetime(2026, 3, 6).date())  # noqa: DTZ001
    assert story.case.due_at == CALENDAR.closing(datetime(2026, 3, 6).date())  # noqa: DTZ001


def test_reclassifying_keeps_used_time_and_moves_the_promise(monday: datetime) -> None:
    story = Story(monday).submitted().passed_on().dispatched().wait(days=2)
    story.take("reclassify", "coordinator", actor=3, category=4, reason="复杂", lane="complex")
    task = story.case.tasks[0]
    due = life.due_of_clock(story.case, ClockKind.FINISH, task.id, CALENDAR, story.now)
    assert due == CALENDAR.add_workdays(monday, 15).at == story.case.promised_at


def test_waiting_for_a_late_assist_unit_charges_its_time_to_it(monday: datetime) -> None:
    story = Story(monday).submitted().passed_on().dispatched(assist=(2,)).signed()
    assist = next(t for t in story.case.tasks if t.unit_id == 2)
    with pytest.raises(Refused, match="还没有超过"):
        story.take("wait_for_assist", "lead_handler", actor=101, unit=1, task=assist.id)
    since = story.wait(days=4).now
    story.take("wait_for_assist", "lead_handler", actor=101, unit=1, task=assist.id).wait(days=1)
    assert experience(story)[-1] == (Bucket.ASSIST, CALENDAR.work_minutes_between(since, story.now))


def withdrawn(monday: datetime, who: str, **given: str) -> Story:
    story = sent_to_a_unit(monday)
    return story.take("withdraw", who, actor=1, reason="no_longer", confirmation="电话里说的", **given)


@pytest.mark.parametrize(("pressed", "words", "told"), [
    ("yes", "", 1), ("", "科长让撤的", 1), ("no", "", 0), ("unsaid", "", 0), ("", "", 0),
])  # fmt: skip
def test_who_wanted_it_silent_is_an_entry_of_its_own_for_supervision(
    monday: datetime, pressed: str, words: str, told: int
) -> None:
    play = withdrawn(monday, "enterprise", pressed=pressed, pressed_words=words).plays[-1]
    private = [h for h in play.happenings if h.event is events.WithdrawalPressed]
    assert [(h.layer, h.record) for h in private] == [("S", {"words": words})] * told
    others = [h.record for h in play.happenings if h not in private]
    assert not any({"pressed", "pressed_words"} & set(record) for record in others)


def test_nobody_else_says_whether_the_enterprise_was_pressed(monday: datetime) -> None:
    with pytest.raises(Refused, match="由企业自己说"):
        withdrawn(monday, "officer", pressed="no")


@pytest.mark.parametrize(("back", "says"), [
    ({"minutes": 1}, ""), ({"days": 1}, ""), ({"days": 2}, "更早的"), ({"days": 30}, "不能早于"),
])  # fmt: skip
@pytest.mark.parametrize(("step", "who", "unit"), [
    ("record_attempt", "callback", None), ("miss_contact", "handler", 1), ("miss_contact", "officer", None),
])  # fmt: skip
def test_a_try_is_written_down_while_it_is_fresh(
    monday: datetime, step: str, who: str, unit: int | None, back: dict[str, int], says: str
) -> None:
    """Else three days of calls could be made up in a minute, and the problem closed without a word."""
    story = (sent_to_a_unit(monday) if step == "miss_contact" else Story(monday).to_confirm()).wait(days=4)
    given = {"contact_way": "phone", "contact_at": story.now - timedelta(**back), "reached": "no"}
    with pytest.raises(Refused, match=says) if says else nullcontext():
        story.take(step, who, actor=8, unit=unit, **given)

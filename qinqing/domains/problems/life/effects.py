"""What each step and act does beyond its row: one small function by name."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from qinqing.domains.problems import events
from qinqing.domains.problems.life import handing_over, reopening, supplements
from qinqing.domains.problems.life.play import Play
from qinqing.domains.problems.limits import REDO_THRICE, REDO_TWICE
from qinqing.domains.problems.rules.guards import tasks_at_fault, tried_enough
from qinqing.domains.problems.rules.situation import Attempt, Task
from qinqing.domains.problems.terms import (
    ClockKind,
    ContactPurpose,
    LaneClass,
    Part,
    Pressed,
    RecallReason,
    Result,
    Solved,
    TaskState,
    Way,
)

Given = Mapping[str, Any]
Effect = Callable[[Play, Given], None]


def _end(play: Play, given: Given) -> None:
    play.case.closed_at = play.now
    play.case.lost_lead_id = play.case.charged_until_at = None
    play.recall([t for t in play.case.tasks if t.is_open], RecallReason.CASE_ENDED)


def _contact(play: Play, given: Given, purpose: ContactPurpose, *, reached: bool = True) -> None:
    play.contacts.append(
        {
            "purpose": purpose,
            "way": given["contact_way"],
            "with_whom": given.get("contact_with") or "",
            "at": given["contact_at"],
            "reached": reached,
            "said": given.get("said") or "",
            "task_id": play.situation.task.id if play.situation.task else None,
        }
    )
    play.case.reached = play.case.reached or reached


def _rating(play: Play, given: Given, *, by_callback: bool) -> None:
    play.ratings.append(
        {
            "round": play.case.redo_count,
            "solved": given.get("solved") or "",
            "grade": given.get("grade") or None,
            "sub_scores": {k: given[k] for k in ("speed", "attitude", "outcome") if given.get(k)},
            "words": given.get("words") or "",
            "by_callback": by_callback,
        }
    )
    if not by_callback:
        play.case.rated_by_enterprise = bool(given.get("grade"))


def promised_at(play: Play, given: Given) -> datetime | None:
    """The close of business of the day the officer promised, never later than the limit of the class."""
    promised: date | None = given.get("promised_on")
    if promised is None:
        return None
    limit = play.limits.of(ClockKind.OFFICER, play.case.lane).limit
    return min(play.calendar.closing(promised), limit.due(play.now, play.calendar).at)


def submit(play: Play, given: Given) -> None:
    play.case.submitted_at = play.now


def answer_at_once(play: Play, given: Given) -> None:
    if play.case.submitted_at is None:
        play.case.submitted_at = play.now
    play.case.result = Result(given["result"])
    _contact(play, given, ContactPurpose.MATTER)
    play.enter_confirm()


def take(play: Play, given: Given) -> None:
    play.case.promised_at = promised_at(play, given)


def resolve(play: Play, given: Given) -> None:
    play.case.result = Result(given["result"])
    _contact(play, given, ContactPurpose.MATTER)
    play.enter_confirm()


def accept(play: Play, given: Given) -> None:
    if given.get("enterprise"):
        play.case.enterprise_id = given["enterprise"]


def refuse(play: Play, given: Given) -> None:
    play.case.refused_by_head = "coordination_head" in play.situation.relations
    _end(play, given)


def dispatch(play: Play, given: Given) -> None:
    case = play.case
    if given.get("enterprise"):
        case.enterprise_id = given["enterprise"]
    lost = case.task(case.lost_lead_id) if case.lost_lead_id is not None else None
    case.lane = LaneClass(given["lane"])
    case.fresh_reply = False
    case.lost_lead_id = None
    if lost is None:
        case.round += 1
        lead = play.open_task(given["lead"], Part.LEAD, given.get("duty"))
        finish = play.clock(ClockKind.FINISH, lead.id)
        case.promised_at = finish.due_at if finish else None
    else:
        handing_over.follow(play, given["lead"], lost, given.get("duty"))
    for part in (Part.PARALLEL, Part.ASSIST):
        for unit in given.get(str(part), ()):
            play.open_task(unit, part, None)


def approve(play: Play, given: Given) -> None:
    for task in play.case.current_tasks:
        if task.state == TaskState.REPLIED:
            play.system_task_step("pass", task)
    play.recall(play.case.open_tasks, RecallReason.NOT_AWAITED)
    play.enter_confirm()


def send_back(play: Play, given: Given) -> None:
    play.noted["tasks"] = tasks_at_fault(given["defects"])
    for number in play.noted["tasks"]:
        task = play.case.task(number)
        assert task is not None
        play.system_task_step("return_reply", task)
    play.case.fresh_reply = False


def confirm(play: Play, given: Given) -> None:
    if given["solved"] == Solved.PARTLY:
        play.case.result = Result.PARTLY
    _rating(play, given, by_callback=False)
    _end(play, given)


def confirm_by_call(play: Play, given: Given) -> None:
    if given["solved"] == Solved.PARTLY:
        play.case.result = Result.PARTLY
    _rating(play, given, by_callback=True)
    _end(play, given)


def close_unreached(play: Play, given: Given) -> None:
    """T22: what was answered stands, unless nobody ever reached the enterprise (R8)."""
    if not play.case.reached:
        play.case.result = Result.UNREACHED
    _end(play, given)


def dispute(play: Play, given: Given) -> None:
    case = play.case
    case.redo_count += 1
    case.fresh_reply = False
    _rating(play, given, by_callback="enterprise" not in play.situation.relations)
    if case.redo_count == 2:
        play.pull(REDO_TWICE)
    elif case.redo_count >= 3:
        play.pull(REDO_THRICE)


def conclude(play: Play, given: Given) -> None:
    play.case.result = Result(given["result"])
    for task in play.case.current_tasks:
        if task.state == TaskState.REPLIED:
            play.system_task_step("pass", task)
    _end(play, given)


def withdraw(play: Play, given: Given) -> None:
    _end(play, given)
    if given.get("pressed") == Pressed.YES or given.get("pressed_words"):
        play.say(events.WithdrawalPressed, "S", {"words": given.get("pressed_words") or ""})


def redo(play: Play, given: Given) -> None:
    play.once_more(given.get("tasks") or ())


def explain(play: Play, given: Given) -> None:
    play.case.explained = True
    play.enter_confirm()


def record_contact(play: Play, given: Given) -> None:
    _contact(play, given, ContactPurpose.MATTER)
    if play.situation.task is not None:
        _contacted(play)


def miss_contact(play: Play, given: Given) -> None:
    """M1b: a unit that tried as long as the callback must (T22) need not try any longer."""
    _contact(play, given, ContactPurpose.MATTER, reached=False)
    if play.situation.task is not None:
        play.task.tries.append(Attempt(given["contact_at"], Way(given["contact_way"]), reached=False))
        if tried_enough(play.task.tries, play.calendar):
            _contacted(play)


def _contacted(play: Play) -> None:
    play.task.contacted = True
    if play.task.part == Part.LEAD:
        play.stop(ClockKind.FIRST_CONTACT, play.task.id)


def answer_interim(play: Play, given: Given) -> None:
    lead = play.case.lead
    assert lead is not None
    play.stop(ClockKind.INTERIM, lead.id)


def record_attempt(play: Play, given: Given) -> None:
    reached = given["reached"] == "yes"
    _contact(play, given, ContactPurpose.CALLBACK, reached=reached)
    at: datetime = given["contact_at"]
    play.case.attempts.append(Attempt(at, Way(given["contact_way"]), reached))


def name_handler(play: Play, given: Given) -> None:
    play.task.handler_id = given["handler"]


def reclassify(play: Play, given: Given) -> None:
    lane = LaneClass(given["lane"]) if given.get("lane") else play.case.lane
    play.case.sensitive = bool(given.get("sensitive", play.case.sensitive))
    if lane == play.case.lane:
        return
    play.case.lane = lane
    for clock in (ClockKind.ACCEPT, ClockKind.DISPATCH, ClockKind.REVIEW):
        play.recount(clock, None, play.limits.of(clock, lane))
    play.recount_promise(play.limits.of(ClockKind.OFFICER, lane))
    if play.runs(ClockKind.OFFICER) and (state := play.clock(ClockKind.OFFICER)) is not None:
        play.case.promised_at = state.due_at
    for task in play.case.open_tasks:
        _recount_task(play, task, lane)


def _recount_task(play: Play, task: Task, lane: LaneClass) -> None:
    """Every clock of a unit by its new class; the enterprise's promise follows the lead's."""
    for clock in (ClockKind.SIGN, ClockKind.FIRST_CONTACT, ClockKind.INTERIM):
        play.recount(clock, task.id, play.limits.of(clock, lane))
    if task.part == Part.ASSIST:
        play.recount(ClockKind.ASSIST, task.id, play.limits.of_assist(lane))
    elif task.in_rework:
        play.recount(ClockKind.REWORK, task.id, play.limits.of_rework(lane))
    else:
        play.recount(ClockKind.FINISH, task.id, play.limits.of(ClockKind.FINISH, lane))
    if task.part == Part.LEAD:
        state = play.clock(ClockKind.REWORK if task.in_rework else ClockKind.FINISH, task.id)
        play.case.promised_at = state.due_at if state else play.case.promised_at


def wait_for_assist(play: Play, given: Given) -> None:
    play.case.waits_for_task_id = given["task"]


def escalate(play: Play, given: Given) -> None:
    play.raise_level(
        play.case.level + 1, "人工请求上浮",
        **{k: given[k] for k in ("asked", "tried", "blocked_by", "wanted")},
    )  # fmt: skip


def instruct(play: Play, given: Given) -> None:
    play.stop(ClockKind.LEVEL)


def rate_afterwards(play: Play, given: Given) -> None:
    _rating(play, given, by_callback=False)


def sign(play: Play, given: Given) -> None:
    if play.task.handler_id is None:
        play.task.handler_id = play.situation.actor_id


def deem_signed(play: Play, given: Given) -> None:
    play.task.signed_late = True


def draft_reply(play: Play, given: Given) -> None:
    task = play.task
    task.drafted_by_id = play.situation.actor_id
    task.result = Result(given["result"])
    task.answer = given["answer"]
    task.citation = given.get("citation") or ""
    if task.handler_id is None:
        task.handler_id = play.situation.actor_id


def sign_off(play: Play, given: Given) -> None:
    play.task.signed_off_by_id = play.situation.actor_id


def refuse_sign_off(play: Play, given: Given) -> None:
    play.task.state = TaskState.REWORK if play.task.in_rework else TaskState.ACCEPTED


def waive(play: Play, given: Given) -> None:
    play.task.closed_at = play.now


def nothing_more(play: Play, given: Given) -> None:
    """The row says it all."""


CASE_EFFECTS: Mapping[str, Effect] = {
    "discard": _end,
    "submit": submit,
    "answer_at_once": answer_at_once,
    "take": take,
    "resolve": resolve,
    "pass_on": nothing_more,
    "accept": accept,
    "ask_supplement": supplements.ask,
    "supply": supplements.supply,
    "lapse": _end,
    "refuse": refuse,
    "object": reopening.file_objection,
    "take_back_objection": reopening.take_objection_back,
    "allow_objection": reopening.allow_objection,
    "deny_objection": reopening.deny_objection,
    "dispatch": dispatch,
    "add_unit": handing_over.add_unit,
    "change_lead": handing_over.change_lead,
    "approve": approve,
    "send_back": send_back,
    "confirm": confirm,
    "confirm_by_call": confirm_by_call,
    "close_unreached": close_unreached,
    "dispute": dispute,
    "conclude": conclude,
    "withdraw": withdraw,
    "reopen": reopening.reopen,
    "redo": redo,
    "explain": explain,
    "record_contact": record_contact,
    "miss_contact": miss_contact,
    "answer_interim": answer_interim,
    "write_note": nothing_more,
    "supplement": nothing_more,
    "record_attempt": record_attempt,
    "name_handler": name_handler,
    "reclassify": reclassify,
    "wait_for_assist": wait_for_assist,
    "hand_over": handing_over.hand_over,
    "take_over": handing_over.take_over,
    "escalate": escalate,
    "instruct": instruct,
    "rate_afterwards": rate_afterwards,
}
TASK_EFFECTS: Mapping[str, Effect] = {
    "sign": sign,
    "deem_signed": deem_signed,
    "draft_reply": draft_reply,
    "sign_off": sign_off,
    "refuse_sign_off": refuse_sign_off,
    "waive": waive,
    "reply_assist": nothing_more,
}
"""Task steps that a person or a clock takes; the others happen inside case steps."""

LAYERS: Mapping[type, str] = {
    events.TaskSigned: "H",
    events.TaskDeemedSigned: "H",
    events.ReplyDrafted: "H",
    events.ReplySignedOff: "H",
    events.SignOffRefused: "H",
    events.AssistReplied: "H",
    events.TaskWaived: "H",
    events.ReplySentBack: "H",
    events.NoteWritten: "H",
    events.CallbackAttempted: "H",
    events.HandlerNamed: "H",
    events.WaitingForAssist: "H",
    events.RedoOrdered: "E",
    events.ProblemEscalated: "R",
    events.InstructionGiven: "R",
    events.LimitBreached: "H",
    events.SupplementCallDue: "H",
    events.ProblemHandedOver: "H",
    events.ProblemTakenOver: "H",
}
"""Who may read each event; what is not named is for the enterprise too."""

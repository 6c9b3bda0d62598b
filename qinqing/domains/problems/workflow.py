"""The whole life on one page: states, steps and acts as tables.

`by` names relations, not roles (see `permissions`); `when` are conditions that decide whether a step is
offered, `guards` also see what is given. Clock signs: +A starts, -A stops, >B goes on with what was left,
-all stops every clock of the problem and its tasks. A system step without a time condition belongs to the
transaction of the step that opens it. Codes (T11, K-h, M1) are for reading, and for the law.
"""

from typing import Final

from qinqing.domains.problems import events, rules
from qinqing.domains.problems.terms import CaseState, TaskState
from qinqing.lib.workflow import STAYS, State, Step, Workflow

C = CaseState
K = TaskState
_OPEN: Final = frozenset({C.SUBMITTED, C.SUPPLEMENT, C.OFFICER, C.TRIAGE, C.HANDLING, C.REVIEW, C.CONFIRM})
_ALL: Final = _OPEN | {C.CLOSED, C.REFUSED, C.WITHDRAWN}
_CONTACT: Final = ("contact_way", "contact_with", "contact_at")

RELATIONS: Final = {
    "author": "起草人",
    "enterprise": "企业",
    "officer": "企业的首席服务官",
    "coordinator": "协调员",
    "coordination_head": "协调办负责人",
    "reviewer": "审核人",
    "level_owner": "这一级的负责人",
    "leader": "包联领导",
    "callback": "回访员",
    "handler": "承办人",
    "unit_head": "单位负责人",
    "lead_handler": "主办单位承办人",
    "lead_head": "主办单位负责人",
    "system": "系统",
}


def _set(*members: str) -> frozenset[str]:
    return frozenset(members)


_OFFICE: Final = _set("coordinator", "coordination_head")
"""The head of coordination does what the coordinator does, and more."""

CASE_STATES = (
    #     code         label                who must act                       clocks that run
    State(C.DRAFT, C.DRAFT.label, _set("author")),
    State(C.SUBMITTED, C.SUBMITTED.label, _set("officer", "coordinator"), ("X", "A")),
    State(C.SUPPLEMENT, C.SUPPLEMENT.label, _set("enterprise"), ("X", "U")),
    State(C.OFFICER, C.OFFICER.label, _set("officer"), ("X", "R")),
    State(C.TRIAGE, C.TRIAGE.label, _set("coordinator"), ("X", "D")),
    State(C.HANDLING, C.HANDLING.label, _set("lead_handler", "lead_head"), ("X",)),
    State(C.REVIEW, C.REVIEW.label, _set("reviewer"), ("X", "V")),
    State(C.CONFIRM, C.CONFIRM.label, _set("enterprise", "callback"), ("X", "Q")),
    State(C.CLOSED, C.CLOSED.label, ends=True),
    State(C.REFUSED, C.REFUSED.label, ends=True),
    State(C.WITHDRAWN, C.WITHDRAWN.label, ends=True),
)

CASE_STEPS = (
    Step(
        "discard", "T00", "删除草稿", _set(C.DRAFT), C.WITHDRAWN, _set("author"),
        event=events.DraftDiscarded, system=True,
    ),
    Step(
        "submit", "T01", "提交", _set(C.DRAFT), C.SUBMITTED, _set("author"),
        needs=("title", "facts"), clocks="+X +A", event=events.ProblemSubmitted,
    ),
    Step(
        "answer_at_once", "T02", "当场答复", _set(C.DRAFT, C.SUBMITTED), C.CONFIRM, _set("officer"),
        needs=("answer", "result", *_CONTACT), when=(rules.own_draft,),
        guards=(rules.officer_gives_this_result, rules.citation_where_needed),
        clocks="-A +X +Q", event=events.ProblemAnsweredAtOnce,
    ),
    Step(
        "take", "T03", "我来办", _set(C.SUBMITTED), C.OFFICER, _set("officer"),
        needs=("plan", "promised_on"), guards=(rules.promise_within_limit,),
        clocks="-A +R", event=events.ProblemTaken,
    ),
    Step(
        "resolve", "T04", "答复企业", _set(C.OFFICER), C.CONFIRM, _set("officer"),
        needs=("answer", "result", "evidence", *_CONTACT),
        guards=(rules.officer_gives_this_result_or_partly, rules.citation_where_needed),
        clocks="-R +Q", event=events.ProblemResolvedByOfficer,
    ),
    Step(
        "pass_on", "T05", "转协调办", _set(C.SUBMITTED, C.OFFICER), C.TRIAGE, _set("officer"),
        needs=("summary",), clocks="-A -R +D", event=events.ProblemPassedOn, system=True,
    ),
    Step(
        "accept", "T06", "受理", _set(C.SUBMITTED), C.TRIAGE, _OFFICE,
        guards=(rules.enterprise_is_named,), clocks="-A +D", event=events.ProblemAccepted,
    ),
    Step(
        "ask_supplement", "T07", "请企业补充", _set(C.SUBMITTED, C.OFFICER, C.TRIAGE), C.SUPPLEMENT,
        _set("officer", "coordinator", "coordination_head"),
        needs=("items",), when=(rules.enterprise_can_be_asked, rules.may_ask_again),
        clocks="~A ~R ~D +U", event=events.SupplementRequested,
    ),
    Step(
        # Back to where it came from; any answer counts.
        "supply", "T08", "补充好了", _set(C.SUPPLEMENT), _set(C.SUBMITTED, C.OFFICER, C.TRIAGE),
        _set("enterprise"), needs=("text",), clocks="-U >A >R >D", event=events.SupplementGiven,
    ),
    Step(
        "lapse", "T09", "没有等到补充材料", _set(C.SUPPLEMENT), C.WITHDRAWN,
        when=(rules.was_reminded_twice, rules.time_to_supply_is_over),
        clocks="-all", event=events.SupplementLapsed, system=True,
    ),
    Step(
        "refuse", "T10", "不予受理", _set(C.SUBMITTED, C.TRIAGE), C.REFUSED,
        _set("coordinator", "coordination_head"),
        needs=("reason", "other_route", "citation"),
        when=(rules.head_refuses_sensitive, rules.never_handled_before),
        clocks="-all", event=events.ProblemRefused,
    ),
    Step(
        "allow_objection", "T31", "异议成立", _set(C.REFUSED), C.TRIAGE, _set("coordination_head", "leader"),
        needs=("decision",), when=(rules.objection_waits, rules.decides_objection),
        clocks="-N >X +D", event=events.ObjectionAllowed,
    ),
    Step(
        "dispatch", "T11", "派出去", _set(C.TRIAGE), C.HANDLING, _OFFICE,
        needs=("lead", "lane"),
        guards=(
            rules.enterprise_is_named, rules.units_named_once, rules.every_unit_can_sign_off,
            rules.units_are_free, rules.successor_fits,
        ),
        clocks="-D", event=events.ProblemDispatched,
    ),
    Step(
        "add_unit", "T12", "加派单位", _set(C.HANDLING), STAYS, _OFFICE | {"lead_head"},
        needs=("new_unit", "part"), guards=(rules.lead_adds_assist_only, rules.unit_is_free),
        event=events.UnitAdded,
    ),
    Step(
        # Without a successor it is T35: back to triage.
        "change_lead", "T13", "改派主办", _set(C.HANDLING), _set(C.HANDLING, C.TRIAGE), _OFFICE,
        needs=("reason",), guards=(rules.successor_fits,), event=events.LeadChanged,
    ),
    Step(
        "lose_lead", "T35", "主办落空", _set(C.HANDLING), C.TRIAGE,
        clocks="+D", event=events.LeadLost, system=True,
    ),
    Step(
        "all_replied", "T14", "各单位均已反馈", _set(C.HANDLING), C.REVIEW,
        when=(rules.lead_replied_and_no_parallel_open,),
        clocks="+V", event=events.AllUnitsReplied, system=True,
    ),
    Step(
        "approve", "T15", "通过，发给企业", _set(C.REVIEW), C.CONFIRM, _set("reviewer"),
        needs=("checks",), when=(rules.reply_is_newer_than_dispute,), guards=(rules.every_check_is_ticked,),
        clocks="-V +Q", event=events.ReplyApproved,
    ),
    Step(
        "send_back", "T16", "退回修改", _set(C.REVIEW), C.HANDLING, _set("reviewer"),
        needs=("defects", "comment"), when=(rules.reply_is_newer_than_dispute,),
        guards=(rules.names_replied_lead_or_parallel,), clocks="-V", event=events.ReplySentBack,
    ),
    Step(
        "confirm", "T20", "确认", _set(C.CONFIRM), C.CLOSED, _set("enterprise"),
        needs=("solved",), guards=(rules.is_accepting,), clocks="-all", event=events.EnterpriseConfirmed,
    ),
    Step(
        "confirm_by_call", "T21", "企业口头确认", _set(C.CONFIRM), C.CLOSED, _set("callback"),
        needs=("solved", "spoken_words"), when=(rules.was_reached,), guards=(rules.is_accepting,),
        clocks="-all", event=events.CallbackConfirmed,
    ),
    Step(
        "close_unreached", "T22", "联系不上，结束", _set(C.CONFIRM), C.CLOSED,
        when=(rules.window_is_over, rules.attempts_are_enough),
        clocks="-all", event=events.ClosedUnreached, system=True,
    ),
    Step(
        "dispute", "T23", "没有解决", _set(C.CONFIRM), C.REVIEW, _set("enterprise", "callback"),
        needs=("solved", "words"), guards=(rules.is_disputing,),
        clocks="-Q +V", event=events.EnterpriseDisputed,
    ),
    Step(
        "conclude", "T25", "最终结论", _set(C.REVIEW, C.CONFIRM), C.CLOSED, _set("leader"),
        needs=("result", "conclusion", "enterprise_heard"), when=(rules.redone_twice,),
        guards=(rules.conclusion_result, rules.citation_where_needed),
        clocks="-all", event=events.FinalConclusionGiven,
    ),
    Step(
        "withdraw", "T26", "撤回", _OPEN, C.WITHDRAWN, _set("enterprise", "officer"),
        needs=("reason",), guards=(rules.enterprise_confirms_withdrawal, rules.speaks_for_itself),
        clocks="-all", event=events.ProblemWithdrawn,
    ),
    Step(
        # To the same lead where one finished it, else to triage; level, result and redo count stay.
        "reopen", "T30", "重新打开", _set(C.CLOSED, C.WITHDRAWN), _set(C.HANDLING, C.TRIAGE),
        _OFFICE | {"enterprise", "leader"}, needs=("unsolved",),
        when=(rules.was_ever_sent, rules.may_still_reopen), clocks=">X", event=events.ProblemReopened,
    ),
    Step(
        # Back to the units that replied, or to triage where no unit ever had it.
        "redo", "T36", "要求重办", _set(C.REVIEW), _set(C.HANDLING, C.TRIAGE), _set("reviewer"),
        needs=("screening",),
        when=(rules.no_reply_since_dispute, rules.redone_at_most_twice, rules.second_redo_needs_convening),
        clocks="-V", event=events.RedoOrdered,
    ),
    Step(
        "explain", "T37", "再次解释", _set(C.REVIEW), C.CONFIRM, _set("reviewer"),
        needs=("screening", "text", "citation"),
        when=(
            rules.no_reply_since_dispute, rules.redone_at_most_twice,
            rules.explained_once, rules.head_explains,
        ),
        clocks="-V +Q", event=events.ExplainedAgain,
    ),
)  # fmt: skip

_HANDLES = _OFFICE | {"officer", "handler", "unit_head", "callback"}

ACTS = (
    # Acts move nothing: each is one event.
    Step(
        "record_contact", "M1", "记联系", _OPEN, STAYS, _HANDLES,
        needs=(*_CONTACT, "said"), event=events.ContactRecorded,
    ),
    Step(
        # In vain. The callback has its own book of that (M5).
        "miss_contact", "M1b", "没联系上", _OPEN - {C.CONFIRM}, STAYS, _HANDLES - {"callback"},
        needs=("contact_way", "contact_at"), guards=(rules.tried_since_it_came,), event=events.ContactMissed,
    ),
    Step(
        "answer_interim", "M2", "阶段答复", _set(C.HANDLING), STAYS, _set("lead_handler", "lead_head"),
        needs=("text",), event=events.InterimAnswered,
    ),
    Step(
        "write_note", "M3", "内部记录", _ALL, STAYS, _HANDLES | {"leader"},
        needs=("text",), event=events.NoteWritten,
    ),
    Step(
        # Where it was asked for more, any answer counts as that (T08).
        "supplement", "M4", "补充说明", _OPEN - {C.SUPPLEMENT}, STAYS, _set("enterprise"),
        needs=("text",), event=events.ProblemSupplemented,
    ),
    Step(
        "record_attempt", "M5", "登记回访", _set(C.CONFIRM), STAYS, _set("callback"),
        needs=("contact_way", "contact_at", "reached"), guards=(rules.tried_since_the_answer,),
        event=events.CallbackAttempted,
    ),
    Step(
        "name_handler", "M6", "指定承办人", _set(C.HANDLING), STAYS, _set("unit_head"),
        needs=("handler",), guards=(rules.handler_leaves_a_sign_off,), event=events.HandlerNamed,
    ),
    Step(
        "reclassify", "M7", "改类", _OPEN - {C.CONFIRM}, STAYS, _OFFICE,
        needs=("category", "reason"), event=events.ProblemReclassified,
    ),
    Step(
        "wait_for_assist", "M8", "等待协办", _set(C.HANDLING), STAYS, _set("lead_handler"),
        needs=("task",), guards=(rules.assist_is_over_its_limit,), event=events.WaitingForAssist,
    ),
    Step(
        "object", "M10", "提出异议", _set(C.REFUSED), STAYS, _set("enterprise"),
        needs=("why",), when=(rules.may_object,), clocks="+N", event=events.ObjectionFiled,
    ),
    Step(
        "deny_objection", "M11", "异议不成立", _set(C.REFUSED), STAYS, _set("coordination_head", "leader"),
        needs=("decision",), when=(rules.objection_waits, rules.decides_objection),
        clocks="-N", event=events.ObjectionDenied,
    ),
    Step(
        "take_back_objection", "M11b", "撤回异议", _set(C.REFUSED), STAYS, _set("enterprise"),
        when=(rules.objection_waits,), clocks="-N", event=events.ObjectionTakenBack,
    ),
    Step(
        # Another officer follows: a word about each open problem, and he says that he has read it.
        "hand_over", "T33", "交接", _OPEN, STAYS, _set("coordinator", "coordination_head"),
        needs=("note",), guards=(rules.somebody_reads_it,), event=events.ProblemHandedOver,
    ),
    Step(
        "take_over", "T33b", "接手", _OPEN, STAYS, _set("officer"),
        when=(rules.was_handed_over,), event=events.ProblemTakenOver,
    ),
    Step(
        "escalate", "M12", "请求上浮", _OPEN, STAYS, _set("officer", "coordinator", "coordination_head"),
        needs=("asked", "tried", "blocked_by", "wanted"), when=(rules.level_is_below_top,),
        clocks="!L", event=events.ProblemEscalated, system=True,
    ),
    Step(
        "instruct", "M13", "批示", _OPEN, STAYS, _set("level_owner"),
        needs=("text",), clocks="-L", event=events.InstructionGiven,
    ),
    Step(
        "rate_afterwards", "M16", "补评", _set(C.CLOSED, C.REFUSED), STAYS, _set("enterprise"),
        needs=("grade",), when=(rules.may_still_rate,), event=events.RatedAfterwards,
    ),
)  # fmt: skip
PROBLEM_FLOW = Workflow(C.DRAFT, CASE_STATES, CASE_STEPS + ACTS, RELATIONS)

TASK_STATES = (
    State(K.PENDING, K.PENDING.label, _set("handler"), ("S", "F", "I", "B", "P")),
    State(K.ACCEPTED, K.ACCEPTED.label, _set("handler"), ("F", "I", "B", "P")),
    State(K.SIGN_OFF, K.SIGN_OFF.label, _set("unit_head"), ("F", "I", "B", "W")),
    State(K.REPLIED, K.REPLIED.label, _set("system")),
    State(K.REWORK, K.REWORK.label, _set("handler"), ("W",)),
    State(K.DONE, K.DONE.label, ends=True),
    State(K.RECALLED, K.RECALLED.label, ends=True),
)

TASK_STEPS = (
    Step(
        # What T11 does to each task it makes; `life.CLOCKS_OF_PART` says which of them a part has.
        "open", "K-0", "派到单位", _set(K.PENDING), STAYS, clocks="+S +F +I +B +P", system=True,
    ),
    Step(
        "sign", "K-a", "签收", _set(K.PENDING), K.ACCEPTED, _set("handler"),
        clocks="-S", event=events.TaskSigned,
    ),
    Step(
        "deem_signed", "K-b", "视为签收", _set(K.PENDING), K.ACCEPTED,
        clocks="-S", event=events.TaskDeemedSigned, system=True,
    ),
    Step(
        "draft_reply", "K-h", "写好答复，送审签", _set(K.ACCEPTED, K.REWORK), K.SIGN_OFF, _set("handler"),
        needs=("result", "answer", "evidence"), when=(rules.not_assist, rules.unit_contacted),
        guards=(rules.citation_where_needed, rules.plan_is_near), event=events.ReplyDrafted,
    ),
    Step(
        "sign_off", "K-i", "审签通过", _set(K.SIGN_OFF), K.REPLIED, _set("unit_head"),
        when=(rules.signs_off_anothers_draft,), clocks="-B -W -F -I", event=events.ReplySignedOff,
    ),
    Step(
        "refuse_sign_off", "K-j", "退回修改", _set(K.SIGN_OFF), _set(K.ACCEPTED, K.REWORK), _set("unit_head"),
        needs=("comment",), event=events.SignOffRefused,
    ),
    Step("pass", "K-k", "已通过", _set(K.REPLIED), K.DONE, system=True),
    Step(
        "return_reply", "K-l", "审核退回", _set(K.REPLIED), _set(K.ACCEPTED, K.REWORK),
        clocks=">B >W", system=True,
    ),
    Step("rework", "K-o", "重办", _set(K.DONE), K.REWORK, clocks="+W", system=True),
    Step(
        "waive", "K-m", "不再需要", _set(K.PENDING, K.ACCEPTED, K.SIGN_OFF, K.REWORK), K.RECALLED,
        _OFFICE | {"lead_head"}, needs=("reason", "comment"),
        when=(rules.not_lead, rules.lead_waives_assist), clocks="-S -B -P -W", event=events.TaskWaived,
    ),
    Step(
        "reply_assist", "K-n", "给出协办意见", _set(K.ACCEPTED), K.REPLIED, _set("handler", "unit_head"),
        needs=("opinion",), when=(rules.is_assist,), clocks="-P", event=events.AssistReplied,
    ),
    Step(
        "recall", "K-p", "撤销", _set(K.PENDING, K.ACCEPTED, K.SIGN_OFF, K.REPLIED, K.REWORK), K.RECALLED,
        clocks="-S -F -I -B -P -W", event=events.TaskRecalled, system=True,
    ),
)  # fmt: skip
TASK_FLOW = Workflow(K.PENDING, TASK_STATES, TASK_STEPS, RELATIONS)

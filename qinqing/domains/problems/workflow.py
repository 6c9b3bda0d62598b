"""The whole life on one page: states, steps and acts as tables.

`by` names relations, not roles (see `permissions`). Clock signs: +A starts, -A stops, >B goes on with what
was left, -all stops every clock of the problem and its tasks. A system step without a time condition
belongs to the transaction of the step that opens it. Codes (T11, K-h, M1) are for reading and for the law.
"""

from qinqing.domains.problems import events, rules
from qinqing.domains.problems.terms import CaseState, TaskState
from qinqing.lib.workflow import STAYS, State, Step, Workflow

C = CaseState
K = TaskState
_UNDISPATCHED = {C.SUBMITTED, C.OFFICER, C.TRIAGE}
_OPEN = {C.SUBMITTED, C.OFFICER, C.TRIAGE, C.HANDLING, C.REVIEW, C.CONFIRM}
_ALL = {*_OPEN, C.CLOSED, C.REFUSED, C.WITHDRAWN}

CASE_STATES = (
    #     code          label            who must act                  clocks that run
    State(C.DRAFT, C.DRAFT.label, {"author"}, ""),
    State(C.SUBMITTED, C.SUBMITTED.label, {"officer", "coordinator"}, "A"),
    State(C.OFFICER, C.OFFICER.label, {"officer"}, "R"),
    State(C.TRIAGE, C.TRIAGE.label, {"coordinator"}, "D"),
    State(C.HANDLING, C.HANDLING.label, {"handler", "unit_head"}, "S F I B P W"),
    State(C.REVIEW, C.REVIEW.label, {"reviewer"}, "V"),
    State(C.CONFIRM, C.CONFIRM.label, {"enterprise", "callback"}, "Q"),
    State(C.CLOSED, C.CLOSED.label, ends=True),
    State(C.REFUSED, C.REFUSED.label, ends=True),
    State(C.WITHDRAWN, C.WITHDRAWN.label, ends=True),
)

CASE_STEPS = (
    Step(
        "discard", "T00", "删除草稿", {C.DRAFT}, C.WITHDRAWN, {"author", "system"},
        event=events.DraftDiscarded,
    ),
    Step(
        "submit", "T01", "提交", {C.DRAFT}, C.SUBMITTED, {"author"},
        needs=("title", "facts"), clocks="+X +A", event=events.ProblemSubmitted,
    ),
    Step(
        "answer_at_once", "T02", "当场答复", {C.DRAFT, C.SUBMITTED}, C.CONFIRM, {"officer"},
        needs=("answer", "result", "contact_way", "contact_with", "contact_at"),
        guards=(rules.officer_gives_this_result, rules.citation_where_needed, rules.own_draft),
        clocks="-A +X +Q", event=events.ProblemAnsweredAtOnce,
    ),
    Step(
        "take", "T03", "我来办", {C.SUBMITTED}, C.OFFICER, {"officer"},
        needs=("plan", "promised_on"), guards=(rules.promise_within_limit,),
        clocks="-A +R", event=events.ProblemTaken,
    ),
    Step(
        "resolve", "T04", "答复企业", {C.OFFICER}, C.CONFIRM, {"officer"},
        needs=("answer", "result", "evidence", "contact_way", "contact_with", "contact_at"),
        guards=(rules.officer_gives_this_result_or_partly, rules.citation_where_needed),
        clocks="-R +Q", event=events.ProblemResolvedByOfficer,
    ),
    Step(
        "pass_on", "T05", "转协调办", {C.SUBMITTED, C.OFFICER}, C.TRIAGE, {"officer", "system"},
        needs=("summary",), clocks="-A -R +D", event=events.ProblemPassedOn,
    ),
    Step(
        "accept", "T06", "受理", {C.SUBMITTED}, C.TRIAGE, {"coordinator"},
        guards=(rules.enterprise_is_named,), clocks="-A +D", event=events.ProblemAccepted,
    ),
    Step(
        "refuse", "T10", "不予受理", {C.SUBMITTED, C.TRIAGE}, C.REFUSED, {"coordinator", "coordination_head"},
        needs=("reason", "other_route", "citation"),
        guards=(rules.head_refuses_sensitive, rules.never_handled_before),
        clocks="-all", event=events.ProblemRefused,
    ),
    Step(
        "dispatch", "T11", "派出去", {C.TRIAGE}, C.HANDLING, {"coordinator"},
        needs=("lead", "lane"),
        guards=(rules.enterprise_is_named, rules.units_named_once, rules.every_unit_can_sign_off),
        clocks="-D +S +F +I +B +P", event=events.ProblemDispatched,
    ),
    Step(
        "all_replied", "T14", "各单位均已反馈", {C.HANDLING}, C.REVIEW, {"system"},
        guards=(rules.lead_replied_and_no_parallel_open,), clocks="+V", event=events.AllUnitsReplied,
    ),
    Step(
        "approve", "T15", "通过，发给企业", {C.REVIEW}, C.CONFIRM, {"reviewer"},
        needs=("checks",), guards=(rules.reply_is_newer_than_dispute, rules.every_check_is_ticked),
        clocks="-V +Q", event=events.ReplyApproved,
    ),
    Step(
        "send_back", "T16", "退回修改", {C.REVIEW}, C.HANDLING, {"reviewer"},
        needs=("tasks", "defects", "comment"),
        guards=(rules.reply_is_newer_than_dispute, rules.names_replied_lead_or_parallel),
        clocks="-V >B >W", event=events.ReplySentBack,
    ),
    Step(
        "confirm", "T20", "确认", {C.CONFIRM}, C.CLOSED, {"enterprise"},
        needs=("solved",), guards=(rules.is_accepting,), clocks="-all", event=events.EnterpriseConfirmed,
    ),
    Step(
        "confirm_by_call", "T21", "企业口头确认", {C.CONFIRM}, C.CLOSED, {"callback"},
        needs=("solved", "spoken_words"), guards=(rules.is_accepting, rules.was_reached),
        clocks="-all", event=events.CallbackConfirmed,
    ),
    Step(
        "close_unreached", "T22", "联系不上，结束", {C.CONFIRM}, C.CLOSED, {"system"},
        guards=(rules.window_is_over, rules.attempts_are_enough), clocks="-all", event=events.ClosedUnreached,
    ),
    Step(
        "dispute", "T23", "没有解决", {C.CONFIRM}, C.REVIEW, {"enterprise", "callback"},
        needs=("solved", "words"), guards=(rules.is_disputing,), clocks="-Q +V", event=events.EnterpriseDisputed,
    ),
    Step(
        "conclude", "T25", "最终结论", {C.REVIEW, C.CONFIRM}, C.CLOSED, {"leader"},
        needs=("result", "conclusion", "enterprise_heard"),
        guards=(rules.redone_twice, rules.conclusion_result, rules.citation_where_needed),
        clocks="-all", event=events.FinalConclusionGiven,
    ),
    Step(
        "withdraw", "T26", "撤回", _OPEN, C.WITHDRAWN, {"enterprise", "officer"},
        needs=("reason",), guards=(rules.enterprise_confirms_withdrawal,),
        clocks="-all", event=events.ProblemWithdrawn,
    ),
    Step(
        "redo", "T36", "要求重办", {C.REVIEW}, C.HANDLING, {"reviewer"},
        needs=("screening",),
        guards=(rules.no_reply_since_dispute, rules.redone_at_most_twice, rules.second_redo_needs_convening),
        clocks="-V +W +D", event=events.RedoOrdered,
    ),
    Step(
        "explain", "T37", "再次解释", {C.REVIEW}, C.CONFIRM, {"reviewer"},
        needs=("screening", "text", "citation"),
        guards=(rules.no_reply_since_dispute, rules.redone_at_most_twice, rules.explained_once, rules.head_explains),
        clocks="-V +Q", event=events.ExplainedAgain,
    ),
)  # fmt: skip
PROBLEM_FLOW = Workflow(start=C.DRAFT, states=CASE_STATES, steps=CASE_STEPS)

TASK_STATES = (
    State(K.PENDING, K.PENDING.label, {"handler"}, "S F I B P"),
    State(K.ACCEPTED, K.ACCEPTED.label, {"handler"}, "F I B P"),
    State(K.SIGN_OFF, K.SIGN_OFF.label, {"unit_head"}, "F I B W"),
    State(K.REPLIED, K.REPLIED.label, {"reviewer"}, ""),
    State(K.REWORK, K.REWORK.label, {"handler"}, "W"),
    State(K.DONE, K.DONE.label, ends=True),
    State(K.RECALLED, K.RECALLED.label, ends=True),
)

TASK_STEPS = (
    Step("sign", "K-a", "签收", {K.PENDING}, K.ACCEPTED, {"handler"}, clocks="-S", event=events.TaskSigned),
    Step(
        "deem_signed", "K-b", "视为签收", {K.PENDING}, K.ACCEPTED, {"system"},
        clocks="-S", event=events.TaskDeemedSigned,
    ),
    Step(
        "draft_reply", "K-h", "写好答复，送审签", {K.ACCEPTED, K.REWORK}, K.SIGN_OFF, {"handler"},
        needs=("result", "answer", "evidence"),
        guards=(rules.not_assist, rules.unit_contacted, rules.citation_where_needed, rules.plan_is_near),
        event=events.ReplyDrafted,
    ),
    Step(
        "sign_off", "K-i", "审签通过", {K.SIGN_OFF}, K.REPLIED, {"unit_head"},
        guards=(rules.signs_off_anothers_draft,), clocks="-B -W -F -I", event=events.ReplySignedOff,
    ),
    Step(
        "refuse_sign_off", "K-j", "退回修改", {K.SIGN_OFF}, K.ACCEPTED, {"unit_head"},
        needs=("comment",), event=events.SignOffRefused,
    ),
    Step("pass", "K-k", "已通过", {K.REPLIED}, K.DONE, {"system"}),
    Step("return_reply", "K-l", "审核退回", {K.REPLIED}, K.ACCEPTED, {"system"}, clocks=">B >W"),
    Step("rework", "K-o", "重办", {K.DONE}, K.REWORK, {"system"}, clocks="+W"),
    Step(
        "waive", "K-m", "不再需要", {K.PENDING, K.ACCEPTED, K.SIGN_OFF, K.REWORK}, K.RECALLED,
        {"coordinator", "lead_head"}, needs=("reason", "comment"), guards=(rules.not_lead, rules.lead_waives_assist),
        clocks="-S -B -P -W", event=events.TaskWaived,
    ),
    Step(
        "reply_assist", "K-n", "给出协办意见", {K.ACCEPTED}, K.REPLIED, {"handler", "unit_head"},
        needs=("opinion",), guards=(rules.is_assist,), clocks="-P", event=events.AssistReplied,
    ),
    Step(
        "recall", "K-p", "撤销", {K.PENDING, K.ACCEPTED, K.SIGN_OFF, K.REPLIED, K.REWORK}, K.RECALLED, {"system"},
        clocks="-S -F -I -B -P -W", event=events.TaskRecalled,
    ),
)  # fmt: skip
TASK_FLOW = Workflow(start=K.PENDING, states=TASK_STATES, steps=TASK_STEPS)

_HANDLES = {"officer", "coordinator", "handler", "unit_head", "callback"}

ACTS = (
    # Acts move nothing: each is one event. `source` are states of the problem.
    Step(
        "record_contact", "M1", "记联系", {C.DRAFT, *_OPEN}, STAYS, _HANDLES,
        needs=("contact_way", "contact_with", "contact_at", "said"), event=events.ContactRecorded,
    ),
    Step(
        "answer_interim", "M2", "阶段答复", {C.HANDLING}, STAYS, {"lead_handler", "lead_head"},
        needs=("text",), event=events.InterimAnswered,
    ),
    Step(
        "write_note", "M3", "内部记录", _ALL, STAYS,
        {*_HANDLES, "coordination_head", "leader"}, needs=("text",), event=events.NoteWritten,
    ),
    Step(
        "supplement", "M4", "补充说明", _OPEN, STAYS, {"enterprise"},
        needs=("text",), event=events.ProblemSupplemented,
    ),
    Step(
        "record_attempt", "M5", "登记回访", {C.CONFIRM}, STAYS, {"callback"},
        needs=("contact_way", "contact_at", "reached"), event=events.CallbackAttempted,
    ),
    Step(
        "name_handler", "M6", "指定承办人", {C.HANDLING}, STAYS, {"unit_head"},
        needs=("handler",), guards=(rules.handler_leaves_a_sign_off,), event=events.HandlerNamed,
    ),
    Step(
        "reclassify", "M7", "改类", {C.SUBMITTED, C.OFFICER, C.TRIAGE, C.HANDLING, C.REVIEW}, STAYS,
        {"coordinator"}, needs=("category", "reason"), event=events.ProblemReclassified,
    ),
    Step(
        "wait_for_assist", "M8", "等待协办", {C.HANDLING}, STAYS, {"lead_handler"},
        needs=("task",), guards=(rules.assist_is_over_its_limit,), event=events.WaitingForAssist,
    ),
    Step(
        "escalate", "M12", "请求上浮", _OPEN, STAYS, {"officer", "coordinator", "coordination_head", "system"},
        needs=("asked", "tried", "blocked_by", "wanted"), guards=(rules.level_is_below_top,),
        event=events.ProblemEscalated,
    ),
    Step(
        "instruct", "M13", "批示", _OPEN, STAYS, {"level_owner"},
        needs=("text",), event=events.InstructionGiven,
    ),
    Step(
        "rate_afterwards", "M16", "补评", {C.CLOSED, C.REFUSED}, STAYS, {"enterprise"},
        needs=("grade",), guards=(rules.may_still_rate,), event=events.RatedAfterwards,
    ),
)  # fmt: skip
ACT = {act.name: act for act in ACTS}

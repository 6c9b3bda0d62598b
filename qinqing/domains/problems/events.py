"""What happens to a problem. Ids only; what a step says beyond them stands in the event's record."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class _Of:
    problem_id: int
    actor_id: int | None
    event_id: int


class ProblemSubmitted(_Of):
    """A problem was submitted; its officer, or the coordinator where there is none, is to accept it (T01)."""

    says: ClassVar[str] = "提出诉求：{title}"
    drawing: ClassVar[str] = "flag"


class ProblemLinkGiven(_Of):
    """Somebody of the enterprise was given a link by which he follows this problem without signing in."""

    says: ClassVar[str] = "给 {name} 不用登录的链接"
    drawing: ClassVar[str] = "link"


class ProblemLinkRevoked(_Of):
    """No link to this problem opens anything any more."""

    says: ClassVar[str] = "收回不用登录的链接"
    drawing: ClassVar[str] = "link"


@dataclass(frozen=True)
class ProblemsImported:
    """One part of an import was written; the record holds the digest of its rows. Nobody is told."""

    import_run_id: int
    actor_id: int | None
    says: ClassVar[str] = "由文件导入：{file}"
    drawing: ClassVar[str] = "table-import"


@dataclass(frozen=True)
class ProblemImportUndone:
    """An import was taken back, except for problems that somebody has acted upon."""

    import_run_id: int
    actor_id: int | None
    says: ClassVar[str] = "撤销导入：{file}"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class DutyWritten:
    """A matter of the duty catalogue holds from a day on; `replaces` names the row it follows."""

    duty_id: int
    actor_id: int | None
    matter: str
    says: ClassVar[str] = "写了派单目录：{matter}"
    drawing: ClassVar[str] = "list-check"


@dataclass(frozen=True)
class DutyEnded:
    """Nothing is dispatched by this row of the duty catalogue from a day on."""

    duty_id: int
    actor_id: int | None
    matter: str
    says: ClassVar[str] = "停用了派单目录：{matter}"
    drawing: ClassVar[str] = "circle-x"


@dataclass(frozen=True)
class CategoryAdded:
    """An area has a kind of problem of its own from a day on."""

    category_id: int
    actor_id: int | None
    category: str
    says: ClassVar[str] = "加了类别：{category}"
    drawing: ClassVar[str] = "plus"


@dataclass(frozen=True)
class CategoryRuleWritten:
    """An area's word on a kind of problem holds from a day on."""

    category_rule_id: int
    actor_id: int | None
    category: str
    says: ClassVar[str] = "写了类别规则：{category}"
    drawing: ClassVar[str] = "edit"


@dataclass(frozen=True)
class CategoryRuleEnded:
    """An area's word on a kind of problem holds no longer from a day on."""

    category_rule_id: int
    actor_id: int | None
    category: str
    says: ClassVar[str] = "停用了类别规则：{category}"
    drawing: ClassVar[str] = "circle-x"


@dataclass(frozen=True)
class LimitSet:
    """A limit holds in an area from a day on; the record names the setting."""

    limit_id: int
    actor_id: int | None
    says: ClassVar[str] = "改了时限：{value}"
    drawing: ClassVar[str] = "clock"


@dataclass(frozen=True)
class LimitEnded:
    """An area has no limit of its own any more from a day on."""

    limit_id: int
    actor_id: int | None
    says: ClassVar[str] = "停用了本地时限"
    drawing: ClassVar[str] = "circle-x"


@dataclass(frozen=True)
class ReplyTemplateWritten:
    """Words to begin an answer with are used from a day on; `replaces` names the row they follow."""

    reply_template_id: int
    actor_id: int | None
    title: str
    says: ClassVar[str] = "写了答复范文：{title}"
    drawing: ClassVar[str] = "template"


@dataclass(frozen=True)
class ReplyTemplateEnded:
    """Words to begin an answer with are not used from a day on."""

    reply_template_id: int
    actor_id: int | None
    title: str
    says: ClassVar[str] = "停用了答复范文：{title}"
    drawing: ClassVar[str] = "circle-x"


class DraftDiscarded(_Of):
    """A draft was thrown away (T00)."""


class ProblemAnsweredAtOnce(_Of):
    """The officer answered on the spot (T02); the enterprise is asked whether that solved it."""

    says: ClassVar[str] = "诉求由服务官当场答复"
    drawing: ClassVar[str] = "message"


class ProblemTaken(_Of):
    """The officer handles the problem himself and promised a date (T03)."""


class ProblemResolvedByOfficer(_Of):
    """The officer answered what he had taken (T04)."""

    says: ClassVar[str] = "诉求由服务官答复"
    drawing: ClassVar[str] = "message"


class ProblemPassedOn(_Of):
    """The officer, or the system in his silence, passed the problem to the coordinator (T05)."""


class ProblemAccepted(_Of):
    """The coordinator accepted the problem; it waits for dispatch (T06)."""


class SupplementRequested(_Of):
    """The enterprise is asked for what is missing (T07); meanwhile the limits of others rest."""

    says: ClassVar[str] = "请企业补充材料"
    drawing: ClassVar[str] = "message-question"


class SupplementReminded(_Of):
    """The enterprise is reminded of what it was asked for."""


class SupplementCallDue(_Of):
    """Nothing came for days: whoever asked is to call the enterprise; the limits of others go on."""


class SupplementGiven(_Of):
    """The enterprise answered what it was asked for (T08)."""


class SupplementLapsed(_Of):
    """Nothing came in spite of two reminders: the problem is over, and may be opened again (T09)."""

    says: ClassVar[str] = "没有等到补充材料，诉求结束"
    drawing: ClassVar[str] = "circle-x"


class ProblemRefused(_Of):
    """The problem is not accepted; the reason and the other route were named (T10)."""

    says: ClassVar[str] = "诉求不予受理"
    drawing: ClassVar[str] = "circle-x"


class ObjectionFiled(_Of):
    """The enterprise objects to the refusal (M10)."""

    says: ClassVar[str] = "企业对不予受理提出异议"
    drawing: ClassVar[str] = "message-report"


class ObjectionTakenBack(_Of):
    """The enterprise took its objection back before it was decided (M11)."""


class ObjectionAllowed(_Of):
    """The objection was allowed: the problem waits for dispatch (T31)."""

    says: ClassVar[str] = "异议成立，诉求受理"
    drawing: ClassVar[str] = "circle-check"


class ObjectionDenied(_Of):
    """The objection was denied, with reasons (M11)."""

    says: ClassVar[str] = "异议不成立"
    drawing: ClassVar[str] = "circle-x"


class ProblemDispatched(_Of):
    """Units were given the problem, one of them as lead (T11)."""

    says: ClassVar[str] = "诉求派给单位办理"
    drawing: ClassVar[str] = "send"


@dataclass(frozen=True)
class UnitAdded(_Of):
    """Another unit was given a share of the problem (T12)."""

    new_unit: int


class LeadChanged(_Of):
    """Another unit leads now, or none for the moment (T13)."""

    says: ClassVar[str] = "改派主办单位"
    drawing: ClassVar[str] = "arrows-left-right"


class LeadLost(_Of):
    """Nobody leads: the problem waits for the coordinator again (T35)."""


class AllUnitsReplied(_Of):
    """The lead has replied and no parallel task is open; a review is due (T14)."""


class ReplyApproved(_Of):
    """The reply passed review and reached the enterprise (T15)."""

    says: ClassVar[str] = "诉求已答复，请企业评价"
    drawing: ClassVar[str] = "message"


class ReplySentBack(_Of):
    """The reply went back to its units with named defects (T16)."""


class EnterpriseConfirmed(_Of):
    """The enterprise said itself that it is solved, or partly and acceptably so (T20)."""

    says: ClassVar[str] = "企业确认，诉求办结"
    drawing: ClassVar[str] = "circle-check"


class CallbackConfirmed(_Of):
    """Callback staff recorded the enterprise's spoken word (T21): shown apart."""

    says: ClassVar[str] = "企业口头确认，诉求办结（代录）"
    drawing: ClassVar[str] = "circle-check"


class ClosedUnreached(_Of):
    """Three attempts failed; closed unconfirmed and unrated (T22)."""

    says: ClassVar[str] = "联系不上，诉求结束，未确认"
    drawing: ClassVar[str] = "circle-x"


class EnterpriseDisputed(_Of):
    """The enterprise said that it is not solved (T23)."""

    says: ClassVar[str] = "企业说没有解决"
    drawing: ClassVar[str] = "alert-circle"


class FinalConclusionGiven(_Of):
    """The leader gave a written final conclusion (T25)."""

    says: ClassVar[str] = "诉求作出最终结论"
    drawing: ClassVar[str] = "file-text"


class ProblemWithdrawn(_Of):
    """The problem was taken back (T26)."""

    says: ClassVar[str] = "企业撤回诉求"
    drawing: ClassVar[str] = "arrow-back-up"


class WithdrawalPressed(_Of):
    """Somebody had asked the enterprise to take the problem back (T26): told to supervision alone."""


class ProblemReopened(_Of):
    """What had ended is open again: to the same units, or to the coordinator (T30)."""

    says: ClassVar[str] = "诉求重新打开"
    drawing: ClassVar[str] = "refresh"


class RedoOrdered(_Of):
    """The reviewer ordered a redo (T36)."""

    says: ClassVar[str] = "诉求重办"
    drawing: ClassVar[str] = "refresh"


class ExplainedAgain(_Of):
    """The reviewer had it explained once more (T37)."""


class TaskSigned(_Of):
    """A unit signed for its task (K-a)."""


class TaskDeemedSigned(_Of):
    """The sign limit ran out; the task counts as signed, late (K-b)."""


class ReplyDrafted(_Of):
    """A handler drafted the unit's reply (K-h); the head is to sign it off."""


class ReplySignedOff(_Of):
    """The unit's head signed the reply off (K-i)."""


class SignOffRefused(_Of):
    """The unit's head did not sign (K-j)."""


class AssistReplied(_Of):
    """An assist unit gave its opinion to the lead (K-n)."""


@dataclass(frozen=True)
class TaskWaived(_Of):
    """A task is no longer needed (K-m)."""

    unit_id: int


@dataclass(frozen=True)
class TaskRecalled(_Of):
    """A task ended because its problem did, or its answer is no longer awaited (K-p)."""

    unit_id: int


class ContactRecorded(_Of):
    """Someone spoke with the enterprise (M1)."""


class ContactMissed(_Of):
    """Someone tried to reach the enterprise, and could not (M1b)."""


class InterimAnswered(_Of):
    """The lead told the enterprise how things stand (M2)."""


class NoteWritten(_Of):
    """An internal note (M3)."""


class ProblemSupplemented(_Of):
    """The enterprise added words or files (M4)."""


class CallbackAttempted(_Of):
    """Callback staff tried to reach the enterprise (M5)."""


class HandlerNamed(_Of):
    """The unit's head named who handles the task (M6)."""


class ProblemReclassified(_Of):
    """Category or class was changed (M7)."""


class DatesMoved(_Of):
    """The calendar changed, and dates of running clocks with it; the record says which, from when to when."""


class WaitingForAssist(_Of):
    """The lead waits for an assist unit that is over its own limit (M8)."""


class ProblemEscalated(_Of):
    """The problem was raised to a higher level, which adds an owner (M12)."""


class InstructionGiven(_Of):
    """The owner of the level instructed (M13)."""


class RatedAfterwards(_Of):
    """The enterprise rated after closing (M16)."""


class LimitBreached(_Of):
    """A clock passed its date; recorded once, never erased."""


@dataclass(frozen=True)
class ProblemHandedOver(_Of):
    """What whoever serves the enterprise must know of the problem (T33); `follows` where another serves it
    than before, or nobody: "officer" or "office". A word to the same officer leaves it empty.
    """

    follows: str = ""
    says: ClassVar[str] = "换了服务官，交接"
    drawing: ClassVar[str] = "arrows-left-right"


class ProblemTakenOver(_Of):
    """The new officer has read what was handed over to him (T33)."""

    says: ClassVar[str] = "看过交接，接手"
    drawing: ClassVar[str] = "user-check"


class HolderChanged(_Of):
    """Who must act changed without a step: an assignment or an absence began or ended."""


@dataclass(frozen=True)
class CalendarChanged:
    """Days off of a year, one day of an area or its hours are known otherwise; the record keeps what was."""

    calendar_id: int
    actor_id: int | None
    event_id: int
    says: ClassVar[str] = "{said}"
    drawing: ClassVar[str] = "calendar-event"


@dataclass(frozen=True)
class DayProposed:
    """A coordinator wants a day otherwise in an area; it waits for the coordination head."""

    proposed_day_id: int
    actor_id: int | None
    event_id: int
    says: ClassVar[str] = "拟定：{said}"
    drawing: ClassVar[str] = "calendar-plus"


@dataclass(frozen=True)
class DayConfirmed:
    """A second person confirmed what was proposed for a day; the calendar changed with it."""

    proposed_day_id: int
    actor_id: int | None
    event_id: int
    says: ClassVar[str] = "确认：{said}"
    drawing: ClassVar[str] = "calendar-check"


@dataclass(frozen=True)
class DayRefused:
    """The coordination head did not agree to what was proposed for a day, and said why."""

    proposed_day_id: int
    actor_id: int | None
    event_id: int
    says: ClassVar[str] = "没有同意：{said}"
    drawing: ClassVar[str] = "calendar-x"


@dataclass(frozen=True)
class DayTakenBack:
    """What was proposed for a day was taken back before anybody decided."""

    proposed_day_id: int
    actor_id: int | None
    says: ClassVar[str] = "收回：{said}"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class RuleProposed:
    """A coordinator wants another rule in an area; it waits for the coordination head."""

    proposed_rule_id: int
    actor_id: int | None
    event_id: int
    says: ClassVar[str] = "拟定：{said}"
    drawing: ClassVar[str] = "edit"


@dataclass(frozen=True)
class RuleConfirmed:
    """A second person confirmed a proposed rule; it holds from its day on."""

    proposed_rule_id: int
    actor_id: int | None
    event_id: int
    says: ClassVar[str] = "确认：{said}"
    drawing: ClassVar[str] = "circle-check"


@dataclass(frozen=True)
class RuleRefused:
    """The coordination head did not agree to a proposed rule, and said why."""

    proposed_rule_id: int
    actor_id: int | None
    event_id: int
    says: ClassVar[str] = "没有同意：{said}"
    drawing: ClassVar[str] = "circle-x"


@dataclass(frozen=True)
class RuleTakenBack:
    """A proposed rule was taken back before anybody decided."""

    proposed_rule_id: int
    actor_id: int | None
    says: ClassVar[str] = "收回：{said}"
    drawing: ClassVar[str] = "arrow-back-up"


@dataclass(frozen=True)
class CalendarYearMissing:
    """A running clock's date reaches into a year whose official days off are not known; said once a day."""

    calendar_year_id: int
    actor_id: int | None
    event_id: int
    says: ClassVar[str] = "放假安排没有录入"
    drawing: ClassVar[str] = "calendar-exclamation"

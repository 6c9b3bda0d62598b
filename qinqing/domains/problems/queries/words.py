"""What happened, in words: one table of every event, in the words of the enterprise and of those who handle.

A part of a text whose facts are missing is left out. Somebody's own words are a quote, never mixed into ours.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter
from typing import Any, Final, Protocol

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems import terms
from qinqing.domains.problems.limits import LEVELS
from qinqing.lib.terms import Term
from qinqing.ui import formats


class Told(Protocol):
    """An event as a reader has it."""

    @property
    def name(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def record(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a story: what happened, what is to be known of it, whose words were said."""

    title: str
    text: str
    quote: str
    drawing: str


@dataclass(frozen=True, slots=True)
class Words:
    """How an event is said: `own` to the enterprise, `staff` to those who handle.

    `for_own` is said to the enterprise where somebody else acted in its name. Of `own_text` and `own_quote`
    None means: as to the staff.
    """

    own: str
    staff: str
    drawing: str = "circle"
    text: tuple[str, ...] = ()
    quote: str = ""
    for_own: str = ""
    own_text: tuple[str, ...] | None = None
    own_quote: str | None = None


_RESULT: Final = ("结果：{result}", "依据：{citation}")
_CONTACT: Final = ("{way}联系了{contact_with}",)

WORDS: Mapping[str, Words] = {
    "ProblemSubmitted": Words("{who}提交", "{who}提交", "flag", for_own="{who}替您提交"),
    "DraftDiscarded": Words("{who}删除了草稿", "{who}删除了草稿", "trash"),
    "ProblemAnsweredAtOnce": Words(
        "{who}当场答复了您", "{who}当场答复", "message", (*_RESULT, *_CONTACT), "{answer}", own_text=_RESULT
    ),
    "ProblemTaken": Words(
        "{who}自己来办", "{who}自己办", "user-check", ("答应 {promised_on} 前办好",), "{plan}"
    ),
    "ProblemResolvedByOfficer": Words(
        "{who}办好后答复了您", "{who}答复企业", "message",
        (*_RESULT, "佐证：{evidence}", *_CONTACT), "{answer}", own_text=_RESULT,
    ),
    "ProblemPassedOn": Words(
        "{who}转给协调办，由协调办派给能办的单位", "{who}转协调办", "arrows-left-right", quote="{summary}",
        own_quote="",
    ),
    "ProblemAccepted": Words("协调办受理", "{who}受理", "user-check"),
    "ProblemRefused": Words(
        "协调办不予受理：{reason}", "{who}不予受理：{reason}", "ban", ("依据：{citation}",), "{other_route}"
    ),
    "ProblemDispatched": Words(
        "交给{lead}主办", "{who}派给{lead}主办", "send",
        ("{parallel}分办", "{assist}协办", "按{lane}的时限办"), "{message}",
        own_text=("{parallel}一起办", "{assist}协助"), own_quote="",
    ),
    "AllUnitsReplied": Words("各单位都反馈了，协调办核对", "各单位均已反馈，转审核", "checklist"),
    "ReplyApproved": Words("协调办核过，答复了您", "{who}审核通过，发给企业", "clipboard-check"),
    "ReplySentBack": Words("答复退回修改", "{who}退回答复修改", "rotate", ("{defects}",), "{comment}"),
    "EnterpriseConfirmed": Words(
        "{who}确认：{solved}", "{who}确认：{solved}", "thumb-up"
    ),
    "CallbackConfirmed": Words(
        "回访员记下您的话：{solved}", "{who}代录企业的话：{solved}", "phone", (), "{spoken_words}"
    ),
    "ClosedUnreached": Words(
        "几次联系不上您，先结束了", "联系不上企业，结束", "phone", own_text=("没有算作满意，您可以补评",)
    ),
    "EnterpriseDisputed": Words(
        "{who}说：{solved}", "{who}说：{solved}", "refresh", (), "{words}", for_own="回访时您说：{solved}"
    ),
    "FinalConclusionGiven": Words(
        "最终结论", "{who}作最终结论", "gavel",
        (*_RESULT, "听取意见：{enterprise_heard}"), "{conclusion}", own_text=_RESULT,
    ),
    "ProblemWithdrawn": Words(
        "{who}撤回", "{who}撤回", "rotate", ("{reason}", "企业这样确认：{confirmation}"),
        for_own="{who}替您撤回",
    ),
    "RedoOrdered": Words(
        "退回去重新办理", "{who}要求重办", "refresh", (), "{screening}", own_quote=""
    ),
    "ExplainedAgain": Words(
        "协调办再次向您说明", "{who}再次解释", "message", ("依据：{citation}", "甄别：{screening}"), "{text}",
        own_text=("依据：{citation}",),
    ),
    "TaskSigned": Words("{unit}签收", "{unit}签收", "check"),
    "TaskDeemedSigned": Words("{unit}签收", "{unit}到时限没有签收，视为签收", "clock-hour-4"),
    "ReplyDrafted": Words(
        "{unit}写好答复", "{unit}{who}写好答复，送审签", "pencil",
        (*_RESULT, "佐证：{evidence}", "内部说明：{internal}", "计划 {planned_on} 办成"), "{answer}",
    ),
    "ReplySignedOff": Words("{unit}审签通过", "{unit}{who}审签通过", "check"),
    "SignOffRefused": Words("{unit}修改答复", "{unit}{who}没有审签，退回修改", "rotate", (), "{comment}"),
    "AssistReplied": Words("{unit}给出协办意见", "{unit}{who}给出协办意见", "message", (), "{opinion}"),
    "TaskWaived": Words("不再需要{unit}办理", "{who}免去{unit}的办理件", "x", ("{reason}",), "{comment}"),
    "TaskRecalled": Words("不再需要{unit}办理", "{unit}的办理件撤销", "x", ("{reason}",)),
    "ContactRecorded": Words(
        "{whose}{way_to_you}", "{whose}{way}联系了{contact_with}", "phone", (), "{said}"
    ),
    "InterimAnswered": Words("{whose}阶段答复", "{whose}阶段答复", "message", (), "{text}"),
    "NoteWritten": Words("内部记录", "{who}内部记录", "note", (), "{text}"),
    "ProblemSupplemented": Words("{who}补充", "{who}补充", "plus", (), "{text}"),
    "CallbackAttempted": Words("回访员联系您", "{who}回访：{way}，{reached}", "phone", (), "{said}"),
    "HandlerNamed": Words("{unit}指定了承办人", "{unit}{who}指定承办人", "user"),
    "ProblemReclassified": Words(
        "类别改为“{category_name}”", "{who}改类为“{category_name}”", "edit",
        ("按{lane}的时限办",), "{reason}", own_text=(), own_quote="",
    ),
    "WaitingForAssist": Words("等协办单位的意见", "{unit}等待协办，时间计在协办单位", "clock-hour-4"),
    "ProblemEscalated": Words(
        "上浮到{level}", "{who}上浮到{level}", "chevron-up",
        ("企业要：{asked}", "已经做了：{tried}", "卡在：{blocked_by}", "请上一级：{wanted}", "{because}"),
    ),
    "InstructionGiven": Words("负责人批示", "{who}批示", "pencil", (), "{text}"),
    "RatedAfterwards": Words("{who}补评", "{who}补评", "star"),
    "LimitBreached": Words("{clock}超期", "{unit}{clock}超期", "alert-triangle", ("原定 {due_on}",)),
    "HolderChanged": Words("换了负责的人", "负责的人变了：{holder}", "users"),
}  # fmt: skip


def said(told: Told, units: Mapping[int, str], *, me: str = "", to_enterprise: bool = False) -> Said:
    """One event in words, to its enterprise (`me` is the reader's name there) or to those who handle."""
    words = WORDS[told.name]
    facts = _Facts(told, units, me if to_enterprise else None)
    title, texts, quote = words.staff, words.text, words.quote
    if to_enterprise:
        in_its_name = words.for_own and told.role != Role.ENTERPRISE_USER
        title = words.for_own if in_its_name else words.own
        texts = words.text if words.own_text is None else words.own_text
        quote = words.quote if words.own_quote is None else words.own_quote
    known = (facts.filled(part) for part in texts)
    return Said(
        facts.filled(title, whole=False), "；".join(filter(None, known)), facts.filled(quote), words.drawing
    )


_WAY_TO_YOU: Mapping[str, str] = {
    terms.Way.PHONE: "给您打过电话",
    terms.Way.SITE: "上门找过您",
    terms.Way.ONLINE: "在线上联系过您",
    terms.Way.MEETING: "和您见过面",
    terms.Way.MESSAGE: "给您发过信息",
}
_REASONS: Mapping[str, type[Term]] = {
    "ProblemRefused": terms.RefusalReason,
    "ProblemWithdrawn": terms.WithdrawReason,
    "TaskWaived": terms.RecallReason,
    "TaskRecalled": terms.RecallReason,
}
_TERMS: Mapping[str, type[Term]] = {
    "result": terms.Result,
    "solved": terms.Solved,
    "clock": terms.ClockKind,
    "holder": terms.Holder,
}
_OF_UNITS: Final = frozenset({Role.HANDLER, Role.UNIT_HEAD})


@dataclass(frozen=True, slots=True)
class _Facts:
    """The facts of an event as words; `me` is None where the reader is one of those who handle."""

    told: Told
    units: Mapping[int, str]
    me: str | None

    def filled(self, template: str, *, whole: bool = True) -> str:
        """The template with its facts; '' where one of them is missing and it must be whole."""
        names = [name for _, name, _, _ in _PARTS.parse(template) if name]
        found = {name: self._fact(name) for name in names}
        return template.format(**found) if all(found.values()) or not whole else ""

    def _fact(self, name: str) -> str:
        if name in _MADE:
            return _MADE[name](self)
        value = self.recorded(name)
        return _TERMS[name].label_of(value) if value and name in _TERMS else str(value)

    def recorded(self, name: str) -> Any:
        """What the record says; '' where it says nothing."""
        value = self.told.record.get(name)
        return "" if value is None else value

    def several(self, name: str) -> list[Any]:
        """What the record says of one or of many."""
        value = self.recorded(name)
        if isinstance(value, list):
            return value
        return [value] if value else []

    def labels(self, kind: type[Term], name: str) -> str:
        return "、".join(map(kind.label_of, self.several(name)))

    def unit_names(self, name: str) -> str:
        return "、".join(self.units.get(number, "一个单位") for number in self.several(name))

    def day(self, name: str) -> str:
        """A recorded date or moment as `3月5日` on the local clock."""
        value = self.recorded(name)
        if not value:
            return ""
        on = formats.local_date(datetime.fromisoformat(value)) if "T" in value else date.fromisoformat(value)
        return f"{on.month}月{on.day}日"

    def who(self) -> str:
        """您, a colleague by name, the enterprise, the system by name of its rule, or whoever did it."""
        told = self.told
        if told.role == Role.ENTERPRISE_USER:
            if self.me is None:
                return "企业" if told.who == formats.EMPTY else f"企业 {told.who} "
            return "您" if told.who == self.me else f"{told.who} "
        return "系统" if told.rule else f"{told.who} "

    def whose(self) -> str:
        """Who it was, with the unit he stood for, to somebody outside it."""
        told = self.told
        return f"{told.unit} {told.who} " if told.unit and told.role in _OF_UNITS else self.who()


_PARTS: Final = Formatter()
_MADE: Mapping[str, Callable[[_Facts], str]] = {
    "who": _Facts.who,
    "whose": _Facts.whose,
    "unit": lambda f: f.told.unit,
    "reason": lambda f: (
        f.labels(_REASONS[f.told.name], "reason") if f.told.name in _REASONS else f.recorded("reason")
    ),
    "lead": lambda f: f.unit_names("lead"),
    "parallel": lambda f: f.unit_names("parallel"),
    "assist": lambda f: f.unit_names("assist"),
    "lane": lambda f: f.labels(terms.LaneClass, "lane"),
    "defects": lambda f: f.labels(terms.Defect, "defects"),
    "reached": lambda f: "联系上了" if f.recorded("reached") == "yes" else "没联系上",
    "way": lambda f: f.labels(terms.Way, "contact_way"),
    "way_to_you": lambda f: _WAY_TO_YOU.get(f.recorded("contact_way"), "联系过您"),
    "level": lambda f: LEVELS[f.recorded("level") or 0],
    "promised_on": lambda f: f.day("promised_on"),
    "planned_on": lambda f: f.day("planned_on"),
    "due_on": lambda f: f.day("due_at"),
}

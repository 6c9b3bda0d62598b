"""What happened, in words: an entry of a problem's story for those who handle it, and for the enterprise.

A table of sentences, one for each event. Words in braces are looked up in the entry's record. `quote` names
the field that holds somebody's own words, `text` one that the platform repeats, `facts` what else is listed.
What the enterprise is not told has no sentence for it, whatever its layer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems import events, terms
from qinqing.domains.problems.limits import LEVELS
from qinqing.domains.problems.queries.clocks import ClockView
from qinqing.domains.problems.queries.detail import Detail, Entry
from qinqing.domains.problems.queries.numbers import Numbers, spaced
from qinqing.ui import formats


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as it is shown: a sentence, somebody's own words, the platform's words, and facts by name."""

    title: str
    drawing: str
    quote: str = ""
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Saying:
    """How one kind of event is said; `to_enterprise` is empty where the enterprise is told nothing."""

    drawing: str
    title: str
    quote: str = ""
    text: str = ""
    facts: tuple[str, ...] = ()
    to_enterprise: str = ""
    shares: tuple[str, ...] = ()
    """Which of quote, text and facts the enterprise reads too."""


_CONTACT: Final = ("contact",)
SAYINGS: Final[Mapping[type, Saying]] = {
    events.DraftDiscarded: Saying("trash", "删除草稿"),
    events.ProblemSubmitted: Saying(
        "flag", "提出诉求", facts=("duplicate",), to_enterprise="提交诉求"
    ),
    events.ProblemAnsweredAtOnce: Saying(
        "message", "当场答复：{result}", "answer", facts=("citation", *_CONTACT),
        to_enterprise="当场答复了您：{result}", shares=("answer", "citation"),
    ),
    events.ProblemTaken: Saying(
        "user-check", "自己来办，答应 {promised_on} 办好", "plan",
        to_enterprise="自己来办，答应 {promised_on} 办好", shares=("plan",),
    ),
    events.ProblemResolvedByOfficer: Saying(
        "message", "答复企业：{result}", "answer", facts=("evidence", "citation", *_CONTACT),
        to_enterprise="答复了您：{result}", shares=("answer", "citation"),
    ),
    events.ProblemPassedOn: Saying("send", "转给了协调办", "summary", to_enterprise="转给协调办安排单位办理"),
    events.ProblemAccepted: Saying("circle-check", "受理了", to_enterprise="已受理"),
    events.SupplementRequested: Saying(
        "message-question", "请企业补充材料", "items", to_enterprise="请您补充材料", shares=("items",)
    ),
    events.SupplementReminded: Saying(
        "bell", "第 {day} 个工作日，提醒企业补充材料", to_enterprise="提醒您补充材料"
    ),
    events.SupplementCallDue: Saying("phone", "第 {day} 个工作日还没有材料，请打电话问一声"),
    events.SupplementGiven: Saying(
        "paperclip", "补充了材料", "text", to_enterprise="补充了材料", shares=("text",)
    ),
    events.SupplementLapsed: Saying(
        "circle-x", "提醒两次、满 {supplement}没有等到材料，按规则结束",
        to_enterprise="没有等到您的材料，这件事先结束了；{reopen_lapsed}内您可以重新打开",
    ),
    events.ProblemRefused: Saying(
        "ban", "不予受理：{reason_label}", facts=("other_route", "citation"),
        to_enterprise="没有受理：{reason_label}", shares=("other_route", "citation"),
    ),
    events.ObjectionFiled: Saying(
        "message-report", "对不予受理提出异议", "why", to_enterprise="提出异议", shares=("why",)
    ),
    events.ProblemLinkGiven: Saying("link", "给{name}不用登录的链接", to_enterprise="给{name}不用登录的链接"),
    events.ProblemLinkRevoked: Saying("link", "收回不用登录的链接", to_enterprise="收回不用登录的链接"),
    events.ObjectionTakenBack: Saying("arrow-back-up", "撤回了异议", to_enterprise="撤回异议"),
    events.ObjectionAllowed: Saying(
        "circle-check", "异议成立，回到分办", "decision",
        to_enterprise="认为您的异议成立，接着办", shares=("decision",),
    ),
    events.ObjectionDenied: Saying(
        "circle-x", "异议不成立", "decision", to_enterprise="认为异议不成立", shares=("decision",)
    ),
    events.ProblemDispatched: Saying(
        "send", "派给 {lead} 主办{others}", text="message", facts=("lane",),
        to_enterprise="交给 {lead} 主办{others}",
    ),
    events.UnitAdded: Saying(
        "user-plus", "加派 {new_unit} {part}", text="message", to_enterprise="请 {new_unit} 也来办"
    ),
    events.LeadChanged: Saying(
        "arrows-left-right", "{old_lead} 不再主办{next_lead}", text="reason",
        to_enterprise="{old_lead} 不再主办{next_lead}",
    ),
    events.LeadLost: Saying("alert-triangle", "没有主办单位，{lead_lost}内重新分办"),
    events.AllUnitsReplied: Saying("checklist", "各单位都反馈了，等审核"),
    events.ReplyApproved: Saying(
        "message", "答复审核通过，发给企业", "answers",
        to_enterprise="核过，答复您了", shares=("answers",),
    ),
    events.ReplySentBack: Saying("refresh", "答复退回修改：{defects}", text="comment"),
    events.EnterpriseConfirmed: Saying(
        "circle-check", "企业确认：{solved}", to_enterprise="您确认：{solved}"
    ),
    events.CallbackConfirmed: Saying(
        "phone", "回访代录企业的话：{solved}", "spoken_words",
        to_enterprise="回访时您说：{solved}", shares=("spoken_words",),
    ),
    events.ClosedUnreached: Saying(
        "circle-x", "联系不上企业，按规则结束：未确认、未参评{never_reached}",
        to_enterprise="几次没有联系上您，这件事先结束了；您还可以补评",
    ),
    events.EnterpriseDisputed: Saying(
        "circle-x", "企业说：{solved}", "words", to_enterprise="您说：{solved}", shares=("words",)
    ),
    events.FinalConclusionGiven: Saying(
        "gavel", "最终结论：{result}", "conclusion", facts=("enterprise_heard", "citation"),
        to_enterprise="给出书面结论：{result}", shares=("conclusion", "citation"),
    ),
    events.ProblemWithdrawn: Saying(
        "circle-x", "撤回：{reason_label}", facts=("confirmation",), to_enterprise="撤回：{reason_label}"
    ),
    events.WithdrawalPressed: Saying("lock", "撤回时说：有人要求过", "words"),
    events.ProblemReopened: Saying(
        "refresh", "重新打开了", "unsolved", to_enterprise="重新打开", shares=("unsolved",)
    ),
    events.RedoOrdered: Saying("refresh", "要求重办", text="screening", to_enterprise="要求重新办理"),
    events.ExplainedAgain: Saying(
        "message", "又解释了一次", "text", facts=("citation", "screening"),
        to_enterprise="向您说明", shares=("text", "citation"),
    ),
    events.TaskSigned: Saying("check", "签收了"),
    events.TaskDeemedSigned: Saying("clock-hour-4", "{unit}到期没有签收，视为已签收"),
    events.ReplyDrafted: Saying(
        "pencil", "写好答复，送审签：{result}", "answer",
        facts=("planned_on", "internal", "evidence", "citation"),
    ),
    events.ReplySignedOff: Saying("check", "审签通过了"),
    events.SignOffRefused: Saying("refresh", "审签退回修改", text="comment"),
    events.AssistReplied: Saying("message", "给了协办意见", text="opinion"),
    events.TaskWaived: Saying("ban", "不再需要 {unit}：{reason_label}", text="comment"),
    events.TaskRecalled: Saying("ban", "撤销 {unit} 的办理件：{reason_label}"),
    events.ContactRecorded: Saying(
        "phone", "{contact}", text="said", to_enterprise="{met}", shares=("said",)
    ),
    events.ContactMissed: Saying(
        "phone", "{missed}", text="said", to_enterprise="{sought}", shares=("said",)
    ),
    events.InterimAnswered: Saying(
        "message", "阶段答复", "text", to_enterprise="告诉您进展", shares=("text",)
    ),
    events.NoteWritten: Saying("note", "内部记录", text="text"),
    events.ProblemSupplemented: Saying(
        "message", "补充说明", "text", to_enterprise="补充说明", shares=("text",)
    ),
    events.CallbackAttempted: Saying("phone", "回访：{reached}", text="said"),
    events.HandlerNamed: Saying("user-check", "指定承办人：{handler}"),
    events.ProblemReclassified: Saying(
        "edit", "改类：{category_name}{lane_too}", text="reason", facts=("moved",),
        to_enterprise="{reclassified}",
    ),
    events.DatesMoved: Saying(
        "calendar-event", "期限按日历重新推算：{because}", text="moved",
        to_enterprise="因为{because}，期限按日历重新推算{new_promise}",
    ),
    events.WaitingForAssist: Saying("clock-hour-4", "等 {task} 的协办意见，时间记在它名下"),
    events.ProblemEscalated: Saying(
        "arrow-up", "上浮到 {level}", text="because", facts=("asked", "tried", "blocked_by", "wanted")
    ),
    events.InstructionGiven: Saying("gavel", "作了批示", "text"),
    events.RatedAfterwards: Saying("star", "企业补评", to_enterprise="您补了评价"),
    events.LimitBreached: Saying("alert-triangle", "{unit}{clock}时限 {due_at} 已过"),
    events.ProblemHandedOver: Saying(
        "arrows-left-right", "{from_officer}交接给 {new_officer_or_hub}", text="note"
    ),
    events.ProblemTakenOver: Saying("user-check", "看过交接，接手"),
    events.HolderChanged: Saying("users", "转到{holder}手里"),
}  # fmt: skip
_BY_NAME: Final[Mapping[str, Saying]] = {event.__name__: saying for event, saying in SAYINGS.items()}

FACTS: Final = {
    "duplicate": "查重", "moved": "期限重新推算",
    "result": "结果", "answer": "答复", "evidence": "佐证", "citation": "依据", "internal": "内部说明",
    "planned_on": "计划办成", "contact": "联系", "other_route": "可走的渠道", "lane": "办理类型",
    "enterprise_heard": "怎样听取企业意见", "confirmation": "企业怎样确认", "screening": "甄别意见",
    "asked": "企业要什么", "tried": "已经做了什么", "blocked_by": "卡在哪里", "wanted": "请上一级做什么",
}  # fmt: skip
"""What the facts of a record are called."""


def told(entry: Entry, detail: Detail, now: datetime) -> Told:
    """The entry as those who handle the problem read it."""
    saying = _BY_NAME[entry.name]
    words = _Words(entry, detail, now)
    quote, text = words.of(saying.quote), words.of(saying.text)
    if entry.rule:
        quote, text = "", quote or text
    return Told(saying.title.format_map(words), saying.drawing, quote, text, words.facts(saying.facts))


def told_to_enterprise(entry: Entry, detail: Detail, now: datetime) -> Told | None:
    """The entry as the enterprise reads it; None where it is told nothing of it."""
    saying = _BY_NAME[entry.name]
    if entry.layer != terms.Layer.ENTERPRISE or not saying.to_enterprise:
        return None
    words = _Words(entry, detail, now)
    quote, text = (words.of(key) if key in saying.shares else "" for key in (saying.quote, saying.text))
    facts = words.facts(tuple(key for key in saying.facts if key in saying.shares))
    return Told(saying.to_enterprise.format_map(words), saying.drawing, quote, text, facts)


def by(entry: Entry) -> str:
    """Who it was: `邱志恒·供电所`, `林晓岚·首席服务官`; the system by its rule."""
    if entry.rule:
        return "系统"
    of = entry.unit if entry.role in {Role.HANDLER, Role.UNIT_HEAD} else Role.label_of(entry.role)
    return f"{entry.who}·{of}" if of else entry.who


class _Words(dict[str, str]):
    """The words of a sentence, made from the record when they are asked for."""

    def __init__(self, entry: Entry, detail: Detail, now: datetime) -> None:
        super().__init__()
        self._entry, self._detail, self._now = entry, detail, now

    def __missing__(self, key: str) -> str:
        return self.of(key)

    def of(self, key: str) -> str:
        """The words of a field; '' where the record says nothing."""
        if not key:
            return ""
        made = _MADE.get(key)
        if made is not None:
            return made(self)
        value = self.record.get(key)
        if value in (None, "", []):
            return ""
        known = _LABELS.get(key)
        return known(value, self) if known else str(value)

    def facts(self, keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Those of the fields that say something, by their names."""
        return tuple((FACTS[key], words) for key in keys if (words := self.of(key)))

    @property
    def record(self) -> Mapping[str, Any]:
        return self._entry.record

    def unit_of(self, number: Any) -> str:
        return self._detail.units.get(number, "—")

    def unit_of_entry(self) -> str:
        return self._detail.units.get(self.record.get("unit_id") or 0, "")

    def name_of(self, number: Any) -> str:
        return self._detail.names.get(number, "—")

    def unit_of_task(self, number: Any) -> str:
        return next((view.unit for view in self._detail.tasks if view.task.id == number), "协办单位")

    @property
    def clocks(self) -> Sequence[ClockView]:
        return self._detail.clocks

    @property
    def numbers(self) -> Numbers:
        """The limits of the place as they held that day."""
        limits = replace(self._detail.limits, on=formats.local_date(self._entry.at))
        return Numbers(limits, self._detail.case.lane)

    def day(self, text: str) -> str:
        return formats.day(date.fromisoformat(text), formats.local_date(self._now))

    def moment(self, text: str) -> str:
        return formats.moment(datetime.fromisoformat(text), self._now)


def _others(words: _Words) -> str:
    parts = []
    for key, word in (("parallel", "分办"), ("assist", "协办")):
        if units := "、".join(words.unit_of(number) for number in words.record.get(key) or ()):
            parts.append(f"，{units} {word}")
    return "".join(parts)


def _answers(words: _Words) -> str:
    answers: list[Mapping[str, Any]] = words.record.get("answers") or []
    if len(answers) == 1:
        return str(answers[0]["answer"])
    return "\n\n".join(f"{words.unit_of(one['unit_id'])}：{one['answer']}" for one in answers)


def _contact(words: _Words) -> str:
    if not words.record.get("contact_way"):
        return ""
    way = terms.Way.label_of(words.record["contact_way"])
    return f"{words.of('contact_at')} {way}联系 {words.record.get('contact_with') or '企业'}"


_MET: Final[Mapping[str, str]] = {
    terms.Way.PHONE: "给您打过电话",
    terms.Way.SITE: "上门找过您",
    terms.Way.ONLINE: "在线上联系过您",
    terms.Way.MEETING: "和您见过面",
    terms.Way.MESSAGE: "给您发过信息",
}


def _met(words: _Words) -> str:
    return _MET.get(words.record.get("contact_way", ""), "联系过您")


def _missed(words: _Words) -> str:
    way = terms.Way.label_of(words.record.get("contact_way", ""))
    return f"{words.of('contact_at')} {way}联系企业，没联系上"


_SOUGHT: Final[Mapping[str, str]] = {
    terms.Way.PHONE: "给您打电话，没有打通",
    terms.Way.SITE: "上门找您，没有找到",
    terms.Way.ONLINE: "在线上找您，没有等到回音",
    terms.Way.MEETING: "约您见面，没有约到",
    terms.Way.MESSAGE: "给您发信息，没有等到回音",
}


def _sought(words: _Words) -> str:
    return _SOUGHT.get(words.record.get("contact_way", ""), "找您，没有联系上")


def _level(words: _Words) -> str:
    level = words.record.get("level", 0)
    return f"{level} 级 {LEVELS.get(level, '')}"


def _reached(words: _Words) -> str:
    said = "联系上了" if words.record.get("reached") == "yes" else "没联系上"
    return f"{said}（{words.of('contact_at')} {terms.Way.label_of(words.record.get('contact_way', ''))}）"


def _moved(words: _Words) -> str:
    """Each clock whose date was counted anew, with both dates."""
    said = []
    for one in words.record.get("moved", ()):
        of = f"{words.unit_of(one['unit_id'])} " if one["unit_id"] else ""
        was, now = words.moment(one["was"]), words.moment(one["due_at"])
        kept = "" if one["applied"] else "（离得太近，仍按原日期）"
        said.append(f"{of}{terms.ClockKind.label_of(one['clock'])}：{was} → {now}{kept}")
    return "\n".join(said)


def _new_promise(words: _Words) -> str:
    """To which day the answer to the enterprise was put off or brought forward."""
    for one in words.record.get("moved", ()):
        if one["clock"] in terms.PROMISED_CLOCKS and one["applied"]:
            return f"，答复最晚到 {words.moment(one['due_at'])}"
    return ""


def _time_to_supply(words: _Words) -> str:
    """How long the enterprise had to send what it was asked for."""
    asked = (clock.state.limit for clock in words.clocks if clock.kind == terms.ClockKind.SUPPLEMENT)
    limit = next(asked, None)
    return spaced(limit.label) if limit else ""


def _reclassified(words: _Words) -> str:
    """The new category, and the new day of the answer where it was moved."""
    moved = (one for one in words.record.get("moved", ()) if one["applied"])
    until = next((words.moment(one["due_at"]) for one in moved if one["clock"] in terms.PROMISED_CLOCKS), "")
    name = words.of("category_name")
    return f"类别改为 {name}，答复最晚到 {until}" if until else f"类别改为 {name}"


_MADE: Final[Mapping[str, Callable[[_Words], str]]] = {
    "others": _others,
    "answers": _answers,
    "contact": _contact,
    "met": _met,
    "missed": _missed,
    "sought": _sought,
    "level": _level,
    "never_reached": lambda words: (
        "；一次都没有联系上过，不算办结" if words.record.get("result") == terms.Result.UNREACHED else ""
    ),
    "reached": _reached,
    "next_lead": lambda words: (
        f"，改由 {words.of('lead')} 主办" if words.record.get("lead") else "，重新分办"
    ),
    "from_officer": lambda words: f"换服务官：{old} " if (old := words.of("old_officer")) else "",
    "new_officer_or_hub": lambda words: words.of("new_officer") or "协调办",
    "unit": lambda words: words.unit_of_entry(),
    "reason_label": lambda words: words.of("reason"),
    "moved": _moved,
    "new_promise": _new_promise,
    "reclassified": _reclassified,
    "supplement": _time_to_supply,
    **{
        name: lambda words, name=name: words.numbers[name]  # type: ignore[misc]
        for name in ("reopen_lapsed", "lead_lost")
    },
    "lane_too": lambda words: f"，{words.of('lane')}" if words.record.get("lane") else "",
}
_REASONS: Final = (terms.RefusalReason, terms.WithdrawReason, terms.RecallReason)


def _reason(value: str, words: _Words) -> str:
    """A reason's label, whichever list it is from; in a reclassification it is what somebody typed."""
    return next((kind.label_of(value) for kind in _REASONS if value in kind.values()), value)


def _defects(value: Sequence[str], words: _Words) -> str:
    """What was found wrong, with each unit's reply where several went back."""
    found: dict[str, list[str]] = {}
    for one in value:
        task, _, defect = one.rpartition(":")
        found.setdefault(task, []).append(terms.Defect.label_of(defect))
    if len(found) == 1:
        return "、".join(*found.values())
    return "；".join(f"{words.unit_of_task(int(task))}：{'、'.join(said)}" for task, said in found.items())


_LABELS: Final[Mapping[str, Callable[[Any, _Words], str]]] = {
    "result": lambda value, _: terms.Result.label_of(value),
    "duplicate": lambda value, _: "提交人说是新的事" if value == "new" else f"提交人说和 {value} 是一回事",
    "solved": lambda value, _: terms.Solved.label_of(value),
    "lane": lambda value, _: terms.LaneClass.label_of(value),
    "holder": lambda value, _: terms.Holder.label_of(value),
    "clock": lambda value, _: terms.ClockKind.label_of(value),
    "defects": _defects,
    "reason": _reason,
    "lead": lambda value, words: words.unit_of(value),
    "old_lead": lambda value, words: words.unit_of(value),
    "new_unit": lambda value, words: words.unit_of(value),
    "part": lambda value, _: terms.Part.label_of(value),
    "task": lambda value, words: words.unit_of_task(value),
    "handler": lambda value, words: words.name_of(value),
    "promised_on": lambda value, words: words.day(value),
    "planned_on": lambda value, words: words.day(value),
    "contact_at": lambda value, words: words.moment(value),
    "due_at": lambda value, words: words.moment(value),
}

"""The words of the room: every value that is stored, with its Chinese label and the tone of its badge."""

from qinqing.lib.terms import Term

UNSURE = "unsure"
"""Chosen for a category: its author does not know; nobody guesses it for him then."""


class CaseState(Term):
    """State of a problem, as staff read it (C0–C12; the states of later steps come with them)."""

    DRAFT = "draft", "草稿", "calm"
    SUBMITTED = "submitted", "待受理", "blue"
    SUPPLEMENT = "supplement", "待补正", "yellow"
    OFFICER = "officer", "服务官办理中", "blue"
    TRIAGE = "triage", "待分办", "blue"
    HANDLING = "handling", "办理中", "blue"
    REVIEW = "review", "待审核", "blue"
    CONFIRM = "confirm", "待回访评价", "blue"
    CLOSED = "closed", "已办结", "calm"
    REFUSED = "refused", "不予受理", "calm"
    WITHDRAWN = "withdrawn", "已撤回", "calm"


SHOWN_TO_ENTERPRISE = {
    CaseState.DRAFT: "草稿",
    CaseState.SUBMITTED: "已提交",
    CaseState.SUPPLEMENT: "请补充材料",
    CaseState.OFFICER: "服务官正在办理",
    CaseState.TRIAGE: "已受理，正在分办",
    CaseState.HANDLING: "办理中",
    CaseState.REVIEW: "办理中",
    CaseState.CONFIRM: "请您评价",
    CaseState.CLOSED: "已办结",
    CaseState.REFUSED: "不予受理",
    CaseState.WITHDRAWN: "已撤回",
}
"""The same states in the enterprise's words: it never meets ours."""


class TaskState(Term):
    """State of one unit's share (K1–K9)."""

    PENDING = "pending", "待签收", "blue"
    ACCEPTED = "accepted", "办理中", "blue"
    SIGN_OFF = "sign_off", "待本单位审签", "blue"
    REPLIED = "replied", "已反馈", "calm"
    DONE = "done", "已通过", "calm"
    REWORK = "rework", "重办", "yellow"
    RECALLED = "recalled", "已撤销", "calm"


OPEN_TASKS = frozenset({TaskState.PENDING, TaskState.ACCEPTED, TaskState.SIGN_OFF, TaskState.REWORK})
REPLIED_TASKS = frozenset({TaskState.REPLIED, TaskState.DONE})


class Part(Term):
    """A unit's part in a round."""

    LEAD = "lead", "主办", "qing"
    PARALLEL = "parallel", "分办", "calm"
    ASSIST = "assist", "协办", "calm"


class Result(Term):
    """How a problem ended (R1–R6), or that the enterprise could never be reached (R8)."""

    SOLVED = "R1", "已解决", "green"
    PARTLY = "R2", "部分解决", "blue"
    PLANNED = "R3", "已列入计划", "blue"
    BY_POLICY = "R4", "政策所限，已解释", "calm"
    NOT_FOUNDED = "R5", "诉求不成立或超出职权，已解释", "calm"
    OTHER_ROUTE = "R6", "转法定途径", "calm"
    UNREACHED = "R8", "联系不上", "calm"


CITED_RESULTS = frozenset({Result.BY_POLICY, Result.NOT_FOUNDED, Result.OTHER_ROUTE})
"""These need a legal or policy citation."""
GIVEN_RESULTS = tuple(one for one in Result if one is not Result.UNREACHED)
"""What a person may give as the result; that nobody was ever reached is found, not said (T22)."""


class LaneClass(Term):
    """办理类型: the class that sets the limits; the urgent classes are counted on the wall clock."""

    QUERY = "query", "咨询", "calm"
    ORDINARY = "ordinary", "一般", "calm"
    COMPLEX = "complex", "复杂", "calm"
    STAGED = "staged", "分阶段", "calm"
    STATUTORY = "statutory", "法定途径", "calm"
    URGENT_2H = "urgent_2h", "紧急（2 小时）", "red"
    URGENT_24H = "urgent_24h", "紧急（24 小时）", "yellow"


URGENT_LANES = frozenset({LaneClass.URGENT_2H, LaneClass.URGENT_24H})
"""These run by night and on rest days; least times given in working days do not hold for them."""


class Channel(Term):
    """How a problem came in."""

    ONLINE = "online", "企业网上提交", "calm"
    LINK = "link", "扫码提交", "calm"
    HOTLINE = "hotline", "热线转来", "calm"
    VISIT = "visit", "走访收集", "calm"
    CALL = "call", "电话代录", "calm"
    SURVEY = "survey", "调查收集", "calm"
    MEETING = "meeting", "会议收集", "calm"


class Holder(Term):
    """Who must act next."""

    AUTHOR = "author", "草稿作者", "calm"
    OFFICER = "officer", "首席服务官", "calm"
    COORDINATOR = "coordinator", "协调办", "calm"
    UNIT = "unit", "承办单位", "calm"
    UNIT_HEAD = "unit_head", "单位审签人", "calm"
    COORDINATION_HEAD = "coordination_head", "协调办负责人", "calm"
    LEADER = "leader", "包联领导", "calm"
    ENTERPRISE = "enterprise", "企业", "calm"
    CALLBACK = "callback", "回访员", "calm"
    NOBODY = "nobody", "—", "calm"


class Bucket(Term):
    """Whose time it is: the parts that add up to the enterprise's whole wait."""

    OFFICER = "officer", "服务官", "p5"
    HUB = "hub", "协调办", "p3"
    UNIT = "unit", "主办单位", "p1"
    ASSIST = "assist", "协办单位", "p4"
    ENTERPRISE = "enterprise", "企业", "p2"
    HIGHER = "higher", "上级", "p4"


class Layer(Term):
    """Who may read an entry: E the enterprise too, H those who handle, R named readers, S supervision."""

    ENTERPRISE = "E", "企业看得到", "qing"
    HANDLERS = "H", "单位与协调办", "calm"
    RESTRICTED = "R", "限定人员", "red"
    SHIELDED = "S", "只有督查", "red"


FILE_LAYERS = tuple(one for one in Layer if one is not Layer.SHIELDED)
"""What goes to supervision alone comes without files."""


class ClockKind(Term):
    """The clocks of a problem and its tasks; docs/generated/limits.md has their defaults and sources."""

    EXPERIENCE = "X", "企业体验", "calm"
    ACCEPT = "A", "受理", "calm"
    OFFICER = "R", "服务官办理", "calm"
    SUPPLEMENT = "U", "补充材料", "calm"
    DISPATCH = "D", "派单", "calm"
    SIGN = "S", "签收", "calm"
    FIRST_CONTACT = "F", "首次联系", "calm"
    INTERIM = "I", "阶段答复", "calm"
    FINISH = "B", "办结", "calm"
    ASSIST = "P", "协办", "calm"
    REVIEW = "V", "审核", "calm"
    CALLBACK = "Q", "回访", "calm"
    REWORK = "W", "重办", "calm"
    LEVEL = "L", "上浮", "calm"
    APPLICATION = "N", "异议", "calm"


class Span(Term):
    """Numbers of the life that no clock runs by: how long a way stays open, how soon, how much at least."""

    PASS_ON = "pass_on", "超期这么久，系统转协调办"
    REMIND = "remind", "第一次提醒企业"
    CALL = "call", "给企业打电话"
    REST = "rest", "这边的时限最多停"
    REMIND_AGAIN = "remind_again", "第二次提醒企业"
    PLANNED = "planned", "“已列入计划”最远到"
    NEW_LEAD = "new_lead", "接手的主办至少有"
    SENT_BACK = "sent_back", "审核退回的至少有"
    FIRST_CALL = "first", "第一次打电话"
    REWORK_LEAST = "least", "至少"
    REWORK_MOST = "most", "最多"
    OBJECT = "object", "不予受理以后多久内可以提"
    REOPEN = "reopen", "企业重新打开"
    REOPEN_LAPSED = "reopen_lapsed", "没等到材料的，企业重新打开"
    REOPEN_OFFICE = "reopen_office", "协调员、包联领导重新打开"
    RATE = "rate", "企业补评"


class Solved(Term):
    """The enterprise's own word about the outcome; asked apart from how content it is."""

    YES = "yes", "解决了", "green"
    PARTLY = "partly", "解决了一部分，可以接受", "blue"
    PARTLY_REJECTED = "partly_rejected", "只解决了一部分，不能接受", "yellow"
    NO = "no", "没有解决", "red"


ACCEPTING = frozenset({Solved.YES, Solved.PARTLY})


class Grade(Term):
    """满意度 in five grades."""

    VERY_GOOD = "5", "非常满意", "calm"
    GOOD = "4", "满意", "calm"
    FAIR = "3", "基本满意", "calm"
    POOR = "2", "不满意", "calm"
    VERY_POOR = "1", "非常不满意", "calm"


class Way(Term):
    """How someone was reached."""

    PHONE = "phone", "电话", "calm"
    SITE = "site", "上门", "calm"
    ONLINE = "online", "线上", "calm"
    MEETING = "meeting", "会面", "calm"
    MESSAGE = "message", "短信或留言", "calm"


class ContactPurpose(Term):
    """A contact about the matter, or an attempt of the callback before closing."""

    MATTER = "matter", "联系记录", "calm"
    CALLBACK = "callback", "回访登记", "calm"


class RefusalReason(Term):
    """Why a problem is not accepted: never because it is hard."""

    NOT_ENTERPRISE = "not_enterprise", "不是企业诉求", "calm"
    OUT_OF_AREA = "out_of_area", "不在本地管辖", "calm"
    IN_COURT = "in_court", "已进入诉讼、仲裁或复议", "calm"
    DISCIPLINE = "discipline", "反映干部作风，请走投诉渠道", "calm"
    REPEATED = "repeated", "同一事项正在办理", "calm"
    INCOMPREHENSIBLE = "unclear", "内容无法辨识且联系不上", "calm"


class Objection(Term):
    """What became of the enterprise's objection to a refusal; one for each refusal."""

    NONE = "", "没有异议", "calm"
    PENDING = "pending", "异议待审", "yellow"
    ALLOWED = "allowed", "异议成立", "green"
    DENIED = "denied", "异议不成立", "calm"
    TAKEN_BACK = "taken_back", "异议已撤回", "calm"


class Defect(Term):
    """What is wrong with a reply that is sent back."""

    NO_CONTACT = "no_contact", "没有联系企业", "calm"
    ASK_MISSED = "ask_missed", "有诉求没有逐项回应", "calm"
    NO_EVIDENCE = "no_evidence", "没有佐证", "calm"
    UNCLEAR = "unclear", "企业看不懂", "calm"
    NO_CITATION = "no_citation", "缺依据", "calm"
    WRONG_RESULT = "wrong_result", "结果类型不对", "calm"


class Check(Term):
    """The reviewer's list: every point is ticked before a reply reaches the enterprise (T15)."""

    CONTACTED = "contacted", "已联系过企业，或试够三天", "calm"
    ALL_ASKS = "all_asks", "诉求逐项答到", "calm"
    EVIDENCE = "evidence", "有佐证", "calm"
    READABLE = "readable", "企业看得懂", "calm"


class WithdrawReason(Term):
    """Why an enterprise takes a problem back."""

    SOLVED_ITSELF = "solved_itself", "自己解决了", "calm"
    NO_LONGER = "no_longer", "不需要了", "calm"
    MISTAKEN = "mistaken", "提错了", "calm"
    OTHER_WAY = "other_way", "走了别的渠道", "calm"
    NOT_SUPPLIED = "not_supplied", "没有等到补充材料", "calm"


GIVEN_WITHDRAW_REASONS = tuple(one for one in WithdrawReason if one is not WithdrawReason.NOT_SUPPLIED)
"""What an enterprise may give as its reason; the other is the system's (T09)."""


class Pressed(Term):
    """Whether somebody asked the enterprise to take its problem back: it is asked in private (T26)."""

    NO = "no", "没有", "calm"
    YES = "yes", "有人要求，或者暗示过", "red"
    UNSAID = "unsaid", "不想说", "calm"


class RecallReason(Term):
    """Why a task ended without a reply."""

    WAIVED = "waived", "不再需要", "calm"
    WRONG_UNIT = "wrong_unit", "派错单位", "calm"
    UNIT_GONE = "unit_gone", "单位已撤并", "calm"
    REPLACED = "replaced", "改派", "calm"
    CASE_ENDED = "case_ended", "诉求已结束", "calm"
    NOT_AWAITED = "not_awaited", "答复已通过，不再等待", "calm"


class DayKind(Term):
    """What a day is by a local decision, beside the weekly pattern and the country's days."""

    REST = "rest", "不上班"
    WORK = "work", "上班"
    MORNING = "morning", "只上上午"
    AFTERNOON = "afternoon", "只上下午"


class RuleKind(Term):
    """What a coordinator proposes for his area: a rule that is to hold, or one that is to hold no longer."""

    DUTY = "duty", "派单目录"
    DUTY_END = "duty_end", "停用派单目录"
    KIND_RULE = "kind_rule", "类别"
    KIND_RULE_END = "kind_rule_end", "停用类别的规定"
    LIMIT = "limit", "时限"
    LIMIT_END = "limit_end", "停用时限"
    TEMPLATE = "template", "答复范文"
    TEMPLATE_END = "template_end", "停用答复范文"
    KIND = "kind", "新类别"
    HOURS = "hours", "办公时间"
    HOURS_END = "hours_end", "停用办公时间"


LEAD_CLOCKS = {
    "contact": ClockKind.FIRST_CONTACT,
    "interim": ClockKind.INTERIM,
    "finish": ClockKind.FINISH,
}
"""By what a lead is counted, and the clock whose date says whether it came in time."""
SATISFIED = 4
"""A grade from here on says that somebody is satisfied."""
LAST_WORDS = ("is_answered", "is_solved", "is_rated", "is_satisfied", "is_spoken")
"""What is counted of the words of an enterprise: whether it said itself if it is solved, last that it is,
gave a grade, last a good one; or whether only its spoken word was written down."""
PROMISED_CLOCKS = frozenset({ClockKind.FINISH, ClockKind.REWORK, ClockKind.OFFICER})
"""By these the enterprise was promised an answer."""

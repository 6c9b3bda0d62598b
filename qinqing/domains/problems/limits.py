"""Limits, levels and triggers as rows: defaults that an area overrides by dated settings, never in code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from qinqing.domains.problems.rules import CALL_ATTEMPTS, MOST_REQUESTS
from qinqing.domains.problems.terms import URGENT_LANES, ClockKind, LaneClass, Span
from qinqing.lib.ledger import Limit
from qinqing.lib.limits import DAYS, OFTEN, Days, Times, said

RULES_VERSION = "2026.1"


class Limited(Protocol):
    """A default that an area overrides, of whatever room: what is limited, by how much, by whose word.

    How long something may take, or how often it may be done.

    Every room that has any lists them as `LIMITS` of its file `limits`; the coordinator keeps all of them on
    one page.
    """

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def limit(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def source(self) -> str: ...


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One default: a clock, the class it is for (None: any), the limit and where the number comes from.

    `case` is what the limit depends on besides: the level of the problem, that it lost its lead, or what of
    the clock's matter it is about. `least` and `most` are how far an area may go; 0 as far as the unit.
    """

    clock: ClockKind
    lane: LaneClass | None
    limit: str
    source: str
    case: str = ""
    least: int = 1
    most: int = 0

    @property
    def key(self) -> str:
        """The name of the dated setting that overrides this row."""
        of_what = self.lane or self.case
        return f"limit.{self.clock}" + (f".{of_what}" if of_what else "")

    @property
    def applies_to(self) -> str:
        """The class or the case it is for; empty for any."""
        if self.case in LEVEL_NAMES:
            return f"第 {self.case} 级（{LEVEL_NAMES[self.case]}）"
        return self.lane.label if self.lane else CASES.get(self.case, "")

    @property
    def name(self) -> str:
        """What is limited: the clock, and the class or case it is for."""
        # The enterprise's wait has no limit; what is counted from its end is all there is of it here.
        of = "结束以后" if self.clock == ClockKind.EXPERIENCE else self.clock.label
        return f"{of}·{self.applies_to}" if self.applies_to else of

    @property
    def unit(self) -> str:
        """What it is counted in: wd working days, wm working minutes, m minutes on the wall clock."""
        return self.limit.lstrip("0123456789")


PROPOSED = "本平台建议值"
LEVELS = {0: "服务官与单位", 1: "协调办", 2: "专班", 3: "包联领导", 4: "上一级区域"}
LEVEL_NAMES: Mapping[str, str] = {str(level): name for level, name in LEVELS.items() if level}
LEVEL_LIMITS: Mapping[int, str] = {1: "1wd", 2: "2wd", 3: "3wd", 4: "5wd"}
"""How long the owner of a level may take to answer (L)."""
LEAD_LOST = "lead_lost"
CASES: Mapping[str, str] = {LEAD_LOST: "主办退出以后", **dict(Span.choices())}
"""What a limit may depend on besides class and level."""
_URGENT = {
    # On the wall clock, without extension: in minutes, for the class of two hours and for that of a day.
    ClockKind.ACCEPT: (15, 60),
    ClockKind.OFFICER: (120, 1440),
    ClockKind.DISPATCH: (15, 60),
    ClockKind.SIGN: (15, 60),
    ClockKind.FIRST_CONTACT: (30, 120),
    ClockKind.INTERIM: (120, 1440),
    ClockKind.FINISH: (120, 1440),
    ClockKind.ASSIST: (60, 720),
    ClockKind.REWORK: (60, 720),
    ClockKind.REVIEW: (120, 120),
}
LIMITS = (
    *(
        LimitRow(clock, lane, f"{minutes}m", PROPOSED)
        for clock, both in _URGENT.items()
        for lane, minutes in zip((LaneClass.URGENT_2H, LaneClass.URGENT_24H), both, strict=True)
    ),
    LimitRow(ClockKind.ACCEPT, None, "240wm", PROPOSED),
    LimitRow(ClockKind.OFFICER, None, "5wd", PROPOSED),
    LimitRow(ClockKind.SUPPLEMENT, None, "10wd", PROPOSED),
    LimitRow(ClockKind.DISPATCH, None, "240wm", PROPOSED),
    LimitRow(ClockKind.SIGN, None, "240wm", PROPOSED),
    LimitRow(ClockKind.FIRST_CONTACT, None, "1wd", "各地通行；上海普陀"),
    LimitRow(ClockKind.INTERIM, None, "3wd", "中山、山东、焦作"),
    LimitRow(ClockKind.FINISH, LaneClass.QUERY, "2wd", PROPOSED),
    LimitRow(ClockKind.FINISH, LaneClass.ORDINARY, "7wd", "泉州、静安、山东、许昌"),
    LimitRow(ClockKind.FINISH, LaneClass.COMPLEX, "15wd", "泉州、静安、山东、许昌"),
    LimitRow(ClockKind.FINISH, LaneClass.STAGED, "30wd", "泉州等地的最长期限"),
    LimitRow(ClockKind.FINISH, LaneClass.STATUTORY, "5wd", PROPOSED),
    LimitRow(ClockKind.ASSIST, None, "3wd", "泉州"),
    LimitRow(ClockKind.REVIEW, None, "1wd", PROPOSED),
    LimitRow(ClockKind.CALLBACK, None, "10wd", PROPOSED),
    LimitRow(ClockKind.APPLICATION, None, "2wd", PROPOSED),
    *(LimitRow(ClockKind.LEVEL, None, limit, PROPOSED, str(level)) for level, limit in LEVEL_LIMITS.items()),
    # How long the coordinator has to find another lead (D after T35).
    LimitRow(ClockKind.DISPATCH, None, "120wm", PROPOSED, LEAD_LOST),
    LimitRow(ClockKind.OFFICER, None, "1wd", PROPOSED, Span.PASS_ON, most=5),
    LimitRow(ClockKind.SUPPLEMENT, None, "3wd", PROPOSED, Span.REMIND, most=10),
    LimitRow(ClockKind.SUPPLEMENT, None, "5wd", PROPOSED, Span.CALL, most=20),
    LimitRow(ClockKind.SUPPLEMENT, None, "5wd", "阿姆斯特丹 Signals 为 5 天", Span.REST, most=5),
    LimitRow(ClockKind.SUPPLEMENT, None, "7wd", PROPOSED, Span.REMIND_AGAIN, most=20),
    LimitRow(ClockKind.FINISH, None, "10wd", PROPOSED, Span.PLANNED, most=30),
    LimitRow(ClockKind.FINISH, None, "3wd", PROPOSED, Span.NEW_LEAD, most=15),
    LimitRow(ClockKind.FINISH, None, "1wd", PROPOSED, Span.SENT_BACK, most=5),
    LimitRow(ClockKind.CALLBACK, None, "2wd", PROPOSED, Span.FIRST_CALL, most=5),
    # The bounds of a redo: what is least for one area is never more than what is most.
    LimitRow(ClockKind.REWORK, None, "3wd", PROPOSED, Span.REWORK_LEAST, most=5),
    LimitRow(ClockKind.REWORK, None, "7wd", PROPOSED, Span.REWORK_MOST, least=5, most=30),
    # An area may give the enterprise more time to speak, and never next to none.
    LimitRow(ClockKind.APPLICATION, None, "10wd", PROPOSED, Span.OBJECT, least=5),
    LimitRow(ClockKind.EXPERIENCE, None, "15wd", "阿姆斯特丹 Signals 为 14 天", Span.REOPEN, least=5),
    LimitRow(ClockKind.EXPERIENCE, None, "30d", PROPOSED, Span.REOPEN_LAPSED, least=10, most=365),
    LimitRow(ClockKind.EXPERIENCE, None, "365d", PROPOSED, Span.REOPEN_OFFICE, least=30),
    LimitRow(ClockKind.EXPERIENCE, None, "15wd", PROPOSED, Span.RATE, least=5),
)
_OF_SPAN: Mapping[Span, LimitRow] = {Span(row.case): row for row in LIMITS if row.case in Span.values()}


LONGEST: Mapping[str, int] = {"wd": 60, "wm": 2400, "m": 2880, DAYS: 1095, OFTEN: 1000}
"""More than so many of a unit is no limit any more: three months, a week at work, two days, three years; a
thousand times by one person in a day."""


def bounds_of(row: Limited) -> tuple[int, int]:
    """The least and the most that an area may set."""
    longest = LONGEST[row.unit]
    return (row.least, row.most or longest) if isinstance(row, LimitRow) else (1, longest)


def refused_amount(row: Limited, amount: int) -> str | None:
    """Why a limit may not be so long; None where it may."""
    if (
        isinstance(row, LimitRow)
        and row.clock == ClockKind.FINISH
        and row.unit == "wd"
        and not row.case
        and amount > LONGEST_FINISH
    ):
        return f"办结最长 {LONGEST_FINISH} 个工作日；更久的要走延期或挂账"
    least, most = bounds_of(row)
    return None if least <= amount <= most else f"要在 {least} 到 {most} 之间"


LONGEST_FINISH = 30
"""The longest finish that practice knows (泉州、静安、山东、许昌)."""

LEAST_TO_SHORTEN = 3
"""So many working days must be left of a limit that is shortened: a rule of counting, the same everywhere."""

DRAFT_KEPT_DAYS = 90
"""Drafts untouched for this long are discarded (T00)."""

FIXED: tuple[tuple[str, str, str], ...] = (
    ("办结最长", f"{LONGEST_FINISH} 个工作日", "各地通行的上限；更久的走延期或挂账"),
    ("请企业补充材料", f"最多 {MOST_REQUESTS} 次", "第二次只能由协调办负责人提出"),
    ("联系不上才能结束", f"{CALL_ATTEMPTS} 个工作日各试一次", "其中一次要换一种方式"),
    ("再次解释", "一件只能用一次", "解释不能代替办理"),
    ("改短正在走的期限", f"至少还剩 {LEAST_TO_SHORTEN} 个工作日", "期限的计算规则，全平台一样"),
    ("没有提交的草稿", f"保留 {DRAFT_KEPT_DAYS} 天", "只有起草的人看得到"),
)
"""What no area may change: what it is about, the number, and why it is fixed."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """What raises a problem by itself: the level it reaches at least, and the sentence on the brief."""

    name: str
    at_least: int
    because: str


REDO_TWICE = Trigger("redo_count_2", 2, "企业第二次表示没有解决")
REDO_THRICE = Trigger("redo_count_3", 3, "企业第三次表示没有解决")
WINDOW_OVER = Trigger("callback_window_over", 1, "回访期限已过，三次尝试没有做全")
LEVEL_SILENT = Trigger("level_breached", 0, "上一级到期没有答复")
LEAD_CHANGED_TWICE = Trigger("lead_changed_twice", 2, "主办单位换了两次")
TRIGGERS = (LEAD_CHANGED_TWICE, REDO_TWICE, REDO_THRICE, WINDOW_OVER, LEVEL_SILENT)


@dataclass(frozen=True, slots=True)
class Effective:
    """A limit as it holds for one area on one day, with its source for the explanation."""

    limit: Limit
    source: str


class SettingsLike(Protocol):
    """What this module asks of dated settings."""

    def value(self, key: str, nodes: Any, on: date, default: Any, source: str = ...) -> Any: ...


@dataclass(frozen=True, slots=True)
class LimitTable:
    """The limits as they hold for a chain of area nodes on a day."""

    settings: SettingsLike
    nodes: tuple[int, ...]
    on: date

    def of(self, clock: ClockKind, lane: LaneClass | None = None) -> Effective:
        """The limit of a clock for a class; the row without class holds for every class."""
        rows = (r for r in LIMITS if r.clock == clock and r.lane in (lane, None) and not r.case)
        return self._holding(next(rows))

    def of_case(self, clock: ClockKind, case: str) -> Effective:
        """The limit of a clock in a case of its own."""
        return self._holding(next(r for r in LIMITS if r.clock == clock and r.case == case))

    def amount(self, span: Span, on: date | None = None) -> int:
        """A number that no clock runs by; with `on` as it held that day, when what it limits began."""
        return self.span(span, on).amount

    def span(self, span: Span, on: date | None = None) -> Limit | Times | Days:
        """The same with what it is counted in."""
        row = _OF_SPAN[span]
        return said(self.settings.value(row.key, self.nodes, on or self.on, row.limit).value)

    def of_span(self, span: Span, on: date | None = None) -> Limit:
        """The same where it is a time to be counted."""
        found = self.span(span, on)
        assert isinstance(found, Limit), f"{span} is no time"
        return found

    def of_level(self, level: int) -> Effective:
        """How long the owner of a level may take."""
        return self.of_case(ClockKind.LEVEL, str(level))

    def after_lost_lead(self, lane: LaneClass) -> Effective:
        """How long a problem may be without a lead."""
        if lane in URGENT_LANES:
            return self.of(ClockKind.DISPATCH, lane)
        return self.of_case(ClockKind.DISPATCH, LEAD_LOST)

    def of_assist(self, lane: LaneClass) -> Effective:
        """Assist: its own limit, and at least one working day before the lead's; half of it where urgent."""
        if lane in URGENT_LANES:
            return self.of(ClockKind.ASSIST, lane)
        own, lead = self.of(ClockKind.ASSIST), self.of(ClockKind.FINISH, lane)
        days = max(1, min(own.limit.amount, lead.limit.amount - 1))
        return Effective(Limit.parse(f"{days}wd"), own.source)

    def of_rework(self, lane: LaneClass) -> Effective:
        """Rework: half of the original limit, within its bounds."""
        if lane in URGENT_LANES:
            return self.of(ClockKind.REWORK, lane)
        least, most = self.amount(Span.REWORK_LEAST), self.amount(Span.REWORK_MOST)
        half = -(-self.of(ClockKind.FINISH, lane).limit.amount // 2)
        return Effective(Limit.parse(f"{min(most, max(least, half))}wd"), PROPOSED)

    def _holding(self, row: LimitRow) -> Effective:
        found = self.settings.value(row.key, self.nodes, self.on, row.limit, row.source)
        return Effective(Limit.parse(found.value), found.source)

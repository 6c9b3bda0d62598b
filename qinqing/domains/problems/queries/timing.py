"""A problem's time as a page shows it: who has it until when, what comes next, whose the days were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Final

from qinqing.domains.problems.limits import LimitTable
from qinqing.domains.problems.queries.clocks import ClockView, SegmentView
from qinqing.domains.problems.queries.detail import Detail, TaskView
from qinqing.domains.problems.queries.numbers import Numbers
from qinqing.domains.problems.queries.standing import Today, holder_said
from qinqing.domains.problems.terms import URGENT_LANES, CaseState, ClockKind, Holder, Part, TaskState
from qinqing.lib.ledger import Status
from qinqing.lib.workdays import Calendar
from qinqing.ui import formats
from qinqing.ui.cells import DayKind, Tone
from qinqing.ui.weeks import weeks

MOST_DAYS: Final = 45
"""As many working days as one line shows; before them the sums speak."""


# --- who, until when, what next ----------------------------------------


@dataclass(frozen=True, slots=True)
class Head:
    """The four words on top of an open problem; `clock` is the clock that the date belongs to."""

    who: str
    who_note: str
    until: str
    left: str
    tone: Tone
    over: bool
    next: str
    next_note: str
    clock: ClockView | None


_CLOCK_OF: Final[Mapping[str, ClockKind]] = {
    CaseState.SUBMITTED: ClockKind.ACCEPT,
    CaseState.OFFICER: ClockKind.OFFICER,
    CaseState.SUPPLEMENT: ClockKind.SUPPLEMENT,
    CaseState.TRIAGE: ClockKind.DISPATCH,
    CaseState.REVIEW: ClockKind.REVIEW,
    CaseState.CONFIRM: ClockKind.CALLBACK,
    CaseState.REFUSED: ClockKind.APPLICATION,
}
_NEXT: Final[Mapping[str, tuple[str, str]]] = {
    CaseState.DRAFT: ("提交", ""),
    CaseState.SUBMITTED: ("受理", "超期 {pass_on}没有动，系统转给协调办"),
    CaseState.SUPPLEMENT: ("企业补充材料", "到期没有补充，系统结束；{reopen_lapsed}内企业可以重新打开"),
    CaseState.OFFICER: ("答复企业", "超期 {pass_on}没有答复，系统转给协调办"),
    CaseState.TRIAGE: ("派给主办单位", ""),
    CaseState.REVIEW: ("审核答复，发给企业", ""),
    CaseState.REFUSED: ("决定企业的异议", ""),
}
_NOTE_URGENT: Final = "紧急的，到期没有动系统就转给协调办"
_NEXT_OF_TASK: Final[Mapping[ClockKind, str]] = {
    ClockKind.SIGN: "签收",
    ClockKind.FIRST_CONTACT: "首次联系企业",
    ClockKind.INTERIM: "阶段答复",
    ClockKind.FINISH: "答复企业",
    ClockKind.REWORK: "重办后再答复",
    ClockKind.ASSIST: "给出协办意见",
}


def head_of(detail: Detail, holders: Sequence[str], today: Today) -> Head:
    """Who has an open problem now, until when, and what must happen next."""
    case = detail.case
    unit = detail.units.get(case.holder_unit_id or 0)
    clock = _clock_of(detail)
    due_at = clock.state.due_at if clock else case.due_at
    what, note = _next(detail, due_at, today)
    return Head(
        who=holder_said(case.holder, unit),
        who_note="、".join(holders),
        until=today.until(due_at),
        left=today.left(due_at).removeprefix("还剩 ").removeprefix("已过 "),
        tone=today.tone(due_at),
        over=due_at is not None and due_at <= today.now,
        next=what,
        next_note=note,
        clock=clock,
    )


def acting(detail: Detail) -> TaskView | None:
    """The task the problem waits for while units handle it."""
    case = detail.case
    if case.state != CaseState.HANDLING:
        return None
    owing = (view for view in detail.tasks if view.task.is_open and view.task.part != Part.ASSIST)
    return next((view for view in owing if view.task.unit_id == case.holder_unit_id), None)


def _clock_of(detail: Detail) -> ClockView | None:
    """The clock whose date was promised: of the acting task's finish or rework, else of the state."""
    view = acting(detail)
    if view is not None:
        kinds = {ClockKind.FINISH, ClockKind.REWORK}
        own = (c for c in detail.clocks if c.task_id == view.task.id)
        return next((c for c in own if c.runs and c.kind in kinds), None)
    kind = _CLOCK_OF.get(detail.case.state)
    return next((c for c in detail.clocks if c.runs and c.kind == kind), None)


def _next(detail: Detail, due_at: datetime | None, today: Today) -> tuple[str, str]:
    case, view = detail.case, acting(detail)
    if case.state == CaseState.CONFIRM:
        if case.holder == Holder.ENTERPRISE:
            return (
                "企业自己评价",
                f"{today.until(case.call_at)} 起电话回访，最晚 {today.until(due_at)} 有结果",
            )
        return "回访企业", f"已试 {len(case.attempts)} 次"
    if view is None:
        what, note = _NEXT.get(case.state, ("", ""))
        if case.state == CaseState.REVIEW and not case.fresh_reply:
            return "定：重办、再次解释或最终结论", "企业说没有解决"
        if case.holder not in {Holder.OFFICER, Holder.ENTERPRISE}:
            return what, ""
        if case.holder == Holder.OFFICER and case.lane in URGENT_LANES:
            return what, _NOTE_URGENT
        return what, note.format_map(Numbers(_limits_of_the_wait(detail), case.lane))
    if view.task.state == TaskState.SIGN_OFF:
        return "负责人审签", view.unit
    first = next((c for c in detail.clocks if c.runs and c.task_id == view.task.id), None)
    return (_NEXT_OF_TASK[first.kind], today.until(first.state.due_at)) if first else ("答复企业", "")


def _limits_of_the_wait(detail: Detail) -> LimitTable:
    """How late an officer may be is what held when his clock began; all else is of today."""
    clock = _clock_of(detail)
    if clock is None or detail.case.holder != Holder.OFFICER:
        return detail.limits
    return replace(detail.limits, on=formats.local_date(clock.state.started_at))


# --- clocks in a column ------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock in a narrow table; `key` opens its explanation."""

    key: str
    label: str
    unit: str
    date: str
    left: str
    tone: Tone
    runs: bool


def clock_rows(clocks: Sequence[ClockView], today: Today) -> list[ClockRow]:
    """Every clock, those that run first."""
    return [_clock_row(clock, today) for clock in clocks]


def key_of(clock: ClockView) -> str:
    """The clock in an address: `B-12`, `X`."""
    return clock.kind.value if clock.task_id is None else f"{clock.kind}-{clock.task_id}"


def _clock_row(clock: ClockView, today: Today) -> ClockRow:
    state, on = clock.state, formats.local_date(today.now)
    if clock.kind == ClockKind.EXPERIENCE:
        first, last = (formats.local_date(at) for at in (state.started_at, state.stopped_at or today.now))
        passed = formats.workdays(today.calendar.workdays_between(first, last))
        return ClockRow(
            key_of(clock),
            clock.label,
            "",
            f"{formats.short_day(first, on)}起",
            f"{passed}，不停" if clock.runs else f"一共 {passed}，已停",
            "calm",
            clock.runs,
        )
    tone: Tone = today.tone(state.due_at) if clock.runs else "calm"
    left = today.left_short(state.due_at) if clock.runs else _stopped(clock, today.calendar, on)
    day = formats.local_date(state.due_at) if state.due_at else None
    until = formats.clock(state.due_at) if day == on else formats.short_day(day, on)
    return ClockRow(key_of(clock), clock.label, clock.unit, until, left, tone, clock.runs)


def _stopped(clock: ClockView, calendar: Calendar, on: date) -> str:
    if clock.state.status is not Status.STOPPED:
        return "暂停"
    over = clock.state.overdue_minutes
    return f"已停，超 {worked(over, calendar, on)}" if over else "已停，按时"


def worked(minutes: int, calendar: Calendar, on: date) -> str:
    """Working time to the minute, so that parts add up: `2 天 3 小时 5 分`; a day is its business."""
    whole = _minutes_of_a_day(calendar, on)
    days, rest = divmod(minutes, whole)
    hours, small = divmod(rest, 60)
    parts = [f"{days} 天"] * bool(days) + [f"{hours} 小时"] * bool(hours) + [f"{small} 分"] * bool(small)
    return " ".join(parts) or "0 分"


def _minutes_of_a_day(calendar: Calendar, on: date) -> int:
    day = on if calendar.is_workday(on) else calendar.workday_from(on, 1)
    hours = calendar.business_hours(day)
    return sum((b.hour - a.hour) * 60 + b.minute - a.minute for a, b in hours)


# --- whose the days were -----------------------------------------------


@dataclass(frozen=True, slots=True)
class Ruler:
    """One cell a working day, coloured by who had it; the sums by party and of all."""

    kinds: list[DayKind]
    ticks: list[str]
    legend: list[dict[str, str]]
    says: str
    label: str


def ruler_of(detail: Detail, now: datetime, *, marks_over: bool = True) -> Ruler | None:
    """Who had the problem for how long, since it was submitted; None for a draft.

    Days after the promised one are marked as over, unless the colours alone are wanted.
    """
    if not detail.segments:
        return None
    calendar, on = detail.calendar, formats.local_date(now)
    sums = _sums(detail.segments)
    legend = [
        {"key": tone[-1], "text": f"{label} {worked(minutes, calendar, on)}"}
        for (label, tone), minutes in sums.items()
    ]
    days = _days(detail.segments, calendar)[-MOST_DAYS:]
    promised = detail.case.promised_at if marks_over else None
    last = formats.local_date(promised) if promised else None
    kinds = [_cell(day, segment, last) for day, segment in days]
    return Ruler(
        kinds=kinds,
        ticks=_ticks([day for day, _ in days]),
        legend=legend,
        says=_whole(detail.segments, calendar, on),
        label="，".join(item["text"] for item in legend),
    )


def _sums(segments: Sequence[SegmentView]) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for one in segments:
        sums[one.label, one.tone] = sums.get((one.label, one.tone), 0) + one.work_minutes
    return sums


_A_DAY: Final = 24 * 3600


def _whole(segments: Sequence[SegmentView], calendar: Calendar, on: date) -> str:
    minutes = sum(one.work_minutes for one in segments)
    days = -(-sum(one.calendar_seconds for one in segments) // _A_DAY)
    calendar_days = f"（{days} 个日历天）" if days else ""
    return f"企业一共等了 {worked(minutes, calendar, on)}{calendar_days}，从不暂停"


def _days(segments: Sequence[SegmentView], calendar: Calendar) -> list[tuple[date, SegmentView]]:
    """Each working day of the wait with the stretch that had most of it, the later one of two alike."""
    first, last = formats.local_date(segments[0].since), formats.local_date(segments[-1].until)
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    found = []
    for day in span:
        if not calendar.is_workday(day):
            continue
        opening, closing = calendar.opening(day), calendar.closing(day)
        # Between an end and a new opening nobody waits.
        some = [one for one in segments if one.since < closing and one.until > opening]
        if some:
            had = partial(_had, calendar, opening, closing)
            found.append((day, some[0] if len(some) == 1 else max(reversed(some), key=had)))
    return found


def _had(calendar: Calendar, opening: datetime, closing: datetime, one: SegmentView) -> int:
    return calendar.work_minutes_between(max(one.since, opening), min(one.until, closing))


def _cell(day: date, segment: SegmentView, promised_on: date | None) -> DayKind:
    if promised_on is not None and day > promised_on:
        return "over"
    return segment.tone[-1]  # type: ignore[return-value]


def _ticks(days: Sequence[date]) -> list[str]:
    """The day under each cell, with the month where it changes; of many days only the first of each week."""
    dense = len(days) > 22
    ticks = [f"{days[0].month}/{days[0].day}"] if days else []
    for before, day in pairwise(days):
        new_week = day.isocalendar().week != before.isocalendar().week
        word = f"{day.month}/{day.day}" if day.month != before.month else str(day.day)
        ticks.append(word if new_week or not dense else "")
    return ticks


# --- why this date -----------------------------------------------------


def calendar_days(clock: ClockView) -> list[dict[str, str]]:
    """Whole weeks from the start to the due day: which days count and which do not; none without a date."""
    state = clock.state
    if state.due_at is None:
        return []
    began, due = formats.local_date(state.started_at), formats.local_date(state.due_at)
    explained = clock.explanation
    return weeks(clock.calendar, began, due, explained.received_on if explained is not None else None)

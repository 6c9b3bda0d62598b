"""Days drawn: the calendar behind a date, the ruler of a limit, and who had the whole wait for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from qinqing.domains.problems.queries.clocks import ClockView, SegmentView
from qinqing.domains.problems.queries.standing import Today
from qinqing.lib.workdays import Calendar, Explanation
from qinqing.lib.workdays.explanation import Mark
from qinqing.ui import formats
from qinqing.ui.cells import DayKind

MOST_CELLS: Final = 30
"""More cells than this would be hairlines: then one cell stands for several working days."""


def weeks_of(explanation: Explanation) -> list[dict[str, str]]:
    """Whole weeks from Monday, for the small calendar that explains a date."""
    days = {day.on: day for day in explanation.days}
    first, last = min(days), max(days)
    on, end = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    found = []
    while on <= end:
        day = days.get(on)
        kind, note = "", ""
        if day is not None:
            kind = {Mark.COUNTED: "counted", Mark.REST: "off", Mark.RECEIVED: "start"}[day.mark]
            note = "班" if day.make_up else (day.name[:2] if day.mark is Mark.REST else "")
        if on == first:
            kind, note = "start", "起"
        if on == explanation.at.date():
            kind, note = "due", "到期"
        found.append({"text": _tick(on, on.day == 1 or on == first), "kind": kind, "note": note})
        on += timedelta(days=1)
    return found


def _tick(on: date, with_month: bool) -> str:
    return f"{on.month}/{on.day}" if with_month else str(on.day)


@dataclass(frozen=True, slots=True)
class Ruler:
    """Cells of working days with a date below each, and the same in words."""

    kinds: Sequence[DayKind]
    ticks: Sequence[str]
    says: str


def limit_ruler(clock: ClockView, today: Today) -> Ruler | None:
    """The working days of a limit: used, today, left, over. None for a limit of hours, which has no days."""
    state = clock.state
    if state.due_at is None or clock.explanation is None:
        return None
    until = state.stopped_at or today.now
    start, due, end = (today.calendar.local(at).date() for at in (state.started_at, state.due_at, until))
    days = _workdays(start, max(due, end) if until > state.due_at else due, today.calendar)
    if not days or len(days) > 2 * MOST_CELLS:
        return None
    now = None if state.stopped_at else end
    kinds: list[DayKind] = [_kind(day, due, end, now) for day in days]
    whole, used = sum(day <= due for day in days), sum(day <= end for day in days)
    says = (
        f"{whole} 个工作日，已用 {used} 个" if used <= whole else f"{whole} 个工作日，已过 {used - whole} 个"
    )
    return Ruler(kinds, _ticks(days), says)


def _kind(day: date, due: date, end: date, today: date | None) -> DayKind:
    if day > end:
        return "left"
    if day > due:
        return "over"
    return "today" if day == today else "used"


def _workdays(after: date, until: date, calendar: Calendar) -> list[date]:
    """The working days after one day up to another."""
    span = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return [day for day in span if calendar.is_workday(day)]


def _ticks(days: Sequence[date]) -> list[str]:
    before = [None, *days]
    return [
        _tick(day, earlier is None or earlier.month != day.month)
        for day, earlier in zip(days, before, strict=False)
    ]


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the wait somebody had: in words for a legend, exactly for the table."""

    label: str
    key: str
    says: str
    exactly: str


@dataclass(frozen=True, slots=True)
class Wait:
    """The whole wait, coloured by who had it, one cell a working day."""

    ruler: Ruler
    shares: Sequence[Share]
    whole: str
    calendar_days: int

    @property
    def legend(self) -> list[dict[str, str]]:
        """The colours with their names and sums."""
        return [{"key": share.key, "text": f"{share.label} {share.says}"} for share in self.shares]


def wait_of(segments: Sequence[SegmentView], calendar: Calendar) -> Wait | None:
    """A wait as cells and sums; the sums are those of the ledger. None where nothing was waited."""
    if not segments:
        return None
    since, until = segments[0].since, segments[-1].until
    cells = _coloured(segments, calendar, since, until)
    step = -(-len(cells) // MOST_CELLS) or 1
    drawn = [cells[n : n + step] for n in range(0, len(cells), step)]
    says = "；".join(
        f"{_tick_span([day for day, _ in some])}{label}"
        for label, some in (
            (key, list(group)) for key, group in groupby(cells, key=lambda cell: cell[1].label)
        )
    )
    kinds: list[DayKind] = [_most([one for _, one in some]) for some in drawn]
    minutes = sum(segment.work_minutes for segment in segments)
    return Wait(
        ruler=Ruler(kinds, _ticks([some[0][0] for some in drawn]), says),
        shares=_shares(segments, calendar),
        whole=spent(minutes, calendar),
        calendar_days=(calendar.local(until).date() - calendar.local(since).date()).days,
    )


def _coloured(
    segments: Sequence[SegmentView], calendar: Calendar, since: datetime, until: datetime
) -> list[tuple[date, SegmentView]]:
    """Each working day of the wait with the stretch that had most of its business hours."""
    first, last = calendar.local(since).date(), calendar.local(until).date()
    found = []
    for day in _workdays(first - timedelta(days=1), last, calendar):
        opens, closes = calendar.opening(day), calendar.closing(day)
        best = max(
            segments, key=lambda s: calendar.work_minutes_between(max(s.since, opens), min(s.until, closes))
        )
        if calendar.work_minutes_between(max(best.since, opens), min(best.until, closes)) > 0:
            found.append((day, best))
    return found


def _most(segments: Sequence[SegmentView]) -> Any:
    tones = [segment.tone.removeprefix("p") for segment in segments]
    return max(tones, key=tones.count)


def _tick_span(days: Sequence[date]) -> str:
    first, last = days[0], days[-1]
    if first == last:
        return f"{first.month}月{first.day}日"
    return f"{first.month}月{first.day}日至{last.month}月{last.day}日"


def _shares(segments: Sequence[SegmentView], calendar: Calendar) -> list[Share]:
    sums: dict[tuple[str, str], int] = {}
    for segment in segments:
        key = (segment.label, segment.tone.removeprefix("p"))
        sums[key] = sums.get(key, 0) + segment.work_minutes
    return [
        Share(label, key, spent(minutes, calendar), formats.duration(minutes))
        for (label, key), minutes in sums.items()
        if minutes
    ]


def spent(minutes: int, calendar: Calendar) -> str:
    """Working time in days and hours of an ordinary day: `5 天 2 小时`, `40 分`."""
    days, rest = divmod(minutes, _ordinary_day(calendar))
    hours, minutes = divmod(rest, 60)
    if days or hours:
        return " ".join([f"{days} 天"] * bool(days) + [f"{hours} 小时"] * bool(hours))
    return f"{minutes} 分"


def _ordinary_day(calendar: Calendar) -> int:
    """The business minutes of a day, by the latest schedule."""
    intervals = calendar.schedules[-1].intervals
    return sum((b.hour - a.hour) * 60 + b.minute - a.minute for a, b in intervals)

"""The ruler of a limit: its working days, used, left or over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from qinqing.domains.problems.queries.clocks import ClockView
from qinqing.domains.problems.queries.standing import Today
from qinqing.ui.cells import DayKind

MOST_CELLS: Final = 45
"""More cells than this would be hairlines: then the words alone say it."""


@dataclass(frozen=True, slots=True)
class LimitRuler:
    """Cells of working days with a date below each, and the same in words."""

    kinds: Sequence[DayKind]
    ticks: Sequence[str]
    says: str


def limit_ruler(clock: ClockView, today: Today) -> LimitRuler | None:
    """The working days of a limit as they stand; None for one of hours, and for one too long to draw."""
    state = clock.state
    if state.due_at is None or clock.explanation is None:
        return None
    until = state.stopped_at or today.now
    start, due, end = (today.calendar.local(at).date() for at in (state.started_at, state.due_at, until))
    span = (start + timedelta(days=n) for n in range(1, (max(due, end) - start).days + 1))
    days = [day for day in span if today.calendar.is_workday(day)]
    if not days or len(days) > MOST_CELLS:
        return None
    now = None if state.stopped_at else end
    whole, used = sum(day <= due for day in days), sum(day <= end for day in days)
    over = f"过了 {used - whole} 个" if used > whole else f"已用 {used} 个"
    return LimitRuler([_kind(day, due, end, now) for day in days], _ticks(days), f"{whole} 个工作日，{over}")


def _kind(day: date, due: date, end: date, today: date | None) -> DayKind:
    if day > end:
        return "left"
    if day > due:
        return "over"
    return "today" if day == today else "used"


def _ticks(days: Sequence[date]) -> list[str]:
    """The day under each cell, with the month where it begins or changes."""
    first = f"{days[0].month}/{days[0].day}"
    return [first] + [f"{b.month}/{b.day}" if b.month != a.month else str(b.day) for a, b in pairwise(days)]

"""Business hours as somebody wrote them: why they cannot be, and beside which of his words that is said."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, Final

NOON: Final = time(13)
"""Where a half day ends or begins: a morning is before it, an afternoon after it."""
LEAST, MOST = 4 * 60, 12 * 60
"""Minutes of a day: less or more is a slip of the pen, and limits in working hours would mean nothing."""
PARTS: Final = ("morning_opens", "morning_closes", "afternoon_opens", "afternoon_closes")


def fault_of(written: Mapping[str, Any]) -> tuple[str, str] | None:
    """Why hours, written as `lib.workdays.read_hours` reads them, cannot be, and which word is wrong.

    `morning_closes_2` is a word of the second season.
    """
    seasons = written["seasons"]
    for number, one in enumerate(seasons, start=1):
        if fault := _of_season(one["hours"]):
            message, part = fault
            return message, f"{part}_{number}"
    if len({one["from"] for one in seasons}) != len(seasons):
        return "两季不能从同一天开始", f"begins_{len(seasons)}"
    return None


def _of_season(hours: Sequence[Sequence[str]]) -> tuple[str, str] | None:
    opens, leaves, returns, closes = (time.fromisoformat(moment) for half in hours for moment in half)
    minutes = sum(_minute(b) - _minute(a) for a, b in ((opens, leaves), (returns, closes)))
    faults = (
        (leaves <= opens, "上午下班要晚于上午上班", "morning_closes"),
        (returns < leaves, "下午上班不能早于上午下班", "afternoon_opens"),
        (closes <= returns, "下午下班要晚于下午上班", "afternoon_closes"),
        (opens >= NOON, "上午要在 13:00 以前上班：半天的安排以 13:00 为界", "morning_opens"),
        (closes <= NOON, "下午要在 13:00 以后下班：半天的安排以 13:00 为界", "afternoon_closes"),
        (minutes < LEAST, f"一天合计不到 {LEAST // 60} 小时，请核对", "afternoon_closes"),
        (minutes > MOST, f"一天合计超过 {MOST // 60} 小时，请核对", "afternoon_closes"),
    )
    return next(((message, part) for wrong, message, part in faults if wrong), None)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute

"""Conditions of opening again what has ended (T30)."""

from datetime import timedelta
from typing import Final

from qinqing.domains.problems.rules.situation import Situation

REOPEN_WITHIN_WORKDAYS: Final = 15
"""How long the enterprise may open again what has ended."""
REOPEN_LAPSED_WITHIN_DAYS: Final = 30
"""The same where it ended for want of what the enterprise was asked for (T09)."""
OFFICE_REOPENS_WITHIN_DAYS: Final = 365
"""How long the coordination office and the leader may."""
_OFFICES: Final = frozenset({"coordinator", "coordination_head", "leader"})


def was_ever_sent(s: Situation) -> str | None:
    """T30: a draft that was thrown away is gone."""
    return "删掉的草稿不能重新打开，请重新提一件" if s.case.ended_by == "discard" else None


def may_still_reopen(s: Situation) -> str | None:
    """T30: the enterprise within 15 working days (30 days after T09), never after T25; offices for a year."""
    reasons = []
    if s.relations & _OFFICES:
        reasons.append(
            _too_old(s, OFFICE_REOPENS_WITHIN_DAYS, "办结超过一年，不能重新打开；请作为新的诉求提出")
        )
    if "enterprise" in s.relations:
        reasons.append(_enterprise_is_late(s))
    return None if None in reasons else next(iter(reasons), "只有企业、协调办和包联领导能重新打开")


def _too_old(s: Situation, days: int, reason: str) -> str | None:
    assert s.case.closed_at is not None
    return reason if s.now > s.case.closed_at + timedelta(days=days) else None


def _enterprise_is_late(s: Situation) -> str | None:
    if s.case.ended_by == "conclude":
        return "领导已经作出最终结论，不能重新打开；有新的情况，请另提一件"
    if s.case.ended_by == "lapse":
        return _too_old(s, REOPEN_LAPSED_WITHIN_DAYS, f"结束超过 {REOPEN_LAPSED_WITHIN_DAYS} 天，请另提一件")
    assert s.case.closed_at is not None
    closed, today = (s.calendar.local(at).date() for at in (s.case.closed_at, s.now))
    late = s.calendar.workdays_between(closed, today) > REOPEN_WITHIN_WORKDAYS
    return f"结束超过 {REOPEN_WITHIN_WORKDAYS} 个工作日，请另提一件，或请协调办重新打开" if late else None

"""Conditions of opening again what has ended (T30)."""

from datetime import timedelta
from typing import Final

from qinqing.domains.problems.rules.situation import Situation
from qinqing.domains.problems.terms import Span

_OFFICES: Final = frozenset({"coordinator", "coordination_head", "leader"})


def was_ever_sent(s: Situation) -> str | None:
    """T30: a draft that was thrown away is gone."""
    return "删掉的草稿不能重新打开，请重新提一件" if s.case.ended_by == "discard" else None


def may_still_reopen(s: Situation) -> str | None:
    """T30: as long as the place allowed on the day it ended; the enterprise never after T25."""
    reasons = []
    if s.relations & _OFFICES:
        days = s.limits.amount(Span.REOPEN_OFFICE, s.closed_on)
        reasons.append(_too_old(s, days, f"结束超过 {days} 天，不能重新打开；请作为新的诉求提出"))
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
        days = s.limits.amount(Span.REOPEN_LAPSED, s.closed_on)
        return _too_old(s, days, f"结束超过 {days} 天，请另提一件")
    days = s.limits.amount(Span.REOPEN, s.closed_on)
    late = s.calendar.workdays_between(s.closed_on, s.today) > days
    return f"结束超过 {days} 个工作日，请另提一件，或请协调办重新打开" if late else None

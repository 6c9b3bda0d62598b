"""Conditions of objecting to a refusal (T31 and the acts around it)."""

from qinqing.domains.problems.rules.situation import Situation
from qinqing.domains.problems.terms import Objection, Span


def may_object(s: Situation) -> str | None:
    """M10: once, as long as the place allowed on the day of the refusal."""
    if s.case.objection is not Objection.NONE:
        return "这次不予受理已经提过一次异议，不能再提"
    days = s.limits.amount(Span.OBJECT, s.closed_on)
    if s.calendar.workdays_between(s.closed_on, s.today) > days:
        return f"答复超过 {days} 个工作日，不能再提异议；有新的情况，请另提一件"
    return None


def objection_waits(s: Situation) -> str | None:
    """T31, M11: there is an objection that nobody has decided."""
    return None if s.case.objection is Objection.PENDING else "没有等着决定的异议"


def decides_objection(s: Situation) -> str | None:
    """T31, M11: the head of coordination; the leader where it was the head who refused."""
    if s.case.refused_by_head and "leader" not in s.relations:
        return "协调办负责人自己作的不予受理，异议由包联领导决定"
    if not s.case.refused_by_head and "coordination_head" not in s.relations:
        return "异议由协调办负责人决定"
    return None

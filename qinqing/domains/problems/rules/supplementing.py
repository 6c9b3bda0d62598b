"""Conditions of asking an enterprise for more (T07–T09)."""

from datetime import date
from typing import Final

from qinqing.domains.problems.rules.situation import Limits, Situation
from qinqing.domains.problems.terms import CaseState, ClockKind, Span
from qinqing.lib.ledger import due_of

REMIND: Final = "remind"
CALL: Final = "call"
GO_ON: Final = "go_on"
SUPPLEMENT_MARKS: Final = (
    (Span.REMIND, REMIND), (Span.CALL, CALL), (Span.REST, GO_ON), (Span.REMIND_AGAIN, REMIND),
)  # fmt: skip
"""While the enterprise is asked for more: on which working day it is reminded, when it is to be called, and
at the end of which day the limits of those who asked go on: they rest no longer than that."""
MOST_REQUESTS: Final = 2
HEAD_ASKS: Final = "已经请企业补充过一次；确实还要，由协调办负责人提出"


def enterprise_can_be_asked(s: Situation) -> str | None:
    """T07: there is an enterprise to ask; the officer asks from C1 and C3, the coordinator from C1 and C4."""
    if s.case.enterprise_id is None:
        return "请先指明是哪家企业，才能请它补充"
    if "coordination_head" in s.relations:
        return None
    asker = {CaseState.OFFICER: "officer", CaseState.TRIAGE: "coordinator"}.get(s.case.state)
    if asker is not None and asker not in s.relations:
        return "现在由别人办理，请让办理的人提出"
    return None


def may_ask_again(s: Situation) -> str | None:
    """T07: once by whoever has it, a second time by the head of coordination alone, never a third time."""
    if s.case.supplements_asked >= MOST_REQUESTS:
        return "已经请企业补充过两次，不能再要；请按现有的材料办理"
    is_head = "coordination_head" in s.relations
    if s.case.supplements_asked and not is_head:
        return HEAD_ASKS
    if is_head and not s.case.supplements_asked and not s.relations & {"officer", "coordinator"}:
        return "第一次由服务官或协调员提出"
    return None


def marks_of_request(limits: Limits, asked_on: date, whole: int) -> list[tuple[int, str]]:
    """What is to be done on which working day of a request of that day, in order, all before its last day."""
    last = max(1, whole - 1)
    marks = [(min(limits.amount(span, asked_on), last), what) for span, what in SUPPLEMENT_MARKS]
    return sorted(marks, key=lambda mark: (mark[0], mark[1] == GO_ON))


def was_reminded_twice(s: Situation) -> str | None:
    """T09: both reminders were sent; the call on day 5 is no condition."""
    return None if s.case.supplement_marks >= len(SUPPLEMENT_MARKS) else "还没有提醒企业两次"


def time_to_supply_is_over(s: Situation) -> str | None:
    """T09: the limit of the request is over."""
    asked = [entry for entry in s.case.ledger if entry.clock == ClockKind.SUPPLEMENT]
    due_at = due_of(asked, s.calendar, s.now).due_at if asked else None
    return None if due_at is not None and s.now >= due_at else "补充材料的期限还没有到"

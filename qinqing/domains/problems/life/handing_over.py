"""More units, another lead, or none for the moment (T12, T13, T33, T35); nobody is given a date long past."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from qinqing.domains.problems import events
from qinqing.domains.problems.life.play import Key, Play
from qinqing.domains.problems.limits import LEAD_CHANGED_TWICE
from qinqing.domains.problems.rules.situation import Task
from qinqing.domains.problems.terms import (
    URGENT_LANES,
    CaseState,
    ClockKind,
    Part,
    RecallReason,
    Span,
    TaskState,
)
from qinqing.lib.ledger import Entry, Kind, due_of

Given = Mapping[str, Any]


def hand_over(play: Play, given: Given) -> None:
    """T33: the new officer, where there is one, is to say that he has read it; nothing else moves."""
    play.case.handed_over = bool(given.get("new_officer"))


def take_over(play: Play, given: Given) -> None:
    """T33: he has."""
    play.case.handed_over = False


def add_unit(play: Play, given: Given) -> None:
    """T12: the lead's clocks stay as they are."""
    play.open_task(given["new_unit"], Part(given["part"]), None)


def change_lead(play: Play, given: Given) -> None:
    """T13: the old lead's task is recalled; where no successor is named, T35 follows."""
    case, old = play.case, play.case.lead
    assert old is not None
    case.lead_changes += 1
    case.waits_for_task_id = None
    play.recall([old], RecallReason.REPLACED)
    if given.get("lead"):
        follow(play, given["lead"], old, None)
    else:
        _lose_lead(play, old)
    if case.lead_changes >= 2:
        play.pull(LEAD_CHANGED_TWICE)


def _lose_lead(play: Play, old: Task) -> None:
    """T35: the coordinator has two working hours; other units keep their tasks and clocks."""
    play.case.state, play.case.lost_lead_id = CaseState.TRIAGE, old.id
    play.case.promised_at = play.case.charged_until_at = None
    play.start(ClockKind.DISPATCH, limit=play.limits.after_lost_lead(play.case.lane))
    play.say(events.LeadLost, "E", {"unit_id": old.unit_id}, rule="T35", task=old)


def follow(play: Play, unit_id: int, old: Task, duty_id: int | None) -> Task:
    """A new lead after another one: its unit's other task is recalled, what it is given more is the hub's."""
    others = [t for t in play.case.current_tasks if t.unit_id == unit_id and t.state != TaskState.DONE]
    play.recall(others, RecallReason.REPLACED)
    finish_at, left_at = _finish_after(play, old)
    task = play.open_task(unit_id, Part.LEAD, duty_id, finish_at=finish_at, because=_because(play))
    play.case.promised_at = finish_at
    more = play.calendar.work_minutes_between(max(left_at, play.now), finish_at)
    play.case.charged_until_at = play.calendar.add_work_minutes(play.now, more).at if more > 0 else None
    return task


def _because(play: Play) -> str:
    if play.case.lane in URGENT_LANES:
        return "换了主办，紧急的从头算"
    return f"接着前一个主办的期限，至少 {play.limits.amount(Span.NEW_LEAD)} 个工作日"


def _finish_after(play: Play, old: Task) -> tuple[datetime, datetime]:
    """When the new lead must be done, and when the old one would have had to be, had it gone on.

    A new lead has what the old one had left, and some days at least; in an urgent class the whole of it.
    """
    clock = ClockKind.REWORK if old.in_rework else ClockKind.FINISH
    key = str(Key(clock, old.id))
    lines = [entry for entry in play.case.ledger if entry.clock == key]
    again = Entry(
        seq=lines[-1].seq + 1,
        clock=key,
        kind=Kind.REOPEN,
        at=play.now,
        limit=play.limits.of_span(Span.NEW_LEAD),
    )
    granted, left = (
        due_of([*lines, last], play.calendar, play.now).due_at for last in (again, replace(again, limit=None))
    )
    assert granted is not None
    assert left is not None
    if play.case.lane in URGENT_LANES:
        granted = play.limits.of(ClockKind.FINISH, play.case.lane).limit.due(play.now, play.calendar).at
    return granted, left

"""The calendar has changed: the dates of running clocks are counted anew, and each says why it moved."""

from typing import Any

from qinqing.domains.problems import events
from qinqing.domains.problems.life.play import Key, Play, promised_due
from qinqing.domains.problems.limits import LEAST_TO_SHORTEN, LimitTable
from qinqing.domains.problems.rules.situation import Situation
from qinqing.domains.problems.terms import CaseState, ClockKind, Span
from qinqing.lib.ledger import Entry, Kind, Recalculation, Status, due_of, recalculation
from qinqing.lib.workdays import Calendar

RECALC = "RECALC"


def recount(situation: Situation, limits: LimitTable, was: Calendar, because: str) -> Play | None:
    """The problem with its dates counted by its calendar of today instead of `was`; None where none moves.

    A later date holds at once, an earlier one only with three working days to go; a date that somebody
    promised stays as promised.
    """
    play = Play(situation, limits)
    moved: list[dict[str, Any]] = []
    for text in dict.fromkeys(entry.clock for entry in situation.case.ledger):
        entries = [entry for entry in situation.case.ledger if entry.clock == text]
        found = _recounted(entries, was, play)
        if found is not None:
            moved.append(_written(play, Key.of(text), found, because))
    called_later = _call_later(play, was)
    if not moved and not called_later:
        return None
    if moved:
        play.say(events.DatesMoved, "E", {"because": because, "moved": moved}, rule=RECALC)
    play.reseat()
    return play


def _recounted(entries: list[Entry], was: Calendar, play: Play) -> Recalculation | None:
    state = due_of(entries, was, play.now)
    if state.status is not Status.RUNNING or state.limit is None:
        return None
    if state.due_at == promised_due(entries, was, play.now):
        return None
    return recalculation(
        entries, play.calendar, play.now, limit=state.limit, least_workdays=LEAST_TO_SHORTEN,
        versions={entry.calendar_version: was for entry in entries},
    )  # fmt: skip


def _written(play: Play, key: Key, found: Recalculation, because: str) -> dict[str, Any]:
    play.write(
        Kind.RECALC, key.kind, key.task_id, old_due_at=found.old_due_at, due_at=found.due_at,
        applied=found.applied, note=because[:200],
    )  # fmt: skip
    if found.applied and play.case.promised_at == found.old_due_at:
        play.case.promised_at = found.due_at
    return play.move_said(key, found)


def _call_later(play: Play, was: Calendar) -> bool:
    """Whether the enterprise is left in peace for longer before it is called: the day counts as any other."""
    case = play.case
    start = next(
        (e for e in reversed(case.ledger) if e.clock == ClockKind.CALLBACK and e.kind is Kind.START), None
    )
    if case.state != CaseState.CONFIRM or start is None or case.call_at is None:
        return False
    limit = play.limits.of_span(Span.FIRST_CALL, play.calendar.local(start.at).date())
    anew = limit.due(start.at, play.calendar).at
    if case.call_at != limit.due(start.at, was).at or anew <= case.call_at:
        return False
    case.call_at = anew
    return True

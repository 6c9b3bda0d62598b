"""The state of one clock, derived from its entries alone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from qinqing.lib.workdays import Calendar

from .entries import Entry, Kind, LedgerFault, Limit, Unit

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
NOTHING = timedelta()


class Status(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ClockState:
    """What a clock shows at a moment.

    `remaining` counts working minutes, of a wall clock seconds; below zero it is overdue, None without limit.
    `overdue_minutes` are working minutes, of a wall clock minutes. `is_late` is true from the instant after
    the due moment, also where no working minute has passed since. Pauses are in neither `elapsed`.
    """

    status: Status
    started_at: datetime
    stopped_at: datetime | None
    limit: Limit | None
    due_at: datetime | None
    provisional: bool
    remaining: int | None
    elapsed_minutes: int
    elapsed_seconds: int
    overdue_minutes: int
    is_late: bool
    breach: Entry | None
    is_waived: bool

    @property
    def is_unrecorded_breach(self) -> bool:
        """Late, and nobody has written it down yet. A pause cannot make it so."""
        return self.is_late and self.breach is None


@dataclass(frozen=True, slots=True)
class Recalculation:
    """Both values of a re-computation, and whether the new one holds."""

    old_due_at: datetime
    due_at: datetime
    applied: bool

    def sentence(self, cause: str, calendar: Calendar) -> str:
        """Both dates with why: `台风停工，重新推算，从3月11日18:00到3月12日18:00`."""
        was, now = (calendar.local(at) for at in (self.old_due_at, self.due_at))
        span = f"{was.month}月{was.day}日{was:%H:%M}到{now.month}月{now.day}日{now:%H:%M}"
        if self.applied:
            return f"{cause}，重新推算，从{span}"
        return f"{cause}，重新推算应从{span}，离得太近，仍按原日期"


@dataclass(frozen=True, slots=True)
class _Run:
    """A clock between two entries. `left` and `halted_at` speak of one that does not run."""

    status: Status
    started_at: datetime
    since: datetime
    limit: Limit | None
    due_at: datetime | None
    halted_at: datetime | None = None
    stopped_at: datetime | None = None
    worked: int = 0
    seconds: int = 0
    breach: Entry | None = None
    is_waived: bool = False

    @property
    def is_wall(self) -> bool:
        return self.limit is not None and self.limit.unit is Unit.WALL_MINUTES

    def left(self, at: datetime, calendar: Calendar) -> timedelta:
        """What is left at the moment: time of the kind the limit is counted in."""
        return self.between(at, self.due_at, calendar) if self.due_at else NOTHING

    def between(self, a: datetime, b: datetime, calendar: Calendar) -> timedelta:
        return b - a if self.is_wall else calendar.work_minutes_between(a, b) * MINUTE

    def banked(self, at: datetime, calendar: Calendar) -> tuple[int, int]:
        """Working minutes and seconds run until the moment."""
        if self.status is not Status.RUNNING or at < self.since:
            return self.worked, self.seconds
        worked = calendar.work_minutes_between(self.since, at)
        return self.worked + worked, self.seconds + seconds_between(self.since, at)

    def halt(self, status: Status, at: datetime, calendar: Calendar) -> "_Run":
        worked, seconds = self.banked(at, calendar)
        return replace(self, status=status, halted_at=at, worked=worked, seconds=seconds)


def due_of(
    entries: Iterable[Entry], calendar: Calendar, at: datetime, versions: Mapping[str, Calendar] | None = None
) -> ClockState:
    """The state of one clock at a moment, from all its entries.

    Each entry is counted by the calendar of `versions` it names, by `calendar` where it names none of them.
    Refuses with LedgerFault entries of several clocks, or none that starts it.
    """
    run = _replay(entries, calendar, versions or {})
    seen_at = run.halted_at or at
    worked, seconds = run.banked(seen_at, calendar)
    left = run.left(seen_at, calendar) if run.due_at else None
    return ClockState(
        status=run.status,
        started_at=run.started_at,
        stopped_at=run.stopped_at,
        limit=run.limit,
        due_at=run.due_at,
        provisional=_is_provisional(run, calendar),
        remaining=None if left is None else left // (SECOND if run.is_wall else MINUTE),
        elapsed_minutes=worked,
        elapsed_seconds=seconds,
        overdue_minutes=0 if left is None else max(NOTHING, -left) // MINUTE,
        is_late=run.due_at is not None and seen_at > run.due_at,
        breach=run.breach,
        is_waived=run.is_waived,
    )


def recalculation(
    entries: Iterable[Entry],
    calendar: Calendar,
    at: datetime,
    *,
    limit: Limit | None = None,
    least_workdays: int = 3,
    versions: Mapping[str, Calendar] | None = None,
) -> Recalculation | None:
    """What a new calendar, or a new limit, does to a running clock; None where nothing changes.

    A later due date is applied; an earlier one only if so many working days remain until it.
    """
    written = list(entries)
    old = _replay(written, calendar, versions or {})
    changed = limit or next((e.limit for e in reversed(_ordered(written)) if e.kind is Kind.RECALC), None)
    new = _replay([e for e in written if e.kind is not Kind.RECALC], calendar, {}, changed)
    if old.status is not Status.RUNNING or not old.due_at or not new.due_at:
        return None
    return moved(old.due_at, new.due_at, calendar, at, least_workdays=least_workdays)


def moved(
    old_due_at: datetime, due_at: datetime, calendar: Calendar, at: datetime, *, least_workdays: int = 3
) -> Recalculation | None:
    """What becomes of a running date that was counted anew; None where it is the same day.

    A later one is applied; an earlier one only if so many working days remain until it.
    """
    if old_due_at == due_at:
        return None
    remain = calendar.workdays_between(calendar.local(at).date(), calendar.local(due_at).date())
    return Recalculation(old_due_at, due_at, due_at > old_due_at or remain >= least_workdays)


def seconds_between(a: datetime, b: datetime) -> int:
    """Whole seconds between, each moment taken at the second it stands in, so that adjacent spans add up."""
    return (b.replace(microsecond=0) - a.replace(microsecond=0)) // SECOND


def _ordered(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.seq)


def _is_provisional(run: _Run, calendar: Calendar) -> bool:
    if run.due_at is None or run.is_wall:
        return False
    first, last = sorted((calendar.local(run.started_at).date(), calendar.local(run.due_at).date()))
    return calendar.is_provisional(first, last)


def _replay(
    entries: Iterable[Entry],
    calendar: Calendar,
    versions: Mapping[str, Calendar],
    limit: Limit | None = None,
) -> _Run:
    """The clock after its last entry; `limit` replaces the one it was started with, and a promised date."""
    run: _Run | None = None
    ordered = _ordered(entries)
    if len({entry.clock for entry in ordered}) > 1:
        raise LedgerFault("一次只能推算一个时钟的记录")
    for entry in ordered:
        counted_by = versions.get(entry.calendar_version, calendar)
        if entry.kind is Kind.START:
            given = replace(entry, limit=limit, due_at=None) if limit else entry
            run = _start(given, counted_by)
        elif run is not None and (change := CHANGES.get(entry.kind)):
            run = change(run, entry, counted_by)
    if run is None:
        raise LedgerFault("这个时钟没有开始过")
    return run


def _start(entry: Entry, calendar: Calendar) -> _Run:
    due_at = entry.due_at or (entry.limit.due(entry.at, calendar).at if entry.limit else None)
    return _Run(Status.RUNNING, entry.at, entry.at, entry.limit, due_at)


def _pause(run: _Run, entry: Entry, calendar: Calendar) -> _Run:
    return run.halt(Status.PAUSED, entry.at, calendar) if run.status is Status.RUNNING else run


def _stop(run: _Run, entry: Entry, calendar: Calendar) -> _Run:
    if run.status is Status.STOPPED:
        return run
    if run.status is Status.RUNNING:
        run = run.halt(Status.STOPPED, entry.at, calendar)
    return replace(run, status=Status.STOPPED, stopped_at=entry.at)


def _resume(run: _Run, entry: Entry, calendar: Calendar) -> _Run:
    return _go_on(run, entry, calendar) if run.status is Status.PAUSED else run


def _reopen(run: _Run, entry: Entry, calendar: Calendar) -> _Run:
    if run.status is not Status.STOPPED or run.halted_at is None:
        return run
    if not entry.unbroken:
        again = _go_on(run, entry, calendar)
        # A date that lies ahead again can be missed again.
        ahead = again.due_at is not None and again.since is not None and again.due_at > again.since
        return replace(again, breach=None) if ahead else again
    if run.halted_at != run.stopped_at:
        return replace(run, status=Status.PAUSED, stopped_at=None)
    return replace(run, status=Status.RUNNING, since=run.halted_at, halted_at=None, stopped_at=None)


def _go_on(run: _Run, entry: Entry, calendar: Calendar) -> _Run:
    halted_at = run.halted_at or entry.at
    at = max(entry.at, halted_at)
    due_at = run.due_at and _due_after_halt(run, halted_at, at, calendar)
    if due_at and entry.limit:
        due_at = max(due_at, entry.limit.due(at, calendar).at)
    return replace(run, status=Status.RUNNING, since=at, due_at=due_at, halted_at=None, stopped_at=None)


def _due_after_halt(run: _Run, halted_at: datetime, at: datetime, calendar: Calendar) -> datetime | None:
    """What was left, counted on from here; what was overdue stays so. Limits in days end with a day."""
    if not run.between(halted_at, at, calendar):
        return run.due_at
    left = run.left(halted_at, calendar)
    if run.is_wall:
        return at + left
    due_at = calendar.add_work_minutes(at, left // MINUTE).at
    if run.due_at is not None and halted_at > run.due_at:
        # Late by seconds, or since hours in which nobody works: not a minute is overdue, and late it stays.
        return min(due_at, at - SECOND)
    in_days = run.limit is None or run.limit.unit is Unit.WORKDAYS
    return calendar.closing(due_at.date()) if in_days and left > NOTHING else due_at


def _extend(run: _Run, entry: Entry, calendar: Calendar) -> _Run:
    if run.status is Status.STOPPED or run.due_at is None:
        return run
    added = entry.limit.due(run.due_at, calendar).at if entry.limit else run.due_at
    return replace(run, due_at=entry.due_at or added)


def _recalc(run: _Run, entry: Entry, calendar: Calendar) -> _Run:
    if run.status is Status.STOPPED:
        return run
    due_at = entry.due_at if entry.applied else entry.old_due_at
    return replace(run, due_at=due_at or run.due_at, limit=entry.limit or run.limit)


def _breach(run: _Run, entry: Entry, calendar: Calendar) -> _Run:
    return replace(run, breach=run.breach or entry)


def _waive(run: _Run, entry: Entry, calendar: Calendar) -> _Run:
    return replace(run, is_waived=run.breach is not None)


CHANGES: dict[Kind, Callable[[_Run, Entry, Calendar], _Run]] = {
    Kind.PAUSE: _pause,
    Kind.RESUME: _resume,
    Kind.EXTEND: _extend,
    Kind.RECALC: _recalc,
    Kind.STOP: _stop,
    Kind.REOPEN: _reopen,
    Kind.BREACH: _breach,
    Kind.WAIVE: _waive,
}

"""The clocks of a problem for a page: each with its date, what is left and why; and who had the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from qinqing.domains.problems.life import Key
from qinqing.domains.problems.rules.situation import Case
from qinqing.domains.problems.terms import Bucket, ClockKind
from qinqing.lib.ledger import ClockState, Entry, Kind, Recalculation, Status, Unit, buckets, due_of
from qinqing.lib.workdays import Calendar, Explanation, hours_said


@dataclass(frozen=True)
class ClockView:
    """One clock: whose it is and how it stands; the counting behind its date is put into words when asked."""

    kind: ClockKind
    label: str
    unit: str
    task_id: int | None
    state: ClockState
    entries: Sequence[Entry]
    calendar: Calendar

    @property
    def runs(self) -> bool:
        return self.state.status is Status.RUNNING

    @cached_property
    def explanation(self) -> Explanation | None:
        """How a limit of working days is counted; None for any other."""
        start = _start(self.entries)
        if start is None or start.limit is None or start.limit.unit is not Unit.WORKDAYS:
            return None
        return self.calendar.explain(start.at, start.limit.amount)

    @cached_property
    def why(self) -> str:
        """The limit and its source, the days, and everything that moved the date since."""
        start = _start(self.entries)
        if start is None or start.limit is None:
            return "从提出那一刻起算，从不暂停" if self.state.due_at is None else ""
        limit = f"时限{start.limit.label}" + (f"（{start.note}）" if start.note else "")
        since = self.entries[self.entries.index(start) + 1 :]
        moved = [_moved(entry, self.calendar) for entry in since]
        return "；".join(part for part in (limit, self._counted(start, start.limit.unit), *moved) if part)

    def _counted(self, start: Entry, unit: Unit) -> str:
        if self.explanation is not None and self.explanation.at == start.due_at:
            return self.explanation.sentence()
        if start.due_at is None:
            return ""
        local, begun = self.calendar.local(start.due_at), self.calendar.local(start.at)
        until = f"到{local.month}月{local.day}日{local:%H:%M}"
        hours = _hours(self.calendar, begun.date(), local.date())
        how = {
            Unit.WORK_MINUTES: f"只数办公时间（{hours}），",
            Unit.WALL_MINUTES: "夜里和休息日也算，",
        }.get(unit)
        since = f"{begun.month}月{begun.day}日{begun:%H:%M}起，{how}" if how else ""
        own = self.explanation.own_hours if self.explanation is not None else ""
        return "；".join(part for part in (since + until, own) if part)


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A stretch of the enterprise's wait with one party."""

    bucket: str
    label: str
    tone: str
    since: datetime
    until: datetime
    work_minutes: int
    calendar_seconds: int


def clocks_of(case: Case, units: Mapping[int, str], calendar: Calendar, now: datetime) -> list[ClockView]:
    """Every clock that ever ran, those that run first, each by its date."""
    views = []
    for text in dict.fromkeys(e.clock for e in case.ledger):
        key = Key.of(text)
        entries = [e for e in case.ledger if e.clock == text]
        state = due_of(entries, calendar, now)
        task = case.task(key.task_id) if key.task_id is not None else None
        unit = units.get(task.unit_id, "") if task else ""
        views.append(ClockView(key.kind, key.kind.label, unit, key.task_id, state, entries, calendar))
    far = max((v.state.due_at for v in views if v.state.due_at), default=now)
    return sorted(views, key=lambda v: (not v.runs, v.state.due_at or far))


def _hours(calendar: Calendar, first: date, last: date) -> str:
    """The business hours of a first day and, where others hold by then, those of a last one."""
    begun, ended = (hours_said(calendar.schedule_on(on).intervals(on)) for on in (first, last))
    return begun if begun == ended else f"{begun}，后来 {ended}"


def _start(entries: Sequence[Entry]) -> Entry | None:
    return next((e for e in reversed(entries) if e.kind is Kind.START), None)


def _moved(entry: Entry, calendar: Calendar) -> str:
    on = calendar.local(entry.at)
    day = f"{on.month}月{on.day}日"
    match entry.kind:
        case Kind.REOPEN:
            return f"{day}接着走，用剩下的时间" + (f"，至少{entry.limit.label}" if entry.limit else "")
        case Kind.RECALC:
            return f"{day}{_recounted(entry, calendar)}"
        case Kind.BREACH:
            return f"{day}记录超期"
        case Kind.PAUSE:
            return f"{day}起等企业补充材料，不计时"
        case Kind.RESUME:
            return f"{day}接着走，用剩下的时间"
        case Kind.STOP:
            return f"{day}停"
    return ""


def _recounted(entry: Entry, calendar: Calendar) -> str:
    """Counted anew, because of another class (with its limit) or another calendar."""
    cause = "改类" if entry.limit is not None else entry.note
    if entry.old_due_at is None or entry.due_at is None:
        return f"{cause}重算"
    return Recalculation(entry.old_due_at, entry.due_at, bool(entry.applied)).sentence(cause, calendar)


def segments_of(case: Case, units: Mapping[int, str], calendar: Calendar, now: datetime) -> list[SegmentView]:
    """The whole wait in stretches; their sums are the wait exactly."""
    entries = [e for e in case.ledger if e.clock == ClockKind.EXPERIENCE]
    if not entries:
        return []
    until = case.closed_at or now
    found = []
    for segment in buckets(entries, until, calendar):
        bucket = Bucket(segment.bucket)
        label = units.get(int(segment.party), bucket.label) if segment.party else bucket.label
        found.append(
            SegmentView(
                bucket,
                label,
                bucket.tone,
                segment.since,
                segment.until,
                segment.work_minutes,
                segment.calendar_seconds,
            )
        )
    return found

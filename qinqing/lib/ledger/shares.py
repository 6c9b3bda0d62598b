"""Who had it for how long: the span of one clock, divided among those it was with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from qinqing.lib.workdays import Calendar

from .entries import Entry, Kind, LedgerFault
from .replay import seconds_between

BOUNDARIES = (Kind.START, Kind.STOP, Kind.REOPEN)
Holder = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Segment:
    """An unbroken stretch of time in one bucket, with one party."""

    bucket: str
    party: str
    since: datetime
    until: datetime
    work_minutes: int
    calendar_seconds: int


@dataclass(frozen=True, slots=True)
class _Turn:
    """From `at` on the holder has it; nobody where the clock stands."""

    at: datetime
    holder: Holder | None


def buckets(entries: Iterable[Entry], until: datetime, calendar: Calendar) -> list[Segment]:
    """The segments of one clock's span up to a moment; their sums equal the span exactly.

    A TRANSFER may be written ahead; a later-written START, TRANSFER, STOP or REOPEN of an earlier moment
    overtakes it. A pause interrupts no share: somebody has it all the same. Refuses a ledger without START.
    """
    turns = [turn for turn in _turns(entries) if turn.at < until]
    segments: list[Segment] = []
    for turn, following in pairwise([*turns, _Turn(until, None)]):
        if turn.holder is None or not seconds_between(turn.at, following.at):
            continue
        segment = Segment(
            *turn.holder,
            turn.at,
            following.at,
            calendar.work_minutes_between(turn.at, following.at),
            seconds_between(turn.at, following.at),
        )
        if segments and segments[-1].until == segment.since and _holder(segments[-1]) == turn.holder:
            segment = _together(segments.pop(), segment)
        segments.append(segment)
    return segments


def joined(earlier: Sequence[Entry], entries: Sequence[Entry]) -> list[Entry]:
    """The ledger of a clock that took over an older one: the older's time first, unbroken into its own.

    Where the other clock did not start earlier, the ledger stays as it is. Refuses a ledger without START.
    """
    own = sorted(entries, key=lambda entry: entry.seq)
    start = next((entry for entry in own if entry.kind is Kind.START), None)
    if start is None:
        raise LedgerFault("这个时钟没有开始过")
    taken = [e for e in sorted(earlier, key=lambda entry: entry.seq) if e.at < start.at]
    if not any(entry.kind is Kind.START for entry in taken):
        return own
    both = [*taken, *(replace(e, kind=Kind.REOPEN) if e is start else e for e in own)]
    return [replace(entry, seq=seq, clock=start.clock) for seq, entry in enumerate(both, 1)]


def _turns(entries: Iterable[Entry]) -> list[_Turn]:
    turns: list[_Turn] = []
    boundary: datetime | None = None
    for entry in sorted(entries, key=lambda entry: entry.seq):
        if entry.kind is Kind.START:
            turns, boundary = [_Turn(entry.at, (entry.bucket or "", entry.party or ""))], entry.at
        elif boundary and entry.kind in (*BOUNDARIES, Kind.TRANSFER):
            turns = _turned([turn for turn in turns if turn.at <= max(entry.at, boundary)], entry, boundary)
            boundary = turns[-1].at if entry.kind in BOUNDARIES else boundary
    if not turns:
        raise LedgerFault("这个时钟没有开始过")
    return turns


def _turned(turns: list[_Turn], entry: Entry, boundary: datetime) -> list[_Turn]:
    """The turns after one more entry; a stopped clock is moved by a REOPEN only."""
    at, last = max(entry.at, boundary), turns[-1]
    if entry.kind is Kind.STOP:
        return turns if last.holder is None else [*turns, _Turn(at, None)]
    if last.holder is None and entry.kind is Kind.TRANSFER:
        return turns
    before = next(turn.holder for turn in reversed(turns) if turn.holder)
    holder = (entry.bucket, entry.party or "") if entry.bucket is not None else before
    if last.holder is None and entry.unbroken:
        return [*turns[:-1], _Turn(last.at, holder)]
    return [*turns, _Turn(at, holder)]


def _holder(segment: Segment) -> Holder:
    return segment.bucket, segment.party


def _together(first: Segment, second: Segment) -> Segment:
    return replace(
        second,
        since=first.since,
        work_minutes=first.work_minutes + second.work_minutes,
        calendar_seconds=first.calendar_seconds + second.calendar_seconds,
    )

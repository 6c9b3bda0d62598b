"""The laws of the ledger, on ledgers nobody would write by hand."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from qinqing.lib.ledger import Entry, Kind, Limit, Status, Unit, buckets, due_of, recalculation
from qinqing.lib.workdays import Calendar, Layer
from tests.unit.lib.calendars import at, official, rest

START = at(1, 2, 0)
HORIZON = 200 * 86_400
limits = st.builds(Limit, st.integers(1, 40), st.just(Unit.WORKDAYS)) | st.builds(
    Limit, st.integers(1, 3000), st.sampled_from([Unit.WORK_MINUTES, Unit.WALL_MINUTES])
)
moments = st.integers(0, HORIZON).map(lambda seconds: START + timedelta(seconds=seconds))
kinds = st.sampled_from([Kind.PAUSE, Kind.RESUME, Kind.STOP, Kind.REOPEN, Kind.TRANSFER, Kind.BREACH])


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """A clock started, then moved at random in the order of time."""
    limit, times = draw(limits), sorted(draw(st.lists(moments, min_size=1, max_size=12)))
    later = [Entry(seq, "B", draw(kinds), moment) for seq, moment in enumerate(times[1:], 2)]
    return [Entry(1, "B", Kind.START, times[0], limit=limit), *later]


@st.composite
def handovers(draw: st.DrawFn) -> list[Entry]:
    """A limitless clock handed about, with transfers written ahead and a wall clock that may step back."""
    now = draw(moments)
    entries = [Entry(1, "X", Kind.START, now, bucket="a")]
    for seq in range(2, draw(st.integers(2, 12))):
        kind = draw(st.sampled_from([Kind.TRANSFER, Kind.TRANSFER, Kind.STOP, Kind.REOPEN]))
        now += timedelta(microseconds=draw(st.integers(0, 5 * 86_400_000_000)))
        ahead = draw(st.booleans()) and kind is Kind.TRANSFER
        moment = now + timedelta(days=draw(st.integers(1, 9))) if ahead else now
        bucket = draw(st.sampled_from(["a", "b", "c"]))
        entries.append(Entry(seq, "X", kind, moment, bucket=bucket, unbroken=draw(st.booleans())))
    return entries


@given(histories(), moments)
def test_pausing_and_resuming_at_the_same_instant_changes_nothing(
    entries: list[Entry], now: datetime
) -> None:
    moment = max(entries[-1].at, now)
    if due_of(entries, official(), moment).status is not Status.RUNNING:
        return
    pair = [Entry(100, "B", Kind.PAUSE, moment), Entry(101, "B", Kind.RESUME, moment)]
    for seen_at in (moment, moment + timedelta(days=9)):
        assert due_of([*entries, *pair], official(), seen_at) == due_of(entries, official(), seen_at)


@given(histories(), moments, moments)
# Late by a second in which nobody works: late it stays, though not a minute of work is overdue.
@example(
    [Entry(1, "B", Kind.START, START, limit=Limit(30, Unit.WORKDAYS))], at(2, 12, 18, 0, 1), at(2, 13, 9, 1)
)
def test_a_pause_never_brings_a_due_date_forward(entries: list[Entry], a: datetime, b: datetime) -> None:
    paused_at, resumed_at = sorted(max(entries[-1].at, moment) for moment in (a, b))
    pair = [Entry(100, "B", Kind.PAUSE, paused_at), Entry(101, "B", Kind.RESUME, resumed_at)]
    before, after = (due_of(ledger, official(), resumed_at) for ledger in (entries, [*entries, *pair]))
    if before.status is Status.RUNNING:
        assert after.due_at is not None
        assert before.due_at is not None
        assert after.due_at >= before.due_at
        assert after.is_late == due_of(entries, official(), paused_at).is_late


@given(histories(), moments, moments)
def test_a_paused_clock_cannot_become_late(entries: list[Entry], a: datetime, b: datetime) -> None:
    paused_at, seen_at = sorted(max(entries[-1].at, moment) for moment in (a, b))
    ledger = [*entries, Entry(100, "B", Kind.PAUSE, paused_at)]
    at_pause, later = (due_of(ledger, official(), moment) for moment in (paused_at, seen_at))
    assert at_pause == later


@given(histories(), st.integers(0, 30))
def test_a_longer_limit_is_never_due_earlier(entries: list[Entry], more: int) -> None:
    start = entries[0]
    assert start.limit is not None
    longer = replace(start, limit=replace(start.limit, amount=start.limit.amount + more))
    a, b = (due_of([first, *entries[1:]], official(), START).due_at for first in (start, longer))
    assert a is not None
    assert b is not None
    assert a <= b


@given(limits, moments, st.sets(st.integers(0, 60), max_size=8))
def test_added_rest_days_never_bring_a_running_clock_forward(
    limit: Limit, start: datetime, closed: set[int]
) -> None:
    days = [rest(start.date() + timedelta(days=day)) for day in closed]
    fewer = Calendar("fewer", (Layer.of("area", days), *official().layers[1:]), official().known_years)
    ledger = [Entry(1, "B", Kind.START, start, limit=limit, calendar_version="was")]
    change = recalculation(ledger, fewer, start, versions={"was": official()})
    assert change is None or (change.due_at > change.old_due_at and change.applied)


@given(histories(), st.sets(st.integers(0, 200), max_size=8), moments)
def test_the_ledger_with_its_recalculation_gives_the_due_date_it_announced(
    entries: list[Entry], closed: set[int], now: datetime
) -> None:
    now = max(now, entries[-1].at)
    days = [rest(START.date() + timedelta(days=day)) for day in closed]
    changed = Calendar("changed", (Layer.of("area", days), *official().layers[1:]), official().known_years)
    versions = {"": official(), "changed": changed}
    change = recalculation(entries, changed, now, versions=versions)
    if change is None:
        return
    both = {"old_due_at": change.old_due_at, "due_at": change.due_at, "applied": change.applied}
    ledger = [*entries, Entry(100, "B", Kind.RECALC, now, calendar_version="changed", **both)]
    expected = change.due_at if change.applied else change.old_due_at
    for counted_by in (changed, official()):
        assert due_of(ledger, counted_by, now, versions).due_at == expected
        assert due_of(ledger, counted_by, now).due_at == expected


@given(handovers(), st.integers(0, 90 * 86_400_000_000))
def test_the_shares_add_up_to_the_whole_span_exactly(entries: list[Entry], after: int) -> None:
    until = entries[-1].at + timedelta(microseconds=after)
    segments = buckets(entries, until, official())
    state = due_of(entries, official(), until)
    assert sum(segment.work_minutes for segment in segments) == state.elapsed_minutes
    assert sum(segment.calendar_seconds for segment in segments) == state.elapsed_seconds


@given(handovers(), st.integers(0, 90 * 86_400))
def test_at_every_instant_at_most_one_bucket_runs(entries: list[Entry], after: int) -> None:
    segments = buckets(entries, entries[-1].at + timedelta(seconds=after), official())
    assert all(segment.since < segment.until for segment in segments)
    assert all(first.until <= second.since for first, second in pairwise(segments))


@given(handovers(), st.integers(0, 20 * 86_400))
def test_a_later_reading_never_changes_an_earlier_share(entries: list[Entry], after: int) -> None:
    early = max(entry.at for entry in entries)
    before = buckets(entries, early, official())
    later = buckets(entries, early + timedelta(seconds=after), official())
    assert [(s.bucket, s.since) for s in later[: len(before)]] == [(s.bucket, s.since) for s in before]
    assert all(a.until <= b.until for a, b in zip(before, later, strict=False))

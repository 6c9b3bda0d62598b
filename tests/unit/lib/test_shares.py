"""Who had it for how long: transfers, transfers written ahead, ends, reopenings, mergers."""

from datetime import datetime

import pytest

from qinqing.lib.ledger import Entry, Kind, LedgerFault, Segment, buckets, due_of, joined
from tests.unit.lib.calendars import at, official

HOUR = 3600


def ledger(
    *lines: tuple[Kind, datetime, str | None] | tuple[Kind, datetime, str | None, bool],
) -> list[Entry]:
    """A ledger of clock X, numbered in the order given: kind, moment, bucket, unbroken."""
    return [
        Entry(seq, "X", kind, moment, bucket=bucket, unbroken=bool(unbroken))
        for seq, (kind, moment, bucket, *unbroken) in enumerate(lines, 1)
    ]


def shares(entries: list[Entry], until: datetime) -> list[tuple[str, int]]:
    return [(s.bucket, s.calendar_seconds // HOUR) for s in buckets(entries, until, official())]


def test_each_stretch_goes_to_whoever_had_it() -> None:
    entries = [
        Entry(1, "X", Kind.START, at(3, 3, 9), bucket="officer", party="张三"),
        Entry(2, "X", Kind.TRANSFER, at(3, 3, 16), bucket="hub"),
        Entry(3, "X", Kind.TRANSFER, at(3, 4, 10), bucket="unit", party="住建局"),
    ]
    assert buckets(entries, at(3, 4, 12), official()) == [
        Segment("officer", "张三", at(3, 3, 9), at(3, 3, 16), 300, 7 * HOUR),
        Segment("hub", "", at(3, 3, 16), at(3, 4, 10), 180, 18 * HOUR),
        Segment("unit", "住建局", at(3, 4, 10), at(3, 4, 12), 120, 2 * HOUR),
    ]


def test_stretches_of_one_holder_are_one_segment() -> None:
    entries = ledger((Kind.START, at(3, 3, 9), "hub"), (Kind.TRANSFER, at(3, 3, 10), "hub"))
    assert shares(entries, at(3, 3, 12)) == [("hub", 3)]


def test_a_transfer_written_ahead_takes_effect_at_its_time() -> None:
    entries = ledger((Kind.START, at(3, 3, 9), "enterprise"), (Kind.TRANSFER, at(3, 5, 9), "hub"))
    assert shares(entries, at(3, 4, 9)) == [("enterprise", 24)]
    assert shares(entries, at(3, 5, 12)) == [("enterprise", 48), ("hub", 3)]


def test_a_transfer_written_ahead_is_overtaken_by_what_is_written_later_of_an_earlier_moment() -> None:
    entries = ledger(
        (Kind.START, at(3, 3, 9), "enterprise"),
        (Kind.TRANSFER, at(3, 5, 9), "hub"),
        (Kind.TRANSFER, at(3, 4, 9), "unit"),
    )
    assert shares(entries, at(3, 6, 9)) == [("enterprise", 24), ("unit", 48)]


def test_an_end_overtakes_a_transfer_written_ahead_even_after_a_reopening() -> None:
    entries = ledger(
        (Kind.START, at(3, 3, 9), "enterprise"),
        (Kind.TRANSFER, at(3, 5, 9), "hub"),
        (Kind.STOP, at(3, 4, 9), None),
        (Kind.REOPEN, at(3, 4, 12), "unit"),
    )
    assert shares(entries, at(3, 6, 12)) == [("enterprise", 24), ("unit", 48)]


def test_the_time_between_end_and_reopening_is_nobodys() -> None:
    entries = ledger(
        (Kind.START, at(3, 3, 9), "unit"), (Kind.STOP, at(3, 3, 12), None), (Kind.REOPEN, at(3, 9, 9), None)
    )
    assert shares(entries, at(3, 9, 10)) == [("unit", 3), ("unit", 1)]


def test_an_unbroken_reopening_takes_the_time_between() -> None:
    entries = ledger(
        (Kind.START, at(3, 3, 9), "unit"),
        (Kind.STOP, at(3, 3, 12), None),
        (Kind.REOPEN, at(3, 4, 12), "hub", True),
        (Kind.TRANSFER, at(3, 4, 12), "unit"),
    )
    assert shares(entries, at(3, 4, 13)) == [("unit", 3), ("hub", 24), ("unit", 1)]


def test_a_stopped_clock_is_not_transferred() -> None:
    entries = ledger(
        (Kind.START, at(3, 3, 9), "unit"),
        (Kind.STOP, at(3, 3, 12), None),
        (Kind.TRANSFER, at(3, 3, 15), "hub"),
    )
    assert shares(entries, at(3, 4, 9)) == [("unit", 3)]


def test_a_wall_clock_that_steps_back_loses_no_time() -> None:
    entries = ledger(
        (Kind.START, at(3, 3, 9), "officer"),
        (Kind.TRANSFER, at(3, 3, 8), "hub"),
        (Kind.STOP, at(3, 3, 10), None),
    )
    assert shares(entries, at(3, 4, 9)) == [("hub", 1)]


def test_a_reopening_of_an_earlier_moment_than_the_end_begins_at_the_end() -> None:
    entries = ledger(
        (Kind.START, at(3, 3, 9), "unit"), (Kind.STOP, at(3, 3, 12), None), (Kind.REOPEN, at(3, 3, 11), "hub")
    )
    assert shares(entries, at(3, 3, 13)) == [("unit", 3), ("hub", 1)]


def test_a_merged_clock_runs_on_from_the_earlier_start_with_its_shares() -> None:
    source = ledger(
        (Kind.START, at(3, 3, 9), "officer"),
        (Kind.TRANSFER, at(3, 3, 12), "hub"),
        (Kind.TRANSFER, at(3, 9, 9), "unit"),
    )
    target = ledger((Kind.START, at(3, 4, 9), "unit"), (Kind.TRANSFER, at(3, 4, 12), "enterprise"))
    merged = joined(source, target)
    assert shares(merged, at(3, 4, 13)) == [("officer", 3), ("hub", 21), ("unit", 3), ("enterprise", 1)]
    assert due_of(merged, official(), at(3, 4, 13)).elapsed_seconds == 28 * HOUR
    assert joined(target, source) == source
    assert shares(joined(source[:1], target), at(3, 4, 11)) == [("officer", 24), ("unit", 2)]


def test_a_clock_merged_with_one_of_the_same_start_stays_as_it_is() -> None:
    own = ledger((Kind.START, at(3, 3, 9), "unit"))
    assert joined(ledger((Kind.START, at(3, 3, 9), "officer")), own) == own


def test_a_ledger_without_start_is_refused() -> None:
    for refused in (lambda: buckets([], at(3, 3), official()), lambda: joined([], [])):
        with pytest.raises(LedgerFault, match="没有开始"):
            refused()

"""One clock's state, derived from its entries: pauses, extensions, re-computations, breaches."""

from datetime import date, datetime, timedelta

import pytest

from qinqing.lib.ledger import Entry, Kind, LedgerFault, Limit, Recalculation, Status, due_of, recalculation
from qinqing.lib.workdays import Calendar
from tests.unit.lib.calendars import at, calendar, official, rest

SEVEN, HOURS, WALL = Limit.parse("7wd"), Limit.parse("240wm"), Limit.parse("120m")


def entries(*lines: tuple[Kind, datetime] | tuple[Kind, datetime, dict[str, object]]) -> list[Entry]:
    """A ledger of clock B, numbered in the order given."""
    return [
        Entry(seq, "B", line[0], line[1], **(line[2] if len(line) > 2 else {}))
        for seq, line in enumerate(lines, 1)
    ]


def start(
    moment: datetime, limit: Limit | None = SEVEN, **more: object
) -> tuple[Kind, datetime, dict[str, object]]:
    return Kind.START, moment, {"limit": limit, **more}


class TestRunning:
    def test_a_started_clock_is_due_after_its_limit(self) -> None:
        state = due_of(entries(start(at(2, 12))), official(), at(2, 13, 9))
        assert state.status is Status.RUNNING
        assert state.due_at == at(2, 28, 18)
        assert state.remaining == 7 * 420
        assert state.elapsed_minutes == 6 * 60
        assert state.elapsed_seconds == 23 * 3600
        assert not state.is_late
        assert not state.provisional

    def test_a_clock_without_limit_only_counts(self) -> None:
        state = due_of(entries(start(at(3, 3), None)), official(), at(3, 4))
        assert (state.due_at, state.remaining, state.overdue_minutes, state.is_late) == (None, None, 0, False)
        assert state.elapsed_minutes == 420

    def test_a_promised_date_is_kept(self) -> None:
        state = due_of(entries(start(at(3, 3), due_at=at(3, 5, 18))), official(), at(3, 4))
        assert state.due_at == at(3, 5, 18)

    def test_a_second_start_begins_anew(self) -> None:
        twice = entries(start(at(3, 3)), (Kind.BREACH, at(3, 13)), start(at(3, 16)))
        state = due_of(twice, official(), at(3, 16))
        assert state.due_at == at(3, 25, 18)
        assert state.elapsed_seconds == 0
        assert state.breach is None

    def test_the_sequence_decides_the_order_not_the_clock_on_the_wall(self) -> None:
        ledger = entries(start(at(3, 3)), (Kind.PAUSE, at(3, 4)), (Kind.RESUME, at(3, 3, 9)))
        assert due_of(reversed(ledger), official(), at(3, 5)).status is Status.RUNNING

    def test_a_due_date_in_an_unknown_year_is_provisional(self) -> None:
        assert due_of(entries(start(at(12, 30))), official(), at(12, 31)).provisional
        assert not due_of(entries(start(at(12, 31), WALL)), official(), at(12, 31)).provisional

    @pytest.mark.parametrize("ledger", [[], entries((Kind.STOP, at(3, 3)))])
    def test_a_clock_that_never_started_is_refused(self, ledger: list[Entry]) -> None:
        with pytest.raises(LedgerFault, match="没有开始"):
            due_of(ledger, official(), at(3, 3))

    def test_entries_of_two_clocks_are_refused(self) -> None:
        ledger = [*entries(start(at(3, 3))), Entry(2, "A", Kind.STOP, at(3, 4))]
        with pytest.raises(LedgerFault, match="一个时钟"):
            due_of(ledger, official(), at(3, 3))


class TestPause:
    def test_a_pause_keeps_the_remaining_minutes_and_a_day_limit_ends_with_a_day(self) -> None:
        paused = entries(start(at(3, 3)), (Kind.PAUSE, at(3, 5, 11)))
        resumed = [*paused, Entry(3, "B", Kind.RESUME, at(3, 10, 15))]
        assert due_of(paused, official(), at(3, 9)).remaining == 5 * 420 + 300
        assert due_of(resumed, official(), at(3, 10, 15)).due_at == at(3, 18, 18)

    def test_an_hour_limit_ends_to_the_minute(self) -> None:
        ledger = entries(
            start(at(3, 3, 9), HOURS), (Kind.PAUSE, at(3, 3, 10)), (Kind.RESUME, at(3, 4, 9, 30))
        )
        assert due_of(ledger, official(), at(3, 4)).due_at == at(3, 4, 14, 30)

    def test_a_wall_limit_goes_on_by_the_second(self) -> None:
        ledger = entries(
            start(at(3, 3), WALL), (Kind.PAUSE, at(3, 3, 10, 30, 15)), (Kind.RESUME, at(3, 3, 23))
        )
        assert due_of(ledger, official(), at(3, 3)).due_at == at(3, 4, 0, 29, 45)
        assert due_of(ledger[:2], official(), at(3, 9)).remaining == 89 * 60 + 45

    def test_the_least_that_must_be_left_is_given(self) -> None:
        ledger = entries(
            start(at(3, 3)),
            (Kind.PAUSE, at(3, 12, 17)),
            (Kind.RESUME, at(3, 20), {"limit": Limit.parse("3wd")}),
        )
        assert due_of(ledger, official(), at(3, 20)).due_at == at(3, 25, 18)

    def test_time_in_a_pause_is_not_elapsed(self) -> None:
        ledger = entries(start(at(3, 3, 9)), (Kind.PAUSE, at(3, 3, 11)), (Kind.RESUME, at(3, 5, 9)))
        state = due_of(ledger, official(), at(3, 5, 10))
        assert (state.elapsed_minutes, state.elapsed_seconds) == (180, 3 * 3600)

    def test_a_paused_clock_cannot_breach(self) -> None:
        ledger = entries(start(at(3, 3)), (Kind.PAUSE, at(3, 12, 17)))
        state = due_of(ledger, official(), at(6, 1))
        assert not state.is_late
        assert not state.is_unrecorded_breach
        assert due_of(ledger[:1], official(), at(6, 1)).is_unrecorded_breach

    def test_what_was_overdue_at_the_pause_stays_overdue(self) -> None:
        ledger = entries(start(at(3, 3)), (Kind.PAUSE, at(3, 13, 10)), (Kind.RESUME, at(3, 20, 10)))
        for read_at in (at(3, 17), at(3, 20, 10)):
            state = due_of(ledger[: 2 if read_at.day == 17 else 3], official(), read_at)
            assert state.overdue_minutes == 60
            assert state.is_late

    def test_a_pause_with_nothing_left_gives_no_day_away(self) -> None:
        ledger = entries(start(at(3, 3)), (Kind.PAUSE, at(3, 12, 18)), (Kind.RESUME, at(3, 20, 10)))
        assert due_of(ledger, official(), at(3, 20, 10)).due_at == at(3, 20, 10)

    def test_a_pause_over_a_night_changes_nothing(self) -> None:
        ledger = entries(start(at(3, 3)), (Kind.PAUSE, at(3, 6, 18)), (Kind.RESUME, at(3, 9, 9)))
        assert due_of(ledger, official(), at(3, 9)).due_at == at(3, 12, 18)

    def test_what_finds_nothing_to_do_changes_nothing(self) -> None:
        idle = [
            (Kind.RESUME, at(3, 4)),
            (Kind.REOPEN, at(3, 4)),
            (Kind.TRANSFER, at(3, 4)),
            (Kind.WAIVE, at(3, 4)),
        ]
        running = due_of(entries(start(at(3, 3))), official(), at(3, 5))
        assert due_of(entries(start(at(3, 3)), *idle), official(), at(3, 5)) == running
        stopped = [start(at(3, 3)), (Kind.STOP, at(3, 4))]
        after = [
            (kind, at(3, 5), {"due_at": at(4, 1), "applied": True})
            for kind in (Kind.PAUSE, Kind.RESUME, Kind.STOP, Kind.EXTEND, Kind.RECALC)
        ]
        assert due_of(entries(*stopped, *after), official(), at(3, 6)) == due_of(
            entries(*stopped), official(), at(3, 6)
        )


class TestEnds:
    def test_a_stopped_clock_stands(self) -> None:
        ledger = entries(start(at(3, 3)), (Kind.STOP, at(3, 12, 18)))
        state = due_of(ledger, official(), at(9, 1))
        assert state.status is Status.STOPPED
        assert (state.stopped_at, state.is_late, state.remaining) == (at(3, 12, 18), False, 0)

    def test_one_second_after_business_is_late_though_no_working_minute_passed(self) -> None:
        state = due_of(entries(start(at(3, 3)), (Kind.STOP, at(3, 12, 18, 0, 1))), official(), at(9, 1))
        assert state.is_late
        assert state.overdue_minutes == 0

    def test_stopped_in_a_pause_it_is_late_only_if_it_was_before(self) -> None:
        ledger = entries(start(at(3, 3)), (Kind.PAUSE, at(3, 12)), (Kind.STOP, at(4, 30)))
        state = due_of(ledger, official(), at(9, 1))
        assert not state.is_late
        assert state.stopped_at == at(4, 30)

    def test_a_reopened_clock_goes_on_with_what_was_left_and_books_no_pause(self) -> None:
        ledger = entries(start(at(3, 3, 9)), (Kind.STOP, at(3, 10, 9)), (Kind.REOPEN, at(3, 11, 9)))
        state = due_of(ledger, official(), at(3, 12, 9))
        assert state.due_at == at(3, 13, 18)
        assert state.elapsed_minutes == 6 * 420
        assert state.stopped_at is None

    def test_reopening_adds_to_the_old_span_and_unbroken_takes_the_gap_in(self) -> None:
        ledger = entries(start(at(3, 3), None), (Kind.STOP, at(3, 4)), (Kind.REOPEN, at(3, 9)))
        unbroken = entries(
            start(at(3, 3), None), (Kind.STOP, at(3, 4)), (Kind.REOPEN, at(3, 9), {"unbroken": True})
        )
        day = 86_400
        assert due_of(ledger, official(), at(3, 10)).elapsed_seconds == 2 * day
        assert due_of(unbroken, official(), at(3, 10)).elapsed_seconds == 7 * day

    def test_an_unbroken_reopening_leaves_the_due_date(self) -> None:
        ledger = entries(start(at(3, 3)), (Kind.STOP, at(3, 4)), (Kind.REOPEN, at(3, 9), {"unbroken": True}))
        assert due_of(ledger, official(), at(3, 10)).due_at == at(3, 12, 18)
        paused = entries(
            start(at(3, 3)),
            (Kind.PAUSE, at(3, 4)),
            (Kind.STOP, at(3, 5)),
            (Kind.REOPEN, at(3, 9), {"unbroken": True}),
        )
        assert due_of(paused, official(), at(3, 10)).status is Status.PAUSED


class TestExtension:
    def test_a_new_date_holds(self) -> None:
        ledger = entries(start(at(3, 3)), (Kind.EXTEND, at(3, 9), {"due_at": at(3, 31, 18)}))
        assert due_of(ledger, official(), at(3, 10)).due_at == at(3, 31, 18)

    def test_days_are_added_to_the_old_date(self) -> None:
        ledger = entries(start(at(3, 3)), (Kind.EXTEND, at(3, 9), {"limit": Limit.parse("5wd")}))
        assert due_of(ledger, official(), at(3, 10)).due_at == at(3, 19, 18)


class TestBreach:
    def test_a_breach_is_recorded_once_and_a_waiver_only_annotates_it(self) -> None:
        ledger = entries(
            start(at(3, 3)),
            (Kind.BREACH, at(3, 13, 10), {"minutes": 60}),
            (Kind.BREACH, at(3, 16, 10), {"minutes": 480}),
            (Kind.EXTEND, at(3, 16), {"due_at": at(3, 31, 18)}),
            (Kind.WAIVE, at(3, 17)),
        )
        state = due_of(ledger, official(), at(3, 18))
        assert state.breach == ledger[1]
        assert state.is_waived
        assert not state.is_late
        assert not due_of(ledger[:2], official(), at(3, 18)).is_unrecorded_breach

    def test_a_date_that_lies_ahead_again_can_be_missed_again(self) -> None:
        over = (start(at(3, 3)), (Kind.BREACH, at(3, 13, 10)), (Kind.STOP, at(3, 16, 9)))
        again = entries(*over, (Kind.REOPEN, at(3, 18, 9), {"limit": Limit.parse("1wd")}))
        assert not due_of(again, official(), at(3, 19, 9)).is_unrecorded_breach
        assert due_of(again, official(), at(3, 20, 9)).is_unrecorded_breach
        as_it_was = entries(*over, (Kind.REOPEN, at(3, 18, 9)))
        assert not due_of(as_it_was, official(), at(3, 20, 9)).is_unrecorded_breach


class TestRecalculation:
    typhoon = calendar(rest(date(2026, 3, 10)), rest(date(2026, 3, 11)))

    def test_a_later_date_is_applied_at_once(self) -> None:
        change = recalculation(entries(start(at(3, 3))), self.typhoon, at(3, 9), versions=self.old())
        assert change == Recalculation(at(3, 12, 18), at(3, 16, 18), applied=True)

    @pytest.mark.parametrize(("now", "applied"), [(at(3, 9), True), (at(3, 10), False)])
    def test_an_earlier_date_is_applied_only_while_three_days_remain(
        self, now: datetime, *, applied: bool
    ) -> None:
        ledger = entries(start(at(3, 3), calendar_version=self.typhoon.version))
        change = recalculation(ledger, official(), now, versions={self.typhoon.version: self.typhoon})
        assert change == Recalculation(at(3, 16, 18), at(3, 12, 18), applied=applied)

    def test_nothing_is_written_where_nothing_changes(self) -> None:
        assert recalculation(entries(start(at(3, 3))), official(), at(3, 9)) is None

    @pytest.mark.parametrize("kind", [Kind.PAUSE, Kind.STOP])
    def test_only_running_clocks_are_recalculated(self, kind: Kind) -> None:
        ledger = entries(start(at(3, 3), calendar_version="old"), (kind, at(3, 4)))
        assert recalculation(ledger, self.typhoon, at(3, 9), versions={"old": official()}) is None

    @pytest.mark.parametrize(("applied", "due_at"), [(True, at(3, 16, 18)), (False, at(3, 12, 18))])
    def test_the_derivation_honours_applied_and_kept(self, *, applied: bool, due_at: datetime) -> None:
        both = {"old_due_at": at(3, 12, 18), "due_at": at(3, 16, 18), "applied": applied}
        ledger = entries(start(at(3, 3)), (Kind.RECALC, at(3, 9), both))
        for counted_by in (official(), self.typhoon):
            assert due_of(ledger, counted_by, at(3, 10)).due_at == due_at

    def test_a_second_change_is_counted_from_the_start_not_from_the_first(self) -> None:
        both = {"old_due_at": at(3, 12, 18), "due_at": at(3, 16, 18), "applied": True}
        ledger = entries(start(at(3, 3)), (Kind.RECALC, at(3, 9), both))
        assert recalculation(ledger, official(), at(3, 9)) == Recalculation(
            at(3, 16, 18), at(3, 12, 18), True
        )

    def test_a_new_limit_keeps_the_pause_and_the_time_used(self) -> None:
        ledger = entries(start(at(3, 3)), (Kind.PAUSE, at(3, 4, 18)), (Kind.RESUME, at(3, 6, 18)))
        change = recalculation(ledger, official(), at(3, 9), limit=Limit.parse("15wd"))
        assert change == Recalculation(at(3, 16, 18), at(3, 26, 18), applied=True)

    def test_a_limit_changed_before_stays_changed(self) -> None:
        both = {
            "old_due_at": at(3, 12, 18),
            "due_at": at(3, 24, 18),
            "applied": True,
            "limit": Limit.parse("15wd"),
        }
        ledger = entries(start(at(3, 3)), (Kind.RECALC, at(3, 4), both))
        assert recalculation(ledger, official(), at(3, 9)) is None
        assert due_of(ledger, official(), at(3, 9)).limit == Limit.parse("15wd")

    def test_each_entry_is_counted_by_the_calendar_it_names(self) -> None:
        ledger = entries(start(at(3, 3), calendar_version=self.typhoon.version))
        versions: dict[str, Calendar] = {self.typhoon.version: self.typhoon}
        assert due_of(ledger, official(), at(3, 4), versions).due_at == at(3, 16, 18)
        assert due_of(ledger, official(), at(3, 4)).due_at == at(3, 12, 18)

    @staticmethod
    def old() -> dict[str, Calendar]:
        return {"": official()}


def test_a_state_is_the_same_however_often_it_is_derived() -> None:
    ledger = entries(start(at(3, 3)), (Kind.PAUSE, at(3, 4)), (Kind.RESUME, at(3, 9)))
    now = at(3, 9) + timedelta(hours=1)
    assert due_of(ledger, official(), now) == due_of(tuple(ledger), official(), now)

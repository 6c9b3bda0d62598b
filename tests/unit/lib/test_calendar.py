"""How a calendar counts: layers, hours, half days, unknown years, and the words it finds for a date."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from qinqing.lib.workdays import (
    DEFAULT_SCHEDULE,
    Calendar,
    CalendarFault,
    DayEntry,
    Layer,
    Mark,
    Receipt,
    Schedule,
    official_layers,
    official_years,
)
from tests.unit.lib.calendars import at, calendar, document, half_day, official, rest


def one_year(**changes: object) -> dict[str, Any]:
    year = {
        "source": "通知",
        "workdays": 261,
        "rest": {"元旦": [date(2027, 1, 1)]},
        "work": [date(2027, 1, 3)],
    }
    return {"version": "t", "years": {2027: year | changes}}


class TestDays:
    def test_the_day_of_the_start_does_not_count(self) -> None:
        assert official().add_workdays(at(3, 3, 0, 1), 1).at == at(3, 4, 18)
        assert official().add_workdays(at(3, 3, 23, 59), 1).at == at(3, 4, 18)

    def test_a_start_on_a_rest_day_is_due_after_the_same_number_of_days(self) -> None:
        assert official().add_workdays(at(3, 7), 1).at == at(3, 9, 18)

    def test_an_area_may_treat_a_rest_day_start_as_received_next_working_day(self) -> None:
        later = calendar(schedules=(replace(DEFAULT_SCHEDULE, receipt=Receipt.REST),))
        assert later.add_workdays(at(3, 7), 1).at == at(3, 10, 18)
        assert later.add_workdays(at(3, 6), 1).at == at(3, 9, 18)

    def test_an_area_may_treat_what_comes_after_closing_as_received_next_working_day(self) -> None:
        later = calendar(schedules=(replace(DEFAULT_SCHEDULE, receipt=Receipt.CLOSED),))
        assert later.add_workdays(at(3, 6, 18), 1).at == at(3, 9, 18)
        assert later.add_workdays(at(3, 6, 18, 1), 1).at == at(3, 10, 18)
        assert later.add_workdays(at(3, 6, 13), 1).at == at(3, 9, 18)
        assert later.add_workdays(at(3, 7), 1).at == at(3, 10, 18)
        assert later.add_workdays(at(3, 6, 18, 1), 0).at == at(3, 9, 18)

    def test_zero_days_is_the_close_of_the_same_business_day(self) -> None:
        assert official().add_workdays(at(3, 3, 18), 0).at == at(3, 3, 18)
        assert official().add_workdays(at(3, 3, 18, 1), 0).at == at(3, 4, 18)
        assert official().add_workdays(at(3, 7), 0).at == at(3, 9, 18)

    def test_the_start_may_come_in_any_zone(self) -> None:
        assert official().add_workdays(datetime(2026, 3, 3, 17, tzinfo=UTC), 1).at == at(3, 5, 18)

    def test_a_naive_moment_is_refused(self) -> None:
        with pytest.raises(ValueError, match="时区"):
            official().add_workdays(datetime(2026, 3, 3, 17), 1)  # noqa: DTZ001

    def test_the_days_before_a_day_are_found(self) -> None:
        assert official().workday_from(date(2026, 2, 24), -1) == date(2026, 2, 14)
        assert official().workday_from(date(2026, 1, 4), -1) == date(2025, 12, 31)
        assert official().workday_from(date(2026, 1, 1), -1) == date(2025, 12, 31)

    @pytest.mark.parametrize("n", [0, 10_001, -10_001])
    def test_a_number_of_days_no_limit_has_is_refused(self, n: int) -> None:
        with pytest.raises(ValueError, match="工作日数"):
            official().workday_from(date(2026, 3, 3), n)

    def test_days_between_are_signed(self) -> None:
        assert official().workdays_between(date(2026, 2, 12), date(2026, 2, 28)) == 7
        assert official().workdays_between(date(2026, 2, 28), date(2026, 2, 12)) == -7


class TestLayers:
    def test_an_area_override_stands_above_the_national_days(self) -> None:
        closed = calendar(rest(date(2026, 2, 14)))
        assert not closed.is_workday(date(2026, 2, 14))
        open_again = calendar(DayEntry(date(2026, 2, 16), works=True, source="通告"))
        assert open_again.is_workday(date(2026, 2, 16))

    def test_a_national_rest_day_stands_above_a_make_up_day(self) -> None:
        on = date(2026, 2, 14)
        layers = (
            Layer.of("rest", [DayEntry(on, False, "a")]),
            Layer.of("make-up", [DayEntry(on, True, "b")]),
        )
        assert not Calendar("v", layers, frozenset({2026})).is_workday(on)

    def test_an_entry_keeps_its_document(self) -> None:
        entry = official().entry(date(2026, 2, 16))
        assert entry is not None
        assert entry.name == "春节"
        assert "国办发明电〔2025〕7号" in entry.source

    def test_two_entries_about_one_day_in_a_layer_are_refused(self) -> None:
        with pytest.raises(CalendarFault, match="重复"):
            Layer.of("area", [rest(date(2026, 3, 3)), rest(date(2026, 3, 3))])

    def test_a_rest_day_with_hours_is_refused(self) -> None:
        with pytest.raises(CalendarFault, match="休息日"):
            calendar(DayEntry(date(2026, 3, 3), works=False, source="通告", closes=time(12)))

    def test_a_working_day_without_hours_is_refused(self) -> None:
        with pytest.raises(CalendarFault, match="没有办公时间"):
            calendar(half_day(date(2026, 3, 3), closes=time(9)))


class TestHours:
    def test_minutes_run_only_inside_business(self) -> None:
        assert official().work_minutes_between(at(3, 3, 11), at(3, 3, 15)) == 120
        assert official().work_minutes_between(at(3, 6, 17), at(3, 9, 10)) == 120

    def test_a_remainder_that_ends_with_business_ends_at_the_closing(self) -> None:
        assert official().add_work_minutes(at(3, 3, 17), 60).at == at(3, 3, 18)
        assert official().add_work_minutes(at(3, 3, 11), 60).at == at(3, 3, 12)
        assert official().add_work_minutes(at(3, 3, 17), 61).at == at(3, 4, 9, 1)

    def test_four_working_hours_before_the_spring_festival_end_after_it(self) -> None:
        assert official().add_work_minutes(at(2, 14, 17), 240).at == at(2, 24, 12)

    def test_minutes_run_on_over_the_new_year(self) -> None:
        assert official().add_work_minutes(at(12, 31, 17, 59, year=2025), 1).at == at(12, 31, 18, year=2025)
        assert official().add_work_minutes(at(12, 31, 17, 59, year=2025), 2).at == at(1, 4, 9, 1)
        assert official().work_minutes_between(at(12, 31, 17, year=2025), at(1, 4)) == 120

    def test_minutes_reach_as_far_as_a_limit_may(self) -> None:
        most = 10_000 * 24 * 60
        assert (
            official().work_minutes_between(at(3, 3), official().add_work_minutes(at(3, 3), most).at) == most
        )
        for too_many in (most + 1, -most - 1):
            with pytest.raises(ValueError, match="超出范围"):
                official().add_work_minutes(at(3, 3), too_many)

    def test_zero_minutes_is_the_start_itself(self) -> None:
        assert official().add_work_minutes(at(3, 7, 3), 0).at == at(3, 7, 3)

    def test_minutes_go_back_too(self) -> None:
        assert official().add_work_minutes(at(3, 9, 10), -120).at == at(3, 6, 17)

    def test_a_minute_begun_counts_for_nothing(self) -> None:
        assert official().work_minutes_between(at(3, 3, 10, 0, 59), at(3, 3, 10, 1, 1)) == 1
        assert official().work_minutes_between(at(3, 3, 10, 0, 1), at(3, 3, 10, 0, 59)) == 0

    def test_what_is_early_is_not_late(self) -> None:
        assert official().work_minutes_after(at(3, 3, 18), at(3, 3, 12)) == 0
        assert official().work_minutes_after(at(3, 3, 18), at(3, 4, 9, 30)) == 30

    def test_a_half_day_closes_early_and_counts_as_a_day(self) -> None:
        half = calendar(half_day(date(2026, 3, 4), closes=time(12)))
        assert half.add_workdays(at(3, 3), 1).at == at(3, 4, 12)
        assert half.work_minutes_between(at(3, 4, 0), at(3, 5, 0)) == 180

    def test_summer_hours_hold_from_their_date(self) -> None:
        summer = Schedule.all_year(date(2026, 6, 1), ((time(8, 30), time(11, 30)), (time(15), time(18, 30))))
        winter = Schedule.all_year(date(2026, 1, 1), ((time(9), time(12)), (time(14), time(17, 30))))
        dated = calendar(schedules=(summer, winter))
        assert dated.closing(date(2026, 5, 29)) == at(5, 29, 17, 30)
        assert dated.closing(date(2026, 6, 1)) == at(6, 1, 18, 30)
        assert dated.opening(date(2026, 6, 1)) == at(6, 1, 8, 30)
        assert dated.business_hours(date(2025, 12, 31)) == winter.intervals(date(2025, 12, 31))

    def test_a_rest_day_has_no_closing(self) -> None:
        assert official().business_hours(date(2026, 3, 7)) == ()
        with pytest.raises(ValueError, match="不是工作日"):
            official().closing(date(2026, 3, 7))

    @pytest.mark.parametrize(
        "intervals",
        [
            (),
            ((time(12), time(9)),),
            ((time(9), time(12)), (time(11), time(18))),
            ((time(9), time(9)),),
            ((time(9), time(9, 0, 30)),),
            ((time(9), time(12, 0, 0, 1)),),
        ],
    )
    def test_hours_out_of_order_are_refused(self, intervals: tuple[tuple[time, time], ...]) -> None:
        with pytest.raises(CalendarFault, match="办公时段"):
            Schedule.all_year(date.min, intervals)


class TestUnknownYears:
    def test_a_due_date_in_an_unknown_year_is_provisional(self) -> None:
        assert official().add_workdays(at(12, 30), 2).provisional
        assert not official().add_workdays(at(12, 30), 1).provisional

    def test_a_count_that_crosses_an_unknown_year_is_provisional(self) -> None:
        assert official().is_provisional(date(2016, 12, 31), date(2017, 1, 1))
        assert official().add_work_minutes(at(12, 31, 17), 90).provisional

    def test_fixed_holidays_rest_in_an_unknown_year_and_others_do_not(self) -> None:
        rests = [date(2027, 1, 1), date(2028, 5, 1), date(2028, 5, 2), date(2027, 10, 1), date(2029, 10, 3)]
        assert not any(official().is_workday(day) for day in rests)
        assert official().is_workday(date(2027, 10, 4))
        assert official().is_workday(date(2027, 2, 8))

    def test_known_years_do_not_take_the_fixed_holidays_of_themselves(self) -> None:
        bare = Calendar("v", (), frozenset({2026}))
        assert bare.is_workday(date(2026, 1, 1))

    def test_every_result_names_the_calendar(self) -> None:
        assert official().add_workdays(at(3, 3), 1).calendar_version == official().version


class TestOfficialDocument:
    def test_a_new_year_is_read(self) -> None:
        rest_days, make_up = official_layers(one_year())
        assert rest_days.days[date(2027, 1, 1)].name == "元旦"
        assert make_up.days[date(2027, 1, 3)].works

    @pytest.mark.parametrize("written", ["2027-01-03", datetime(2027, 1, 3, tzinfo=UTC)])
    def test_dates_may_be_written_as_text_or_with_a_time(self, written: object) -> None:
        assert list(official_layers(one_year(work=[written]))[1].days) == [date(2027, 1, 3)]

    def test_years_may_be_written_as_text(self) -> None:
        year = one_year()["years"][2027]
        assert official_years({"years": {"2027": year}}) == {2027}
        assert date(2027, 1, 1) in official_layers({"years": {"2027": year}})[0].days

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"workdays": 250}, "应有250个工作日，按所列日期算得261个"),
            ({"rest": {"元旦": [date(2026, 1, 1)]}}, "出现了2026-01-01"),
            ({"rest": {"元旦": [date(2027, 1, 2)]}}, "2027-01-02是周末"),
            ({"work": [date(2027, 1, 4)]}, "2027-01-04是工作日"),
            ({"rest": {"元旦": [date(2027, 1, 1)], "春节": [date(2027, 1, 1)]}}, "重复"),
        ],
    )
    def test_a_year_that_contradicts_itself_is_refused(self, changes: dict[str, object], said: str) -> None:
        with pytest.raises(CalendarFault, match=said):
            official_layers(one_year(**changes))

    @pytest.mark.parametrize(
        "parsed",
        [
            {},
            {"years": 2027},
            {"years": [2027]},
            {"years": {"次年": {}}},
            {"years": {2027: None}},
            {"years": {2027: {"rest": {}}}},
            one_year(rest={"元旦": ["元月一日"]}),
            one_year(rest={"元旦": 20270101}),
            one_year(work=[20270103]),
            one_year(workdays="许多"),
        ],
    )
    def test_what_is_no_such_document_is_refused_with_its_form(self, parsed: dict[str, object]) -> None:
        with pytest.raises(CalendarFault, match="写法应为"):
            official_layers(parsed)

    def test_every_shipped_year_states_its_working_days_and_its_source(self) -> None:
        assert all(year["workdays"] and year["source"] for year in document()["years"].values())


class TestExplanation:
    def test_the_sentence_says_what_was_counted_and_what_was_not(self) -> None:
        assert official().explain(at(2, 12), 7).sentence() == (
            "2月12日收到，当天不算；按7个工作日数到2月28日（周六补班）18:00；"
            "2月15日至23日春节放假不算；2月14日补班照算"
        )

    def test_ordinary_weekends_are_named_once(self) -> None:
        assert official().explain(at(3, 3), 15).sentence() == (
            "3月3日收到，当天不算；按15个工作日数到3月24日18:00；周末不算"
        )

    def test_an_unknown_year_is_said(self) -> None:
        assert official().explain(at(12, 30), 7).sentence() == (
            "12月30日收到，当天不算；按7个工作日数到2027年1月11日18:00；"
            "2027年1月1日至3日元旦放假不算；其余周末不算；2027年放假安排未录入，日期暂定"
        )

    def test_receipt_on_a_rest_day_is_said_where_the_area_moves_it(self) -> None:
        assert calendar(schedules=(replace(DEFAULT_SCHEDULE, receipt=Receipt.REST),)).explain(
            at(3, 7), 1
        ).sentence() == (
            "3月7日收到，休息日收到的按3月9日收到，当天不算；按1个工作日数到3月10日18:00；周末不算"
        )

    def test_receipt_after_closing_is_said_and_no_weekend_is_made_of_it(self) -> None:
        later = calendar(schedules=(replace(DEFAULT_SCHEDULE, receipt=Receipt.CLOSED),))
        assert later.explain(at(3, 3, 20), 1).sentence() == (
            "3月3日收到，下班后收到的按3月4日收到，当天不算；按1个工作日数到3月5日18:00"
        )
        told = later.explain(at(3, 3, 20), 1)
        assert [day.mark for day in told.days] == [Mark.LATE, Mark.RECEIVED, Mark.COUNTED]

    def test_hours_that_somebody_decided_are_said_with_their_document(self) -> None:
        own = replace(DEFAULT_SCHEDULE, effective_from=date(2026, 3, 4), source="青府办〔2026〕12号")
        dated = calendar(schedules=(DEFAULT_SCHEDULE, own))
        assert "办公时间" not in dated.explain(at(3, 2), 1).sentence()
        assert dated.explain(at(3, 3), 1).sentence() == (
            "3月3日收到，当天不算；按1个工作日数到3月4日18:00；"
            "那天的办公时间 09:00–12:00、14:00–18:00（青府办〔2026〕12号）"
        )

    def test_a_typhoon_day_is_named_with_its_document(self) -> None:
        told = calendar(rest(date(2026, 3, 4))).explain(at(3, 3), 1)
        assert told.sentence() == ("3月3日收到，当天不算；按1个工作日数到3月5日18:00；3月4日台风放假不算")
        assert told.rests[0].source == "市政府通告"

    def test_the_same_day_is_explained(self) -> None:
        assert official().explain(at(3, 3), 0).sentence() == "3月3日收到；当天办，到3月3日18:00"

    def test_each_day_of_the_span_stands_once_with_its_mark(self) -> None:
        told = official().explain(at(2, 12), 7)
        assert [day.on for day in told.days] == [date(2026, 2, 12) + timedelta(days=i) for i in range(17)]
        assert told.days[0].mark is Mark.RECEIVED
        assert [day.number for day in told.counted] == [1, 2, 3, 4, 5, 6, 7]
        assert [day.on.day for day in told.make_ups] == [14, 28]
        assert len(told.rests) == 9
        assert not told.provisional

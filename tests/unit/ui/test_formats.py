"""One format each, from one place."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.ui import formats

TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 6, 42, tzinfo=UTC)  # 14:42 in Shanghai


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=formats.ZONE)


@pytest.mark.parametrize(
    ("on", "written"),
    [
        (date(2026, 3, 2), "3月2日 周一"),
        (date(2026, 12, 31), "12月31日 周四"),
        (date(2025, 12, 4), "2025年12月4日"),
        (date(2027, 1, 1), "2027年1月1日"),
        (None, "—"),
    ],
)
def test_a_day_carries_its_weekday_this_year_and_its_year_otherwise(on, written):
    assert formats.day(on, TODAY) == written


@pytest.mark.parametrize(
    ("on", "written"),
    [
        (date(2026, 3, 9), "昨天"),
        (date(2026, 3, 10), "今天"),
        (date(2026, 3, 11), "明天"),
        (date(2026, 3, 12), "3月12日 周四"),
        (None, "—"),
    ],
)
def test_near_days_have_names(on, written):
    assert formats.near_day(on, TODAY) == written


def test_near_days_have_names_across_the_turn_of_the_year():
    assert formats.near_day(date(2026, 1, 1), date(2025, 12, 31)) == "明天"


def test_the_head_of_a_page_has_year_and_weekday():
    assert formats.long_day(TODAY) == "2026年3月10日 周二"


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2026, 3, 16), date(2026, 3, 20), "3月16日至20日"),
        (date(2026, 3, 30), date(2026, 4, 2), "3月30日至4月2日"),
        (date(2025, 3, 30), date(2025, 4, 2), "2025年3月30日至4月2日"),
        (date(2025, 12, 30), date(2026, 1, 2), "2025年12月30日至2026年1月2日"),
        (date(2026, 3, 16), date(2026, 3, 16), "3月16日"),
    ],
)
def test_a_range_says_nothing_twice(first, last, written):
    assert formats.days(first, last, TODAY) == written


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (at(2026, 3, 13, 18, 0), "3月13日 周五 18:00"),
        (at(2026, 3, 10, 9, 5), "今天 09:05"),
        (datetime(2026, 3, 10, 16, 30, tzinfo=UTC), "明天 00:30"),
        (at(2025, 12, 4, 16, 5), "2025年12月4日 16:05"),
        (None, "—"),
    ],
)
def test_a_moment_is_shown_in_shanghai_whatever_zone_it_is_kept_in(moment, written):
    assert formats.moment(moment, NOW) == written


def test_today_begins_at_midnight_in_shanghai_not_in_greenwich():
    late = datetime(2026, 3, 10, 17, 0, tzinfo=UTC)  # the 11th, 01:00 in Shanghai
    assert formats.moment(at(2026, 3, 11, 9, 0), late) == "今天 09:00"


@pytest.mark.parametrize("said", [formats.day, formats.short_day])
def test_a_moment_where_a_day_is_asked_for_is_the_day_it_has_in_shanghai(said):
    late = datetime(2026, 3, 11, 18, 30, tzinfo=UTC)
    assert said(late, TODAY) == said(date(2026, 3, 12), TODAY)
    assert formats.full_day(late) == "2026年3月12日"


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        formats.moment(datetime(2026, 3, 10, 9, 0), NOW)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("count", "long", "short"),
    [
        (2, "还剩 2 个工作日", "剩 2 天"),
        (0, "今天到期", "今天"),
        (-6, "已过 6 个工作日", "过 6 天"),
    ],
)
def test_working_days_left_and_over(count, long, short):
    assert formats.workdays_left(count) == long
    assert formats.workdays_left_short(count) == short


@pytest.mark.parametrize(
    ("count", "long", "short"),
    [
        (80, "还剩 1 小时 20 分", "剩 1:20"),
        (120, "还剩 2 小时", "剩 2:00"),
        (5, "还剩 5 分", "剩 0:05"),
        (0, "马上到期", "剩 0:00"),
        (-40, "已过 40 分", "过 0:40"),
    ],
)
def test_hours_and_minutes_left_and_over(count, long, short):
    assert formats.minutes_left(count) == long
    assert formats.minutes_left_short(count) == short


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (860_000_000, "860 万元"),
        (12_000_000_000, "1.2 亿元"),
        (4_200_000_000, "4,200 万元"),
        (7_400_000, "7.4 万元"),
        (320_000, "3,200 元"),
        (1_250, "12.5 元"),
        (0, "0 元"),
        (-860_000_000, "−860 万元"),
        (None, "—"),
        (Decimal("8600000"), "860 万元"),
        (Decimal("12345.67"), "1.23 万元"),
    ],
)
def test_an_amount_is_read_in_wan_or_yi(value, written):
    assert formats.amount(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("9999.99"), "9,999.99 元"),
        (Decimal("9999.996"), "1 万元"),
        (Decimal("99999949"), "9,999.99 万元"),
        (Decimal("99999950"), "1 亿元"),
    ],
)
def test_an_amount_never_rounds_up_to_ten_thousand_of_the_lower_unit(value, written):
    assert formats.amount(value) == written


def test_an_amount_of_another_currency_keeps_its_name_behind_the_unit():
    assert formats.amount(120_000_000, "美元") == "120 万美元"


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_the_exact_amount_loses_no_fen(fen):
    digits = formats.exact_amount(fen).removesuffix(" 元").replace(",", "").replace("−", "-")
    assert int(Decimal(digits) * 100) == fen


@given(st.integers(min_value=0, max_value=10**14))
def test_a_larger_amount_is_never_written_smaller(fen):
    unit = {"元": 1, "万元": 10**4, "亿元": 10**8}

    def read(text: str) -> Decimal:
        number, name = text.split()
        return Decimal(number.replace(",", "")) * unit[name]

    assert read(formats.amount(fen)) <= read(formats.amount(fen + 100))


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("13812342046", "138****2046"),
        ("138 1234 2046", "138****2046"),
        ("08711234567", "*******4567"),
        ("110", "***"),
        ("", "—"),
    ],
)
def test_a_phone_number_hides_its_middle(number, written):
    assert formats.masked_phone(number) == written


def test_a_masked_address_keeps_its_first_letter_and_domain():
    assert formats.masked_email("chen@example.cn") == "c***@example.cn"
    assert formats.masked_email("") == ""


@given(st.text(min_size=1), st.integers(0, 6), st.integers(0, 6))
def test_a_mask_keeps_the_length_and_shows_no_more_than_head_and_tail(text, head, tail):
    hidden = formats.masked(text, head, tail)
    assert len(hidden) == len(text)
    assert set(hidden[head : len(hidden) - tail]) <= {"*"}


def test_counts_have_commas_and_nothing_known_is_a_dash():
    assert formats.counted(2318, "家") == "2,318 家"
    assert formats.thousands(None) == "—"
    assert formats.workdays(19) == "19 个工作日"


def test_a_share_of_nothing_is_a_dash_not_zero():
    assert formats.percent(311, 354) == "88%"
    assert formats.percent(1, 8) == "13%"
    assert formats.percent(0, 0) == "—"


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(220, 221, "99%"), (221, 221, "100%"), (1, 300, "1%"), (0, 300, "0%"), (300, 200, "150%")],
)
def test_all_alone_is_a_hundred_per_cent_and_none_alone_is_nought(part: int, whole: int, said: str) -> None:
    assert formats.percent(part, whole) == said


def test_characters_are_counted_without_spaces():
    assert formats.characters("路灯 已修好。\n") == "6 字"


@pytest.mark.parametrize(("count", "written"), [(640, "640 字节"), (84_000, "82 KB"), (1_258_291, "1.2 MB")])
def test_a_file_size_is_read_in_its_unit(count, written):
    assert formats.file_size(count) == written

"""Figures of a year as offices write them, which source counts, and the class they give."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.rules import Statement
from qinqing.domains.enterprises.terms import FactSource, Measure
from qinqing.lib.size_class import SizeClass
from qinqing.lib.spreadsheets import Unreadable

TODAY = date(2026, 3, 2)
DAY = date(2026, 1, 31)


def said(year: int, source: FactSource = FactSource.FIRM, **values: int) -> Statement:
    return Statement(year, source, DAY, {Measure(name): value for name, value in values.items()})


@pytest.mark.parametrize(
    ("text", "heading", "yuan"),
    [
        ("1,137.5万元", "", "11375000.00"),
        ("0.8亿", "", "80000000.00"),
        ("500", "营业收入（万元）", "5000000.00"),
        ("500", "营业收入(亿元)", "50000000000.00"),
        ("500", "营业收入（单位：元）", "500.00"),
        ("1，137．5", "产值（万元）", "11375000.00"),
        ("-20万元", "", "-200000.00"),
        ("-20", "利润（万元）", "-200000.00"),
        ("3000元", "营业收入（万元）", "3000.00"),
        ("0", "", "0.00"),
    ],
)
def test_money_is_read_with_the_unit_beside_it_or_above_it(text: str, heading: str, yuan: str) -> None:
    assert rules.money_of(text, heading) == Decimal(yuan)


@pytest.mark.parametrize("text", ["", "N/A", "—", "无", "未填"])
def test_nothing_stated_is_nothing(text: str) -> None:
    assert rules.money_of(text) is None
    assert rules.count_of(text) is None


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("500", ""),
        ("500", "营业收入"),
        ("约500万", ""),
        ("五百万", ""),
        ("1.2.3万", ""),
        ("9" * 40, "（元）"),
    ],
)
def test_money_that_cannot_be_read_surely_is_refused(text: str, heading: str) -> None:
    with pytest.raises(Unreadable):
        rules.money_of(text, heading)


@pytest.mark.parametrize(("text", "count"), [("1,230人", 1230), ("56", 56), ("１２", 12), ("7.0", 7)])
def test_people_are_counted(text: str, count: int) -> None:
    assert rules.count_of(text) == count


@pytest.mark.parametrize("text", ["十几人", "-3", "1.5", "99999999"])
def test_what_is_no_number_of_people_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        rules.count_of(text)


@pytest.mark.parametrize(
    ("text", "year"), [("2025", 2025), ("2025年", 2025), ("2025年度", 2025), ("2025.0", 2025)]
)
def test_a_year_is_read(text: str, year: int) -> None:
    assert rules.year_of(text, TODAY) == year


@pytest.mark.parametrize("text", ["2027", "1989", "25", "去年", ""])
def test_a_year_that_has_not_begun_or_is_none_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        rules.year_of(text, TODAY)


def test_of_each_measure_the_most_reliable_source_counts() -> None:
    found = rules.by_year(
        [
            said(2025, FactSource.FIRM, staff=90, revenue=5, tax=1),
            said(2025, FactSource.STATISTICS, staff=80),
            said(2025, FactSource.TAX, revenue=4),
            said(2024, FactSource.FIRM, staff=70),
        ]
    )
    assert list(found) == [2025, 2024]
    latest = {measure: (one.value, one.source) for measure, one in found[2025].items()}
    assert latest == {
        Measure.STAFF: (80, FactSource.STATISTICS),
        Measure.REVENUE: (4, FactSource.TAX),
        Measure.TAX: (1, FactSource.FIRM),
    }


def test_the_class_rests_on_the_latest_year_that_decides_it() -> None:
    whole = said(2024, staff=350, revenue=30_000_000)
    assert rules.size_of("39", [whole])[0].size is SizeClass.MEDIUM
    verdict, year = rules.size_of("39", [whole, said(2025, staff=500)])
    assert (verdict.size, year) == (SizeClass.MEDIUM, 2024)
    verdict, year = rules.size_of("39", [whole, said(2025, staff=10)])
    assert (verdict.size, year) == (SizeClass.MICRO, 2025)


def test_without_a_class_the_latest_year_says_what_it_lacks() -> None:
    assert rules.size_of("39", [])[0].why == "还没有年度数据"
    assert rules.size_of("39", [said(2025, staff=500)])[0].why == "还缺营业收入"


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({}, "至少填一项数据"),
        ({"revenue": -1}, "营业收入不能是负数"),
        ({"staff": 5, "rnd_staff": 6}, "研发人员比期末从业人员还多"),
        ({"profit": -1}, ""),
        ({"rnd_staff": 6}, ""),
    ],
)
def test_what_contradicts_itself_is_seen(values: dict[str, int], fault: str) -> None:
    assert rules.fault_of({Measure(name): value for name, value in values.items()})[1] == fault


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        ("staff", 19, "不到 20 人"),
        ("staff", 20, "20 人—100 人"),
        ("staff", 1_000, "1,000 人以上"),
        ("revenue", 0, "不到 100 万元"),
        ("revenue", 20_000_000, "2,000 万元—1 亿元"),
        ("revenue", 5_000_000_000, "10 亿元以上"),
        ("profit", -3, "亏损"),
    ],
)
def test_a_range_says_no_more_than_a_range(measure: str, value: int, words: str) -> None:
    assert rules.range_of(Measure(measure), value) == words


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_ranges_stand_in_the_order_of_the_figures(one: int, two: int) -> None:
    order = [0, 10**6, 5 * 10**6, 2 * 10**7, 10**8, 4 * 10**8, 10**9]
    words = [rules.range_of(Measure.REVENUE, value) for value in order]
    assert len(set(words)) == len(order)
    low, high = sorted((one, two))
    assert words.index(rules.range_of(Measure.REVENUE, low)) <= words.index(
        rules.range_of(Measure.REVENUE, high)
    )


@given(st.text(max_size=20), st.sampled_from(["", "（万元）", "(亿元)"]))
def test_no_text_breaks_the_reading(text: str, heading: str) -> None:
    for read in (lambda: rules.money_of(text, heading), lambda: rules.count_of(text)):
        try:
            value = read()
        except Unreadable:
            continue
        assert value is None or value == value

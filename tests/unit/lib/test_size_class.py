"""The official classes, line by line of the table, at each bound and one below it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.lib.size_class import TABLE, Indicator, Line, SizeClass, classify, lines_of

STAFF, REVENUE, ASSETS = Indicator.STAFF, Indicator.REVENUE, Indicator.ASSETS
WAN = 10_000
ORDER = list(SizeClass)

PRINTED = """
01 - 20000/500/50 -
34 1000/300/20 40000/2000/300 -
06 1000/300/20 40000/2000/300 -
46 1000/300/20 40000/2000/300 -
47 - 80000/6000/300 80000/5000/300
51 200/20/5 40000/5000/1000 -
52 300/50/10 20000/500/100 -
54 1000/300/20 30000/3000/200 -
591 1000/300/20 30000/3000/200 -
5920 200/100/20 30000/1000/100 -
60 1000/300/20 30000/2000/100 -
61 300/100/10 10000/2000/100 -
62 300/100/10 10000/2000/100 -
63 2000/100/10 100000/1000/100 -
64 2000/100/10 100000/1000/100 -
65 300/100/10 10000/1000/50 -
7010 - 200000/1000/100 10000/5000/2000
702 1000/300/100 5000/1000/500 -
71 300/100/10 - 120000/8000/100
72 300/100/10 - 120000/8000/100
73 300/100/10 - -
80 300/100/10 - -
85 300/100/10 - -
90 300/100/10 - -
703 300/100/10 - -
"""
"""Copied from the printed table a second time, apart from the code: industry, staff, revenue, assets."""

ROWS = [line.split() for line in PRINTED.strip().split("\n")]


def bounds_of(row: list[str]) -> dict[Indicator, list[int]]:
    found = {}
    for indicator, text in zip((STAFF, REVENUE, ASSETS), row[1:], strict=True):
        if text != "-":
            unit = 1 if indicator is STAFF else WAN
            found[indicator] = [int(bound) * unit for bound in text.split("/")]
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
@pytest.mark.parametrize("place", range(3))
def test_at_every_bound_the_class_is_reached_and_one_below_it_is_not(row: list[str], place: int) -> None:
    bounds = bounds_of(row)
    at = {indicator: some[place] for indicator, some in bounds.items()}
    assert classify(row[0], at).size is ORDER[place]
    for indicator in bounds:
        below = {**at, indicator: at[indicator] - 1}
        assert ORDER.index(classify(row[0], below).size or SizeClass.LARGE) == place + 1 or len(bounds) == 1


@pytest.mark.parametrize(
    ("code", "staff", "revenue", "size"),
    [
        ("39", 1_200, 39_999, SizeClass.MEDIUM),
        ("39", 19, 500_000, SizeClass.MICRO),
        ("39", 5_000, 299, SizeClass.MICRO),
        ("51", 200, 4_999, SizeClass.SMALL),
    ],
)
def test_who_misses_one_bound_stands_lower(code: str, staff: int, revenue: int, size: SizeClass) -> None:
    assert classify(code, {STAFF: staff, REVENUE: Decimal(revenue) * WAN}).size is size


def test_without_all_indicators_nothing_is_guessed() -> None:
    verdict = classify("39", {STAFF: 500})
    assert (verdict.size, verdict.lacks, verdict.why) == (None, (REVENUE,), "还缺营业收入")


def test_one_indicator_is_enough_where_the_other_cannot_change_it() -> None:
    assert classify("39", {STAFF: 3}).size is SizeClass.MICRO


@pytest.mark.parametrize("code", ["53", "66", "83", "84", "91", "97", "704"])
def test_what_the_method_leaves_out_has_no_class(code: str) -> None:
    assert classify(code, {STAFF: 1, REVENUE: 1, ASSETS: 1}).why == "这个行业不在划分办法里"


def test_a_division_of_several_lines_needs_the_third_digit() -> None:
    known = {STAFF: 150, REVENUE: 5_000 * WAN, ASSETS: 9_000 * WAN}
    assert classify("59", known).why == "行业代码要写到三位，才分得清是交通运输业还是仓储业"
    assert classify("5920", known).size is SizeClass.MEDIUM
    assert classify("591", known).size is SizeClass.SMALL


def test_a_division_of_several_lines_that_agree_has_their_class() -> None:
    assert classify("59", {STAFF: 3, REVENUE: 0}).size is SizeClass.MICRO


def test_no_industry_has_no_class() -> None:
    assert classify("", {STAFF: 3}).why == "没有行业代码"


def test_no_industry_of_three_digits_belongs_to_two_lines() -> None:
    assert [code for n in range(1_000) if len(lines_of(code := f"{n:03}")) > 1] == []


amounts = st.integers(0, 3_000_000)
lines = st.sampled_from(TABLE)


@given(lines, amounts, amounts, amounts)
def test_more_of_anything_never_makes_one_smaller(line: Line, one: int, two: int, more: int) -> None:
    code = line.industries[0]
    before = classify(code, {STAFF: one, REVENUE: two * WAN, ASSETS: two * WAN}).size
    after = classify(code, {STAFF: one + more, REVENUE: (two + more) * WAN, ASSETS: (two + more) * WAN}).size
    assert before is not None
    assert after is not None
    assert ORDER.index(after) <= ORDER.index(before)


@given(lines, amounts, amounts, amounts)
def test_a_class_given_with_little_knowledge_is_the_one_given_with_all(
    line: Line, staff: int, revenue: int, assets: int
) -> None:
    whole = {STAFF: staff, REVENUE: revenue * WAN, ASSETS: assets * WAN}
    full = classify(line.industries[0], whole).size
    for indicator in whole:
        part = classify(line.industries[0], {k: v for k, v in whole.items() if k is not indicator}).size
        assert part in (None, full)

"""Figures of a year: how they are read, which of several sources counts, and the class they give."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qinqing.domains.enterprises.terms import COUNTED, FactSource, Measure
from qinqing.lib.size_class import Indicator, Verdict, classify
from qinqing.lib.spreadsheets import Unreadable, folded, is_absent

FIRST_YEAR = 1990
_MOST = Decimal(10) ** 15
_MOST_PEOPLE = 2_000_000
_MONEY = re.compile(
    r"(-)?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)([百千]?[万亿]|千|百)?元?(?:人民币|整)*"
)
_UNITS = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "百亿": 10, "千亿": 11}
_HEADING_UNIT = re.compile(r"[(（:：]\s*(?:单位[:：]?)?\s*([百千]?[万亿]?元)\s*[)）]?$")
_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?[人名]?")
_YEAR = re.compile(r"((?:19|20)\d{2})年?度?")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says of one year; `values` hold what is said, money in yuan."""

    year: int
    source: FactSource
    stated_on: date
    values: Mapping[Measure, Decimal | int]


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure with who says it and as of when."""

    value: Decimal | int
    source: FactSource
    stated_on: date


_RANK = {source: place for place, source in enumerate(FactSource)}


def by_year(statements: Iterable[Statement]) -> dict[int, dict[Measure, Stated]]:
    """The figures of each year, the latest first: of each measure that of the most reliable source."""
    found: dict[int, dict[Measure, Stated]] = {}
    for one in sorted(statements, key=lambda said: (-said.year, _RANK[said.source])):
        figures = found.setdefault(one.year, {})
        for measure, value in one.values.items():
            figures.setdefault(measure, Stated(value, one.source, one.stated_on))
    return found


def size_of(industry: str, statements: Iterable[Statement]) -> tuple[Verdict, int | None]:
    """The class by the latest year that decides it, and that year; else why the latest one does not."""
    first: Verdict | None = None
    for year, figures in by_year(statements).items():
        known = {one: figures[Measure(one)].value for one in Indicator if Measure(one) in figures}
        verdict = classify(industry, known)
        if verdict.size is not None:
            return verdict, year
        first = first or verdict
    return first or Verdict(None, why="还没有年度数据"), None


def money_of(text: str, heading: str = "") -> Decimal | None:
    """Money in yuan from `1,137.5万元`, `0.8亿`, or a bare number under a heading with its unit.

    None where nothing is stated; raises Unreadable where something is stated that cannot be read surely.
    """
    if is_absent(text):
        return None
    plain = folded(text).replace("¥", "")
    if re.fullmatch(r"-?[\d,]*\.?\d+", plain) and Decimal(plain.replace(",", "")) != 0:
        unit = _HEADING_UNIT.search(heading)
        if unit is None:
            raise Unreadable(f"金额“{text[:20]}”没有写单位，写成 500万元，或者在表头写（万元）")
        plain += folded(unit[1])
    match = _MONEY.fullmatch(plain)
    if match is None:
        raise Unreadable(f"金额“{text[:20]}”看不懂")
    amount = Decimal(match[2].replace(",", "")).scaleb(_UNITS[match[3]] if match[3] else 0)
    if amount >= _MOST:
        raise Unreadable(f"金额“{text[:20]}”太大")
    return (-amount if match[1] else amount).quantize(Decimal("0.01"))


def count_of(text: str) -> int | None:
    """A number of people, `1,230人`; None where nothing is stated, Unreadable for what is no number."""
    if is_absent(text):
        return None
    match = _COUNT.fullmatch(folded(text))
    if match is None or (count := int(match[1].replace(",", ""))) > _MOST_PEOPLE:
        raise Unreadable(f"人数“{text[:20]}”看不懂")
    return count


def year_of(text: str, today: date) -> int:
    """A year that has begun: `2025`, `2025年`, `2025年度`; raises Unreadable."""
    match = _YEAR.fullmatch(folded(text).removesuffix(".0"))
    if match is None or not FIRST_YEAR <= int(match[1]) <= today.year:
        raise Unreadable(f"年度“{text[:20]}”看不懂，写 {FIRST_YEAR} 到 {today.year} 的年份")
    return int(match[1])


def fault_of(values: Mapping[Measure, Decimal | int]) -> tuple[Measure | None, str]:
    """What contradicts itself in a statement, with the measure it is about; empty if nothing does."""
    if not values:
        return None, "至少填一项数据"
    for measure, value in values.items():
        if value < 0 and measure is not Measure.PROFIT:
            return measure, f"{measure.label}不能是负数"
    if values.get(Measure.RND_STAFF, 0) > values.get(Measure.STAFF, _MOST_PEOPLE):
        return Measure.RND_STAFF, "研发人员比期末从业人员还多"
    return None, ""


_PEOPLE_STEPS = (20, 100, 300, 1_000)
_WAN, _YI = Decimal(10_000), Decimal(100_000_000)
_MONEY_STEPS = (
    (_WAN * 100, "100 万元"),
    (_WAN * 500, "500 万元"),
    (_WAN * 2_000, "2,000 万元"),
    (_YI, "1 亿元"),
    (_YI * 4, "4 亿元"),
    (_YI * 10, "10 亿元"),
)


def range_of(measure: Measure, value: Decimal | int) -> str:
    """The range a figure lies in, for whoever is to know no more: `2,000 万元—1 亿元`."""
    if value < 0:
        return "亏损"
    if measure in COUNTED:
        steps = [(Decimal(step), f"{step:,} 人") for step in _PEOPLE_STEPS]
    else:
        steps = list(_MONEY_STEPS)
    below = [words for step, words in steps if value >= step]
    above = [words for step, words in steps if value < step]
    if not below:
        return f"不到 {above[0]}"
    return f"{below[-1]}—{above[0]}" if above else f"{below[-1]}以上"

"""Large, medium, small or micro, as the statistics count it.

Source: 国家统计局《统计上大中小微型企业划分办法（2017）》, 国统字〔2017〕213号. Large, medium and small
have to reach the lower bounds of every indicator of their line, else they stand one class lower; micro is the
rest. Which groups of a division belong to which line is read from the notes below the table of that document.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from qinqing.lib.terms import Term

SOURCE = "《统计上大中小微型企业划分办法（2017）》，国统字〔2017〕213号"


class SizeClass(Term):
    """The four classes, the largest first."""

    LARGE = "large", "大型"
    MEDIUM = "medium", "中型"
    SMALL = "small", "小型"
    MICRO = "micro", "微型"


class Indicator(Term):
    """What the classes are told by: people at the end of the year; money in yuan."""

    STAFF = "staff", "期末从业人员"
    REVENUE = "revenue", "营业收入"
    ASSETS = "assets", "资产总额"


_STAFF, _REVENUE, _ASSETS = Indicator.STAFF, Indicator.REVENUE, Indicator.ASSETS
_WAN = 10_000
_ORDER = tuple(SizeClass)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: industries by the first digits of their code, the lower bounds as printed."""

    key: str
    name: str
    industries: tuple[str, ...]
    bounds: Mapping[Indicator, tuple[int, int, int]]


def _codes(first: int, last: int) -> tuple[str, ...]:
    return tuple(f"{number:02}" for number in range(first, last + 1))


TABLE = (
    Line("agriculture", "农、林、牧、渔业", _codes(1, 5), {_REVENUE: (20_000, 500, 50)}),
    Line("industry", "工业", _codes(6, 46), {_STAFF: (1_000, 300, 20), _REVENUE: (40_000, 2_000, 300)}),
    Line(
        "construction",
        "建筑业",
        _codes(47, 50),
        {_REVENUE: (80_000, 6_000, 300), _ASSETS: (80_000, 5_000, 300)},
    ),
    Line("wholesale", "批发业", ("51",), {_STAFF: (200, 20, 5), _REVENUE: (40_000, 5_000, 1_000)}),
    Line("retail", "零售业", ("52",), {_STAFF: (300, 50, 10), _REVENUE: (20_000, 500, 100)}),
    Line(
        "transport",
        "交通运输业",
        (*_codes(54, 58), "591"),
        {_STAFF: (1_000, 300, 20), _REVENUE: (30_000, 3_000, 200)},
    ),
    Line(
        "warehousing",
        "仓储业",
        tuple(f"59{number}" for number in range(2, 10)),
        {_STAFF: (200, 100, 20), _REVENUE: (30_000, 1_000, 100)},
    ),
    Line("postal", "邮政业", ("60",), {_STAFF: (1_000, 300, 20), _REVENUE: (30_000, 2_000, 100)}),
    Line("accommodation", "住宿业", ("61",), {_STAFF: (300, 100, 10), _REVENUE: (10_000, 2_000, 100)}),
    Line("catering", "餐饮业", ("62",), {_STAFF: (300, 100, 10), _REVENUE: (10_000, 2_000, 100)}),
    Line(
        "information_transmission",
        "信息传输业",
        ("63", "64"),
        {_STAFF: (2_000, 100, 10), _REVENUE: (100_000, 1_000, 100)},
    ),
    Line(
        "software_it",
        "软件和信息技术服务业",
        ("65",),
        {_STAFF: (300, 100, 10), _REVENUE: (10_000, 1_000, 50)},
    ),
    Line(
        "real_estate_dev",
        "房地产开发经营",
        ("701",),
        {_REVENUE: (200_000, 1_000, 100), _ASSETS: (10_000, 5_000, 2_000)},
    ),
    Line(
        "property_management",
        "物业管理",
        ("702",),
        {_STAFF: (1_000, 300, 100), _REVENUE: (5_000, 1_000, 500)},
    ),
    Line(
        "leasing_business_services",
        "租赁和商务服务业",
        ("71", "72"),
        {_STAFF: (300, 100, 10), _ASSETS: (120_000, 8_000, 100)},
    ),
    Line(
        "other",
        "其他未列明行业",
        ("703", "709", *_codes(73, 82), "85", *_codes(86, 90)),
        {_STAFF: (300, 100, 10)},
    ),
)
"""Staff in persons, revenue and assets in 万元: the lower bounds of large, medium and small."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The class, or none: `lacks` names the indicators that would decide it, `why` says it in words."""

    size: SizeClass | None
    lacks: tuple[Indicator, ...] = ()
    why: str = ""


def lines_of(code: str) -> tuple[Line, ...]:
    """The lines an industry code of GB/T 4754 (two to four digits) may belong to: several if it is short."""
    return tuple(
        line for line in TABLE if any(code[: len(one)] == one[: len(code)] for one in line.industries)
    )


def classify(code: str, known: Mapping[Indicator, Decimal | int]) -> Verdict:
    """The class by an industry code and what is known of the one that is counted; never guessed.

    Where too little is known for a class, but every possible answer is the same one, that one is given.
    """
    if not code:
        return Verdict(None, why="没有行业代码")
    lines = lines_of(code)
    if not lines:
        return Verdict(None, why="这个行业不在划分办法里")
    possible = {size for line in lines for size in _possible(line, known)}
    if len(possible) == 1:
        return Verdict(possible.pop())
    lacks = tuple(one for one in Indicator if any(one in line.bounds for line in lines) and one not in known)
    if lacks:
        return Verdict(None, lacks, "还缺" + "、".join(one.label for one in lacks))
    return Verdict(None, why="行业代码要写到三位，才分得清是" + "还是".join(line.name for line in lines))


def _possible(line: Line, known: Mapping[Indicator, Decimal | int]) -> frozenset[SizeClass]:
    """No class larger than the smallest by an indicator that is known; exactly that one if all are."""
    places = [_place(known[one], one, bounds) for one, bounds in line.bounds.items() if one in known]
    largest = max(places, default=0)
    if len(places) == len(line.bounds):
        return frozenset({_ORDER[largest]})
    return frozenset(_ORDER[largest:])


def _place(value: Decimal | int, indicator: Indicator, bounds: tuple[int, int, int]) -> int:
    unit = 1 if indicator is Indicator.STAFF else _WAN
    return next((place for place, bound in enumerate(bounds) if value >= bound * unit), len(bounds))

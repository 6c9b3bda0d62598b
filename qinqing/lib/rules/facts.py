"""Facts: what is asked of a subject. Each has a type and a unit; a number without its unit is no fact."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from qinqing.lib.terms import Term

from .faults import WrongRules

Value = float | bool | str | date
"""What a fact may be. That it is not known is said by leaving it out, or by None."""

MOST = 1e15
"""No number of a subject is larger: what is worked out of a few stays a number in every engine."""

YES_NO: Mapping[bool, str] = {True: "是", False: "否"}


class FactType(Term):
    """What sort of value a fact has."""

    NUMBER = "number", "数"
    BOOL = "bool", "是否"
    ENUM = "enum", "选项"
    STRING = "string", "文字"
    DATE = "date", "日期"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts. Units of one dimension and different scale are never mixed, nor converted."""

    name: str
    dimension: str


NONE = Unit("", "")
RATIO = Unit("比例", "比例")
_NAMES = {
    "金额": ("元", "万元", "亿元"),
    "人数": ("人",),
    "数量": ("项", "个", "家"),
    "时长": ("年", "个月", "天"),
    "名次": ("名",),
    "得分": ("分",),
    "等级": ("级",),
    "比例": ("比例",),
}
UNITS: Mapping[str, Unit] = {
    "": NONE,
    **{name: Unit(name, dimension) for dimension, names in _NAMES.items() for name in names},
}


def unit_named(name: str, place: str) -> Unit:
    """The unit of that name; refuses one that nobody knows."""
    if name not in UNITS:
        raise WrongRules(place, f"没有“{name}”这个单位；可用：{'、'.join(filter(None, UNITS))}")
    return UNITS[name]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know: `choices` are the values of an enum with their labels, `note` how it is counted."""

    name: str
    type: FactType
    label: str
    unit: Unit = NONE
    choices: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def read(fact: Fact, raw: Any) -> Value | None:
    """A value as somebody wrote it, in the fact's type; None stays None.

    Raises ValueError with a Chinese reason for what can be no value of this fact.
    """
    return None if raw is None else _READERS[fact.type](fact, raw)


def _number(fact: Fact, raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal) or not isfinite(raw):
        raise ValueError(f"“{fact.label}”应为数字，写的是 {raw!r}")
    if abs(float(raw)) > MOST:
        raise ValueError(f"“{fact.label}”的数太大：{raw!r}")
    return float(raw)


def _flag(fact: Fact, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueError(f"“{fact.label}”应为 true 或 false，写的是 {raw!r}")
    return raw


def _choice(fact: Fact, raw: Any) -> str:
    if not isinstance(raw, str) or raw not in fact.choices:
        raise ValueError(f"“{fact.label}”没有 {raw!r} 这一项；可选：{'、'.join(fact.choices)}")
    return raw


def _text(fact: Fact, raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueError(f"“{fact.label}”应为文字，写的是 {raw!r}")
    return raw


def _day(fact: Fact, raw: Any) -> date:
    found = day(raw)
    if found is None:
        raise ValueError(f"“{fact.label}”应为日期，如 2026-01-31，写的是 {raw!r}")
    return found


_READERS: Mapping[FactType, Callable[[Fact, Any], Value]] = {
    FactType.NUMBER: _number,
    FactType.BOOL: _flag,
    FactType.ENUM: _choice,
    FactType.STRING: _text,
    FactType.DATE: _day,
}


def day(raw: Any) -> date | None:
    """A day, written as 2026-01-31 or already read as one; None for anything else."""
    if isinstance(raw, date):
        return date(raw.year, raw.month, raw.day)
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError):
        return None

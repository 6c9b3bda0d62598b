"""How points are earned, as a form shows it and as a scorecard writes it; there and back.

Bands are typed in any order, a share in percent. The cases of `first_match` are conditions and have forms of
their own (`cards`); here stands what they give where none of them holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from qinqing.domains.policies.rules.book import book
from qinqing.domains.policies.rules.typed import (
    HUNDRED,
    choices_of,
    decimal,
    is_share,
    kind_of,
    number,
    plain,
    said,
    unit_of,
)
from qinqing.lib.rules import FactType, WrongRules

MORE, LESS, CHOICE, CASES, ITSELF, BEST = (
    "bands_min", "bands_max", "map", "first_match", "identity", "best_of",
)  # fmt: skip
WAYS = (
    (MORE, "分几档，数越大分越高"),
    (LESS, "分几档，数越小分越高"),
    (CHOICE, "按选项给分"),
    (CASES, "按情形给分，从上往下第一个符合的"),
    (ITSELF, "直接用别处评出来的分"),
)
"""The ways that have a form; the best of several (`best_of`) is another way beside one."""
MOST_BANDS = 12


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in the form: rows of bound and points, or a row a choice; `otherwise` of the rest."""

    way: str
    fact: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    otherwise: str = ""


def way_of(raw: Mapping[str, Any]) -> str:
    """By which way stored points are earned; "" where none can be told."""
    return next((way for way in (*dict(WAYS), BEST) if way in raw), "")


def written(marks: Marks, most: Decimal) -> dict[str, Any]:
    """The points that were typed, of an item that gives so many. Refuses, at its field, what cannot be."""
    if marks.way not in dict(WAYS) or marks.way == CASES:
        _refuse("way", "请选怎样给分")
    if marks.fact not in dict(facts_for(marks.way)):
        _refuse("fact", "这项资料不能这样给分，请重新选一项")
    if marks.way == ITSELF:
        return {"fact": marks.fact, ITSELF: True}
    found: dict[str, Any] = {"fact": marks.fact}
    found[marks.way] = _chosen(marks, most) if marks.way == CHOICE else _bands(marks, most)
    return {**found, "else": score(marks.otherwise or "0", most, "otherwise")}


def score(text: str, most: Decimal, field: str) -> int | float:
    """Points as typed. Refuses fewer than none and more than the item gives."""
    value = decimal(text, "分", field)
    if not 0 <= value <= most:
        _refuse(field, f"得分应在 0 到满分 {said(most)} 之间")
    return plain(value)


def _bands(marks: Marks, most: Decimal) -> list[list[int | float]]:
    """From the best down, in whatever order they were typed."""
    rows: list[list[int | float]] = []
    for place, (bound, worth) in enumerate(marks.rows, 1):
        if not bound and not worth:
            continue
        at = number(marks.fact, bound, f"bound_{place}") if bound else _refuse(f"bound_{place}", "请写界限")
        if any(at == one for one, _ in rows):
            _refuse(f"bound_{place}", "这一档写了两次")
        given = score(worth, most, f"points_{place}") if worth else _refuse(f"points_{place}", "请写给几分")
        rows.append([at, given])
    return sorted(rows, reverse=marks.way == MORE) or _refuse("bound_1", "至少写一档")


def _chosen(marks: Marks, most: Decimal) -> dict[str, int | float]:
    keys = [key for key, _ in choices_of(marks.fact)]
    rows = zip(keys, marks.rows, strict=False)
    found = {
        key: score(worth, most, f"points_{place}") for place, (key, (_, worth)) in enumerate(rows, 1) if worth
    }
    return found or _refuse("points_1", "至少给一项写分")


def marks_of(raw: Mapping[str, Any]) -> Marks:
    """What is stored as the form shows it."""
    way, fact = way_of(raw), str(raw.get("fact", ""))
    otherwise = _shown(raw.get("else", 0))
    if way == CHOICE:
        held = raw[CHOICE]
        rows = [("", _shown(held[key]) if key in held else "") for key, _ in choices_of(fact)]
        return Marks(way, fact, tuple(rows), otherwise)
    if way in (MORE, LESS):
        factor = HUNDRED if is_share(fact) else 1
        rows = [(said(Decimal(repr(at)) * factor), _shown(worth)) for at, worth in raw[way]]
        return Marks(way, fact, tuple(rows), otherwise)
    return Marks(way, fact, otherwise=otherwise)


def facts_for(way: str) -> list[tuple[str, str]]:
    """The facts that points can be given for in a way."""
    known = book()
    names = [name for name in dict.fromkeys((*known.facts, *known.derived)) if _suits(way, name)]
    return [(name, known.label(name)) for name in names]


def _suits(way: str, fact: str) -> bool:
    kind = kind_of(fact)
    if way == CHOICE:
        return kind is FactType.ENUM
    if kind is not FactType.NUMBER:
        return False
    return way in (MORE, LESS) or (way == ITSELF and unit_of(fact) == "分")


def lines(raw: Mapping[str, Any]) -> list[str]:
    """What is stored, read out: a line a band or choice; the cases of `first_match` are read by `cards`."""
    way, fact = way_of(raw), str(raw.get("fact", ""))
    if way == ITSELF:
        return [f"{book().label(fact)}是几分就得几分"]
    if way == CHOICE:
        labels = dict(choices_of(fact))
        rows = [
            f"{labels.get(key, key)}：{_shown(worth)} 分" for key, worth in _in_order(raw[CHOICE], labels)
        ]
        return [book().label(fact), *rows, *_rest(raw)]
    if way not in (MORE, LESS):
        return []
    unit, sign = unit_of(fact), "不低于" if way == MORE else "不高于"
    marks = marks_of(raw)
    rows = [f"{sign} {at}{unit if unit == '%' else f' {unit}'}：{worth} 分" for at, worth in marks.rows]
    return [book().label(fact), *rows, *_rest(raw)]


def _in_order(held: Mapping[str, Any], labels: Mapping[str, str]) -> list[tuple[str, Any]]:
    return sorted(held.items(), key=lambda one: list(labels).index(one[0]) if one[0] in labels else 99)


def _rest(raw: Mapping[str, Any]) -> list[str]:
    return [f"其他：{_shown(raw['else'])} 分"] if raw.get("else") else []


def _shown(value: Any) -> str:
    return said(Decimal(repr(value))) if isinstance(value, int | float) else ""


def _refuse(field: str, reason: str) -> NoReturn:
    raise WrongRules(field, reason)

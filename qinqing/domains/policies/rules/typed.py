"""A comparison as an editor fills it in, and as the grammar writes it; there and back.

A share is typed in percent, an amount in the unit of its fact; a unit typed behind it must be that one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from qinqing.domains.policies.rules.book import book
from qinqing.lib.rules import FactType, Rulebook, WrongRules
from qinqing.lib.rules.facts import MOST, RATIO, UNITS
from qinqing.lib.rules.places import Place
from qinqing.lib.rules.reading import read_condition

_ORDER = ((">=", "不低于"), (">", "高于"), ("<=", "不高于"), ("<", "低于"), ("==", "等于"), ("!=", "不等于"))
_DAYS = ((">=", "不早于"), (">", "晚于"), ("<=", "不晚于"), ("<", "早于"), ("==", "就是"), ("!=", "不是"))
_SETS = (("in", "是其中之一"), ("not_in", "都不是"))
_BETWEEN = (("between", "在两者之间"),)
SCORE = "score:"
"""How the points on a card are named where otherwise a fact is (`score:card`, `score:card.group`)."""
OPS: Mapping[FactType, tuple[tuple[str, str], ...]] = {
    FactType.NUMBER: (*_ORDER, *_BETWEEN, *_SETS),
    FactType.DATE: (*_DAYS, *_BETWEEN, *_SETS),
    FactType.BOOL: (("==", "是"),),
    FactType.ENUM: _SETS,
    FactType.STRING: _SETS,
}
"""How each sort of fact may be compared, in the words of the form."""
_NUMBER = re.compile(r"(-?[\d,，]+(?:\.\d+)?)\s*(%|％|\D{0,4})")
_FLAGS = {"true": True, "false": False}
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: `against` names another fact (`fact:x`) or a dated number (`parameter:x`)."""

    op: str = ""
    value: str = ""
    high: str = ""
    values: tuple[str, ...] = ()
    against: str = ""


def is_score(fact: str) -> bool:
    """Whether it is no fact, but the points on a scorecard."""
    return fact.startswith(SCORE)


def ops_for(fact: str) -> tuple[tuple[str, str], ...]:
    """How it may be compared; points only by order."""
    return _ORDER[:4] if is_score(fact) else OPS[kind_of(fact)]


def scores_of(known: Rulebook) -> list[tuple[str, str]]:
    """The points that can be asked: of each card, and of each of its groups."""
    found = []
    for name, card in known.cards.items():
        found.append((f"{SCORE}{name}", f"{card.label}得分（满分 {card.most:g}）"))
        for one in card.groups:
            found.append((f"{SCORE}{name}.{one.id}", f"{card.label}“{one.label}”得分（满分 {one.most:g}）"))
    return found


def label_of(fact: str, known: Rulebook) -> str:
    """What a fact, or the points on a card, are called. Refuses what is neither."""
    if is_score(fact):
        return dict(scores_of(known)).get(fact) or _refuse("fact", "没有这张评分表，请重新选一项")
    kind_of(fact)
    return known.label(fact)


def is_share(fact: str) -> bool:
    """Whether a fact is typed in percent."""
    if is_score(fact):
        return False
    return book().type(fact) is FactType.NUMBER and book().unit(fact) == RATIO


def unit_of(fact: str) -> str:
    """The unit that stands behind the field."""
    if is_score(fact):
        return "分"
    return "%" if is_share(fact) else book().unit(fact).name


def kind_of(fact: str) -> FactType:
    """Of what sort a fact is. Refuses one that nobody declared."""
    if is_score(fact):
        return FactType.NUMBER
    if fact not in book().facts and fact not in book().derived:
        _refuse("fact", "没有这项资料，请重新选一项")
    return book().type(fact)


def comparison(fact: str, typed: Typed, known: Rulebook | None = None) -> dict[str, Any]:
    """The condition that was typed, by a book that may hold more scorecards than the one that ships.

    Refuses, at its field, what can be no condition on that fact.
    """
    kind = kind_of(fact)
    if typed.op not in dict(ops_for(fact)):
        _refuse("op", "请选怎样比")
    op, value = _bound(fact, kind, typed)
    found = {**measured(fact), "op": op, "value": value}
    try:
        read_condition(known or book(), Place(found))
    except WrongRules as wrong:
        _refuse(re.split(r"[.\[]", wrong.place)[0] or "value", wrong.reason)
    return found


def measured(fact: str) -> dict[str, str]:
    """What is compared, as a condition stores it."""
    return {"score": fact.removeprefix(SCORE)} if is_score(fact) else {"fact": fact}


def measures(raw: Mapping[str, Any]) -> str:
    """What a stored condition compares, as `comparison` names it; "" of none."""
    return f"{SCORE}{raw['score']}" if "score" in raw else str(raw.get("fact", ""))


def _bound(fact: str, kind: FactType, typed: Typed) -> tuple[str, Any]:
    """The comparison and its bound, of one value that could be a list as that value."""
    if typed.against:
        if typed.op in ("between", *dict(_SETS)):
            _refuse("op", "和另一项比，只能比大小")
        what, _, name = typed.against.partition(":")
        return typed.op, {what: name}
    if kind in (FactType.ENUM, FactType.STRING):
        chosen = list(typed.values) if kind is FactType.ENUM else _lines(typed.value)
        if not chosen:
            _refuse("values" if kind is FactType.ENUM else "value", "请至少写一项")
        if len(chosen) == 1:
            return ("==" if typed.op == "in" else "!="), chosen[0]
        return typed.op, chosen
    if typed.op == "between":
        return typed.op, [_one(fact, kind, typed.value, "value"), _one(fact, kind, typed.high, "high")]
    if typed.op in dict(_SETS):
        return typed.op, [_one(fact, kind, one, "value") for one in _lines(typed.value)] or _missing()
    return typed.op, _one(fact, kind, typed.value, "value")


def _one(fact: str, kind: FactType, text: str, field: str) -> Any:
    if not text.strip():
        _missing(field)
    if kind is FactType.BOOL:
        return _FLAGS[text] if text in _FLAGS else _refuse(field, "请选是或否")
    return number(fact, text, field) if kind is FactType.NUMBER else text.strip()


def number(fact: str, text: str, field: str) -> int | float:
    """A number as typed, in the unit of its fact; a share in percent. Refuses another unit behind it."""
    value = decimal(text, unit_of(fact), field)
    return plain(value / HUNDRED if is_share(fact) else value)


def decimal(text: str, unit: str, field: str) -> Decimal:
    """A number as typed, with its unit behind it or without. Refuses another unit, and what is no number."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        _refuse(field, "写数字，例如 1500")
    typed = found[2].strip().replace("％", "%")
    if typed and typed != unit:
        known = f"，不是{typed}" if typed in UNITS or typed == "%" else ""
        _refuse(field, f"这里的单位是{unit}{known}" if unit else "这里只写数，没有单位")
    try:
        value = Decimal(re.sub("[,，]", "", found[1]))
    except InvalidOperation:
        _refuse(field, "写数字，例如 1500")
    return value if abs(value) <= MOST else _refuse(field, "数太大了")


def plain(value: Decimal) -> int | float:
    """A number as a document holds it: whole ones without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, map(str.strip, re.split(r"[\n、；;]", text)))))


def _missing(field: str = "value") -> NoReturn:
    _refuse(field, "请填写这一项")


# --- back into the form -------------------------------------------------


def typed_of(raw: Mapping[str, Any]) -> Typed:
    """A condition that is written as the form shows it; of what reads as none, an empty form."""
    fact, op, value = measures(raw), raw.get("op"), raw.get("value")
    try:
        kind = kind_of(fact)
    except WrongRules:
        return Typed()
    name, op = fact, str(op)
    if isinstance(value, Mapping):
        what = "fact" if "fact" in value else "parameter"
        return Typed(op, against=f"{what}:{value.get(what)}")
    if kind is FactType.BOOL:
        return Typed("==", value="true" if (value is True) is (op == "==") else "false")
    if kind in (FactType.ENUM, FactType.STRING):
        held = tuple(map(str, value)) if isinstance(value, list) else (str(value),)
        return Typed("in" if op in ("==", "in") else "not_in", value="\n".join(held), values=held)
    shown = [_shown(name, one) for one in (value if isinstance(value, list) else [value])]
    if op == "between":
        return Typed(op, shown[0], shown[-1])
    return Typed(op, "、".join(shown))


def _shown(fact: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    return said(Decimal(repr(value)) * (HUNDRED if is_share(fact) else 1))


def said(value: Decimal) -> str:
    """A number as it is typed: without a point it does not need, and without thousands."""
    return f"{value.normalize():f}"


# --- what can be compared -----------------------------------------------


def bounds_for(fact: str) -> list[tuple[str, str]]:
    """The other facts and dated numbers that a fact can be compared with: of its sort and in its unit."""
    kind = kind_of(fact)
    if is_score(fact) or kind not in (FactType.NUMBER, FactType.DATE):
        return []
    known = book()
    names = [
        name
        for name in (*known.facts, *known.derived)
        if name != fact and known.type(name) is kind and known.unit(name) == known.unit(fact)
    ]
    found = [(f"fact:{name}", known.label(name)) for name in names]
    if kind is FactType.NUMBER:
        found += [
            (f"parameter:{name}", f"{one.label}（按文件的日子）")
            for name, one in known.parameters.items()
            if one.unit == known.unit(fact)
        ]
    return found


def choices_of(fact: str) -> list[tuple[str, str]]:
    """What may be chosen of an enumerated fact."""
    known = book().facts.get(fact)
    return list(known.choices.items()) if known else []


def _refuse(field: str, reason: str) -> NoReturn:
    raise WrongRules(field, reason)

"""A formula as an editor reads and types it: facts by their Chinese names in 【】, ×, ÷, 最小 and 最大."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache

from qinqing.domains.policies.rules.book import book
from qinqing.domains.policies.rules.typed import HUNDRED, said
from qinqing.lib.rules import WrongRules
from qinqing.lib.rules.formulas import Name, Number, Part, read_formula
from qinqing.lib.rules.reading import units_of

_SHOWN = {"+": "＋", "-": "－", "*": "×", "/": "÷", "**": "的乘方"}
_TYPED = {
    "＋": "+", "－": "-", "—": "-", "×": "*", "÷": "/", "（": "(", "）": ")", "，": ",", "、": ",",
    "的乘方": "**", "最小": " min", "最大": " max",
}  # fmt: skip
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
_NAMED = re.compile("【([^【】]*)】")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
MOST_FORMULA = 500


@cache
def names() -> Mapping[str, str]:
    """By what it is called, everything a formula may count with."""
    return {book().label(name): name for name in units_of(book())}


def written(text: str) -> str:
    """What was typed as a rule stores it. Refuses, at `formula`, a name that nothing has and what is none."""
    if not text.strip() or len(text) > MOST_FORMULA:
        raise WrongRules("formula", "请写公式，例如 最小（【贷款本金】，5000）× 1.5%")
    found = _NAMED.sub(lambda one: f" {_name(one[1].strip())} ", text)
    found = _PERCENT.sub(lambda one: said(Decimal(one[1]) / HUNDRED), found)
    for shown, sign in _TYPED.items():
        found = found.replace(shown, sign)
    try:
        part = read_formula(found, "formula").part
    except WrongRules:
        raise WrongRules("formula", "公式读不懂：资料写在【】里，运算写 ＋ － × ÷、最小、最大") from None
    return _text(part, str, {sign: f" {sign} " for sign in _RANK}, {"min": "min({})", "max": "max({})"}, ", ")


def _name(label: str) -> str:
    if label not in names():
        raise WrongRules("formula", f"没有“{label}”这个数，名称要和资料目录里的一样")
    return names()[label]


def shown(part: Part) -> str:
    """A formula as it is typed."""
    signs = {sign: f" {text} " for sign, text in _SHOWN.items()}
    calls = {"min": "最小（{}）", "max": "最大（{}）"}
    return _text(part, lambda name: f"【{book().label(name)}】", signs, calls, "，", ("（", "）"))


def _text(
    part: Part, named: Callable[[str], str], signs: Mapping[str, str], calls: Mapping[str, str], comma: str,
    brackets: tuple[str, str] = ("(", ")"),
) -> str:  # fmt: skip
    if isinstance(part, Number):
        return said(Decimal(repr(part.value)))
    if isinstance(part, Name):
        return named(part.name)
    inner = [_text(one, named, signs, calls, comma, brackets) for one in part.parts]
    if part.sign in calls:
        return calls[part.sign].format(comma.join(inner))
    rank = _RANK[part.sign]
    for place, one in enumerate(part.parts):
        below = _RANK.get(getattr(one, "sign", ""), 9)
        if below < rank or (below == rank and place):
            inner[place] = f"{brackets[0]}{inner[place]}{brackets[1]}"
    return signs[part.sign].join(inner)

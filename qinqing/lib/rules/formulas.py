"""Formulas over facts: read from text, checked for units, and folded by whoever works them out.

`revenue_y1 / revenue_y2 - 1`. There is `+ - * / **`, brackets, `min` and `max`; names are facts, derived
facts or parameters. A formula has no value where a part has none, where it divides by zero, or where it takes
a power of what is negative.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .facts import NONE, RATIO, Unit
from .faults import WrongRules

T = TypeVar("T")
MOST_POWER = 4


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, a derived fact or a parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """`sign` is one of `+ - * / ** min max`."""

    sign: str
    parts: tuple["Part", ...]


Part = Number | Name | Operation


@dataclass(frozen=True, slots=True)
class Formula:
    """`text` as it was written, `part` as it is understood."""

    text: str
    part: Part

    @property
    def names(self) -> tuple[str, ...]:
        """What it is computed from, each once, in the order of the text."""
        return tuple(dict.fromkeys(_names(self.part)))

    @property
    def divisors(self) -> tuple[str, ...]:
        """What it divides by or takes a root of: why it may have no value although all is known."""
        return tuple(dict.fromkeys(_divisors(self.part)))


_SIGNS: Mapping[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
}  # fmt: skip


def read_formula(text: object, place: str) -> Formula:
    """The formula that a text says; refuses what is none."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        return Formula(repr(text), Number(float(text)))
    try:
        return Formula(str(text), _part(ast.parse(str(text).strip(), mode="eval").body, place))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as wrong:
        if isinstance(wrong, WrongRules):
            raise
        raise WrongRules(place, f"公式写得不对：{text}") from wrong


def _part(node: ast.expr, place: str) -> Part:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as value):
            return Number(float(value))
        case ast.Name(id=name):
            return Name(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Operation("-", (Number(0.0), _part(operand, place)))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            return _operation(_SIGNS[type(op)], (_part(left, place), _part(right, place)), place)
        case ast.Call(func=ast.Name(id="min" | "max" as sign), args=[_, _, *_] as args, keywords=[]):
            return Operation(sign, tuple(_part(one, place) for one in args))
    raise WrongRules(place, f"公式里只能有数、名称、+ - * / **、min 和 max：{ast.unparse(node)}")


def _operation(sign: str, parts: tuple[Part, Part], place: str) -> Operation:
    """A power has a number above zero for its exponent; two written numbers are worked out at once."""
    if sign == "**":
        exponent = parts[1]
        if isinstance(exponent, Operation) and all(isinstance(one, Number) for one in exponent.parts):
            worked = worth(exponent, lambda name: None)
            exponent = Number(worked) if worked is not None else exponent
        if not isinstance(exponent, Number) or not 0 < exponent.value <= MOST_POWER:
            raise WrongRules(place, f"乘方的指数只能是大于 0、不超过 {MOST_POWER} 的数")
        parts = (parts[0], exponent)
    return Operation(sign, parts)


def _names(part: Part) -> list[str]:
    if isinstance(part, Operation):
        return [name for one in part.parts for name in _names(one)]
    return [part.name] if isinstance(part, Name) else []


def _divisors(part: Part) -> list[str]:
    if not isinstance(part, Operation):
        return []
    below = [name for one in part.parts for name in _divisors(one)]
    if part.sign == "/":
        return below + _names(part.parts[1])
    return below + _names(part.parts[0]) if part.sign == "**" else below


# --- working out --------------------------------------------------------


def fold(part: Part, leaf: Callable[[Number | Name], T], apply: Callable[[str, list[T]], T]) -> T:
    """The formula in another meaning: of single values, of whole columns, of SQL."""
    if isinstance(part, Operation):
        return apply(part.sign, [fold(one, leaf, apply) for one in part.parts])
    return leaf(part)


def worth(part: Part, value_of: Callable[[str], float | None]) -> float | None:
    """The value, or None where there is none."""
    return fold(part, lambda one: one.value if isinstance(one, Number) else value_of(one.name), _apply)


def _apply(sign: str, parts: list[float | None]) -> float | None:
    values = [one for one in parts if one is not None]
    return _OPERATIONS[sign](values) if len(values) == len(parts) else None


def _divided(values: list[float]) -> float | None:
    return values[0] / values[1] if values[1] else None


def _raised(values: list[float]) -> float | None:
    return float(values[0] ** values[1]) if values[0] >= 0 else None


_OPERATIONS: Mapping[str, Callable[[list[float]], float | None]] = {
    "+": lambda values: values[0] + values[1],
    "-": lambda values: values[0] - values[1],
    "*": lambda values: values[0] * values[1],
    "/": _divided,
    "**": _raised,
    "min": min,
    "max": max,
}


# --- units --------------------------------------------------------------


def unit_of(formula: Formula, units: Mapping[str, Unit], place: str) -> Unit:
    """What the formula counts; refuses one that mixes units, such as 元 and 万元."""

    def leaf(part: Number | Name) -> Unit | None:
        return None if isinstance(part, Number) else units[part.name]

    def apply(sign: str, parts: list[Unit | None]) -> Unit | None:
        return _UNITS[sign](parts, f"{place}（{formula.text}）")

    return fold(formula.part, leaf, apply) or NONE


def _same(parts: list[Unit | None], place: str) -> Unit | None:
    """Numbers as written take the unit of what stands beside them."""
    known = [unit for unit in parts if unit is not None]
    for unit in known:
        if unit != known[0]:
            raise WrongRules(place, f"{_say(known[0])}与{_say(unit)}不能相加减或比较")
    return known[0] if known else None


def _product(parts: list[Unit | None], place: str) -> Unit | None:
    counted = [unit for unit in parts if unit not in (None, RATIO, NONE)]
    if len(counted) > 1:
        raise WrongRules(place, f"{_say(counted[0])}与{_say(counted[1])}不能相乘")
    return counted[0] if counted else _same(parts, place)


def _quotient(parts: list[Unit | None], place: str) -> Unit | None:
    above, below = parts
    if below is None or (below in (RATIO, NONE) and above != below):
        return above
    if above is not None and above.dimension == below.dimension and above != below:
        raise WrongRules(place, f"{_say(above)}与{_say(below)}不能相除，先统一单位")
    return RATIO if above == below else Unit(f"{above.name if above else ''}/{below.name}", "")


def _power(parts: list[Unit | None], place: str) -> Unit | None:
    if parts[0] not in (None, RATIO, NONE):
        raise WrongRules(place, f"{_say(parts[0])}不能乘方")
    return parts[0]


def _say(unit: Unit | None) -> str:
    return f"“{unit.name}”" if unit is not None and unit.name else "没有单位的数"


_UNITS: Mapping[str, Callable[[list[Unit | None], str], Unit | None]] = {
    "+": _same, "-": _same, "min": _same, "max": _same, "*": _product, "/": _quotient, "**": _power,
}  # fmt: skip

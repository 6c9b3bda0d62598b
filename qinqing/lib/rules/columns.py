"""Facts of very many subjects as columns: as given, and what is worked out of them.

A column is an array with one entry a subject: numbers and days (as ordinals) as floats with NaN for what is
not known, words and truths as their place in the plan's alphabet with -1. A fact without a column is known of
nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .conditions import TOLERANCE, Op
from .derived import Ratio
from .facts import Value
from .formulas import Name, Number, fold
from .plan import Plan

Column = NDArray[Any]
Truths = NDArray[np.bool_]


def columns(plan: Plan, rows: Iterable[Mapping[str, Value]]) -> dict[str, Column]:
    """Columns of single subjects."""
    known = list(rows)
    return {name: column(plan, name, [row.get(name) for row in known]) for name in asked(plan)}


def asked(plan: Plan) -> list[str]:
    """The facts that a plan reads, and those that these are derived from: nothing else need be known."""
    needs = [need for name in plan.names for need in (name, *_inputs(plan, name))]
    return [name for name in dict.fromkeys(needs) if name not in plan.book.parameters]


def _inputs(plan: Plan, name: str) -> tuple[str, ...]:
    derived = plan.book.derived.get(name)
    return derived.names if derived else ()


def column(plan: Plan, name: str, values: Sequence[Value | None]) -> Column:
    """One fact of single subjects as a column."""
    if plan.is_word(name):
        places = {value: place for place, value in enumerate(plan.alphabet(name))}
        # A text that no rule names is known, too: it stands behind all that are.
        found = [-1 if value is None else places.get(value, len(places)) for value in values]
        return np.array(found, dtype=np.int16)
    return np.array([_counted(value) for value in values], dtype=np.float64)


def _counted(value: Value | None) -> float:
    return np.nan if value is None else value.toordinal() if isinstance(value, date) else float(value)


class Block:
    """The columns of some subjects; each derived one is worked out once."""

    def __init__(self, plan: Plan, given: Mapping[str, Column], count: int) -> None:
        self.plan = plan
        self.given = given
        self.count = count
        self._numbers: dict[str, Column] = {}

    def word(self, name: str) -> Column:
        """The column of a word or truth, as given."""
        column = self.given.get(name)
        return np.full(self.count, -1, dtype=np.int8) if column is None else column

    def number(self, name: str) -> Column:
        """The column of a number: as given, and where it is not, worked out."""
        if name not in self._numbers:
            self._numbers[name] = self._work_out(name)
        return self._numbers[name]

    def _work_out(self, name: str) -> Column:
        parameter = self.plan.book.parameters.get(name)
        if parameter:
            return np.full(self.count, _counted(parameter.on(self.plan.on)))
        given = self.given.get(name)
        derived = self.plan.book.derived.get(name)
        if not isinstance(derived, Ratio):
            return np.full(self.count, np.nan) if given is None else np.asarray(given, dtype=np.float64)
        with np.errstate(all="ignore"):
            worked = np.broadcast_to(fold(derived.formula.part, self._leaf, _applied), self.count)
        return worked if given is None else np.where(np.isnan(given), worked, given)

    def _leaf(self, part: Number | Name) -> Column:
        return np.float64(part.value) if isinstance(part, Number) else self.number(part.name)  # type: ignore[return-value]

    def missing(self, name: str) -> Truths:
        """Of whom a fact has no value; of a word, of whom it is not given."""
        return self.word(name) < 0 if self.plan.is_word(name) else np.isnan(self.number(name))


def compared(op: Op, left: Column, right: Column) -> NDArray[np.bool_]:
    """Where one number stands to another as asked; a comparison with NaN says nothing."""
    slack = TOLERANCE * np.maximum(1.0, np.abs(right))
    match op:
        case Op.AT_LEAST:
            return left >= right - slack
        case Op.ABOVE:
            return left > right + slack
        case Op.AT_MOST:
            return left <= right + slack
        case Op.BELOW:
            return left < right - slack
    same = (left >= right - slack) & (left <= right + slack)
    return same if op is Op.IS else ~same


def _applied(sign: str, parts: list[Column]) -> Column:
    match sign:
        case "+":
            return parts[0] + parts[1]
        case "-":
            return parts[0] - parts[1]
        case "*":
            return parts[0] * parts[1]
        case "/":
            return np.where(parts[1] == 0, np.nan, parts[0] / parts[1])
        case "**":
            return np.where(parts[0] < 0, np.nan, parts[0] ** parts[1])
        case "min":
            return reduce(np.minimum, parts)
    return reduce(np.maximum, parts)

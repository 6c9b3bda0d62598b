"""What a rule brings: an amount by the first case that holds, under a cap."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .conditions import Condition
from .facts import Unit
from .formulas import Formula, Name, Number, Operation


@dataclass(frozen=True, slots=True)
class Grant:
    """A sum by a formula, or a share of a fact (`rate` of `of`)."""

    formula: Formula | None = None
    rate: float | None = None
    of: str = ""

    @property
    def sum(self) -> Formula | None:
        """The amount as a formula; None where only the rate is laid down."""
        if self.rate is None or not self.of:
            return self.formula
        text = f"{self.of} * {self.rate!r}"
        return Formula(text, Operation("*", (Name(self.of), Number(self.rate))))


@dataclass(frozen=True, slots=True)
class Benefit:
    """`each` says for what time the amount is (年), `years` for how many, `total` what all never exceeds."""

    unit: Unit
    cases: tuple[tuple[Condition, Grant], ...]
    otherwise: Grant
    cap: float | None = None
    each: str = ""
    years: float | None = None
    total: float | None = None
    notes: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def grants(self) -> tuple[Grant, ...]:
        return (*(grant for _, grant in self.cases), self.otherwise)

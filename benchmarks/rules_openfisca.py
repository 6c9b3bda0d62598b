"""The same rules in OpenFisca's own way: a variable with its formula for each fact, derived fact and rule."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from qinqing.lib.rules.conditions import All, AnyOf, Comparison, Condition, Membership, Op
from qinqing.lib.rules.derived import Ratio, Sized
from qinqing.lib.rules.formulas import Name, Number, fold
from qinqing.lib.rules.plan import Plan

YEAR = "2026"
Formula = Callable[[Any, Any], NDArray[Any]]
_SIGNS = {
    Op.AT_LEAST: np.greater_equal,
    Op.ABOVE: np.greater,
    Op.AT_MOST: np.less_equal,
    Op.BELOW: np.less,
    Op.IS: np.equal,
}
_ARITHMETIC = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "**": np.power}


def simulation(
    plan: Plan, columns: dict[str, NDArray[Any]], count: int
) -> Callable[[Sequence[str]], list[Any]]:
    """What computes these rules anew for these subjects, each time from the facts alone."""
    system = TaxBenefitSystem([build_entity("subject", "subjects", "", is_person=True)])
    for name in plan.names:
        _declare(system, name, *_fact(plan, name))
    for rule in plan.rules:
        assert rule.rule.conditions is not None
        _declare(system, rule.rule.id, bool, _condition(plan, rule.rule.conditions))
    made = SimulationBuilder().build_default_simulation(system, count)
    for name, column in columns.items():
        filled = column if plan.is_word(name) else np.nan_to_num(column)
        made.set_input(name, YEAR, filled == 1 if plan.book.type(name) == "bool" else filled)
    computed = [name for name in plan.names if name in plan.book.derived] + [r.rule.id for r in plan.rules]

    def compute(names: Sequence[str]) -> list[Any]:
        for name in computed:
            made.delete_arrays(name, YEAR)
        with np.errstate(all="ignore"):
            return [made.calculate(name, YEAR) for name in names]

    return compute


def _declare(system: Any, name: str, kind: type, formula: Formula | None) -> None:
    fields: dict[str, Any] = {
        "value_type": kind, "entity": system.person_entity, "definition_period": DateUnit.YEAR, "label": name,
    }  # fmt: skip
    if formula:
        fields["formula"] = formula
    system.add_variable(type(name, (Variable,), fields))


def _fact(plan: Plan, name: str) -> tuple[type, Formula | None]:
    match plan.book.derived.get(name):
        case Ratio(formula=formula):
            part = formula.part

            def worked(subject: Any, period: Any) -> NDArray[Any]:
                def leaf(one: Number | Name) -> Any:
                    return one.value if isinstance(one, Number) else subject(one.name, period)

                return fold(part, leaf, lambda sign, parts: _ARITHMETIC[sign](*parts))

            return float, worked
        case Sized() as sized:
            cases = [
                (_condition(plan, condition), plan.alphabet(name).index(size))
                for condition, size in sized.cases
            ]
            smallest = plan.alphabet(name).index(sized.smallest)
            return int, lambda subject, period: np.select(
                [case(subject, period) for case, _ in cases], [size for _, size in cases], smallest
            )
    kind = plan.book.type(name)
    return (bool if kind == "bool" else int if plan.is_word(name) else float), None


def _condition(plan: Plan, condition: Condition) -> Formula:
    match condition:
        case All(parts=parts) | AnyOf(parts=parts):
            join = np.logical_and if isinstance(condition, All) else np.logical_or
            made = [_condition(plan, part) for part in parts]
            return lambda subject, period: join.reduce([one(subject, period) for one in made])
        case Membership(fact=fact, values=values):
            places = [plan.alphabet(fact).index(value) for value in values]
            return lambda subject, period: np.isin(subject(fact, period), places)
        case Comparison(fact=fact, op=op, bound=bound):
            against = plan.alphabet(fact).index(bound) if isinstance(bound, str) else bound
            return lambda subject, period: _SIGNS[op](subject(fact, period), against)
    raise ValueError(condition)

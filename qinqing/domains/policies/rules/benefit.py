"""What a rule brings, as a small form: a fixed amount, or a share of a fact under a cap.

What is written otherwise (by cases, by a formula) is read out and left as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from qinqing.domains.policies.rules.book import book
from qinqing.domains.policies.rules.typed import HUNDRED, plain, said
from qinqing.lib.rules import FactType, WrongRules, requirement
from qinqing.lib.rules.benefits import Benefit, Grant
from qinqing.lib.rules.formulas import Number, Operation, Part
from qinqing.lib.rules.places import Place
from qinqing.lib.rules.reading import read_benefit
from qinqing.lib.rules.words import amount as worded

NOTHING, FIXED, SHARE, OTHERWISE = "nothing", "fixed", "share", "otherwise"
WAYS = ((NOTHING, "不按金额算"), (FIXED, "定额"), (SHARE, "按比例"))
_SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷", "**": "的乘方 "}


@dataclass(frozen=True, slots=True)
class Given:
    """What the small form holds, in 万元 and percent; `way` is `otherwise` where it cannot say it."""

    way: str = NOTHING
    amount: Decimal | None = None
    rate: Decimal | None = None
    of: str = ""
    cap: Decimal | None = None


def given_of(stored: Mapping[str, Any]) -> Given:
    """The benefit as the small form shows it."""
    written = stored.get("benefit")
    if not written:
        return Given()
    benefit = _read(written)
    if benefit is None or benefit.cases or benefit.unit.name != "万元":
        return Given(OTHERWISE)
    cap = None if benefit.cap is None else Decimal(repr(benefit.cap))
    grant = benefit.otherwise
    if grant.rate is not None and grant.of:
        return Given(SHARE, rate=Decimal(repr(grant.rate)) * HUNDRED, of=grant.of, cap=cap)
    if grant.formula is not None and isinstance(grant.formula.part, Number) and cap is None:
        return Given(FIXED, amount=Decimal(repr(grant.formula.part.value)))
    return Given(OTHERWISE)


def give(stored: Mapping[str, Any], given: Given) -> Mapping[str, Any]:
    """The rule with that benefit. Refuses, at its field, what it needs and has not, and one it cannot say."""
    if given_of(stored).way == OTHERWISE:
        raise WrongRules("", "这一项的金额写得更细，请按文字改")
    rest = {name: value for name, value in stored.items() if name != "benefit"}
    if given.way == NOTHING:
        return rest
    before = stored.get("benefit") or {}
    kept = {name: value for name, value in before.items() if name not in ("unit", "otherwise", "cap")}
    written = {"unit": "万元", **kept, **_grant(given)}
    try:
        read_benefit(book(), Place(written))
    except WrongRules as wrong:
        raise WrongRules(wrong.place.rsplit(".", 1)[-1], wrong.reason) from None
    return {**rest, "benefit": written}


def _grant(given: Given) -> dict[str, Any]:
    if given.way == FIXED:
        return {"otherwise": {"amount": _above_zero("amount", given.amount)}}
    if given.way != SHARE:
        raise WrongRules("way", "请选一种")
    if not given.of:
        raise WrongRules("of", "请选按哪一项算")
    rate = given.rate / HUNDRED if given.rate is not None else None
    cap = {} if given.cap is None else {"cap": _above_zero("cap", given.cap)}
    return {"otherwise": {"rate": _above_zero("rate", rate), "of": given.of}, **cap}


def _above_zero(field: str, value: Decimal | None) -> int | float:
    if value is None or value <= 0:
        raise WrongRules(field, "请填写一个大于 0 的数")
    return plain(value)


def bases() -> list[tuple[str, str]]:
    """The facts in 万元, of which a share can be given."""
    known = book()
    names = (*known.facts, *known.derived)
    return [
        (name, known.label(name))
        for name in names
        if known.type(name) is FactType.NUMBER and known.unit(name).name == "万元"
    ]


# --- read out -----------------------------------------------------------


def benefit_lines(stored: Mapping[str, Any]) -> list[str]:
    """What one gets, sentence by sentence; of a benefit that reads as none, that it does not."""
    written = stored.get("benefit")
    if not written:
        return []
    benefit = _read(written)
    if benefit is None:
        return ["给多少读不出来，请按文字改"]
    lines = [
        f"{requirement(book(), replace(when, label=''))}的：{_worded(grant, benefit)}"
        for when, grant in benefit.cases
    ]
    lines.append(f"{'其他的：' if lines else ''}{_worded(benefit.otherwise, benefit)}")
    if benefit.cap is not None:
        lines.append(f"最多 {_amount(benefit.cap, benefit)}")
    if benefit.years is not None:
        lines.append(f"最多 {benefit.years:g} 年")
    if benefit.total is not None:
        lines.append(f"合计最多 {_amount(benefit.total, benefit)}")
    return lines


def _read(written: Any) -> Benefit | None:
    try:
        return read_benefit(book(), Place(written))
    except (WrongRules, AttributeError):
        return None


def _worded(grant: Grant, benefit: Benefit) -> str:
    each = f"（每{benefit.each}）" if benefit.each else ""
    if grant.rate is not None:
        share = f"{said(Decimal(repr(grant.rate)) * HUNDRED)}%"
        return f"{book().label(grant.of)}的 {share}{each}" if grant.of else f"{share}{each}"
    assert grant.formula is not None
    if isinstance(grant.formula.part, Number):
        return f"{_amount(grant.formula.part.value, benefit)}{each}"
    return f"{_formula(grant.formula.part)}{each}"


def _amount(value: float, benefit: Benefit) -> str:
    return worded(value, benefit.unit)


def _formula(part: Part) -> str:
    if isinstance(part, Operation):
        parts = [_formula(one) for one in part.parts]
        if part.sign in ("min", "max"):
            return f"{'、'.join(parts)}中{'最小' if part.sign == 'min' else '最大'}的一个"
        return f"（{f' {_SIGNS[part.sign]} '.join(parts)}）"
    return said(Decimal(repr(part.value))) if isinstance(part, Number) else book().label(part.name)

"""What a rule brings, as forms: by cases or for all, an amount, a share or a formula, under its limits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NoReturn

from qinqing.domains.policies.rules import formula
from qinqing.domains.policies.rules.book import book
from qinqing.domains.policies.rules.typed import HUNDRED, plain, said
from qinqing.lib.rules import FactType, WrongRules, requirement
from qinqing.lib.rules.benefits import Benefit, Grant
from qinqing.lib.rules.formulas import Number
from qinqing.lib.rules.places import Place
from qinqing.lib.rules.reading import read_benefit
from qinqing.lib.rules.words import amount as worded

Stored = Mapping[str, Any]
NOTHING, FIXED, SHARE, RATE, FORMULA, UNREAD = "nothing", "fixed", "share", "rate", "formula", "unread"
WAYS = (
    (NOTHING, "不按金额算"), (FIXED, "定额"), (SHARE, "按比例"), (FORMULA, "按公式"), (RATE, "只定比例"),
)  # fmt: skip
UNITS = ("万元", "元", "亿元")
MOST_CASES = 30


@dataclass(frozen=True, slots=True)
class Given:
    """What the form holds, in `unit` and percent; `way` is `unread` where what is stored is no benefit.

    `cap` and the limits after it are said once for all cases: `each` is for what time, `years` how many.
    """

    way: str = NOTHING
    amount: Decimal | None = None
    rate: Decimal | None = None
    of: str = ""
    formula: str = ""
    cap: Decimal | None = None
    unit: str = UNITS[0]
    each: str = ""
    years: Decimal | None = None
    total: Decimal | None = None


def given_of(stored: Stored) -> Given:
    """What is given where no case holds, and the limits of all, as the form shows them."""
    written = stored.get("benefit")
    if not written:
        return Given()
    benefit = _read(written)
    if benefit is None:
        return Given(UNREAD)
    return replace(
        _given(benefit.otherwise), unit=benefit.unit.name, each=benefit.each,
        cap=_decimal(benefit.cap), years=_decimal(benefit.years), total=_decimal(benefit.total),
    )  # fmt: skip


def case_given(stored: Stored, number: str) -> Given:
    """What one case gives, as the form shows it. Refuses one that is not there."""
    case_at(stored, number)
    benefit = _read(stored["benefit"])
    if benefit is None:
        return Given(UNREAD)
    return replace(_given(benefit.cases[int(number) - 1][1]), unit=benefit.unit.name)


def _given(grant: Grant) -> Given:
    if grant.rate is not None:
        rate = Decimal(repr(grant.rate)) * HUNDRED
        return Given(SHARE, rate=rate, of=grant.of) if grant.of else Given(RATE, rate=rate)
    assert grant.formula is not None
    if isinstance(grant.formula.part, Number):
        return Given(FIXED, amount=Decimal(repr(grant.formula.part.value)))
    return Given(FORMULA, formula=formula.shown(grant.formula.part))


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value))


def give(stored: Stored, given: Given) -> Stored:
    """The rule with that given where no case holds, and those limits. Refuses, at its field, what it
    needs and has not; and that nothing is given while there are cases."""
    before = stored.get("benefit") or {}
    if given.way == NOTHING:
        if before.get("cases"):
            _refuse("way", "还有分情形给的，先把各种情形删掉")
        return {name: value for name, value in stored.items() if name != "benefit"}
    if given.unit not in UNITS:
        _refuse("unit", "请选一种单位")
    limits = {name: _above_zero(name, value) for name in ("cap", "years", "total")
              if (value := getattr(given, name)) is not None}  # fmt: skip
    kept = {name: before[name] for name in ("cases", "notes") if before.get(name)}
    each = {"each": given.each} if given.each else {}
    return _kept(stored, {"unit": given.unit, **each, **kept, "otherwise": _grant(given), **limits})


# --- cases --------------------------------------------------------------


def case_at(stored: Stored, number: str) -> Mapping[str, Any]:
    """One case, counted from 1. Refuses one that is not there."""
    cases = _cases(stored)
    if not (number.isascii() and number.isdigit() and len(number) < 4 and 1 <= int(number) <= len(cases)):
        _refuse("", "没有这种情形了，请看最新的")
    found: Mapping[str, Any] = cases[int(number) - 1]
    return found


def add_case(stored: Stored, when: Mapping[str, Any], given: Given) -> Stored:
    """One more case, after the others. Refuses while nothing says what is given else."""
    if not stored.get("benefit"):
        _refuse("", "先写其他情形给多少，再分情形")
    return _with_cases(stored, [*_cases(stored), {"when": dict(when), **_grant(given)}])


def give_case(stored: Stored, number: str, given: Given) -> Stored:
    """A case that gives something else."""
    return change_case(stored, number, {"when": case_at(stored, number)["when"], **_grant(given)})


def change_case(stored: Stored, number: str, case: Mapping[str, Any]) -> Stored:
    """A case as it is now."""
    case_at(stored, number)
    cases = _cases(stored)
    cases[int(number) - 1] = dict(case)
    return _with_cases(stored, cases)


def move_case(stored: Stored, number: str, by: int) -> Stored:
    """A case one place up (-1) or down (1): the first that holds counts. Refuses at the end."""
    case_at(stored, number)
    cases, at = _cases(stored), int(number) - 1
    if not 0 <= at + by < len(cases):
        _refuse("", "已经到头了")
    cases[at], cases[at + by] = cases[at + by], cases[at]
    return _with_cases(stored, cases)


def remove_case(stored: Stored, number: str) -> Stored:
    """Without a case."""
    case_at(stored, number)
    return _with_cases(stored, [one for at, one in enumerate(_cases(stored), 1) if at != int(number)])


def _cases(stored: Stored) -> list[Any]:
    benefit = stored.get("benefit")
    cases = benefit.get("cases") if isinstance(benefit, Mapping) else None
    return list(cases) if isinstance(cases, list) else []


def _with_cases(stored: Stored, cases: list[Any]) -> Stored:
    if len(cases) > MOST_CASES:
        _refuse("", f"最多 {MOST_CASES} 种情形")
    rest = {name: value for name, value in stored["benefit"].items() if name != "cases"}
    return _kept(stored, {**rest, "cases": cases} if cases else rest)


def _kept(stored: Stored, written: Mapping[str, Any]) -> Stored:
    try:
        read_benefit(book(), Place(written))
    except WrongRules as wrong:
        raise WrongRules(wrong.place.rsplit(".", 1)[-1], wrong.reason) from None
    return {**stored, "benefit": written}


_GRANTS: Mapping[str, Callable[[Given], dict[str, Any]]] = {
    FIXED: lambda given: {"amount": _above_zero("amount", given.amount)},
    SHARE: lambda given: {"rate": _share(given), "of": given.of or _refuse("of", "请选按哪一项算")},
    RATE: lambda given: {"rate": _share(given)},
    FORMULA: lambda given: {"formula": formula.written(given.formula)},
}


def _grant(given: Given) -> dict[str, Any]:
    return _GRANTS[given.way](given) if given.way in _GRANTS else _refuse("way", "请选一种")


def _share(given: Given) -> int | float:
    return _above_zero("rate", given.rate / HUNDRED if given.rate is not None else None)


def _above_zero(field: str, value: Decimal | None) -> int | float:
    if value is None or value <= 0:
        _refuse(field, "请填写一个大于 0 的数")
    return plain(value)


def bases() -> list[tuple[str, str]]:
    """The facts in money, of which a share can be given; of another unit than the benefit is refused."""
    known = book()
    names = dict.fromkeys((*known.facts, *known.derived))
    return [
        (name, known.label(name))
        for name in names
        if known.type(name) is FactType.NUMBER and known.unit(name).name in UNITS
    ]


# --- read out -----------------------------------------------------------


def benefit_lines(stored: Stored) -> list[str]:
    """What one gets, sentence by sentence; of a benefit that reads as none, that it does not."""
    return [*case_lines(stored), *other_lines(stored)]


def case_lines(stored: Stored) -> list[str]:
    """What each case gives; of a benefit that reads as none, nothing."""
    benefit = _read(stored.get("benefit"))
    if benefit is None:
        return []
    return [
        f"{requirement(book(), replace(when, label=''))}，给 {_worded(grant, benefit)}"
        for when, grant in benefit.cases
    ]


def other_lines(stored: Stored) -> list[str]:
    """What is given where no case holds, and the limits of all."""
    if not stored.get("benefit"):
        return []
    benefit = _read(stored["benefit"])
    if benefit is None:
        return ["给多少读不出来，请按文字改"]
    lines = [f"{'其他的，给 ' if benefit.cases else ''}{_worded(benefit.otherwise, benefit)}"]
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
    given = _given(grant)
    if given.way in (SHARE, RATE):
        share = f"{said(given.rate)}%" if given.rate is not None else ""
        return f"{book().label(grant.of)}的 {share}{each}" if grant.of else f"{share}{each}"
    if given.way == FIXED:
        return f"{_amount(float(given.amount or 0), benefit)}{each}"
    return f"{given.formula.replace('【', '').replace('】', '')}{each}"


def _amount(value: float, benefit: Benefit) -> str:
    return worded(value, benefit.unit)


def _refuse(field: str, reason: str) -> NoReturn:
    raise WrongRules(field, reason)

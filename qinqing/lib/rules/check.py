"""Cases: worked subjects with what each rule should say of them, judged and compared.

A case is `{id, rule, facts, expect, fails}`, and of these
- `rule` names a version or a family; of a family the version in force on the day is judged;
- `facts` add to those of the case that `like` names, if it does; null is a fact that is not known;
- `expect` is eligible, not_eligible or unknown, or the class that a determining rule finds;
- `fails` lists the conditions that are false or not known, in the order of the rule.
It may have `zh` (what it shows), `on` (the day that is asked about; without one the rule is judged as it last
stood) and `benefit_check` (an amount or a `rate`). What cannot be judged is said in a sentence and counts as
a difference.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import isclose
from typing import Any

from .facts import Value, day, read
from .faults import WrongRules
from .judge import Gain, Judgement, judge
from .rulebook import Rule, Rulebook
from .truth import Answer

OUTCOMES: Mapping[Answer, str] = {
    Answer.YES: "eligible",
    Answer.NO: "not_eligible",
    Answer.UNKNOWN: "unknown",
}
_DAY_KEYS = ("on", True, "date", "application_date")
"""YAML reads a bare `on` as true."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A case judged: what was expected and what was given, or why it could not be judged."""

    case: str
    rule: str
    says: str = ""
    expected: tuple[str, tuple[str, ...] | None] = ("", None)
    given: tuple[str, tuple[str, ...]] = ("", ())
    benefit: str = ""
    wrong: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        outcome, fails = self.expected
        same = outcome == self.given[0] and fails in (None, self.given[1])
        return same and not self.wrong and not self.benefit


def verdicts(book: Rulebook, document: Any) -> Iterator[Verdict]:
    """Each case of a document judged; refuses with WrongRules a document that holds no cases."""
    cases = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(cases, list) or not cases:
        raise WrongRules("", "这不是案例文件：应有 cases，至少一个案例")
    told: dict[Any, Any] = {}
    for number, case in enumerate(cases):
        if isinstance(case, dict):
            name = str(case.get("id", f"cases[{number}]"))
            yield _verdict(book, case, name, told)
        else:
            yield Verdict(f"cases[{number}]", "", wrong=f"案例应写成“名称: 内容”，写的是 {case!r}")


def _verdict(book: Rulebook, case: Mapping[Any, Any], name: str, told: dict[Any, Any]) -> Verdict:
    asked, says = str(case.get("rule", "")), str(case.get("zh", ""))
    try:
        expected = _expected(case)
        on = _day(case)
        rule = _rule(book, asked, on)
        told[name] = _facts(case, told)
        known, remarks = _known(book, told[name])
    except ValueError as wrong:
        return Verdict(name, asked, says, wrong=str(wrong))
    judged = judge(book, rule, known, on)
    given = judged.outcome if judged.outcome and judged.truth else OUTCOMES[judged.answer]
    benefit = _benefit(judged, case.get("benefit_check"))
    return Verdict(name, rule.id, says, expected, (given, judged.failing), benefit, remarks=remarks)


def _expected(case: Mapping[Any, Any]) -> tuple[str, tuple[str, ...] | None]:
    if not isinstance(case.get("expect"), str):
        raise ValueError("案例没有写 expect（期望的结果）")
    fails = case.get("fails")
    if fails is None:
        return case["expect"], None
    if not isinstance(fails, list) or not all(isinstance(one, str) for one in fails):
        raise ValueError("fails 应是条件编号的列表")
    return case["expect"], tuple(fails)


def _day(case: Mapping[Any, Any]) -> date | None:
    key = next((key for key in _DAY_KEYS if case.get(key) is not None), None)
    if key is None:
        return None
    found = day(case[key])
    if found is None:
        raise ValueError(f"日期应写成 2026-01-31，写的是 {case[key]!r}")
    return found


def _rule(book: Rulebook, asked: str, on: date | None) -> Rule:
    if asked in book.rules:
        return book.rules[asked]
    family = [rule for rule in book.rules.values() if rule.family == asked]
    if not family:
        raise ValueError(f"规则文件里没有规则“{asked}”")
    if on is None:
        versions = "、".join(rule.id for rule in family)
        raise ValueError(f"“{asked}”有不同版本（{versions}），案例要写日期 on，或写明版本")
    found = book.in_force(asked, on)
    if found is None:
        raise ValueError(f"“{asked}”在 {on} 没有有效的版本")
    return found


def _facts(case: Mapping[Any, Any], told: Mapping[Any, Any]) -> dict[Any, Any]:
    """The facts of a case with those of the one it is like."""
    facts, like = case.get("facts"), case.get("like")
    if not isinstance(facts, dict | None):
        raise ValueError(f"facts 应写成“事实: 值”，写的是 {facts!r}")
    if like is not None and (not isinstance(like, str) or like not in told):
        raise ValueError(f"前面没有案例“{like}”")
    return {**told.get(like, {}), **(facts or {})}


def _known(book: Rulebook, facts: Mapping[Any, Any]) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The facts in their types; what the rules do not know is left out, with a remark."""
    known, remarks = dict[str, Value](), []
    for name, raw in facts.items():
        fact = book.asked(name)
        if fact is None:
            remarks.append(f"规则文件没有“{name}”这项事实，未用")
        elif (value := read(fact, raw)) is not None:
            known[name] = value
    return known, tuple(remarks)


def _benefit(judged: Judgement, expected: Any) -> str:
    """What differs in the benefit; nothing if all is as expected, or nothing was."""
    if not isinstance(expected, dict) or judged.truth is not True:
        return ""
    found = []
    for key, value in expected.items():
        brings = judged.gain or Gain(None, None)
        gain = brings.rate if key == "rate" else brings.amount
        if gain is None or not isinstance(value, int | float) or not isclose(gain, value, abs_tol=1e-6):
            found.append(f"{key} 期望 {value}，得出 {'未定' if gain is None else f'{gain:g}'}")
    return "；".join(found)


def lines(verdict: Verdict) -> Iterator[str]:
    """What is printed of a case: expected beside given, and below it whatever is to be said."""
    mark = "一致" if verdict.agrees else "不同"
    yield f"{mark}  {verdict.case}  {verdict.rule}  {verdict.says}".rstrip()
    if verdict.wrong:
        yield f"      不能判断：{verdict.wrong}"
    else:
        yield f"      期望 {_said(verdict.expected)}  得出 {_said(verdict.given)}"
    if verdict.benefit:
        yield f"      待遇：{verdict.benefit}"
    for remark in verdict.remarks:
        yield f"      注意：{remark}"


def _said(outcome: tuple[str, tuple[str, ...] | None]) -> str:
    said, fails = outcome
    return said if fails is None else f"{said} [{', '.join(fails)}]"

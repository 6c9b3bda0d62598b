"""To an enterprise every item is one of four: fits, nearly fits, depends on facts to ask, does not fit."""

from datetime import date

import pytest

from qinqing.domains.policies import rules
from qinqing.domains.policies.terms import Standing
from qinqing.lib.rules import judge

DAY = date(2026, 6, 30)
RULE = {
    "conditions": {
        "all": [
            {"id": "revenue", "fact": "revenue_y1", "op": ">=", "value": 1000},
            {"id": "rnd", "fact": "rd_expense_y1", "op": ">=", "value": 100},
            {"id": "loan", "fact": "loan_date", "op": ">=", "value": "2026-01-01"},
            {"id": "entity", "fact": "is_legal_entity", "op": "==", "value": True},
        ]
    },
    "benefit": {"unit": "万元", "otherwise": {"rate": 0.1, "of": "rd_expense_y1"}, "cap": 10},
}
FITTING = {
    "revenue_y1": 1200.0,
    "rd_expense_y1": 120.0,
    "loan_date": date(2026, 3, 1),
    "is_legal_entity": True,
}


def match(**changes: object) -> rules.Match:
    rule = rules.parsed(RULE, "试", date(2026, 1, 1), None)
    known = {name: value for name, value in {**FITTING, **changes}.items() if value is not None}
    (found,) = rules.matches_of([rule], known, DAY)  # type: ignore[arg-type]
    assert found.standing is rules.standing_of(judge(rules.book(), rule, known, DAY))  # type: ignore[arg-type]
    return found


def test_who_meets_every_condition_fits_and_learns_what_it_gets() -> None:
    found = match()
    assert (found.standing, found.failing, found.gain) == (Standing.FITS, (), 10)


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"revenue_y1": 800.0}, Standing.NEARLY),
        ({"revenue_y1": 799.0}, Standing.NOT),
        ({"revenue_y1": 800.0, "rd_expense_y1": 97.0}, Standing.NEARLY),
        ({"revenue_y1": 900.0, "rd_expense_y1": 97.0, "loan_date": date(2025, 12, 1)}, Standing.NOT),
        ({"loan_date": date(2025, 7, 5)}, Standing.NEARLY),
        ({"loan_date": date(2025, 7, 4)}, Standing.NOT),
        ({"is_legal_entity": False}, Standing.NOT),
        ({"revenue_y1": None}, Standing.NEEDS),
        ({"revenue_y1": None, "is_legal_entity": False}, Standing.NOT),
        ({"revenue_y1": None, "rd_expense_y1": 97.0}, Standing.NOT),
    ],
)
def test_nearly_is_two_numbers_within_a_fifth_or_days_within_half_a_year(
    changes: dict[str, object], standing: Standing
) -> None:
    assert match(**changes).standing is standing


def test_who_nearly_fits_learns_the_distance() -> None:
    (gap,) = match(rd_expense_y1=97.0).failing
    assert gap.sentence == "上年度研发费用为 97 万元，要求不低于 100 万元，还差 3 万元（3%）"


def test_a_fact_that_several_conditions_lack_is_asked_for_once() -> None:
    """Beside what fails, and with what only the later of them lacks."""
    asking = [
        ("a", "revenue_y1", 1),
        ("b", "revenue_y1", 9),
        ("c", "rd_ratio_y1", 0.03),
        ("d", "staff_total", 50)
    ]  # fmt: skip
    parts = [{"id": name, "fact": fact, "op": ">=", "value": value} for name, fact, value in asking]
    rule = rules.parsed({"conditions": {"all": parts}}, "试", date(2026, 1, 1), None)
    (needs,) = rules.matches_of([rule], {}, DAY)
    assert needs.lacking == 4
    assert [one.sentence for one in needs.first(9)] == [
        "请补充“上年度营业收入”", "请补充“上年度研发费用”", "请补充“职工总数”",
    ]  # fmt: skip
    assert needs.told == 3
    (fails,) = rules.matches_of([rule], {"staff_total": 20.0}, DAY)
    assert [one.sentence[:4] for one in fails.first(2)] == ["请补充“", "请补充“"]
    assert fails.first(9)[-1].sentence.startswith("职工总数为 20 人，要求不低于 50 人")


def test_who_must_be_asked_learns_for_what() -> None:
    assert match(revenue_y1=None).asks == ("revenue_y1",)

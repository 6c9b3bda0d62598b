"""What an edition may not say, how a rule is read from text, and how it is read out."""

from dataclasses import replace
from datetime import date

import pytest

from qinqing.domains.policies import rules
from qinqing.domains.policies.terms import ClaimMode, Holding
from qinqing.lib.rules import WrongRules
from tests.builders.policies import CONTENT, RULE


def faults(**given: object) -> dict[str, str]:
    return dict(rules.faults_of(replace(CONTENT, **given)))  # type: ignore[arg-type]


def test_a_sound_edition_has_no_fault() -> None:
    assert faults() == {}


def test_an_end_before_the_beginning_is_a_fault() -> None:
    assert set(faults(until_on=CONTENT.from_on)) == {"until_on"}


def test_what_is_given_without_application_needs_conditions() -> None:
    assert "rule" in faults(mode=ClaimMode.NO_APPLICATION, rule={}, rule_note="由工信局核对")


def test_an_item_without_conditions_says_who_judges() -> None:
    assert set(faults(rule={})) == {"rule_note"}
    assert faults(rule={}, rule_note="由工信局核对名单") == {}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"fact": "nobody", "op": ">=", "value": 1}, "nobody"),
        ({"fact": "rd_expense_y1", "op": ">=", "value": 100, "unit": "元"}, "元"),
        ({"fact": "is_legal_entity", "op": ">=", "value": 3}, "conditions"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(condition: dict[str, object], said: str) -> None:
    found = faults(rule={"conditions": condition})["rule"]
    assert said in found
    assert found.startswith("conditions")


def test_a_rule_is_read_again_from_what_was_written() -> None:
    assert rules.read_text(rules.written_text(RULE)) == RULE
    assert rules.read_text("") == {}


@pytest.mark.parametrize(
    "text", ["[1, 2", "a: &x [1]\nb: *x", "- 1", "id: x\nconditions: {}", "!!python/name:os.system"]
)
def test_text_that_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(WrongRules):
        rules.read_text(text)


def test_a_rule_is_read_out_with_its_bounds() -> None:
    rule = rules.parsed(RULE, "研发费用后补助", date(2026, 1, 1), None)
    assert [(one.number, one.asks) for one in rules.clauses(rule)] == [
        ("1", "独立法人：是"),
        ("2", "上年度研发费用不低于 100 万元"),
    ]


def test_every_rule_that_ships_can_be_an_edition() -> None:
    for rule in rules.book().rules.values():
        if rule.conditions is not None:
            stored = rules.national_rule(rule.id)
            assert faults(rule=stored, from_on=rule.window.starts) == {}, rule.id
            assert rules.clauses(rules.parsed(stored, rule.title, rule.window.starts, None))


def test_an_edition_holds_from_its_first_day_until_the_day_before_its_end() -> None:
    held = [
        rules.holding(date(2026, 1, 1), date(2026, 2, 1), day)
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1))
    ]
    assert held == [Holding.COMING, Holding.NOW, Holding.NOW, Holding.OVER]

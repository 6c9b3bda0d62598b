"""A comparison as it is typed, and as it is written: there, back, and refused at its field."""

import json
from dataclasses import replace

import pytest

from qinqing.domains.policies import rules
from qinqing.domains.policies.rules import benefit, search, tree, typed
from qinqing.domains.policies.rules.typed import Typed
from qinqing.lib.rules import Rule, WrongRules, judge


@pytest.mark.parametrize(
    ("fact", "given", "written"),
    [
        ("revenue_y1", Typed(">=", "1,500"), {"op": ">=", "value": 1500}),
        ("revenue_y1", Typed(">=", "1500万元"), {"op": ">=", "value": 1500}),
        ("rd_ratio_y1", Typed(">=", "3"), {"op": ">=", "value": 0.03}),
        ("rd_ratio_y1", Typed(">=", "3.5%"), {"op": ">=", "value": 0.035}),
        ("domestic_rank", Typed("between", "1", "3"), {"op": "between", "value": [1, 3]}),
        ("maker_china_top", Typed("in", "500、50"), {"op": "in", "value": [500, 50]}),
        ("hnte_valid", Typed("==", "false"), {"op": "==", "value": False}),
        ("size_class", Typed("in", values=("small", "micro")), {"op": "in", "value": ["small", "micro"]}),
        ("size_class", Typed("not_in", values=("large",)), {"op": "!=", "value": "large"}),
        ("industry_division", Typed("in", "C38\nC39"), {"op": "in", "value": ["C38", "C39"]}),
        ("loan_date", Typed(">=", "2026-01-01"), {"op": ">=", "value": "2026-01-01"}),
        ("revenue_y1", Typed(">", against="fact:revenue_y2"), {"op": ">", "value": {"fact": "revenue_y2"}}),
    ],
)
def test_what_is_typed_is_written_and_shown_again(
    fact: str, given: Typed, written: dict[str, object]
) -> None:
    found = typed.comparison(fact, given)
    assert found == {"fact": fact, **written}
    assert typed.comparison(fact, typed.typed_of(found)) == found


@pytest.mark.parametrize(
    ("fact", "given", "field", "reason"),
    [
        ("nobody", Typed(">=", "1"), "fact", "没有这项资料"),
        ("revenue_y1", Typed("~", "1"), "op", "怎样比"),
        ("revenue_y1", Typed(">=", "很多"), "value", "写数字"),
        ("revenue_y1", Typed(">=", ""), "value", "请填写"),
        ("revenue_y1", Typed(">=", "1500 元"), "value", "单位是万元，不是元"),
        ("rd_ratio_y1", Typed(">=", "100万元"), "value", "单位是%"),
        ("revenue_y1", Typed(">=", "9" * 30), "value", "太大"),
        ("revenue_y1", Typed("between", "3", "1"), "value", "先小后大"),
        ("revenue_y1", Typed("between", "3", ""), "high", "请填写"),
        ("revenue_y1", Typed("between", against="fact:revenue_y2"), "op", "只能比大小"),
        ("revenue_y1", Typed(">=", against="fact:employees"), "value", "不能直接比较"),
        ("hnte_valid", Typed("==", "maybe"), "value", "是或否"),
        ("size_class", Typed("in"), "values", "至少"),
        ("loan_date", Typed(">=", "2026-02-30"), "value", "日期"),
    ],
)
def test_what_can_be_no_condition_is_refused_at_its_field(
    fact: str, given: Typed, field: str, reason: str
) -> None:
    with pytest.raises(WrongRules) as refused:
        typed.comparison(fact, given)
    assert refused.value.place == field
    assert reason in refused.value.reason


SHIPPED = [one for one in rules.book().rules.values() if one.conditions is not None]


@pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.id)
def test_every_comparison_that_ships_goes_through_its_form_and_means_the_same(rule: Rule) -> None:
    stored = json.loads(json.dumps(rules.national_rule(rule.id)))
    root = tree.tree_of(stored)
    assert root is not None
    for node in tree.walk(root):
        if node.kind == "fact":
            again = typed.comparison(str(node.raw["fact"]), typed.typed_of(node.raw))
            assert tree.node_at({"conditions": again}, "").asks == node.asks


def test_only_what_can_be_compared_is_offered() -> None:
    names = {name for name, _ in typed.bounds_for("revenue_y1")}
    assert "fact:revenue_y2" in names
    assert not names & {"fact:revenue_y1", "fact:employees", "fact:hnte_valid"}
    assert typed.bounds_for("hnte_valid") == []


@pytest.mark.parametrize(
    ("sentence", "fact"),
    [
        ("上年度营业收入不低于 1500 万元", "revenue_y1"),
        ("资产负债率不高于 80%", "debt_ratio"),
        ("具有独立法人资格", "is_legal_entity"),
        ("近三年内未发生较大以上事故", "major_incident_3y"),
    ],
)
def test_a_sentence_names_the_fact_it_speaks_of(sentence: str, fact: str) -> None:
    assert fact in [one.name for one in search.likely(sentence)]


@pytest.mark.parametrize(
    ("fact", "sentence", "op", "value"),
    [
        ("rd_expense_y1", "研发费用不低于 80 万元，且占比不低于 3%", ">=", "80"),
        ("rd_ratio_y1", "研发费用不低于 80 万元，且占比不低于 3%", ">=", "3"),
        ("debt_ratio", "资产负债率不高于 75%", "<=", "75"),
        ("revenue_y1", "营业收入 1,500 万元以上", ">=", "1,500"),
        ("revenue_y1", "营业收入超过 2000 万元", ">", "2000"),
        ("revenue_y1", "营业收入 1000 万元至 2000 万元", "", ""),
        ("revenue_y1", "营业收入 2 亿元以上", "", ""),
        ("hnte_valid", "满 3 年的高新技术企业", "", ""),
    ],
)
def test_the_number_of_a_sentence_is_filled_in_where_there_is_one(
    fact: str, sentence: str, op: str, value: str
) -> None:
    found = search.guess(fact, sentence)
    assert (found.op, found.value) == (op, value)


def test_a_fact_is_found_by_words_of_its_name_and_remark() -> None:
    assert "rd_expense_y1" in [one.name for one in search.facts_for("研发 上年度")]
    assert search.facts_for("鲸鱼") == []


# --- benefits -----------------------------------------------------------


def test_a_small_benefit_goes_through_its_form() -> None:
    for written in (
        {"unit": "万元", "otherwise": {"amount": 30}},
        {"unit": "万元", "each": "年", "otherwise": {"rate": 0.06, "of": "rd_expense_y1"}, "cap": 60},
    ):
        assert benefit.give({"benefit": written}, benefit.given_of({"benefit": written})) == {
            "benefit": written
        }


def test_a_benefit_by_cases_keeps_them_when_the_rest_is_written_anew() -> None:
    stored = rules.national_rule("tech_upgrade_subsidy_changfeng")
    given = benefit.given_of(stored)
    assert (given.way, given.cap) == (benefit.SHARE, 1000)
    assert benefit.benefit_lines(stored)[-1] == "最多 1,000 万元"
    changed = benefit.give(stored, replace(given, cap=typed.HUNDRED))
    assert changed["benefit"] == {**stored["benefit"], "cap": 100}
    with pytest.raises(WrongRules, match="先把各种情形删掉"):
        benefit.give(stored, benefit.Given())


def test_a_benefit_that_reads_as_none_is_left_to_the_text() -> None:
    stored = {"benefit": {"unit": "万元", "otherwise": {"rate": 0.1, "of": "gone"}}}
    assert benefit.given_of(stored).way == benefit.UNREAD
    assert benefit.benefit_lines(stored) == ["给多少读不出来，请按文字改"]


def test_a_share_of_what_is_no_money_is_refused_at_its_field() -> None:
    with pytest.raises(WrongRules) as refused:
        benefit.give({}, benefit.Given(benefit.SHARE, rate=typed.HUNDRED, of="employees"))
    assert refused.value.place == "of"


def test_what_was_given_is_what_is_gained() -> None:
    stored = benefit.give(
        {"conditions": {"fact": "hnte_valid", "op": "==", "value": True}},
        benefit.Given(benefit.SHARE, rate=typed.HUNDRED / 10, of="rd_expense_y1", cap=typed.HUNDRED),
    )
    rule = rules.parsed(stored, "试", SHIPPED[0].window.starts, None)
    found = judge(rules.book(), rule, {"hnte_valid": True, "rd_expense_y1": 400.0}, SHIPPED[0].window.starts)
    assert found.gain is not None
    assert found.gain.amount == pytest.approx(40)

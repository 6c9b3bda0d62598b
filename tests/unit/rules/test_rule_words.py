"""Reasons in Chinese: value, threshold and distance of what fails, the fact to ask of what is open."""

from datetime import date
from typing import Any

import pytest

from qinqing.lib.rules import Value, judge, read_rulebook, reasons, requirement
from tests.unit.rules.documents import document, rule


def said(conditions: dict[str, Any], on: date | None = None, **known: Value) -> str:
    book = read_rulebook(document(rule(conditions)))
    return reasons(book, judge(book, book.rules["r"], known, on))[0].sentence


def leaf(fact: str, op: str, value: Any) -> dict[str, Any]:
    return {"fact": fact, "op": op, "value": value}


@pytest.mark.parametrize(
    ("condition", "known", "sentence"),
    [
        (
            leaf("research", ">=", 100),
            {"research": 97.0},
            "研发费用为 97 万元，要求不低于 100 万元，还差 3 万元（3%）",
        ),
        (
            leaf("research", ">=", 100),
            {"research": 99.9999},
            "研发费用为 99.9999 万元，要求不低于 100 万元，还差 0.0001 万元（不到 0.1%）",
        ),
        (leaf("research", ">=", 100), {"research": 1200.0}, "研发费用为 1,200 万元，符合"),
        (leaf("research", ">", 0), {"research": 0.0}, "研发费用为 0 万元，要求高于 0 万元"),
        (
            leaf("staff", "<=", 300),
            {"staff": 300.5},
            "职工为 300.5 人，要求不高于 300 人，超出 0.5 人（0.2%）",
        ),
        (leaf("share", ">=", 0.03), {"share": 0.029}, "研发占比为 2.9%，要求不低于 3%，还差 0.1 个百分点"),
        (leaf("share", ">=", 0.03), {"research": 1.0}, "请补充“营业收入”"),
        (
            leaf("share", ">=", 0.03),
            {"research": 1.0, "revenue": 0.0},
            "“营业收入”为 0 或负数，算不出来，请核对",
        ),
        (
            leaf("staff", "between", [10, 20]),
            {"staff": 25.0},
            "职工为 25 人，要求在 10 人 到 20 人 之间，超出 5 人（25%）",
        ),
        (leaf("listed", "==", False), {"listed": True}, "列入名单：是，要求：否"),
        (leaf("trade", "in", ["goods"]), {"trade": "shops"}, "行业：零售，要求：制造"),
        (
            leaf("granted", ">=", "2026-01-01"),
            {"granted": date(2025, 12, 30)},
            "发放日期为 2025-12-30，要求不早于 2026-01-01，早了 2 天",
        ),
        (
            leaf("granted", "<=", "2026-01-01"),
            {"granted": date(2026, 1, 2)},
            "发放日期为 2026-01-02，要求不晚于 2026-01-01，晚了 1 天",
        ),
        (
            leaf("research", ">=", {"fact": "before"}),
            {"research": 1.0, "before": 4.0},
            "研发费用为 1 万元，要求不低于上年营业收入（4 万元），还差 3 万元（75%）",
        ),
        (
            {"score": "card.growth", "op": ">=", "value": 15},
            {"growth": 0.1},
            "评价“成长”部分得分为 10 分，要求不低于 15 分，还差 5 分",
        ),
        ({"not": leaf("listed", "==", True)}, {"listed": True}, "不得有的情形：列入名单：是"),
        (
            {"id": "i", "any": [leaf("research", ">=", 100), leaf("staff", ">=", 10)]},
            {"research": 50.0, "staff": 9.0},
            "2 种情形都不符合，最接近的：职工为 9 人，要求不低于 10 人，还差 1 人（10%）",
        ),
        (
            {"at_least": 2, "of": [leaf("research", ">=", 100), leaf("listed", "==", True)]},
            {"listed": False},
            "要满足 2 项，至多 1 项：列入名单：否，要求：是",
        ),
    ],
)
def test_a_reason_names_the_value_the_threshold_and_the_distance(
    condition: dict[str, Any], known: dict[str, Value], sentence: str
) -> None:
    assert said(condition, **known) == sentence


def test_a_miss_never_reads_like_a_hit() -> None:
    for missed in (0.0299999, 0.02999, 0.0295):
        sentence = said(leaf("share", ">=", 0.03), share=missed)
        assert "为 3%" not in sentence
        assert "还差 0 " not in sentence


def test_a_rule_that_does_not_hold_on_the_day_says_so_first() -> None:
    early = said(leaf("listed", "==", True), date(2025, 12, 22), listed=True)
    assert early == "2025-12-22 尚未施行，自 2026-01-01 起施行，早了 10 天"
    assert "已经失效" in said(leaf("listed", "==", True), date(2027, 1, 1), listed=True)


def test_a_condition_without_a_label_says_what_it_asks() -> None:
    written = {"condition": leaf("research", ">=", 100), "waived_by": leaf("awarded", "==", True)}
    book = read_rulebook(document(rule(written)))
    conditions = book.rules["r"].conditions
    assert conditions is not None
    assert requirement(book, conditions) == "研发费用不低于 100 万元（得过奖：是的免）"


def test_a_tree_of_reasons_has_the_shape_of_the_rule() -> None:
    written = {"all": [{"id": "a", "any": [leaf("listed", "==", True), leaf("staff", ">=", 10)]}]}
    book = read_rulebook(document(rule(written)))
    (tree,) = reasons(book, judge(book, book.rules["r"], {"listed": False, "staff": 8.0}))
    assert [part.id for part in tree.parts] == ["listed", "staff"]
    assert tree.parts[1].distance is not None
    assert tree.parts[1].distance.share == pytest.approx(0.2)

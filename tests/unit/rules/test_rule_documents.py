"""What is written as rules: what is wrong is refused by its place, what is right comes back as it was."""

import json
from typing import Any

import pytest

from qinqing.lib.rules import WrongRules, read_rulebook, written_rulebook
from qinqing.lib.size_class import TABLE
from tests.unit.rules.documents import CARD, DERIVED, FACTS, document, rule

ENOUGH = {"id": "enough", "fact": "revenue", "op": ">=", "value": 100}
SIZED = {"line": "trade", "staff": "staff", "revenue": "revenue", "assets": "cash"}


def with_card(**changes: Any) -> dict[str, Any]:
    item = {"id": "i", "max": 10, "fact": "growth"} | changes
    card = {"zh": "表", "max": 10, "groups": {"g": {"max": 10, "items": [item]}}}
    return document(rule(ENOUGH), scorecards={"card": card})


def derived(**more: Any) -> dict[str, Any]:
    return document(rule(ENOUGH), derived=DERIVED | more)


def bounded(**leaf: Any) -> dict[str, Any]:
    return document(rule(ENOUGH | leaf))


WRONG = {
    "no document": ([], "", "不是规则文件"),
    "another edition": (document(rule(ENOUGH)) | {"schema_version": 9}, "schema_version", "应是 2"),
    "an unknown key": (document(rule(ENOUGH, titel="x")), "rules[0]", "没有“titel”"),
    "no rules": (document(), "rules", "至少一项"),
    "an unknown fact": (bounded(fact="revenu"), "rules[r].conditions.fact", "没有“revenu”这项事实"),
    "an unknown comparison": (bounded(op="=>"), "rules[r].conditions.op", "比较只能是"),
    "an order of choices": (
        document(rule({"fact": "trade", "op": ">=", "value": "goods"})),
        "rules[r].conditions.op",
        "选项“行业”",
    ),
    "an unknown choice": (
        document(rule({"all": [ENOUGH, {"fact": "trade", "op": "==", "value": "farm"}]})),
        "rules[r].conditions.all[1].value",
        "没有 'farm' 这一项",
    ),
    "a text for a number": (bounded(value="100"), "rules[r].conditions.value", "应为数字"),
    "a truth for a number": (bounded(value=True), "rules[r].conditions.value", "应为数字"),
    "a sentence before the first": (bounded(says=[0]), "rules[r].conditions.says[0]", "从 1 数起"),
    "half a sentence": (bounded(says=[1, 1.5]), "rules[r].conditions.says[1]", "从 1 数起"),
    "no list of sentences": (bounded(says=2), "rules[r].conditions.says", "至少一项的列表"),
    "no bound": (bounded(value=None), "rules[r].conditions.value", "没有写值"),
    "another unit": (bounded(unit="元"), "rules[r].conditions.unit", "单位是万元，这里是元"),
    "a bound in another unit": (
        bounded(value={"fact": "cash"}),
        "rules[r].conditions.value.fact",
        "不能直接比较",
    ),
    "no day": (
        document(rule({"fact": "granted", "op": ">=", "value": "2026-02-30"})),
        "rules[r].conditions.value",
        "日期",
    ),
    "a range upside down": (bounded(op="between", value=[5, 1]), "rules[r].conditions.value", "先小后大"),
    "an empty any": (document(rule({"any": []})), "rules[r].conditions.any", "至少一项"),
    "two shapes in one": (document(rule(ENOUGH | {"any": [ENOUGH]})), "rules[r].conditions", "其中一样"),
    "more than there are": (
        document(rule({"at_least": 3, "of": [ENOUGH, {"fact": "listed", "op": "==", "value": True}]})),
        "rules[r].conditions.at_least",
        "1 到 2",
    ),
    "an id twice": (document(rule({"all": [ENOUGH, ENOUGH]})), "rules[r].conditions", "重复"),
    "a rule twice": (document(rule(ENOUGH), rule(ENOUGH)), "rules[1]", "重复"),
    "no window": (document(rule(ENOUGH, effective_from=None)), "rules[r].effective_from", "日期"),
    "a window upside down": (
        document(rule(ENOUGH, effective_to="2025-01-01")),
        "rules[r].effective_to",
        "早于",
    ),
    "overlapping windows": (
        document(
            rule(ENOUGH, family="f"),
            rule(ENOUGH, id="s", family="f", effective_from="2026-12-31", effective_to="2027-12-31"),
        ),
        "rules[s].effective_from",
        "重叠",
    ),
    "an unknown score": (
        document(rule({"score": "card.none", "op": ">=", "value": 1})),
        "rules[r].conditions.score",
        "没有“none”",
    ),
    "a score that is": (
        document(rule({"score": "card", "op": "==", "value": 1})),
        "rules[r].conditions.op",
        "得分只能用",
    ),
    "a circle": (derived(a={"formula": "b + revenue"}, b={"formula": "a + revenue"}), "derived.", "成了环"),
    "an unknown part": (derived(a={"formula": "sales / revenue"}), "derived.a", "没有“sales”"),
    "mixed units": (
        derived(a={"formula": "revenue + cash"}),
        "derived.a.formula（revenue + cash）",
        "不能相加减",
    ),
    "a quotient of scales": (derived(a={"formula": "cash / revenue"}), "derived.a.formula", "先统一单位"),
    "another unit than it is": (
        derived(a={"formula": "research / revenue", "unit": "万元"}),
        "derived.a.unit",
        "单位是比例",
    ),
    "a formula that runs": (derived(a={"formula": "__import__('x')"}), "derived.a.formula", "公式里只能有"),
    "a formula that is none": (derived(a={"formula": "revenue +"}), "derived.a.formula", "公式写得不对"),
    "a formula of words": (derived(a={"formula": "trade + 1"}), "derived.a.formula", "不是已有的数"),
    "a root of money": (derived(a={"formula": "revenue ** 0.5"}), "derived.a.formula", "不能乘方"),
    "assets that are no money": (
        derived(a={"size_class": SIZED | {"assets": "staff"}}),
        "derived.a.size_class.assets",
        "不是金额",
    ),
    "bands out of order": (
        with_card(bands_min=[[0.1, 5], [0.2, 10]]),
        "scorecards.card.groups.g.items[0].bands_min",
        "排起",
    ),
    "more points than there are": (
        with_card(bands_min=[[0.1, 11]]),
        "scorecards.card.groups.g.items[0].bands_min[0][1]",
        "满分 10",
    ),
    "points without a way": (with_card(), "scorecards.card.groups.g.items[0]", "计分方法"),
    "a benefit in another unit": (
        document(rule(ENOUGH, benefit={"unit": "元", "otherwise": {"formula": "revenue * 0.1"}})),
        "rules[r].benefit.otherwise.formula",
        "得出的是万元",
    ),
    "a parameter too late": (
        document(
            rule(ENOUGH | {"value": {"parameter": "p"}}),
            parameters={
                "p": {
                    "zh": "线",
                    "unit": "万元",
                    "values": [{"from": "2026-06-01", "value": 1, "source": "x"}],
                }
            },
        ),
        "rules[r]",
        "晚于规则",
    ),
    "a name with a quote": (
        derived(**{'a" or 1': {"formula": "revenue"}}),
        'derived.a" or 1',
        "名称只能用",
    ),
    "words against words": (
        document(rule({"fact": "trade", "op": "==", "value": {"fact": "trade"}})),
        "rules[r].conditions.value",
        "只有数和日期",
    ),
    "an unknown unit": (
        document(rule(ENOUGH), facts=FACTS | {"x": {"type": "number", "unit": "万圆", "zh": "x"}}),
        "facts.x.unit",
        "没有“万圆”这个单位",
    ),
    "a fact twice": (derived(revenue={"formula": "research * 2"}), "derived.revenue", "已经是事实"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_refused_by_its_place(case: str) -> None:
    written, place, reason = WRONG[case]
    with pytest.raises(WrongRules) as refused:
        read_rulebook(written)
    assert refused.value.place.startswith(place)
    assert reason in refused.value.reason
    assert place or case == "no document"


EVERYTHING = {
    "all": [
        ENOUGH,
        {"id": "range", "zh": "人数", "says": [2, 3], "fact": "staff", "op": "between", "value": [10, 500]},
        {
            "any": [
                {"fact": "trade", "op": "in", "value": ["goods"]},
                {"fact": "trade", "op": "not_in", "value": ["shops"]},
            ]
        },
        {"not": {"fact": "listed", "op": "==", "value": True}},
        {
            "at_least": 2,
            "of": [
                ENOUGH | {"id": "again"},
                {"fact": "awarded", "op": "!=", "value": False},
                {"score": "card.best", "op": ">", "value": 3.5},
            ],
        },
        {
            "condition": {"fact": "growth", "op": "<=", "value": 0.5},
            "waived_by": {"score": "card", "op": ">=", "value": 1},
        },
        {"fact": "granted", "op": "<", "value": "2026-06-01"},
        {"fact": "research", "op": ">=", "value": {"fact": "before"}},
        {"fact": "revenue", "op": ">=", "value": {"parameter": "line"}},
    ]
}
WHOLE = document(
    rule(
        EVERYTHING,
        family="f",
        status="现行",
        valid_years=3,
        notes={"x": "y"},
        benefit={
            "unit": "万元",
            "each": "年",
            "cap": 50,
            "years": 2,
            "total": 80,
            "cases": [
                {"when": {"fact": "awarded", "op": "==", "value": True}, "rate": 0.3, "of": "research"}
            ],
            "otherwise": {"formula": "min(research, 100) * 0.1"},
        },
    ),
    rule({}, id="sizes", determines="size"),
    parameters={
        "line": {
            "zh": "线",
            "unit": "万元",
            "values": [
                {"from": "2025-01-01", "value": 100, "source": "甲"},
                {"from": "2026-07-01", "value": 120, "source": "乙"},
            ],
        }
    },
    facts=FACTS
    | {
        "assets": FACTS["cash"] | {"unit": "万元"},
        "line_key": {"type": "enum", "zh": "行业", "choices": {one.key: one.name for one in TABLE}},
    },
    derived=DERIVED
    | {"size": {"zh": "划型", "size_class": SIZED | {"line": "line_key", "assets": "assets"}}},
)


def test_a_rulebook_and_its_document_are_the_same() -> None:
    book = read_rulebook(WHOLE)
    written = json.loads(json.dumps(written_rulebook(book)))
    assert read_rulebook(written) == book
    assert written_rulebook(read_rulebook(written)) == written


def test_a_card_says_its_points_in_words_of_its_own_document() -> None:
    groups = written_rulebook(read_rulebook(WHOLE))["scorecards"]["card"]["groups"]
    assert groups["growth"]["items"] == CARD["groups"]["growth"]["items"]


FIRST: dict[str, Any] = {
    "schema_version": 1,
    "facts": {
        "revenue_y1": {"type": "number", "unit": "wan yuan, last year", "zh": "营业收入"},
        "assets_total": {"type": "number", "unit": "wan yuan", "zh": "资产"},
        "employees": {"type": "number", "unit": "persons", "zh": "人员"},
        "size_industry": {"type": "enum", "unit": "key of size_table", "zh": "行业"},
        "size_class": {
            "type": "enum",
            "unit": "large|medium|small|micro (output of sizes_2017)",
            "zh": "划型",
        },
    },
    "derived": {"per_head": "revenue_y1 / employees"},
    "rules": [
        {
            "id": "sizes_2017",
            "title_zh": "划型",
            "kind": "classification",
            "status": "in_force",
            "output": "size_class",
            "source": {"name": "办法", "effective_from": "2017-12-28", "effective_to": None},
            "size_table": {
                line.key: {
                    "tiers": {
                        tier: {
                            {"staff": "employees", "revenue": "revenue_y1", "assets": "assets_total"}[
                                one
                            ]: bounds[place]
                            for one, bounds in line.bounds.items()
                        }
                        for place, tier in enumerate(("large", "medium", "small"))
                    }
                }
                for line in TABLE
            },
        }
    ],
}


def test_a_document_of_the_first_edition_is_read() -> None:
    book = read_rulebook(FIRST)
    assert book.facts["revenue_y1"].unit.name == "万元"
    assert book.rules["sizes_2017"].family == "sizes"
    assert book.rules["sizes_2017"].determines == "size_class"
    assert book.facts["size_class"].choices == {
        "large": "大型",
        "medium": "中型",
        "small": "小型",
        "micro": "微型",
    }


def test_another_size_table_is_refused() -> None:
    document_ = json.loads(json.dumps(FIRST))
    document_["rules"][0]["size_table"]["industry"]["tiers"]["small"]["employees"] = 21
    with pytest.raises(WrongRules, match="不一致"):
        read_rulebook(document_)

"""The sentences that a rule encodes: each is a condition's or somebody's, and stays so when others change."""

from dataclasses import replace
from typing import Any

from qinqing.domains.policies import rules
from qinqing.domains.policies.rules import wording
from qinqing.domains.policies.terms import ClaimMode
from tests.builders.policies import CITED, CONTENT, RULE

PAPER = wording.sentences(" 第九条 应当是独立法人。\n\n研发费用满 100 万元。\n第十条 无重大事故。")


def leaf(*says: int) -> dict[str, Any]:
    return {"fact": "hnte_valid", "op": "==", "value": True, "says": list(says)}


def test_a_pasted_text_is_a_sentence_a_line() -> None:
    assert [one.text for one in PAPER] == [
        "第九条 应当是独立法人。",
        "研发费用满 100 万元。",
        "第十条 无重大事故。",
    ]
    assert wording.read_wording(wording.written_wording(PAPER)) == PAPER


def test_a_sentence_is_called_by_its_clause_or_its_number() -> None:
    assert [wording.name_of(n, one) for n, one in enumerate(PAPER, 1)] == ["第九条", "第 2 句", "第十条"]


def test_a_sentence_is_covered_by_a_condition_of_any_depth_by_a_case_or_by_somebody() -> None:
    stored = {
        "conditions": {"any": [{"not": leaf(1)}], "says": [9]},
        "benefit": {"cases": [{"when": leaf(2), "amount": 1}]},
    }
    assert wording.uncovered(PAPER, stored) == [3]
    assert wording.uncovered(wording.marked(PAPER, 3, "应急局"), stored) == []
    assert wording.beyond(PAPER, stored) == [9]


def test_a_condition_stands_by_its_own_sentence_or_by_its_groups() -> None:
    bare = {"fact": "hnte_valid", "op": "==", "value": True}
    assert wording.baseless({"conditions": {"all": [bare, leaf(1), {"any": [bare], "says": [2]}]}}) == 1


def test_what_stands_by_a_sentence_follows_it() -> None:
    paper = wording.marked(PAPER, 3, "应急局")
    text = "第一条 目的。\n第九条 应当是独立的法人。\n第十条 无重大事故。"
    now, stored = wording.carried(paper, text, {"conditions": {"all": [leaf(1), leaf(2, 3)]}})
    assert [one.judge for one in now] == ["", "", "应急局"]
    assert [one["says"] for one in stored["conditions"]["all"]] == [[2], [3]]


def test_a_sentence_that_says_something_else_is_a_new_one() -> None:
    _, stored = wording.carried(PAPER, "第九条 企业年营业收入过亿。", {"conditions": leaf(1)})
    assert "says" not in stored["conditions"]


def faults(**given: Any) -> dict[str, str]:
    return dict(rules.faults_of(replace(CONTENT, **given)))


def test_an_edition_with_a_sentence_of_nobody_is_not_handed_on() -> None:
    paper = wording.written_wording(PAPER)
    assert "第 2 句、第十条还没有对应条件" in faults(wording=paper, rule=CITED)["wording"]
    judged = [paper[0], *({**one, "judge": "工信局"} for one in paper[1:])]
    assert faults(wording=judged, rule=CITED) == {}
    assert (
        "2 条条件还没有写明出自哪一句"
        in faults(wording=[{**one, "judge": "工信局"} for one in paper], rule=RULE)["wording"]
    )


def test_a_draft_with_sentences_may_wait_for_its_conditions() -> None:
    paper = wording.written_wording(PAPER)
    content = replace(CONTENT, wording=paper, rule={}, mode=ClaimMode.NO_APPLICATION)
    assert list(rules.wrong_in(content)) == []
    assert {"rule", "rule_note", "wording"} <= set(faults(wording=paper, rule={}, mode=content.mode))


def test_a_condition_by_a_sentence_that_is_not_there_is_wrong() -> None:
    assert "出自第 1 句" not in faults(rule=CITED).get("rule", "")
    beyond = {**RULE, "conditions": {**RULE["conditions"], "says": [7]}}  # type: ignore[dict-item]
    assert "出自第 7 句，原文只有 3 句" in faults(rule=beyond, wording=wording.written_wording(PAPER))["rule"]

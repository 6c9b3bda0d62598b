"""A rule as a tree: what each operation makes of what is stored, and what it refuses."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from qinqing.domains.policies import rules
from qinqing.domains.policies.rules import tree
from qinqing.lib.rules import WrongRules

A = {"id": "a", "zh": "甲", "fact": "revenue_y1", "op": ">=", "value": 1000, "note": "留着"}
B = {"id": "b", "fact": "hnte_valid", "op": "==", "value": True}
C = {"id": "c", "fact": "employees", "op": "<=", "value": 300}
SCORED = {"score": "srdi_2022", "op": ">=", "value": 60}
NEW = {"fact": "rd_expense_y1", "op": ">=", "value": 100}


def rule(*parts: Any) -> dict[str, Any]:
    return {"conditions": {"all": list(parts)}, "benefit": {"unit": "万元", "otherwise": {"amount": 1}}}


def parts(stored: Mapping[str, Any]) -> Any:
    return stored["conditions"]["all"]


def test_a_rule_is_shown_as_it_is_read() -> None:
    stored = rule(A, {"any": [B, {"not": C}]}, {"condition": A | {"id": "x"}, "waived_by": B | {"id": "y"}})
    root = tree.tree_of(stored)
    assert root is not None
    assert [(one.path, one.kind) for one in tree.walk(root)] == [
        ("", "all"), ("1", "fact"), ("2", "any"), ("2.1", "fact"), ("2.2", "not"), ("2.2.1", "fact"),
        ("3", "waiver"), ("3.1", "fact"), ("3.2", "fact"),
    ]  # fmt: skip
    assert root.parts[0].asks == "上年度营业收入不低于 1,000 万元"


@pytest.mark.parametrize(
    "broken",
    [5, [], {}, {"all": []}, {"all": 3}, {"fact": "nobody", "op": ">=", "value": 1}, {"not": 1, "any": [1]}],
)
def test_what_reads_as_no_condition_is_shown_and_can_go(broken: Any) -> None:
    stored = rule(A, broken)
    assert tree.node_at(stored, "2").kind == tree.UNREAD
    assert parts(tree.remove(stored, "2")) == [A]


def test_the_first_condition_makes_the_rule() -> None:
    assert tree.add({}, "", "into", NEW) == {"conditions": {"all": [{"id": "c1", **NEW}]}}


def test_a_condition_goes_into_a_group_beside_another_or_frees_from_it() -> None:
    stored = rule(A, {"any": [B]})
    assert parts(tree.add(stored, "", "into", NEW))[-1] == {"id": "c1", **NEW}
    assert parts(tree.add(stored, "2", "into", NEW))[1] == {"any": [B, {"id": "c1", **NEW}]}
    assert parts(tree.add(stored, "1", "or", NEW))[0] == {"any": [A, {"id": "c1", **NEW}]}
    assert parts(tree.add(stored, "2", "or", NEW))[1]["any"][0] == B
    waived = parts(tree.add(stored, "1", "waive", NEW))[0]
    assert waived == {"condition": A, "waived_by": {"id": "c1", **NEW}}
    assert parts(tree.add(stored, "1", "instead", NEW))[0] == {"id": "a", **NEW}
    assert tree.add({"conditions": A}, "", "into", NEW)["conditions"] == {"all": [A, {"id": "c1", **NEW}]}


def test_a_changed_comparison_keeps_its_id_and_notes_and_loses_a_name_that_lies() -> None:
    changed = parts(tree.change(rule(A, B), "1", {**NEW, "zh": "甲", "says": [2]}))[0]
    assert changed == {"id": "a", "note": "留着", **NEW, "says": [2]}
    renamed = parts(tree.change(rule(A, B), "1", {**NEW, "zh": "研发"}))[0]
    assert renamed["zh"] == "研发"
    same = {name: A[name] for name in ("fact", "op", "value", "zh")}
    assert parts(tree.change(rule(A, B), "1", same))[0] == A


def test_a_waiver_that_is_taken_away_leaves_the_condition() -> None:
    stored = rule({"condition": A, "waived_by": B})
    assert parts(tree.remove(stored, "1.2")) == [A]
    with pytest.raises(WrongRules, match="动整组"):
        tree.remove(stored, "1.1")


def test_conditions_are_moved_up_down_in_and_out() -> None:
    stored = rule(A, {"any": [B, C]})
    assert [one.get("id") for one in parts(tree.move(stored, "2", -1))] == [None, "a"]
    assert parts(tree.move_into(stored, "1", "2")) == [{"any": [B, C, A]}]
    assert parts(tree.move_into(stored, "2.1", "")) == [A, {"any": [C]}, B]
    assert parts(tree.dissolve(stored, "2")) == [A, B, C]
    assert parts(tree.wrap(stored, "1", "not"))[0] == {"not": A}


REFUSED: dict[str, tuple[Callable[[], Any], str, str]] = {
    "a node that is not there": (lambda: tree.remove(rule(A), "4"), "", "没有这一条"),
    "no path": (lambda: tree.move(rule(A), "x", 1), "", "没有这一条"),
    "the last of a group": (lambda: tree.remove(rule(A, {"any": [B]}), "2.1"), "", "至少要有一条"),
    "out of the last place": (lambda: tree.move_into(rule(A, {"any": [B]}), "2.1", ""), "", "至少要有一条"),
    "beyond the end": (lambda: tree.move(rule(A, B), "2", 1), "", "到头了"),
    "into itself": (lambda: tree.move_into(rule({"any": [A, B]}), "1", "1"), "group", "自己里面"),
    "into what takes no more": (lambda: tree.move_into(rule(A, {"not": B}), "1", "2"), "group", "只能移到"),
    "out of a not": (lambda: tree.move_into(rule(A, {"not": B}), "2.1", ""), "", "动整组"),
    "more than there are": (lambda: tree.regroup(rule(A, B), "", "at_least", 3), "count", "1 到 2"),
    "fewer than are asked": (
        lambda: tree.remove(rule({"at_least": 2, "of": [A, B]}), "1.1"), "count", "有 1 条",
    ),
    "a group by the form of a comparison": (
        lambda: tree.change(rule({"any": [A, B]}), "1", NEW), "", "按文字改",
    ),
    "a place of no kind": (lambda: tree.add(rule(A), "1", "beside", NEW), "", "没有这样的放法"),
    "a group of no kind": (lambda: tree.wrap(rule(A), "1", "xor"), "kind", "没有这样的组"),
    "nothing to take apart": (lambda: tree.dissolve(rule(A), "1"), "", "没有能拆开的组"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_at_its_field(case: str) -> None:
    act, field, reason = REFUSED[case]
    with pytest.raises(WrongRules) as refused:
        act()
    assert refused.value.place == field
    assert reason in refused.value.reason


def test_more_than_can_be_read_is_refused_and_less_of_it_is_not() -> None:
    long = rule(*({**A, "id": f"x{n}"} for n in range(tree.MOST_CONDITIONS)))
    with pytest.raises(WrongRules, match="最多"):
        tree.add(long, "", "into", NEW)
    assert len(parts(tree.remove(long, "1"))) == tree.MOST_CONDITIONS - 1
    deep: Any = A
    for _ in range(tree.DEEPEST):
        deep = {"any": [deep]}
    with pytest.raises(WrongRules, match="层"):
        tree.wrap(rule(deep), "1", "all")


@pytest.mark.parametrize(
    "rule_id", [one.id for one in rules.book().rules.values() if one.conditions is not None]
)
def test_every_rule_that_ships_is_shown_whole_and_its_forms_say_the_same(rule_id: str) -> None:
    stored = json.loads(json.dumps(rules.national_rule(rule_id)))
    root = tree.tree_of(stored)
    assert root is not None
    assert [one.path for one in tree.walk(root) if one.kind == tree.UNREAD] == []

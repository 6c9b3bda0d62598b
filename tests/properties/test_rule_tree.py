"""A rule as a tree loses nothing: whatever is done to one node, all others stay as they were written."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from qinqing.domains.policies import rules
from qinqing.domains.policies.rules import tree, typed
from qinqing.lib.rules import Value, WrongRules, judge, read
from tests.sizes import SOAK

MANY = settings(max_examples=2_000 if SOAK else 50, deadline=None)
SHIPPED = {one.id: one for one in rules.book().rules.values() if one.conditions is not None}
NEW = {"fact": "rd_expense_y1", "op": ">=", "value": 100, "says": [1]}
Stored = Mapping[str, Any]


def same_form(stored: Stored, path: str) -> Stored:
    """A comparison sent as its form shows it."""
    node = tree.node_at(stored, path)
    about = {name: node.raw[name] for name in ("zh", "says") if name in node.raw}
    return tree.change(
        stored, path, typed.comparison(str(node.raw.get("fact")), typed.typed_of(node.raw)) | about
    )


ALIKE: Mapping[str, Callable[[Stored, str], Stored]] = {
    "sent as it stands": same_form,
    "up": lambda stored, path: tree.move(stored, path, -1),
    "down": lambda stored, path: tree.move(stored, path, 1),
    "all of one": lambda stored, path: tree.wrap(stored, path, "all"),
    "one of one": lambda stored, path: tree.wrap(stored, path, "any"),
    "described": lambda stored, path: tree.describe(stored, path, "名字", (1, 2)),
}
"""What changes nothing of what is asked."""
OTHERS: Mapping[str, Callable[[Stored, str], Stored]] = {
    "not": lambda stored, path: tree.wrap(stored, path, "not"),
    "apart": tree.dissolve,
    "gone": tree.remove,
    "moved": lambda stored, path: tree.move_into(stored, path, ""),
    "regrouped": lambda stored, path: tree.regroup(stored, path, "at_least", 1),
    "changed": lambda stored, path: tree.change(stored, path, NEW),
    **{
        how: lambda stored, path, how=how: tree.add(stored, path, how, NEW) for how in ("into", "or", "waive")
    },
}


def shipped(rule_id: str) -> Stored:
    found: Stored = json.loads(json.dumps(rules.national_rule(rule_id)))
    return found


def written(stored: Stored, below: str | None = None) -> Counter[str]:
    """Every comparison and score as it is written, without those of one node."""
    root = tree.tree_of(stored)
    return Counter(
        json.dumps(one.raw, sort_keys=True)
        for one in (tree.walk(root) if root else ())
        if not one.parts and (below is None or not f"{one.path}.".startswith(f"{below}." if below else ""))
    )


@cache
def subjects() -> list[dict[str, Value]]:
    """What is known in the worked cases beside the rules that ship."""
    text = (files("qinqing.domains.policies") / "data" / "cases.yaml").read_text(encoding="utf-8")
    facts = rules.book().facts
    return [
        {name: read(facts[name], raw) for name, raw in case.get("facts", {}).items() if raw is not None}
        for case in yaml.load(text, yaml.CSafeLoader)["cases"]
    ]  # type: ignore[return-value]


def answers(stored: Stored, day: date) -> list[bool | None]:
    rule = rules.parsed(stored, "试", day, None)
    return [judge(rules.book(), rule, known, day).truth for known in subjects()]


@st.composite
def nodes(draw: st.DrawFn) -> tuple[str, str]:
    """A rule that ships, and one of its nodes."""
    rule_id = draw(st.sampled_from(sorted(SHIPPED)))
    root = tree.tree_of(shipped(rule_id))
    assert root is not None
    return rule_id, draw(st.sampled_from([one.path for one in tree.walk(root)]))


@MANY
@given(nodes(), st.sampled_from(sorted({**ALIKE, **OTHERS})))
def test_one_act_on_one_node_leaves_every_other_comparison_as_it_was(node: tuple[str, str], act: str) -> None:
    rule_id, path = node
    stored = shipped(rule_id)
    before = json.dumps(stored, sort_keys=True)
    try:
        after = {**ALIKE, **OTHERS}[act](stored, path)
    except WrongRules:
        after = stored
    assert written(stored, below=path) - written(after) == Counter()
    assert after.get("benefit") == stored.get("benefit")
    root = tree.tree_of(after)
    assert root is None or [one.path for one in tree.walk(root) if one.kind == tree.UNREAD] == []
    assert json.dumps(stored, sort_keys=True) == before, "what was given is not written on"


@MANY
@given(nodes(), st.sampled_from(sorted(ALIKE)))
def test_what_changes_nothing_of_what_is_asked_is_judged_alike(node: tuple[str, str], act: str) -> None:
    rule_id, path = node
    stored, day = shipped(rule_id), SHIPPED[rule_id].window.starts
    try:
        after = ALIKE[act](stored, path)
    except WrongRules:
        return
    assert answers(after, day) == answers(stored, day)


def test_a_rule_that_means_something_else_is_seen() -> None:
    """The twin."""
    stored, day = shipped("srdi_sme_2026"), SHIPPED["srdi_sme_2026"].window.starts
    assert answers(OTHERS["not"](stored, ""), day) != answers(stored, day)


@pytest.mark.parametrize("rule_id", sorted(SHIPPED))
def test_opened_and_closed_a_rule_is_what_it_was(rule_id: str) -> None:
    stored = shipped(rule_id)
    assert tree.remove(tree.add(stored, "", "into", NEW), str(len(_parts(stored)) + 1)) == stored


def _parts(stored: Stored) -> tuple[tree.Node, ...]:
    root = tree.tree_of(stored)
    assert root is not None
    return root.parts

"""Rules: one meaning in four places, and what holds of every answer, whatever is not known."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qinqing.lib.rules import Judgement, Rulebook, Value, judge, read_rulebook, written_rulebook
from qinqing.lib.rules.bulk import NONE, Bulk
from qinqing.lib.rules.columns import columns
from qinqing.lib.rules.plan import Plan, plan
from qinqing.lib.rules.sql import select
from qinqing.lib.rules.swift import Swift, Tally
from qinqing.lib.rules.words import reasons
from qinqing.lib.size_class import TABLE
from tests.sizes import SOAK

DAY = date(2026, 6, 1)
LINES = {one.key: one.name for one in TABLE}
FACTS: dict[str, Any] = {
    **{name: {"type": "number", "unit": "万元", "zh": name} for name in "abc"},
    "n": {"type": "number", "unit": "人", "zh": "人"},
    "p": {"type": "bool", "zh": "甲"},
    "q": {"type": "bool", "zh": "乙"},
    "w": {"type": "enum", "zh": "词", "choices": {"x": "一", "y": "二", "z": "三"}},
    "t": {"type": "string", "zh": "文"},
    "d": {"type": "date", "zh": "日"},
    "line": {"type": "enum", "zh": "行业", "choices": LINES},
}
DERIVED: dict[str, Any] = {
    "ratio": {"formula": "a / b"},
    "growth": {"formula": "ratio - 1"},
    "total": {"formula": "a + c"},
    "mean": {"formula": "(growth + c / b) / 2"},
    "yearly": {"formula": "(a / c) ** (1/3) - 1"},
    "less": {"formula": "min(a, b, 10) * rate"},
    "size": {"size_class": {"line": "line", "staff": "n", "revenue": "a", "assets": "c"}},
}
PARAMETERS = {
    "rate": {"unit": "比例", "zh": "率", "values": [{"from": "2020-01-01", "value": 0.5, "source": "x"}]}
}
MONEY, RATIOS = ("a", "b", "c", "total", "less"), ("ratio", "growth", "mean", "yearly")
AMOUNTS = [0, 1, 2, 3, 10, 100, 0.1, 0.3, 9.99, 300, 2000]
SHARES = [0.0, 0.1, 0.03, -0.5, 1.0, 2.0]
DAYS = [DAY + timedelta(days) for days in (-1, 0, 1)]

amounts = st.sampled_from(AMOUNTS)
orders = st.sampled_from([">=", ">", "<=", "<", "==", "!="])


def leaves(scores: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Comparisons of every kind."""
    kinds = [
        st.fixed_dictionaries({"fact": st.sampled_from(MONEY), "op": orders, "value": amounts}),
        st.fixed_dictionaries(
            {"fact": st.sampled_from(RATIOS), "op": orders, "value": st.sampled_from(SHARES)}
        ),
        st.builds(
            lambda f, o, g: {"fact": f, "op": o, "value": {"fact": g}},
            st.sampled_from(MONEY),
            orders,
            st.sampled_from(MONEY),
        ),
        st.builds(
            lambda f, o: {"fact": f, "op": o, "value": {"parameter": "rate"}}, st.sampled_from(RATIOS), orders
        ),
        st.builds(
            lambda f, v: {"fact": f, "op": "between", "value": sorted(v)},
            st.sampled_from(MONEY),
            st.tuples(amounts, amounts),
        ),
        st.builds(
            lambda o, v: {"fact": "a", "op": o, "value": v},
            st.sampled_from(["in", "not_in"]),
            st.lists(amounts, min_size=1, max_size=3),
        ),
        st.builds(
            lambda f, o, v: {"fact": f, "op": o, "value": v},
            st.sampled_from("pq"),
            st.sampled_from(["==", "!="]),
            st.booleans(),
        ),
        st.builds(
            lambda o, v: {"fact": "w", "op": o, "value": v},
            st.sampled_from(["in", "not_in"]),
            st.lists(st.sampled_from("xyz"), min_size=1),
        ),
        st.builds(
            lambda o, v: {"fact": "t", "op": o, "value": v},
            st.sampled_from(["==", "!="]),
            st.sampled_from(["l", "it's", "\\"]),
        ),
        st.builds(lambda o, v: {"fact": "d", "op": o, "value": v.isoformat()}, orders, st.sampled_from(DAYS)),
        st.builds(
            lambda v: {"fact": "size", "op": "in", "value": v},
            st.lists(st.sampled_from(["large", "small", "micro"]), min_size=1),
        ),
    ]
    card = st.builds(
        lambda c, g, o, v: {"score": f"{c}{g}", "op": o, "value": v},
        st.sampled_from(["card", "own"]),
        st.sampled_from(["", ".one", ".two"]),
        st.sampled_from([">=", ">", "<=", "<"]),
        st.sampled_from([0, 5, 10, 20, 30]),
    )
    return st.one_of(*kinds, card, card) if scores else st.one_of(*kinds)


def branches(parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(parts, min_size=1, max_size=4)
    return st.one_of(
        st.builds(lambda p: {"all": p}, some),
        st.builds(lambda p: {"any": p}, some),
        st.builds(lambda p: {"not": p}, parts),
        some.flatmap(lambda p: st.builds(lambda n: {"at_least": n, "of": p}, st.integers(1, len(p)))),
        st.builds(lambda p, u: {"condition": p, "waived_by": u}, parts, parts),
    )


said = st.one_of(st.just({}), st.builds(lambda n: {"says": n}, st.lists(st.integers(1, 9), min_size=1)))


def citing(parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of them with the sentences they stand by."""
    return st.builds(lambda part, says: part | says, parts, said)


def trees(scores: bool = True) -> st.SearchStrategy[dict[str, Any]]:
    return st.recursive(citing(leaves(scores)), lambda parts: citing(branches(parts)), max_leaves=8)


def unsaid(raw: Any) -> Any:
    """The same document without a word of where it comes from."""
    if isinstance(raw, dict):
        return {name: unsaid(value) for name, value in raw.items() if name != "says"}
    return [unsaid(one) for one in raw] if isinstance(raw, list) else raw


@st.composite
def ways(draw: st.DrawFn) -> dict[str, Any]:
    """How an item of a card earns up to ten points."""
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return {
            "fact": draw(st.sampled_from(RATIOS)),
            "bands_min": [[0.1, 10], [0, 5]],
            "else": draw(st.integers(0, 2)),
        }
    if kind == 1:
        return {"fact": draw(st.sampled_from(MONEY)), "bands_max": [[1, 10], [10, 4.5]]}
    if kind == 2:
        return {"fact": "w", "map": {"x": 10, "y": 3}}
    if kind == 3:
        return {"fact": draw(st.sampled_from(MONEY)), "identity": True}
    return {
        "first_match": [
            {"when": draw(trees(scores=False)), "score": 7},
            {"when": draw(leaves(scores=False)), "score": 2},
        ]
    }


@st.composite
def rulebooks(draw: st.DrawFn) -> dict[str, Any]:
    def item(name: str) -> dict[str, Any]:
        way = (
            {"best_of": draw(st.lists(ways(), min_size=1, max_size=3))}
            if draw(st.booleans())
            else draw(ways())
        )
        return {"id": name, "max": 10} | way

    def card() -> dict[str, Any]:
        return {
            "max": draw(st.sampled_from([25, 30])),
            "groups": {
                "one": {"max": draw(st.sampled_from([15, 20])), "items": [item("i"), item("j")]},
                "two": {"max": 10, "items": [item("k")]},
            },
        }

    def own() -> dict[str, Any]:
        """Of one rule, by a name that another rule's card has, too; its groups as a list."""
        found = card()
        return found | {"groups": [{"id": key, **group} for key, group in found["groups"].items()]}

    rules = [
        {
            "id": f"r{n}",
            "title": "r",
            "source": {"name": "s"},
            "scorecards": {"own": own()},
            "conditions": {"all": draw(st.lists(trees(), min_size=1, max_size=5))},
            "effective_from": "2026-01-01",
            "effective_to": draw(st.sampled_from(["2026-12-31", "2026-05-31"])),
        }
        for n in range(draw(st.integers(1, 3)))
    ]
    return {
        "schema_version": 2,
        "facts": FACTS,
        "parameters": PARAMETERS,
        "derived": DERIVED,
        "scorecards": {"card": card()},
        "rules": rules,
    }


VALUES: dict[str, st.SearchStrategy[Value]] = {
    **{name: amounts.map(float) for name in "abcn"},
    "p": st.booleans(),
    "q": st.booleans(),
    "w": st.sampled_from("xyz"),
    "t": st.sampled_from(["l", "it's", "\\", "other"]),
    "d": st.sampled_from(DAYS),
    "line": st.sampled_from(["industry", "retail", "other"]),
}
GIVEN_DERIVED: dict[str, st.SearchStrategy[Value]] = {
    "ratio": st.sampled_from(SHARES),
    "size": st.sampled_from(["small", "large"]),
}
complete = st.fixed_dictionaries(VALUES)
subjects = st.fixed_dictionaries({}, optional=VALUES | GIVEN_DERIVED)


def expected(judged: Judgement) -> tuple[bool | None, int]:
    """The answer, and the place of the deciding condition; none of a yes or of a rule that does not hold."""
    if judged.truth is True or not judged.in_force:
        return judged.truth, NONE
    return judged.truth, next(n for n, one in enumerate(judged.findings) if one.truth is judged.truth)


def meant(book: Rulebook, known: Mapping[str, Value]) -> list[tuple[bool | None, int]]:
    return [expected(judge(book, rule, known, DAY)) for rule in book.rules.values()]


MANY = settings(max_examples=1_000 if SOAK else 40)


def tallied(judged: Judgement) -> Tally:
    """What stands in the way, as it is read out of one judgement."""
    if not judged.in_force:
        return Tally(False)
    truths = [one.truth for one in judged.findings]
    open_ = tuple(place for place, truth in enumerate(truths) if truth is not True)
    return Tally(judged.truth, open_, truths.count(False))


# --- four places, one meaning --------------------------------------------


@MANY
@given(rulebooks(), st.lists(subjects, min_size=1, max_size=8))
def test_one_subject_against_all_rules_is_decided_as_it_is_judged(
    document: dict[str, Any], known: list[dict[str, Value]]
) -> None:
    book = read_rulebook(document)
    swift = Swift(plan(book, DAY))
    for one in known:
        judged = [judge(book, rule, one, DAY) for rule in book.rules.values()]
        assert swift.decide(one) == [(found.truth, found.deciding) for found in judged]
        assert swift.tally(one) == [tallied(found) for found in judged]


@MANY
@given(rulebooks(), st.lists(subjects, min_size=1, max_size=8))
def test_what_must_be_asked_is_what_the_judge_asks(
    document: dict[str, Any], known: list[dict[str, Value]]
) -> None:
    """Of every condition of every rule in force, in the same order; of one that is known nothing."""
    book = read_rulebook(document)
    planned = plan(book, DAY)
    for one in known:
        weighed = Swift(planned).weigh(one)
        for rule in planned.rules:
            findings = judge(book, rule.rule, one, DAY).findings
            for placed, found in zip(rule.placed, findings, strict=False):
                expected = None if found.truth is not None else (found.asks, found.undefined)
                assert weighed.asked(placed.node) == expected


def of_bulk(planned: Plan, known: list[dict[str, Value]], block: int) -> list[list[tuple[bool | None, int]]]:
    truths = {1: True, 0: False, -1: None}
    found: list[list[tuple[bool | None, int]]] = []
    for answers in Bulk(planned, block).judge(columns(planned, known), len(known)):
        rules = [
            zip(answers.truths(n), answers.conditions(n), strict=True) for n in range(len(planned.rules))
        ]
        found += [[(truths[int(t)], int(c)) for t, c in row] for row in zip(*rules, strict=True)]
    return found


@MANY
@given(rulebooks(), st.lists(subjects, min_size=1, max_size=8), st.sampled_from([3, 64]))
def test_columns_are_decided_as_single_subjects_are_judged(
    document: dict[str, Any], known: list[dict[str, Value]], block: int
) -> None:
    book = read_rulebook(document)
    assert of_bulk(plan(book, DAY), known, block) == [meant(book, one) for one in known]


@pytest.fixture(scope="module")
def postgresql(server: Any) -> Iterator[psycopg.Connection]:
    server.create_database("qinqing_rules")
    with psycopg.connect(server.url("qinqing_web", "qinqing_rules"), autocommit=True) as connection:
        yield connection
    server.drop_database("qinqing_rules")


TYPES = {"number": "double precision", "bool": "boolean", "enum": "text", "string": "text", "date": "date"}


def table(known: list[dict[str, Value]]) -> tuple[str, list[Value | None]]:
    """Subjects as a table of their own, and what is given with it."""
    kinds = {name: TYPES[fact["type"]] for name, fact in FACTS.items()} | {
        "ratio": "double precision",
        "size": "text",
    }
    row = ", ".join(f"%s::{kind}" for kind in kinds.values())
    values = ", ".join(f"({n}, {row})" for n in range(len(known)))
    names = ", ".join(f'"{name}"' for name in ("id", *kinds))
    return f"subjects ({names}) AS (VALUES {values})", [one.get(name) for one in known for name in kinds]


@MANY
@given(rulebooks(), st.lists(subjects, min_size=1, max_size=8))
def test_postgresql_decides_as_single_subjects_are_judged(
    postgresql: psycopg.Connection, document: dict[str, Any], known: list[dict[str, Value]]
) -> None:
    book = read_rulebook(document)
    planned = plan(book, DAY)
    statement = select(planned, "subjects", "id", {*FACTS, "ratio", "size"})
    source, given_ = table(known)
    rows = postgresql.execute(f"WITH {source} {statement.replace('%', '%%')} ORDER BY 1", given_).fetchall()
    found = [
        [(row[n], NONE if row[n + 1] is None else row[n + 1]) for n in range(1, len(row), 2)] for row in rows
    ]
    assert found == [meant(book, one) for one in known]


# --- what holds of every answer ------------------------------------------


@MANY
@given(rulebooks(), complete, st.sets(st.sampled_from(sorted(VALUES))))
def test_more_facts_never_overturn_an_answer(
    document: dict[str, Any], everything: dict[str, Value], hidden: set[str]
) -> None:
    book = read_rulebook(document)
    some = {name: value for name, value in everything.items() if name not in hidden}
    for rule in book.rules.values():
        before, after = judge(book, rule, some, DAY).truth, judge(book, rule, everything, DAY).truth
        assert before in (None, after)


@MANY
@given(rulebooks(), subjects)
def test_what_is_not_known_names_what_to_ask(document: dict[str, Any], known: dict[str, Value]) -> None:
    """A fact that is missing; where none is, one that leaves no value, such as a divisor of 0."""
    book = read_rulebook(document)
    for rule in book.rules.values():
        found = judge(book, rule, known, DAY)
        if found.truth is None:
            undefined = {name for one in found.findings for name in one.undefined}
            assert found.asks
            assert all(name in FACTS and (name not in known or name in undefined) for name in found.asks)
        assert all(reason.sentence for reason in reasons(book, found))


@MANY
@given(rulebooks(), complete)
def test_with_all_known_only_what_has_no_value_stays_open(
    document: dict[str, Any], everything: dict[str, Value]
) -> None:
    book = read_rulebook(document)
    for rule in book.rules.values():
        found = judge(book, rule, everything, DAY)
        if found.truth is None:
            assert set(found.asks) <= {name for one in found.findings for name in one.undefined}


@MANY
@given(rulebooks(), subjects)
def test_a_rule_and_its_document_judge_alike(document: dict[str, Any], known: dict[str, Value]) -> None:
    book = read_rulebook(document)
    again = read_rulebook(json.loads(json.dumps(written_rulebook(book))))
    assert again == book
    assert meant(again, known) == meant(book, known)


@MANY
@given(rulebooks(), st.lists(subjects, min_size=1, max_size=4))
def test_where_a_condition_comes_from_changes_no_answer(
    document: dict[str, Any], known: list[dict[str, Value]]
) -> None:
    book, bare = read_rulebook(document), read_rulebook(unsaid(document))
    assert [meant(book, one) for one in known] == [meant(bare, one) for one in known]
    assert len(plan(book, DAY).nodes) == len(plan(bare, DAY).nodes)


@MANY
@given(rulebooks(), st.lists(trees(), min_size=1, max_size=4), subjects)
def test_de_morgan_holds(
    document: dict[str, Any], parts: list[dict[str, Any]], known: dict[str, Value]
) -> None:
    def truth(conditions: dict[str, Any]) -> bool | None:
        rule = document["rules"][0] | {"conditions": conditions, "effective_to": "2026-12-31"}
        book = read_rulebook(document | {"rules": [rule]})
        return judge(book, book.rules["r0"], known, DAY).truth

    negated = [{"not": part} for part in parts]
    assert truth({"not": {"all": parts}}) == truth({"any": negated})
    assert truth({"not": {"any": parts}}) == truth({"all": negated})
    assert truth({"at_least": 1, "of": parts}) == truth({"any": parts})
    assert truth({"at_least": len(parts), "of": parts}) == truth({"all": parts})

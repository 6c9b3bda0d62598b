"""The rules that ship: every case comes out as it says, every rule is shown to hold and to fail."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import qinqing
from qinqing.lib.rules import Rulebook, judge, read_rulebook, verdicts, written_rulebook
from qinqing.lib.rules import read as read_fact
from qinqing.lib.rules.bulk import Bulk
from qinqing.lib.rules.check import Verdict
from qinqing.lib.rules.columns import columns
from qinqing.lib.rules.plan import plan
from qinqing.lib.rules.swift import Swift

DATA = Path(qinqing.__file__).parent / "domains/policies/data"
LOCAL = {"gazelle_huangpu", "first_upscale_reward_xian", "tech_upgrade_subsidy_changfeng"}


def read(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return read_rulebook(read("rules.yaml"))


@pytest.fixture(scope="module")
def judged(book: Rulebook) -> list[Verdict]:
    return list(verdicts(book, read("cases.yaml")))


def test_every_case_comes_out_as_it_says(judged: list[Verdict]) -> None:
    assert len(judged) >= 160
    assert [one for one in judged if not one.agrees or one.remarks] == []


def test_every_rule_is_shown_to_hold_to_fail_and_most_to_stay_open(
    book: Rulebook, judged: list[Verdict]
) -> None:
    outcomes = defaultdict(set)
    for one in judged:
        outcomes[one.rule].add(one.given[0])
    assert len(book.rules) == 20
    assert outcomes.pop("sme_size_2017") == {"large", "medium", "small", "micro", "unknown"}
    assert {rule: seen for rule, seen in outcomes.items() if not {"eligible", "not_eligible"} <= seen} == {}
    assert sum("unknown" in seen for seen in outcomes.values()) >= 14


def test_both_versions_answer_for_their_own_days(book: Rulebook) -> None:
    for family in ("srdi_sme", "little_giant"):
        old, new = book.in_force(family, date(2026, 3, 31)), book.in_force(family, date(2026, 4, 1))
        assert old is not None
        assert new is not None
        assert (old.id, new.id) == (f"{family}_2022", f"{family}_2026")


def test_local_rules_are_examples_and_what_is_recalled_says_so(book: Rulebook) -> None:
    assert {rule.id for rule in book.rules.values() if rule.example} == LOCAL
    assert [r.id for r in book.rules.values() if not r.source.name or not r.source.issuer] == []
    assert {"srdi_sme_2026", "little_giant_2026", "small_low_profit_cit"} <= {
        rule.id for rule in book.rules.values() if rule.source.recalled
    }
    assert not book.rules["hnte_2016"].source.recalled


def test_the_fast_ways_decide_every_case_as_it_is_judged(book: Rulebook) -> None:
    day = date(2026, 6, 1)
    planned = plan(book, day)
    told: dict[str, dict[str, Any]] = {}
    for case in read("cases.yaml")["cases"]:
        told[case["id"]] = {**told.get(case.get("like"), {}), **case.get("facts", {})}
    known = [
        {name: read_fact(book.facts[name], raw) for name, raw in facts.items() if raw is not None}
        for facts in told.values()
    ]
    swift = Swift(planned)
    (answers,) = Bulk(planned).judge(columns(planned, known), len(known))
    for place, one in enumerate(known):
        judged = [judge(book, rule.rule, one, day) for rule in planned.rules]
        assert swift.decide(one) == [(found.truth, found.deciding) for found in judged]
        for n, found in enumerate(judged):
            assert answers.deciding_name(n, place) == found.deciding


def test_everything_has_a_chinese_name(book: Rulebook) -> None:
    named = [*book.facts.values(), *book.derived.values(), *book.parameters.values(), *book.cards.values()]
    assert [one.name for one in named if one.label.isascii()] == []


def test_the_rules_come_back_from_their_document(book: Rulebook) -> None:
    assert read_rulebook(written_rulebook(book)) == book

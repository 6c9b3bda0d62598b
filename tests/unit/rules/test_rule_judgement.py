"""Yes, no or unknown: at each border, with each fact missing, on each side of a window."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from qinqing.lib.rules import Judgement, Value, judge, read, read_rulebook
from qinqing.lib.rules.judge import Subject
from qinqing.lib.size_class import TABLE, Indicator, classify
from tests.unit.rules.documents import FACTS, document, rule

YES, NO, OPEN = True, False, None


def judged(conditions: Mapping[str, Any], on: date | None = None, **known: Any) -> Judgement:
    book = read_rulebook(document(rule(conditions)))
    values: dict[str, Value] = {}
    for name, raw in known.items():
        fact = book.asked(name)
        assert fact is not None
        value = read(fact, raw)
        assert value is not None
        values[name] = value
    return judge(book, book.rules["r"], values, on)


def leaf(fact: str, op: str, value: Any) -> dict[str, Any]:
    return {"fact": fact, "op": op, "value": value}


LISTED, AWARDED = leaf("listed", "==", True), leaf("awarded", "==", True)
RICH = leaf("revenue", ">=", 100)


@pytest.mark.parametrize(
    ("op", "below", "at", "above"),
    [(">=", NO, YES, YES), (">", NO, NO, YES), ("<=", YES, YES, NO), ("<", YES, NO, NO), ("==", NO, YES, NO),
     ("!=", YES, NO, YES)],
)  # fmt: skip
def test_a_bound_is_inside_or_outside_as_the_sign_says(op: str, below: bool, at: bool, above: bool) -> None:
    condition = leaf("revenue", op, 100)
    assert [judged(condition, revenue=v).truth for v in (99.99, 100, 100.01)] == [below, at, above]


@pytest.mark.parametrize(("before", "revenue"), [(1000, 1200), (3, 3.6), (0.7, 0.84), (1e6, 1.2e6)])
def test_a_ratio_on_the_bound_is_on_it_whatever_rounding_makes_of_it(before: float, revenue: float) -> None:
    known = {"before": before, "revenue": revenue}
    assert judged(leaf("growth", ">=", 0.2), **known).truth is YES
    assert judged(leaf("growth", "<=", 0.2), **known).truth is YES
    assert judged(leaf("growth", ">", 0.2), **known).truth is NO
    assert judged(leaf("growth", ">=", 0.200001), **known).truth is NO


def test_a_range_and_a_set_include_what_they_name() -> None:
    between = leaf("staff", "between", [10, 20])
    assert [judged(between, staff=v).truth for v in (9, 10, 20, 21)] == [NO, YES, YES, NO]
    assert judged(leaf("trade", "in", ["goods"]), trade="goods").truth is YES
    assert judged(leaf("trade", "not_in", ["goods"]), trade="goods").truth is NO


def test_a_day_is_compared_as_a_day() -> None:
    condition = leaf("granted", "between", ["2026-01-01", "2026-12-31"])
    days = ["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"]
    assert [judged(condition, granted=one).truth for one in days] == [NO, YES, YES, NO]


@pytest.mark.parametrize(
    ("conditions", "known", "truth", "asks"),
    [
        ({"all": [LISTED, AWARDED]}, {"listed": True}, OPEN, ("awarded",)),
        ({"all": [LISTED, AWARDED]}, {"listed": False}, NO, ()),
        ({"any": [LISTED, AWARDED]}, {"listed": True}, YES, ()),
        ({"any": [LISTED, AWARDED]}, {"listed": False}, OPEN, ("awarded",)),
        ({"not": LISTED}, {}, OPEN, ("listed",)),
        ({"not": LISTED}, {"listed": True}, NO, ()),
        ({"at_least": 2, "of": [LISTED, AWARDED, RICH]}, {"listed": True, "awarded": True}, YES, ()),
        ({"at_least": 2, "of": [LISTED, AWARDED, RICH]}, {"listed": False, "awarded": False}, NO, ()),
        ({"at_least": 2, "of": [LISTED, AWARDED, RICH]}, {"listed": True}, OPEN, ("awarded", "revenue")),
        ({"condition": RICH, "waived_by": AWARDED}, {"revenue": 1.0, "awarded": True}, YES, ()),
        ({"condition": RICH, "waived_by": AWARDED}, {"revenue": 1.0}, OPEN, ("awarded",)),
        ({"condition": RICH, "waived_by": AWARDED}, {"revenue": 100.0}, YES, ()),
        ({"all": [leaf("share", ">=", 0.03)]}, {"research": 3.0}, OPEN, ("revenue",)),
        (leaf("research", ">=", {"fact": "before"}), {"research": 3.0}, OPEN, ("before",)),
    ],
)  # fmt: skip
def test_what_is_not_known_leaves_open_only_what_it_could_change(
    conditions: Mapping[str, Any], known: Mapping[str, Any], truth: bool | None, asks: tuple[str, ...]
) -> None:
    found = judged(conditions, **known)
    assert (found.truth, found.asks) == (truth, asks)


def test_a_ratio_to_nothing_has_no_value_and_asks_for_what_it_is_divided_by() -> None:
    found = judged(leaf("share", ">=", 0.03), research=3, revenue=0)
    assert found.truth is OPEN
    assert found.asks == ("revenue",)
    assert found.findings[0].undefined == ("revenue",)


def test_a_given_ratio_counts_instead_of_its_formula() -> None:
    assert judged(leaf("share", ">=", 0.03), research=1, revenue=100, share=0.05).truth is YES


def test_failing_conditions_are_named_by_their_own_id_and_in_order() -> None:
    conditions = {"all": [
        {"id": "either", "any": [LISTED | {"id": "a"}, AWARDED | {"id": "b"}]},
        {"all": [RICH | {"id": "rich"}, leaf("staff", ">=", 10)]},
        {"id": "both", "all": [LISTED | {"id": "c"}, AWARDED | {"id": "d"}]},
    ]}  # fmt: skip
    found = judged(conditions, listed=False, awarded=False, revenue=1)
    assert found.truth is NO
    assert found.failing == ("either", "rich", "staff", "both")
    assert found.deciding == "either"
    assert judged(conditions, awarded=True, revenue=100).failing == ("staff", "both")
    assert judged(conditions, awarded=True, revenue=100).deciding == "staff"


@pytest.mark.parametrize(
    ("known", "points"),
    [
        ({"revenue": 110, "before": 100, "research": 10}, (20, 20)),
        ({"revenue": 109.9, "before": 100, "research": 10}, (10, 10)),
        ({"revenue": 120, "before": 100, "research": 4}, (26, 26)),
        ({"revenue": 120, "before": 100, "research": 50}, (30, 30)),
        ({"revenue": 120, "research": 50}, None),
        ({"revenue": 0, "before": 100, "research": 50}, (4, 4)),
        ({"revenue": 0, "before": 100, "research": 1}, (0, 0)),
    ],
)
def test_points_go_by_bands_and_the_best_way(
    known: dict[str, float], points: tuple[float, float] | None
) -> None:
    book = read_rulebook(document(rule(LISTED)))
    assert (
        Subject(book, {name: float(v) for name, v in known.items()}, None).points(book.cards["card"])
        == points
    )


def test_a_way_that_is_not_known_leaves_open_what_is_above_the_others() -> None:
    book = read_rulebook(document(rule(LISTED)))
    assert Subject(book, {"research": 50.0, "growth": 0.2}, None).points(book.cards["card"]) == (24, 30)
    condition = {"score": "card.best", "op": ">=", "value": 4}
    assert judged(condition, research=50).truth is YES
    assert judged(condition | {"value": 5}, research=50).asks == ("revenue",)


@pytest.mark.parametrize(
    ("on", "truth"),
    [("2025-12-31", NO), ("2026-01-01", YES), ("2026-12-31", YES), ("2027-01-01", NO), (None, YES)],
)
def test_a_rule_holds_from_its_first_day_to_its_last(on: str | None, truth: bool) -> None:
    found = judged(LISTED | {"id": "listed"}, on and date.fromisoformat(on), listed=True)
    assert found.truth is truth
    assert found.failing == (() if truth else ("in_force",))


def test_a_parameter_is_that_of_the_day() -> None:
    values = [{"from": f"2026-{m}-01", "value": v, "source": "x"} for m, v in (("01", 100), ("07", 120))]
    written = document(
        rule(RICH | {"value": {"parameter": "line"}}),
        parameters={"line": {"zh": "线", "unit": "万元", "values": values}},
    )
    book = read_rulebook(written)
    known = {"revenue": 110.0}
    days = [date(2026, 6, 30), date(2026, 7, 1), None]
    assert [judge(book, book.rules["r"], known, on).truth for on in days] == [YES, NO, NO]


def test_a_family_has_the_version_of_the_day() -> None:
    windows = [(year, f"{year}-01-01", f"{year}-12-31") for year in (2025, 2026)]
    versions = (
        rule(LISTED, id=f"r{year}", family="r", effective_from=starts, effective_to=ends)
        for year, starts, ends in windows
    )
    book = read_rulebook(document(*versions))
    found = [book.in_force("r", date(year, 12, 31)) for year in (2024, 2025, 2026)]
    assert [one and one.id for one in found] == [None, "r2025", "r2026"]


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.key)
@pytest.mark.parametrize("place", range(3))
def test_the_size_class_is_that_of_the_official_table(line: Any, place: int) -> None:
    """At the bounds of each class, just below, and with each indicator missing."""
    choices = {one.key: one.name for one in TABLE}
    facts = {"key": {"type": "enum", "zh": "行业", "choices": choices},
             "assets": {"type": "number", "unit": "元", "zh": "资产"}}  # fmt: skip
    inputs = {"line": "key", "staff": "staff", "revenue": "revenue", "assets": "assets"}
    written = document(
        rule(LISTED), facts=FACTS | facts, derived={"size": {"size_class": inputs}}, scorecards={}
    )
    book = read_rulebook(written)
    units = {Indicator.STAFF: 1, Indicator.REVENUE: 10_000, Indicator.ASSETS: 10_000}
    for short in (0, 1):
        bounds = {one: bound[place] - short for one, bound in line.bounds.items()}
        for left_out in (None, *bounds):
            known: dict[str, Value] = {"key": line.key}
            yuan = {one: bound * units[one] for one, bound in bounds.items() if one is not left_out}
            for one in yuan:
                known[inputs[one]] = float(yuan[one] / 10_000 if one is Indicator.REVENUE else yuan[one])
            said = classify(line.industries[0].ljust(3, "1") if line.key != "other" else "80", yuan).size
            assert Subject(book, known, None).value("size") == (said and said.value), (bounds, left_out)


def test_an_amount_follows_the_first_case_that_holds_under_its_cap() -> None:
    benefit = {
        "unit": "万元", "cap": 50,
        "cases": [{"when": AWARDED, "rate": 0.3, "of": "research"}],
        "otherwise": {"formula": "min(research, 100) * 0.1"},
    }  # fmt: skip
    book = read_rulebook(document(rule(LISTED, benefit=benefit)))

    def gain(**known: Value) -> Any:
        return judge(book, book.rules["r"], {"listed": True} | known).gain

    assert gain(awarded=True, research=100.0).amount == pytest.approx(30)
    assert gain(awarded=True, research=1000.0).amount == 50
    assert gain(awarded=False, research=1000.0).amount == 10
    assert gain(research=1000.0).asks == ("awarded",)
    assert gain(awarded=True).asks == ("research",)
    assert judge(book, book.rules["r"], {"listed": False}).gain is None

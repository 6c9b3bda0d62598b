"""Whatever `lib.rules` can say is built by the forms of the editor, without a word of code."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest

from qinqing.domains.policies import forms, rules
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.pages import cards as card_page
from qinqing.domains.policies.pages import rule as rule_page
from qinqing.domains.policies.rules import benefit, cards, parts, points, typed
from qinqing.lib.rules import FactType, Rule, WrongRules, reading, scores
from qinqing.lib.rules import benefits as lib_benefits
from qinqing.lib.rules import conditions as lib_conditions
from qinqing.lib.rules.places import Place
from qinqing.lib.rules.writing import written_card, written_rule

SHIPPED = {one.id: one for one in rules.book().rules.values() if one.conditions is not None}
DAY = date(2026, 6, 1)
Raw = Mapping[str, Any]


class Desk:
    """The editor's two pages without a database: what a form makes of what is stored is stored."""

    def __init__(self, **stored: Any) -> None:
        self.draft = Edition(rule=stored, wording=[])

    def act(self, act: str, part: str = "", **given: Any) -> None:
        data = {"version": 1, "at": "", **given}
        form = rule_page._form_of(act, _Sent(data), self.draft, part)
        assert form.is_valid(), (act, given, form.errors)
        self._keep(rule_page._made(act, self.draft, form, part).rule)

    def card(self, act: str, name: str, **given: Any) -> str:
        form = card_page._form_of(act, _Sent({"version": 1, "at": "", "act": act, **given}), self.draft, name)
        assert form.is_valid(), (act, given, form.errors)
        stored, name = card_page._made(act, self.draft, name, form)
        self._keep(stored)
        return name

    def _keep(self, stored: Raw) -> None:
        # As the database keeps it: in an order of its own.
        self.draft.rule = json.loads(json.dumps(stored, sort_keys=True))

    @property
    def stored(self) -> Raw:
        found: Raw = self.draft.rule
        return found


class _Sent(dict[str, Any]):
    """What a browser sends: some fields several times."""

    def getlist(self, name: str) -> list[Any]:
        found = self.get(name, [])
        return list(found) if isinstance(found, list | tuple) else [found]


# --- built node by node -------------------------------------------------


def comparing(leaf: Raw) -> dict[str, Any]:
    shown = typed.typed_of(leaf)
    given = {name: getattr(shown, name) for name in ("op", "value", "high", "against")}
    fact = typed.measures(leaf)
    values = list(shown.values) if typed.kind_of(fact) is FactType.ENUM else []
    return {"fact": fact, **given, "values": values, "zh": leaf.get("zh", "")}


def parts_of(raw: Raw) -> list[Raw]:
    shape = next((one for one in ("all", "any", "of", "not", "condition") if one in raw), "")
    if shape == "condition":
        return [raw["condition"], raw["waived_by"]]
    return [raw[shape]] if shape == "not" else list(raw.get(shape, ()))


def leftmost(raw: Raw) -> Raw:
    return leftmost(parts_of(raw)[0]) if parts_of(raw) else raw


def built(desk: Desk, raw: Raw, path: str, part: str = "") -> None:
    """Where the leftmost comparison of a condition stands, the whole of it."""
    below = parts_of(raw)
    if not below:
        return
    if "not" in raw:
        built(desk, below[0], path, part)
        desk.act("wrap_not", part, at=path)
    elif "condition" in raw:
        built(desk, below[0], path, part)
        desk.act("add", part, at=path, how="waive", **comparing(leftmost(below[1])))
        built(desk, below[1], f"{path}.2".lstrip("."), part)
    else:
        built(desk, below[0], path, part)
        desk.act("wrap_all", part, at=path)
        filled(desk, raw, path, part)
        return
    desk.act("describe", part, at=path, zh=raw.get("zh", ""))


def filled(desk: Desk, raw: Raw, path: str, part: str) -> None:
    """A group that holds its first part, with the others and of its kind."""
    for place, one in enumerate(parts_of(raw)[1:], 2):
        desk.act("add", part, at=path, how="into", **comparing(leftmost(one)))
        built(desk, one, f"{path}.{place}".lstrip("."), part)
    kind = "at_least" if "at_least" in raw else "any" if "any" in raw else "all"
    whole = {"whole": "on"} if raw.get("id") else {}
    desk.act(
        "regroup", part, at=path, kind=kind, count=raw.get("at_least", ""), zh=raw.get("zh", ""), **whole
    )


def built_conditions(desk: Desk, raw: Raw) -> None:
    desk.act("add", how="into", **comparing(leftmost(raw)))
    built(desk, parts_of(raw)[0], "1")
    filled(desk, raw, "", "")


def built_case(desk: Desk, raw: Raw, part: str) -> None:
    """A case of which the first comparison is there."""
    built(desk, raw, "", part)


def granting(given: benefit.Given) -> dict[str, Any]:
    names = benefit.Given.__dataclass_fields__
    shown = {name: getattr(given, name) for name in names}
    return {
        name: typed.said(v) if hasattr(v, "normalize") else v for name, v in shown.items() if v is not None
    }


def built_benefit(desk: Desk, stored: Raw) -> None:
    if not stored.get("benefit"):
        return
    desk.act("benefit", **granting(benefit.given_of(stored)))
    for number, case in enumerate(stored["benefit"].get("cases", ()), 1):
        given = granting(benefit.case_given(stored, str(number)))
        desk.act("case_add", **comparing(leftmost(case["when"])), **given)
        built_case(desk, case["when"], f"benefit.{number}")


def pointing(raw: Raw) -> dict[str, Any]:
    if "first_match" in raw:
        first = raw["first_match"][0]
        more = comparing(leftmost(first["when"]))
        return {"way": "first_match", **more, "score": first["score"], "otherwise": raw.get("else", 0)}
    marks = points.marks_of(raw)
    rows = {
        f"{name}_{n}": one[at]
        for n, one in enumerate(marks.rows, 1)
        for at, name in enumerate(("bound", "points"))
    }
    return {"way": marks.way, "fact": marks.fact, "otherwise": marks.otherwise, **rows}


def built_card(desk: Desk, raw: Raw) -> str:
    """A card of the same groups and items."""
    name, groups = "", raw["groups"]
    for at, group in enumerate(groups, 1):
        for place, item in enumerate(group["items"], 1):
            asked = {"label": item["zh"], "most": item["max"], **pointing(item.get("best_of", [item])[0])}
            about = {"group_label": group["zh"], "group_most": group["max"]}
            if not name:
                whole = {"card_label": raw["zh"], "card_most": raw["max"]}
                name = desk.card("begin", "new", **asked, **about, **whole)
            elif place == 1:
                desk.card("group", name, **asked, **about)
            else:
                desk.card("item", name, **{**asked, "at": str(at)})
            built_points(desk, name, item, f"{at}.{place}")
    return name


def built_points(desk: Desk, name: str, item: Raw, path: str) -> None:
    for way in item.get("best_of", ())[1:]:
        desk.card("way", name, **{**pointing(way), "at": path})
    for number, way in enumerate(item.get("best_of", [item]), 1):
        here = f"{path}.{number}" if "best_of" in item else path
        for place, case in enumerate(way.get("first_match", ()), 1):
            if place > 1:
                asked = {**comparing(leftmost(case["when"])), "score": case["score"]}
                desk.card("case", name, **{**asked, "at": here})
            built_case(desk, case["when"], f"{name}.{here}.{place}")


# --- what must come out -------------------------------------------------


def alike(raw: Any, root: bool = True) -> Any:
    """Without the numbers that conditions are reported by: of a group of which all must hold only that it has
    one, for then it is counted as one."""
    if isinstance(raw, list):
        return [alike(one, False) for one in raw]
    if not isinstance(raw, dict):
        return raw
    kept = {name: alike(value, False) for name, value in raw.items() if name not in ("id", "notes")}
    if raw.get("id") and "all" in raw and not root:
        kept["whole"] = True
    if kept.get("op") in ("in", "not_in") and len(kept["value"]) == 1:
        kept |= {"op": "==" if kept["op"] == "in" else "!=", "value": kept["value"][0]}
    return kept


def as_written(stored: Raw) -> Any:
    found = written_rule(rules.parsed(stored, "试", DAY, None))
    return {name: alike(found[name]) for name in ("conditions", "benefit", "scorecards") if name in found}


def rebuilt(stored: Raw) -> Desk:
    desk = Desk()
    names = {}
    for name in cards.names_of(stored):
        names[name] = built_card(desk, stored["scorecards"][name])
    assert {one: one for one in names} == names, "cards are named by their number"
    built_conditions(desk, stored["conditions"])
    built_benefit(desk, stored)
    return desk


@pytest.mark.parametrize("rule_id", sorted(SHIPPED))
def test_every_rule_that_ships_is_built_anew_by_forms_and_is_the_same(rule_id: str) -> None:
    stored = json.loads(json.dumps(rules.national_rule(rule_id)))
    assert as_written(rebuilt(stored).stored) == as_written(stored)


@pytest.mark.parametrize("name", sorted(rules.book().cards))
def test_every_scorecard_that_ships_is_built_anew_by_forms_and_is_the_same(name: str) -> None:
    card = replace(rules.book().cards[name], is_own=True)
    desk = Desk()
    made = built_card(desk, written_card(card))
    again = reading.read_card(rules.book(), name, Place(desk.stored["scorecards"][made]), is_own=True)
    assert alike(written_card(again)) == alike(written_card(card))


# --- nothing that the library knows is left out --------------------------

EVERYTHING: Raw = {
    "scorecards": {
        "card1": {
            "zh": "表", "max": 100,
            "groups": [
                {"id": "a", "zh": "甲", "max": 60, "items": [
                    {"id": "x", "zh": "档", "max": 20, "fact": "rd_ratio_y1", "bands_min": [[0.05, 20]]},
                    {"id": "y", "zh": "低", "max": 20, "fact": "debt_ratio", "bands_max": [[0.5, 5]],
                     "else": 1},
                    {"id": "z", "zh": "选", "max": 10, "fact": "rd_institution_level",
                     "map": {"national": 10}},
                ]},
                {"id": "b", "zh": "乙", "max": 40, "items": [
                    {"id": "u", "zh": "评", "max": 15, "fact": "local_feature_score", "identity": True},
                    {"id": "v", "zh": "高", "max": 20, "best_of": [
                        {"first_match": [
                            {"when": {"fact": "ip_class1", "op": ">=", "value": 1}, "score": 7},
                        ]},
                        {"fact": "ip_class2", "bands_min": [[2, 5]]},
                    ]},
                ]},
            ],
        }
    },
    "conditions": {
        "all": [
            {"fact": "revenue_y1", "op": ">", "value": {"fact": "revenue_y2"}},
            {"fact": "taxable_income", "op": "<=", "value": {"parameter": "low_profit_income"}},
            {"any": [
                {"fact": "domestic_rank", "op": "between", "value": [1, 3]},
                {"id": "whole", "all": [
                    {"fact": "hnte_valid", "op": "==", "value": True},
                    {"fact": "loan_date", "op": ">=", "value": "2026-01-01"},
                ]},
            ]},
            {"at_least": 2, "of": [
                {"fact": "size_class", "op": "in", "value": ["small", "micro"]},
                {"fact": "industry_division", "op": "not_in", "value": ["C38", "C39"]},
                {"not": {"fact": "employees", "op": ">", "value": 10}},
            ]},
            {
                "condition": {"score": "card1", "op": ">=", "value": 60},
                "waived_by": {"score": "card1.g2", "op": ">", "value": 30},
            },
        ]
    },
    "benefit": {
        "unit": "万元", "each": "年",
        "cases": [
            {"when": {"fact": "hnte_valid", "op": "==", "value": True}, "amount": 50},
            {"when": {"any": [
                {"fact": "revenue_y1", "op": ">", "value": 5000},
                {"fact": "employees", "op": ">", "value": 50},
            ]}, "rate": 0.12, "of": "equipment_investment"},
            {"when": {"fact": "employees", "op": ">", "value": 20}, "rate": 0.3},
        ],
        "otherwise": {"formula": "min(loan_principal, 5000) * (low_profit_share - 0.015)"},
        "cap": 200, "years": 3, "total": 500,
    },
}  # fmt: skip
"""One rule with everything that can be written."""


def _renamed(stored: Raw) -> Raw:
    """The groups of its card by the numbers that forms give them."""
    text = json.dumps(stored).replace('"id": "a"', '"id": "g1"').replace('"id": "b"', '"id": "g2"')
    found: Raw = json.loads(text)
    return found


def test_a_rule_with_everything_is_built_by_forms_and_is_the_same() -> None:
    stored = _renamed(EVERYTHING)
    assert as_written(rebuilt(stored).stored) == as_written(stored)


def test_nothing_that_can_be_written_is_missing_in_it() -> None:
    """The twin: a kind that is added to the library must be added above, and fails there without a form."""
    rule: Rule = rules.parsed(_renamed(EVERYTHING), "试", DAY, None)
    assert rule.conditions is not None
    assert rule.benefit is not None
    nodes = list(lib_conditions.walk(rule.conditions))
    assert {type(one) for one in nodes} == set(get_args(lib_conditions.Condition))
    bounds = {type(one.bound) for one in nodes if isinstance(one, lib_conditions.Comparison)}
    assert bounds >= {lib_conditions.FactBound, lib_conditions.ParameterBound}
    assert set(reading._SHAPES) <= set(_keys(EVERYTHING))
    assert set(reading._WAYS) <= set(_keys(EVERYTHING["scorecards"]))
    assert set(reading._GRANT) <= set(_keys(EVERYTHING["benefit"]))
    ways = {type(item.points) for group in rule.cards[0].groups for item in group.items}
    assert ways | {scores.Cases} == set(get_args(scores.Points))
    grants = set(lib_benefits.Benefit.__dataclass_fields__) - {"notes"}
    assert grants <= set(EVERYTHING["benefit"])


def _keys(raw: Any) -> list[str]:
    if isinstance(raw, list):
        return [name for one in raw for name in _keys(one)]
    return [*raw, *(name for one in raw.values() for name in _keys(one))] if isinstance(raw, dict) else []


# --- what is refused ----------------------------------------------------


def refused(desk: Desk, act: str, part: str = "", **given: Any) -> WrongRules:
    form = rule_page._form_of(act, _Sent({"version": 1, "at": "", **given}), desk.draft, part)
    assert form.is_valid(), form.errors
    with pytest.raises(WrongRules) as found:
        rule_page._made(act, desk.draft, form, part)
    return found.value


@pytest.fixture
def desk() -> Desk:
    return rebuilt(_renamed(EVERYTHING))


def test_a_card_is_kept_while_a_condition_asks_for_its_points(desk: Desk) -> None:
    assert "还有条件" in refused(desk, "card_drop", card="card1").reason


def test_a_case_keeps_a_condition(desk: Desk) -> None:
    assert "至少要有一条条件" in refused(desk, "remove", "benefit.1", at="").reason


def test_cases_go_up_and_down_and_away(desk: Desk) -> None:
    before = desk.stored["benefit"]["cases"]
    desk.act("case_down", at="1")
    assert desk.stored["benefit"]["cases"] == [before[1], before[0], before[2]]
    assert "到头" in refused(desk, "case_down", at="3").reason
    desk.act("case_remove", at="1")
    assert desk.stored["benefit"]["cases"] == [before[0], before[2]]


@pytest.mark.parametrize(
    ("typed_", "reason"),
    [
        ("【没有的数】× 2", "没有“没有的数”"),
        ("随便写的", "不是已有的数"),
        ("2 ×", "公式读不懂"),
        (f"【{rules.book().label('employees')}】", "补助的单位"),
        ("", "请写公式"),
    ],
)
def test_a_formula_that_cannot_be_is_refused_at_its_field(typed_: str, reason: str) -> None:
    wrong = refused(Desk(), "benefit", way="formula", formula=typed_)
    assert wrong.place == "formula"
    assert reason in wrong.reason


def test_a_way_that_is_taken_away_leaves_the_other_alone(desk: Desk) -> None:
    desk.card("remove", "card1", at="2.2.1")
    item = desk.stored["scorecards"]["card1"]["groups"][1]["items"][1]
    assert (item["zh"], item["bands_min"]) == ("高", [[2, 5]])
    assert "best_of" not in item


def test_a_group_and_a_card_are_never_left_empty(desk: Desk) -> None:
    desk.card("remove", "card1", at="2.1")
    with pytest.raises(WrongRules, match="至少要有一项"):
        desk.card("remove", "card1", at="2.1")


def test_points_above_the_most_are_refused_at_their_row(desk: Desk) -> None:
    given = {"way": "bands_min", "fact": "rd_ratio_y1", "label": "档", "most": "20", "at": "1.1"}
    for rows, field, reason in (
        ({"bound_1": "5", "points_1": "21"}, "points_1", "0 到满分 20"),
        ({"bound_1": "5", "points_1": ""}, "points_1", "给几分"),
        ({"bound_1": "5", "points_1": "1", "bound_2": "5%", "points_2": "2"}, "bound_2", "写了两次"),
        ({"bound_1": "", "points_1": ""}, "bound_1", "至少写一档"),
    ):
        with pytest.raises(WrongRules) as found:
            desk.card("change_item", "card1", **given, **rows)
        assert (found.value.place, reason in found.value.reason) == (field, True)


def test_a_part_that_is_not_there_is_refused() -> None:
    for part in ("benefit.9", "card1.1", "card1.9.9.9", "nothing.1", "benefit.x", "card1.1.1.1"):
        with pytest.raises(WrongRules):
            parts.view(_renamed(EVERYTHING), part)


def test_forms_that_are_listed_are_those_that_the_pages_use() -> None:
    assert {one.form for one in rule_page.ACTS.values()} & {one.form for one in rule_page.OF_ALL.values()}
    assert issubclass(forms.CaseForm, forms.GrantForm)

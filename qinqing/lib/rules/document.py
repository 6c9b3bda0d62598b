"""A rulebook as it is written down: one document, as YAML or JSON hold it. docs/rules.md is its grammar."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from typing import Any

from qinqing.lib.size_class import Indicator, SizeClass

from .conditions import walk
from .derived import Derived, Ratio, Sized, in_order
from .editions import in_this_edition
from .facts import NONE, Fact, FactType, unit_named
from .formulas import Formula, read_formula, unit_of
from .parameters import Parameter, Setting
from .places import Place
from .reading import read_benefit, read_card, read_condition, read_known, units_of
from .rulebook import Rule, Rulebook, Source, Window, parameters_in
from .scores import Card, conditions_in

_SIZE_CHOICES = {size.value: size.label for size in SizeClass}
_TOP = ("schema_version", "compiled_on", "facts", "parameters", "derived", "scorecards", "rules", "notes")
_SOURCE = ("doc_no", "issuer", "evidence", "note")
_RULE = (
    "id", "family", "title", "kind", "status", "example", "valid_years", "effective_from", "effective_to",
    "source", "scorecards", "conditions", "determines", "benefit", "notes",
)  # fmt: skip


def read_rulebook(document: Any) -> Rulebook:
    """The rulebook that a document says.

    Refuses with WrongRules what is wrong in it: text that is no rule, a fact nobody declared, units that do
    not go together, derived facts that need each other, versions that hold on the same day.
    """
    place = Place(in_this_edition(document)).mapping(*_TOP)
    facts = {name: _fact(name, at) for name, at in place.at("facts").entries()}
    parameters = {name: _parameter(name, at) for name, at in place.at("parameters").entries()}
    book = Rulebook(facts, {}, parameters, {}, {}, place.raw.get("notes") or {})
    book = _with_derived(book, place.at("derived"))
    cards = {name: read_card(book, name, at) for name, at in place.at("scorecards").entries()}
    book = Rulebook(book.facts, book.derived, parameters, cards, {}, book.notes)
    rules: dict[str, Rule] = {}
    for at in place.at("rules").items():
        rule = read_rule(book, at)
        if rule.id in rules:
            at.refuse(f"规则编号“{rule.id}”重复")
        rules[rule.id] = rule
    _never_two_at_once(rules.values())
    return Rulebook(book.facts, book.derived, parameters, cards, rules, book.notes)


# --- facts --------------------------------------------------------------


_NAME = re.compile("[a-z][a-z0-9_]{0,49}")


def _named(name: str, place: Place) -> None:
    """Names go into formulas and SQL as they are."""
    if not _NAME.fullmatch(name):
        place.refuse("名称只能用小写字母、数字和下划线，字母开头，最长 50 个字符")


def _fact(name: str, place: Place) -> Fact:
    _named(name, place)
    place.mapping("type", "unit", "zh", "choices", "note")
    kind = place.at("type").one_of({one.value: one for one in FactType}, "事实类型")
    unit = unit_named(place.at("unit").text(""), place.at("unit").path)
    choices = {key: at.text(key) for key, at in place.at("choices").entries()}
    if (kind is FactType.ENUM) != bool(choices):
        place.at("choices").refuse("选项（enum）要写 choices，其他类型不写")
    if unit.name and kind is not FactType.NUMBER:
        place.at("unit").refuse("只有数才有单位")
    return Fact(name, kind, place.at("zh").text(name), unit, choices, place.at("note").text(""))


def _parameter(name: str, place: Place) -> Parameter:
    _named(name, place)
    place.mapping("zh", "unit", "values")
    settings = []
    for one in place.at("values").items():
        one.mapping("from", "value", "source")
        settings.append(Setting(one.at("from").day(), one.at("value").number(), one.at("source").text()))
    days = [one.starts for one in settings]
    if days != sorted(set(days)):
        place.at("values").refuse("各值要按起始日期从早到晚排，日期不能重复")
    unit = unit_named(place.at("unit").text(""), place.at("unit").path)
    return Parameter(name, place.at("zh").text(name), unit, tuple(settings))


def _with_derived(book: Rulebook, place: Place) -> Rulebook:
    """The book with its derived facts: first who needs whom, then in that order what each of them counts."""
    written = dict(place.entries())
    for name, at in written.items():
        if name in book.facts or name in book.parameters:
            at.refuse(f"“{name}”已经是事实或参数")
    known = {*book.facts, *book.parameters, *written}
    order = in_order(_rough(name, at, known) for name, at in written.items())
    facts, derived = dict(book.facts), dict[str, Derived]()
    for one in order:
        grown = Rulebook(facts, derived, book.parameters, {}, {}, book.notes)
        at = written[one.name]
        if isinstance(one, Ratio):
            derived[one.name] = _ratio(grown, one, at)
        else:
            derived[one.name] = _sized(grown, one, at)
            facts[one.name] = Fact(one.name, FactType.ENUM, one.label, choices=_SIZE_CHOICES)
    return Rulebook(facts, derived, book.parameters, {}, {}, book.notes)


def _rough(name: str, place: Place, known: set[str]) -> Derived:
    """What is derived, as far as can be said before the others are known."""
    _named(name, place)
    place.mapping("zh", "unit", "formula", "size_class", "note")
    label = place.at("zh").text(name)
    if place.has("size_class"):
        inputs = place.at("size_class").mapping("line", *Indicator.values())
        names = {one: inputs.at(one.value).text() for one in Indicator}
        found: Derived = Sized(name, label, inputs.at("line").text(), names)
    else:
        if not place.has("formula"):
            place.refuse("要写公式（formula）")
        found = Ratio(name, label, NONE, read_formula(place.at("formula").raw, place.at("formula").path))
    for need in found.names:
        if need not in known:
            place.refuse(f"没有“{need}”这项事实")
    return found


def _ratio(book: Rulebook, rough: Ratio, place: Place) -> Ratio:
    formula = read_known(book, place.at("formula"))
    counted = unit_of(formula, units_of(book), place.at("formula").path)
    if place.has("unit") and unit_named(place.at("unit").text(), place.at("unit").path) != counted:
        place.at("unit").refuse(f"公式得出的单位是{counted.name or '没有单位'}")
    return Ratio(rough.name, rough.label, counted, formula)


def _sized(book: Rulebook, rough: Sized, place: Place) -> Sized:
    units = {}
    for one, name in rough.indicators.items():
        dimension = "人数" if one is Indicator.STAFF else "金额"
        if name not in units_of(book) or book.unit(name).dimension != dimension:
            place.at("size_class").at(one.value).refuse(f"“{name}”不是{dimension}")
        units[one] = book.unit(name)
    return Sized(rough.name, rough.label, rough.line, rough.indicators, units)


# --- rules --------------------------------------------------------------


def read_rule(book: Rulebook, place: Place) -> Rule:
    """One rule, read against a book's facts; the place is named by its id from here on."""
    name = place.mapping(*_RULE).at("id").text()
    place = Place(place.raw, f"rules[{name}]")
    book = with_cards(book, place.at("scorecards"))
    starts = place.at("effective_from").day()
    ends = place.at("effective_to").day() if place.has("effective_to") else None
    if ends is not None and ends < starts:
        place.at("effective_to").refuse("结束日期早于开始日期")
    if place.has("conditions") == place.has("determines"):
        place.refuse("规则要写条件（conditions），或写它判定什么（determines），两样取一样")
    years = place.at("valid_years").number_or_none()
    rule = Rule(
        name,
        place.at("family").text(name),
        place.at("title").text(),
        Window(starts, ends),
        _source(place.at("source")),
        conditions=read_condition(book, place.at("conditions")) if place.has("conditions") else None,
        determines=place.at("determines").text(""),
        benefit=read_benefit(book, place.at("benefit")) if place.has("benefit") else None,
        kind=place.at("kind").text(""),
        status=place.at("status").text(""),
        example=place.at("example").flag(),
        valid_years=None if years is None else int(years),
        cards=tuple(card for card in book.cards.values() if card.is_own),
        notes=place.raw.get("notes") or {},
    )
    _check_rule(book, rule, place)
    return rule


def with_cards(book: Rulebook, place: Place) -> Rulebook:
    """A book with the scorecards that a rule brings along. Refuses one by the name of one of the book's."""
    own: dict[str, Card] = {}
    for name, one in place.entries():
        _named(name, one)
        if name in book.cards:
            one.refuse(f"已经有一张评分表叫“{name}”")
        own[name] = read_card(book, name, one, is_own=True)
    return replace(book, cards={**book.cards, **own}) if own else book


def _source(place: Place) -> Source:
    place.mapping("name", "refs", *_SOURCE)
    refs = tuple(one.text() for one in place.at("refs").items()) if place.raw.get("refs") else ()
    number, issuer, evidence, note = (place.at(key).text("") for key in _SOURCE)
    return Source(place.at("name").text(), number, issuer, evidence, refs, note)


def _check_rule(book: Rulebook, rule: Rule, place: Place) -> None:
    if rule.determines and rule.determines not in book.derived:
        place.at("determines").refuse(f"没有推算事实“{rule.determines}”")
    ids = [one.id for one in walk(rule.conditions) if one.id] if rule.conditions else []
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice:
        place.at("conditions").refuse(f"条件编号“{twice}”重复")
    for name in _parameters(book, rule):
        if book.parameters[name].settings[0].starts > rule.window.starts:
            place.refuse(
                f"参数“{name}”从 {book.parameters[name].settings[0].starts} 才有值，晚于规则的开始日期"
            )


def _parameters(book: Rulebook, rule: Rule) -> set[str]:
    """The parameters a rule rests on: in its conditions, its formulas and whatever these are derived from."""
    asked = [rule.conditions] if rule.conditions else []
    items = (item for card in rule.cards for group in card.groups for item in group.items)
    asked += [condition for item in items for condition in conditions_in(item.points)]
    formulas: list[Formula] = []
    if rule.benefit:
        asked += [condition for condition, _ in rule.benefit.cases]
        formulas += [grant.formula for grant in rule.benefit.grants if grant.formula]
    found = {name for condition in asked for name in parameters_in(condition)}
    names = [n for condition in asked for part in walk(condition) for n in book.named(part)]
    names += [name for formula in formulas for name in formula.names]
    while names:
        name = names.pop()
        if name in book.parameters:
            found.add(name)
        elif name in book.derived:
            names += book.derived[name].names
    return found


def _never_two_at_once(rules: Iterable[Rule]) -> None:
    for one, other in combinations(rules, 2):
        if one.family == other.family and one.window.overlaps(other.window):
            place = Place(None, f"rules[{other.id}].effective_from")
            place.refuse(f"与同一规则的另一版本“{one.id}”的有效期重叠")

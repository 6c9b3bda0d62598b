"""A rulebook back into its document: what is read from it judges alike."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from .benefits import Benefit, Grant
from .conditions import (
    AnyOf,
    AtLeast,
    Bound,
    Branch,
    Condition,
    FactBound,
    Leaf,
    Membership,
    Not,
    ParameterBound,
    Range,
    Score,
    Waiver,
)
from .derived import Derived, Ratio
from .editions import EDITION
from .facts import Fact, Value
from .parameters import Parameter
from .rulebook import Rule, Rulebook
from .scores import Bands, BestOf, Card, Cases, Item, Itself, Points, Table

Written = dict[str, Any]


def written_rulebook(book: Rulebook) -> Written:
    """The document of a book: mappings, lists, texts, numbers and truths, as YAML and JSON both hold them."""
    facts = {name: _fact(fact) for name, fact in book.facts.items() if name not in book.derived}
    return _filled({
        "schema_version": EDITION,
        "notes": dict(book.notes),
        "facts": facts,
        "parameters": {name: _parameter(one) for name, one in book.parameters.items()},
        "derived": {name: _derived(one) for name, one in book.derived.items()},
        "scorecards": {name: written_card(one) for name, one in book.cards.items()},
        "rules": [written_rule(rule) for rule in book.rules.values()],
    })  # fmt: skip


def written_rule(rule: Rule) -> Written:
    """One rule, as it stands in the document."""
    source = rule.source
    return _filled({
        "id": rule.id,
        "family": rule.family,
        "title": rule.title,
        "kind": rule.kind,
        "status": rule.status,
        "example": rule.example or None,
        "valid_years": rule.valid_years,
        "effective_from": rule.window.starts.isoformat(),
        "effective_to": rule.window.ends and rule.window.ends.isoformat(),
        "source": _filled({
            "name": source.name,
            "doc_no": source.number,
            "issuer": source.issuer,
            "evidence": source.evidence,
            "refs": list(source.refs),
            "note": source.note,
        }),
        "scorecards": {card.name: written_card(card) for card in rule.cards},
        "conditions": rule.conditions and written_condition(rule.conditions),
        "determines": rule.determines,
        "benefit": rule.benefit and _benefit(rule.benefit),
        "notes": dict(rule.notes),
    })  # fmt: skip


def written_condition(condition: Condition) -> Written:
    """One condition with all below it."""
    about = {"id": condition.id, "zh": condition.label, "says": list(condition.says)}
    return _filled(about) | _shape(condition)


def _filled(written: Mapping[str, Any]) -> Written:
    """Without what is empty."""
    return {key: value for key, value in written.items() if value not in (None, "", [], {})}


def _shape(condition: Condition) -> Written:
    return _leaf(condition) if isinstance(condition, Leaf) else _branch(condition)


def _branch(branch: Branch) -> Written:
    parts = [written_condition(one) for one in branch.parts]
    match branch:
        case AnyOf():
            return {"any": parts}
        case Not():
            return {"not": parts[0]}
        case AtLeast(count=count):
            return {"at_least": count, "of": parts}
        case Waiver():
            return {"condition": parts[0], "waived_by": parts[1]}
    return {"all": parts}


def _leaf(leaf: Leaf) -> Written:
    match leaf:
        case Score(card=card, group=group, op=op, bound=bound):
            name = f"{card}.{group}" if group else card
            return {"score": name, "op": op.value, "value": _plain(bound)}
        case Range(fact=fact, low=low, high=high):
            return {"fact": fact, "op": "between", "value": [_plain(low), _plain(high)]}
        case Membership(fact=fact, values=values, inside=inside):
            return {"fact": fact, "op": "in" if inside else "not_in", "value": [_plain(v) for v in values]}
    return {"fact": leaf.fact, "op": leaf.op.value, "value": _bound(leaf.bound)}


def _bound(bound: Bound) -> Any:
    match bound:
        case FactBound(name=name):
            return {"fact": name}
        case ParameterBound(name=name):
            return {"parameter": name}
    return _plain(bound)


def _plain(value: Value) -> Any:
    """Whole numbers without a point, days as texts."""
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _fact(fact: Fact) -> Written:
    return _filled({
        "type": fact.type.value,
        "unit": fact.unit.name,
        "zh": fact.label,
        "choices": dict(fact.choices),
        "note": fact.note,
    })  # fmt: skip


def _parameter(parameter: Parameter) -> Written:
    values = [
        {"from": one.starts.isoformat(), "value": _plain(one.value), "source": one.source}
        for one in parameter.settings
    ]
    return _filled({"zh": parameter.label, "unit": parameter.unit.name, "values": values})


def _derived(derived: Derived) -> Written:
    if isinstance(derived, Ratio):
        return {"zh": derived.label, "formula": derived.formula.text}
    inputs = {"line": derived.line} | {one.value: name for one, name in derived.indicators.items()}
    return {"zh": derived.label, "size_class": inputs}


def written_card(card: Card) -> Written:
    """One scorecard; the groups of a rule's own as a list, since what stores rules may keep no order."""
    groups = [
        {"id": group.id, "zh": group.label, "max": _plain(group.most), "items": list(map(_item, group.items))}
        for group in card.groups
    ]
    named = {one.pop("id"): one for one in map(dict, groups)}
    shown = groups if card.is_own else named
    return {"zh": card.label, "max": _plain(card.most), **card.notes, "groups": shown}


def _item(item: Item) -> Written:
    return _filled({"id": item.id, "zh": item.label, "max": _plain(item.most)}) | _points(item.points)


def _points(points: Points) -> Written:
    match points:
        case BestOf(ways=ways):
            return {"best_of": [_points(way) for way in ways]}
        case Itself(fact=fact):
            return {"fact": fact, "identity": True}
        case Cases(cases=cases, otherwise=otherwise):
            rows = [{"when": written_condition(when), "score": _plain(worth)} for when, worth in cases]
            return {"first_match": rows, "else": _plain(otherwise)}
        case Table(fact=fact, rows=table, otherwise=otherwise):
            held = {_plain(value): _plain(worth) for value, worth in table}
            return {"fact": fact, "map": held, "else": _plain(otherwise)}
        case Bands(fact=fact, rising=rising, rows=bands, otherwise=otherwise):
            way = "bands_min" if rising else "bands_max"
            held_bands = [[_plain(at), _plain(worth)] for at, worth in bands]
            return {"fact": fact, way: held_bands, "else": _plain(otherwise)}


def _benefit(benefit: Benefit) -> Written:
    return _filled({
        "unit": benefit.unit.name,
        "each": benefit.each,
        "cases": [{"when": written_condition(when), **_grant(grant)} for when, grant in benefit.cases],
        "otherwise": _grant(benefit.otherwise),
        "cap": benefit.cap,
        "years": benefit.years,
        "total": benefit.total,
        "notes": dict(benefit.notes),
    })  # fmt: skip


def _grant(grant: Grant) -> Written:
    formula = grant.formula.text if grant.formula else ""
    return _filled({"formula": formula, "rate": grant.rate, "of": grant.of})

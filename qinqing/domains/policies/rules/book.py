"""The book of facts that rules of items are read against; a rule as it is stored, written and read out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from qinqing.lib.rules import Rule, Rulebook, WrongRules, read_rule, read_rulebook, requirement, written_rule
from qinqing.lib.rules.conditions import All, AnyOf, AtLeast, Condition, Leaf, Not, Waiver
from qinqing.lib.rules.document import with_cards
from qinqing.lib.rules.places import Place

STORED = ("conditions", "benefit", "scorecards")
"""What of a rule an edition stores; title, days and source are the edition's own."""
MOST_TEXT = 40_000
ALONE = "item"


@cache
def book() -> Rulebook:
    """Facts, scorecards and the national rules that ship; read once a process."""
    text = (files("qinqing.domains.policies") / "data" / "rules.yaml").read_text(encoding="utf-8")
    return read_rulebook(yaml.load(text, yaml.CSafeLoader))


def book_of(stored: Mapping[str, Any] | None) -> Rulebook:
    """The book with the scorecards that a stored rule brings along; one that reads as none is left out."""
    found = book()
    cards = (stored or {}).get("scorecards")
    for name, raw in cards.items() if isinstance(cards, dict) else ():
        try:
            found = with_cards(found, Place({name: raw}, "scorecards"))
        except WrongRules:
            continue
    return found


def national_rule(rule_id: str) -> Mapping[str, Any]:
    """What an edition stores of a rule that ships. Raises KeyError for one that does not."""
    written = written_rule(book().rules[rule_id])
    return {name: written[name] for name in STORED if name in written}


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A national rule that ended and that no version follows: until when it held, by which paper, and what is
    known of the next one."""

    until_on: date
    source: str
    number: str
    note: str


def lapsed(family: str, day: date) -> Lapsed | None:
    """The last version of a national rule that ended before a day and that none follows; else None."""
    versions = [one for one in book().rules.values() if one.family == family]
    ends = [one.window.ends for one in versions if one.window.ends is not None and one.window.ends < day]
    if not versions or len(ends) < len(versions):
        return None
    last = max(versions, key=lambda one: one.window.ends or day)
    return Lapsed(max(ends), last.source.name, last.source.number, last.source.note)


def is_rule(stored: Mapping[str, Any] | None) -> bool:
    """Whether it can be judged by: an item whose conditions no fact tells is judged by its unit."""
    return bool(stored and stored.get("conditions"))


def parsed(stored: Mapping[str, Any], title: str, from_on: date, until_on: date | None) -> Rule:
    """The rule of an edition; `until_on` is the first day on which it no longer holds.

    Raises WrongRules, with the place within what is stored.
    """
    written = {
        "id": ALONE,
        "title": title,
        "effective_from": from_on,
        "effective_to": until_on and max(date.fromordinal(until_on.toordinal() - 1), from_on),
        "source": {"name": title},
        **stored,
    }
    try:
        return read_rule(book(), Place(written))
    except WrongRules as wrong:
        raise WrongRules(wrong.place.removeprefix(f"rules[{ALONE}]").lstrip("."), wrong.reason) from None


class _Plain(yaml.SafeLoader):
    """YAML without references: a text of one screen never grows into gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise WrongRules("", "不能用 YAML 的引用（*），请写全")
        return super().compose_node(parent, index)


def read_text(text: str) -> dict[str, Any]:
    """A rule as somebody wrote or exported it, in YAML or JSON; empty where nothing is written.

    Raises WrongRules where it is neither, too long, or holds more than conditions and a benefit.
    """
    if len(text) > MOST_TEXT:
        raise WrongRules("", f"太长了，最多 {MOST_TEXT} 个字")
    try:
        found = yaml.load(text, _Plain)  # noqa: S506  (a safe loader)
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark is not None else ""
        raise WrongRules(where, "读不成 YAML，也读不成 JSON") from None
    if found is None:
        return {}
    Place(found).mapping(*STORED)
    return json.loads(json.dumps(found, default=_as_text))


def _as_text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise WrongRules("", f"看不懂 {value!r}")


_ORDER = (
    *STORED, "id", "zh", "max", "says", "at_least", "all", "any", "not", "condition", "waived_by", "fact",
    "score", "op", "value", "unit", "cases", "when", "otherwise", "amount", "formula", "rate", "of", "cap",
    "groups", "items", "bands_min", "bands_max", "map", "first_match", "best_of", "identity", "else",
)  # fmt: skip


def in_order(stored: Any) -> Any:
    """What is stored in the order in which a rule is written: the database keeps none."""
    if isinstance(stored, list):
        return [in_order(one) for one in stored]
    if not isinstance(stored, dict):
        return stored
    places = {name: place for place, name in enumerate(_ORDER)}
    names = sorted(stored, key=lambda name: places.get(name, len(places)))
    return {name: in_order(stored[name]) for name in names}


def written_text(stored: Mapping[str, Any] | None) -> str:
    """What is stored, as YAML that `read_text` reads again."""
    return yaml.dump(in_order(dict(stored)), Dumper=_Lines, **_AS_WRITTEN) if stored else ""


class _Lines(yaml.SafeDumper):
    """Conditions on a line each, their lists below each other."""

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> Any:
        flat = all(not isinstance(value, dict | list) for key, value in mapping.items() if key != "says")
        return super().represent_mapping(tag, mapping, flow_style=flat)


_AS_WRITTEN: Mapping[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": 120}


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of a rule as it is read: what it asks, how many of its parts, these, and its sentences."""

    number: str
    asks: str
    parts: tuple["Clause", ...] = ()
    says: tuple[int, ...] = ()


def clauses(rule: Rule) -> tuple[Clause, ...]:
    """The conditions of a rule as a numbered tree of sentences; of a rule without conditions none."""
    return tuple(_clause(one, str(number)) for number, one in enumerate(rule.reported, 1))


def _clause(condition: Condition, number: str) -> Clause:
    if isinstance(condition, Leaf):
        # Said in full: the label of a condition names it, but not its bound.
        return Clause(number, requirement(book(), replace(condition, label="")), says=condition.says)
    parts = tuple(_clause(one, f"{number}.{n}") for n, one in enumerate(condition.parts, 1))
    label = condition.label
    head = _heads(condition)
    return Clause(number, f"{label}（{head}）" if label else head, parts, condition.says)


HEADS: Mapping[str, str] = {
    "all": "都要符合",
    "any": "符合一项即可",
    "at_least": "至少符合 {count} 项",
    "not": "不得有",
    "waiver": "第一项要符合，有第二项的免",
}
"""How a group is headed where it is read."""
_KINDS: Mapping[type, str] = {All: "all", AnyOf: "any", AtLeast: "at_least", Not: "not", Waiver: "waiver"}


def _heads(condition: Condition) -> str:
    return HEADS[_KINDS[type(condition)]].format(count=getattr(condition, "count", 0))

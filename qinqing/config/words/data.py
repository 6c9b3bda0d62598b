"""The words of shipped data that pages show: facts of rules, kinds of problems, industries, holidays."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from qinqing.config.words.sentences import CHINESE
from qinqing.domains.enterprises.terms import DIVISIONS, SECTIONS

HOUSE: Final = Path(__file__).parents[2]
RULES: Final = "domains/policies/data/rules.yaml"
KINDS: Final = "desks/simulation/world/categories.yaml"
HOLIDAYS: Final = "kernel/data/official_days.yaml"
INDUSTRIES: Final = "domains/enterprises/terms.py"


def sentences() -> Iterator[tuple[str, str, int]]:
    """Each word with its file and line."""
    for file, found in ((RULES, _of_rules), (KINDS, _of_kinds), (HOLIDAYS, _of_days)):
        text = (HOUSE / file).read_text(encoding="utf-8")
        lines = text.splitlines()
        for word in found(yaml.load(text, yaml.CSafeLoader)):
            if CHINESE.search(word):
                yield word, file, next((n for n, line in enumerate(lines, 1) if word in line), 1)
    for name in (*SECTIONS.values(), *DIVISIONS.values()):
        yield name, INDUSTRIES, 104


def _of_rules(document: Mapping[str, Any]) -> Iterator[str]:
    """What a fact is called and asks; what rules say is the word of their paper."""
    for group in ("facts", "parameters", "derived"):
        for fact in document[group].values():
            yield fact["zh"]
            yield fact.get("note", "")
            yield fact.get("unit", "")
            yield from (fact.get("choices") or {}).values()


def _of_kinds(document: Mapping[str, Any]) -> Iterator[str]:
    for group in document["categories"]:
        for kind in (group, *group["children"]):
            yield kind["name"]
            yield kind["definition"]
            yield from kind.get("questions", ())


def _of_days(document: Mapping[str, Any]) -> Iterator[str]:
    for year in document["years"].values():
        yield from year["rest"]

"""Which facts a sentence of a paper speaks of, and which an editor looks for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qinqing.domains.policies.rules.book import book
from qinqing.domains.policies.rules.typed import Typed, kind_of, unit_of
from qinqing.lib.rules import FactType

MOST_LIKELY = 6
_SAME = {
    "上年": "上年度",
    "营收": "营业收入",
    "研究开发": "研发",
    "股权投资": "股权融资",
    "比重": "比例",
}
"""Words of papers, and those of the book for the same."""
_BEFORE = {
    "不低于": ">=", "不少于": ">=", "不小于": ">=", "达到": ">=", "满": ">=", "不高于": "<=", "不超过": "<=",
    "不大于": "<=", "高于": ">", "超过": ">", "大于": ">", "低于": "<", "少于": "<", "小于": "<", "不足": "<",
}  # fmt: skip
_AFTER = {"以上": ">=", "以下": "<=", "以内": "<="}
"""What papers say before or after a number; 以上 and 以下 include it."""
_BOUND = re.compile(
    rf"({'|'.join(_BEFORE)})?\s*(\d[\d,]*(?:\.\d+)?)\s*(%|万元|元|亿元|人|项|个|家|年|个月|天|名|分|级)"
    rf"(?:\(含\)|（含）)?({'|'.join(_AFTER)})?"
)


@dataclass(frozen=True, slots=True)
class Known:
    """A fact to choose: what it is called, in what it is counted, how."""

    name: str
    label: str
    unit: str
    note: str


def facts_for(words: str, sentence: str = "") -> list[Known]:
    """The facts whose name or remark has these words, those that the sentence speaks of first."""
    wanted = words.lower().split()
    found = [one for one in _all() if all(word in f"{one.label}{one.note}{one.name}" for word in wanted)]
    return sorted(found, key=lambda one: -_likeness(one.label, sentence)) if sentence else found


def likely(sentence: str) -> list[Known]:
    """The few facts that a sentence may speak of, the likeliest first; none where none is alike."""
    ranked = [(one, _likeness(one.label, sentence)) for one in facts_for("", sentence)]
    best = ranked[0][1] if ranked else 0.0
    return [one for one, score in ranked[:MOST_LIKELY] if score and score >= best / 2]


def _all() -> Iterator[Known]:
    known = book()
    for name in (*known.facts, *known.derived):
        if name in known.derived and known.type(name) is FactType.NUMBER:
            yield Known(name, known.label(name), unit_of(name), "由别的资料算出")
        else:
            yield Known(name, known.label(name), unit_of(name), known.facts[name].note)


def _likeness(label: str, sentence: str) -> float:
    """How much of a label a sentence has, in pairs of neighbouring characters; longer labels count more."""
    said = sentence
    for one, other in _SAME.items():
        said += other if one in sentence else ""
    pairs = {label[n : n + 2] for n in range(len(label) - 1)}
    held = sum(pair in said for pair in pairs)
    return held * held / len(pairs) if pairs else 0.0


def guess(fact: str, sentence: str) -> Typed:
    """What the sentence asks of a fact, where it names one number in its unit; else an empty form."""
    if kind_of(fact) is not FactType.NUMBER:
        return Typed()
    found = [one for one in _BOUND.finditer(sentence) if one[3] == unit_of(fact)]
    if len(found) != 1:
        return Typed()
    before, number, _, after = found[0].groups()
    return Typed(_BEFORE.get(before or "") or _AFTER.get(after or "") or "", number)

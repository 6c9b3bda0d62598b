"""The sentences of the paper that set the conditions, and which of them no condition stands by yet."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

MOST_SENTENCES = 200
MOST_SENTENCE = 600
STILL_THE_SAME = 0.7
"""How much of a sentence must stand as it stood, so that it is the same with a word mended."""
_CLAUSE = re.compile(r"\s*(第[一二三四五六七八九十百零〇\d]+[条款项])")
_PARTS = ("all", "any", "of")
_PART = ("not", "condition", "waived_by")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the paper; `judge` says who sees to it where it is no condition, else it is empty."""

    text: str
    judge: str = ""


Wording = tuple[Sentence, ...]


def read_wording(stored: Iterable[Mapping[str, str]]) -> Wording:
    """The sentences as an edition stores them."""
    return tuple(Sentence(one["text"], one.get("judge", "")) for one in stored)


def written_wording(wording: Wording) -> list[dict[str, str]]:
    """The sentences as an edition stores them."""
    return [{"text": one.text, "judge": one.judge} if one.judge else {"text": one.text} for one in wording]


def sentences(text: str) -> Wording:
    """A pasted text, one sentence for each line that says something."""
    return tuple(Sentence(line.strip()) for line in text.splitlines() if line.strip())


def name_of(number: int, sentence: Sentence) -> str:
    """What a sentence is called: by its clause where the line begins with one, else by its number."""
    found = _CLAUSE.match(sentence.text)
    return found[1] if found else f"第 {number} 句"


def marked(wording: Wording, number: int, judge: str) -> Wording:
    """The wording with a sentence that is no condition, and who sees to it; empty takes that back."""
    return tuple(
        Sentence(one.text, judge) if place == number else one for place, one in enumerate(wording, 1)
    )


def cited(raw: Any) -> frozenset[int]:
    """The sentences that conditions below a place stand by, whatever else is written there."""
    return frozenset(number for one in _below(raw) for number in _says(one))


def uncovered(wording: Wording, stored: Mapping[str, Any]) -> list[int]:
    """The sentences that neither a condition stands by nor somebody sees to."""
    covered = _cited_all(stored)
    return [number for number, one in enumerate(wording, 1) if not one.judge and number not in covered]


def baseless(stored: Mapping[str, Any]) -> int:
    """How many conditions stand by no sentence: neither themselves nor the groups they belong to."""
    return sum(1 for _ in _baseless(stored.get("conditions")))


def beyond(wording: Wording, stored: Mapping[str, Any]) -> list[int]:
    """The sentences that conditions name and that are not there."""
    named = _cited_all(stored)
    return sorted(number for number in named if number > len(wording))


def carried(before: Wording, text: str, stored: Mapping[str, Any]) -> tuple[Wording, Mapping[str, Any]]:
    """The paper written anew: what stands by a sentence that is still there stands by it wherever it is now.

    A sentence in which a few words were mended is still there; one that says something else is a new one, and
    no condition stands by it until somebody says so.
    """
    after = sentences(text)
    now = dict(_same(before, after))
    judges = {place: before[old - 1].judge for old, place in now.items()}
    wording = tuple(Sentence(one.text, judges.get(place, "")) for place, one in enumerate(after, 1))
    return wording, _renumbered(stored, now)


def _same(before: Wording, after: Wording) -> Iterator[tuple[int, int]]:
    """The number of each sentence before, and what it is now."""
    was, now = [one.text for one in before], [one.text for one in after]
    for kind, a, to_a, b, to_b in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from zip(range(a + 1, to_a + 1), range(b + 1, to_b + 1), strict=True)
        elif kind == "replace":
            left = set(range(b, to_b))
            for old in range(a, to_a):
                new = max(left, key=lambda place: _likeness(was[old], now[place]), default=None)
                if new is not None and _likeness(was[old], now[new]) >= STILL_THE_SAME:
                    left.discard(new)
                    yield old + 1, new + 1


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _renumbered(raw: Any, now: Mapping[int, int]) -> Any:
    if isinstance(raw, list):
        return [_renumbered(one, now) for one in raw]
    if not isinstance(raw, Mapping):
        return raw
    found = {name: _renumbered(value, now) for name, value in raw.items() if name != "says"}
    says = sorted({now[number] for number in _says(raw) if number in now})
    return found | ({"says": says} if says else {})


def _says(raw: Any) -> list[int]:
    says = raw.get("says") if isinstance(raw, Mapping) else None
    return [one for one in says if isinstance(one, int)] if isinstance(says, list) else []


def _cited_all(stored: Mapping[str, Any]) -> frozenset[int]:
    """What the conditions stand by, and those of the cases of the benefit and of the scorecards."""
    cases = (one for name in ("benefit", "scorecards") for one in _whens(stored.get(name)))
    return frozenset(n for one in (stored.get("conditions"), *cases) for n in cited(one))


def _whens(raw: Any) -> Iterator[Any]:
    """The conditions of the cases that are written somewhere below a place."""
    if isinstance(raw, list):
        for one in raw:
            yield from _whens(one)
    if isinstance(raw, Mapping):
        for name, value in raw.items():
            if name == "when":
                yield value
            else:
                yield from _whens(value)


def _children(raw: Any) -> list[Any]:
    if not isinstance(raw, Mapping):
        return []
    listed = [one for key in _PARTS if isinstance(raw.get(key), list) for one in raw[key]]
    return listed + [raw[key] for key in _PART if key in raw]


def _below(raw: Any) -> Iterator[Any]:
    yield raw
    for one in _children(raw):
        yield from _below(one)


def _baseless(raw: Any) -> Iterator[Any]:
    if raw is None or _says(raw):
        return
    children = _children(raw)
    if not children:
        yield raw
    for one in children:
        yield from _baseless(one)

"""Sentences with holes: what a piece of code or of a template can say, written out one by one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
"""An ideograph: what an English page must not have of ours."""
MOST_WAYS: Final = 8
"""A sentence that can be said in more ways is cut at its forks instead."""
_PERCENT = re.compile(r"%[-+ 0#,]*\d*(?:\.\d+)?[sdrf]")
_SPACE = re.compile(r"\s+")
_BRACES = re.compile(r"\{(\w+)[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Hole:
    """A place that is filled while the platform runs; `source` tells two holes of one name apart."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Fork:
    """One of several ways to go on."""

    ways: tuple["Parts", ...]


Parts = tuple["str | Hole | Fork", ...]


def filled(parts: Parts, values: Sequence[Parts]) -> Parts:
    """`parts` with each `%s` or `%d` taken by the next of the values, in every fork from the first."""
    return _filled(parts, values, 0)[0]


def _filled(parts: Parts, values: Sequence[Parts], begin: int) -> tuple[Parts, int]:
    done: list[str | Hole | Fork] = []
    place = begin
    for part in parts:
        if isinstance(part, Fork):
            ways = [_filled(way, values, place) for way in part.ways]
            done.append(Fork(tuple(way for way, _ in ways)))
            place = max(after for _, after in ways)
        elif isinstance(part, Hole):
            done.append(part)
        else:
            pieces = _PERCENT.split(part)
            done.append(pieces[0])
            for piece in pieces[1:]:
                done.extend(values[place] if place < len(values) else ())
                done.append(piece)
                place += 1
    return tuple(done), place


def said(parts: Parts) -> Iterator[str]:
    """Every sentence that `parts` can become, its holes as `{name}`, if it has a Chinese word of its own.

    Forks are followed to their ends while they are few; else each is a hole, and its ways are said alone."""
    if _count(parts) > MOST_WAYS:
        for fork in (part for part in parts if isinstance(part, Fork)):
            for way in fork.ways:
                yield from said(way)
        parts = tuple(Hole("part", str(n)) if isinstance(p, Fork) else p for n, p in enumerate(parts))
    for straight in _straight(parts):
        text = _written(straight)
        if CHINESE.search(_BRACES.sub("", text)):
            yield text


def _count(parts: Parts) -> int:
    ways = 1
    for part in parts:
        if isinstance(part, Fork):
            ways *= sum(_count(way) for way in part.ways)
    return ways


def _straight(parts: Parts) -> Iterator[Sequence["str | Hole"]]:
    choices: list[list[Sequence[str | Hole]]] = [
        [each for way in part.ways for each in _straight(way)] if isinstance(part, Fork) else [[part]]
        for part in parts
    ]
    for chosen in product(*choices):
        yield [part for piece in chosen for part in piece]


def _written(parts: Iterable["str | Hole"]) -> str:
    """Neighbouring holes are one; two holes of one name are numbered, the same one twice is not."""
    merged: list[str | Hole] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, Hole) and isinstance(last, Hole):
            merged[-1] = last if part == last else Hole(f"{last.name}_{part.name}", last.source + part.source)
        elif part:
            merged.append(part)
    names: dict[tuple[str, str], str] = {}
    taken: dict[str, int] = {}
    for part in merged:
        if isinstance(part, Hole) and (part.name, part.source) not in names:
            taken[part.name] = taken.get(part.name, 0) + 1
            number = taken[part.name]
            names[part.name, part.source] = part.name if number == 1 else f"{part.name}{number}"
    written = "".join(p if isinstance(p, str) else f"{{{names[p.name, p.source]}}}" for p in merged)
    return _SPACE.sub(" ", written).strip()

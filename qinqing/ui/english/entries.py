"""Entries of the catalogue: holes, the choice between one and many, and by what an entry is found."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from qinqing.ui.english.signs import IDEOGRAPH

HOLE: Final = re.compile(r"\{(\w+)\}")
CHOICE: Final = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")
"""`[one|many]`: by the nearest number before it."""
NUMBER: Final = re.compile(r"\d[\d,.]*")
FAINT: Final = 3
"""An entry with fewer ideographs of its own says too little to be trusted about what it does not know."""
_TOKEN: Final = re.compile(rf"{HOLE.pattern}|{CHOICE.pattern}")


@dataclass(frozen=True, slots=True)
class Holes:
    """What holes hold, by the last word of their names."""

    own: frozenset[str] = frozenset()
    """What somebody wrote, as does any hole between “ and ”. A `title` with which an entry begins is ours."""
    states: frozenset[str] = frozenset()
    """A word of ours even between “ and ”."""
    names: frozenset[str] = frozenset()
    """A name, in which no sentence goes on."""
    called: frozenset[str] = frozenset()
    """Perhaps a name, which no catalogue knows."""
    unsaid: frozenset[str] = frozenset()
    """What the house writes where somebody was to write and did not: words of ours in a hole of his."""
    spoken_to: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Who is called "you" when it is told to himself, with the English that then is left out."""

    def keeps(self, name: str) -> bool:
        return last_word(name) in self.own | self.names

    def is_name(self, name: str) -> bool:
        return last_word(name) in self.names

    def may_be_called(self, name: str) -> bool:
        return last_word(name) in self.called | self.names

    def is_ours(self, name: str) -> bool:
        return last_word(name) in self.states or name.endswith(("_label", "label_of"))


@dataclass(frozen=True, slots=True)
class Pattern:
    """An entry with holes."""

    pieces: tuple[str, ...]
    """What stands before, between and behind the holes: one more than there are holes."""
    names: tuple[str, ...]
    kept: frozenset[str]
    quoted: frozenset[str]
    tokens: tuple[tuple[str, str, str, str], ...]
    weight: int
    is_faint: bool
    is_vague: bool

    def values(self, text: str) -> dict[str, str] | None:
        """What stands in the holes if the text has this form: each as short as it can be, none empty but one
        with which it begins or ends."""
        first, *between, last = self.pieces
        end = len(text) - len(last)
        if not text.startswith(first) or not text.endswith(last) or end < len(first):
            return None
        found: dict[str, str] = {}
        at = len(first)
        for name, piece in zip(self.names, [*between, None], strict=True):
            least = at if at == 0 and not self.is_faint else at + 1
            stop = end if piece is None else text.find(piece, least, end)
            value = text[at:stop]
            if stop < least and (stop < at or piece is not None or last):
                return None
            if found.setdefault(name, value) != value:
                return None
            at = stop + len(piece or "")
        return found


def pattern_of(text: str, said: str, holes: Holes) -> Pattern:
    """An entry with holes, read."""
    pieces, names = HOLE.sub("\0", text).split("\0"), HOLE.findall(text)
    quoted = {
        name
        for n, name in enumerate(names)
        if pieces[n].endswith("“") and pieces[n + 1].startswith("”") and not holes.is_ours(name)
    }
    kept = {name for name in names if holes.keeps(name)}
    if not pieces[0]:
        kept.discard("title")
    own = sum(len(IDEOGRAPH.findall(piece)) for piece in pieces)
    return Pattern(
        tuple(pieces),
        tuple(names),
        frozenset(quoted | kept),
        frozenset(quoted),
        tuple(_tokens(said)),
        sum(len(piece) for piece in pieces),
        own < FAINT,
        own == 1 and len(names) > 1,
    )


def last_word(name: str) -> str:
    """The last word of the name of a hole, by which it is known what it holds."""
    return name.rstrip("0123456789").rsplit("_", 1)[-1]


def bared(entries: Mapping[str, str], holes: Holes) -> dict[str, str]:
    """Entries without what they begin or end with, because pages cut it off: brackets, a comma, 的, 按, and
    who it is about in what is told to the same as "you"."""
    found: dict[str, str] = {}
    for text, said in entries.items():
        bare = _bare(text, said)
        if bare and IDEOGRAPH.search(HOLE.sub("", bare[0])):
            found[bare[0]] = bare[1]
        for who, english in holes.spoken_to.items():
            for start in english:
                if text.startswith(who) and said.startswith(start):
                    found.setdefault(text[len(who) :], said[len(start) :])
    return found


def _bare(text: str, said: str) -> tuple[str, str] | None:
    match (text[:1], text[-1:], said[:1], said[-1:]):
        case ("（", "）", "(", ")"):
            return text[1:-1], said[1:-1]
        case ("，", _, ",", _):
            return text[1:], said[1:].strip()
        case (_, "的", _, _):
            return text[:-1], said
        case ("按", _, "B", _) if said.startswith("By "):
            return text[1:], said[3:4].upper() + said[4:]
    return None


def of_many(said: str) -> str:
    """An entry without holes, with its word for many: no number says otherwise."""
    return CHOICE.sub(lambda found: found[2], said)


def of_one(said: str) -> str:
    """An entry without holes, with its word for one."""
    return CHOICE.sub(lambda found: found[1], said)


def _tokens(said: str) -> Iterable[tuple[str, str, str, str]]:
    last = 0
    for found in _TOKEN.finditer(said):
        if found.start() > last:
            yield said[last : found.start()], "", "", ""
        yield "", found[1] or "", found[2] or "", found[3] or ""
        last = found.end()
    if last < len(said):
        yield said[last:], "", "", ""


def _parts(msgid: str) -> set[str]:
    """The pairs of characters of an entry outside its holes; single ones where it has no pair."""
    pieces = HOLE.sub("\0", msgid).split("\0")
    pairs = {a + b for piece in pieces for a, b in pairwise(piece)}
    return pairs or {c for piece in pieces for c in piece}


def indexed(entries: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """The entries with holes by the part of each that the fewest others have, so that a text meets few."""
    common: dict[str, int] = defaultdict(int)
    parts = {msgid: _parts(msgid) for msgid in entries}
    for some in parts.values():
        for part in some:
            common[part] += 1
    places: dict[str, list[str]] = defaultdict(list)
    for msgid, some in parts.items():
        if not some:
            raise ValueError(f"an entry says nothing but its holes: {msgid}")
        chinese = [part for part in some if IDEOGRAPH.search(part)] or [*some]
        places[min(chinese, key=lambda part: (common[part], part))].append(msgid)
    return dict(places)


def words_written_small(said: Iterable[str]) -> frozenset[str]:
    """The words that stand small somewhere: no names."""
    return frozenset(word for text in said for word in re.findall(r"(?<![.\w])[a-z]+\b", text))

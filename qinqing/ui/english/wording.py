"""A catalogue that finds the English of a sentence: as it stands, by its pattern, or piece by piece."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final

from qinqing.ui.english.entries import (
    CHOICE,
    HOLE,
    NUMBER,
    Holes,
    Pattern,
    bared,
    indexed,
    of_many,
    of_one,
    pattern_of,
    words_written_small,
)
from qinqing.ui.english.figures import DATE, figure
from qinqing.ui.english.signs import FOREIGN, IDEOGRAPH, SIGNS, narrow, tidy

LONGEST: Final = 400
"""No sentence of ours is longer: what is, somebody wrote."""
DEEPEST: Final = 5
_COUNT: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?) ?(\D+)")
_LAST_BRACKETS: Final = re.compile(r"(.+)（([^（）]*)）([^（）]*)")
_SPACE: Final = re.compile(r"[\s\u3000]+")
_SENTENCE: Final = re.compile(r"[。；！？，：·]")
_LEVELS: Final = (
    re.compile(r"([。！？])"),
    re.compile(r"(；)"),
    re.compile(r"(，)"),
    re.compile(r"( [·|/–—] |·|　)"),
    re.compile(r"(：)"),
    re.compile(r"([（）])"),
    re.compile(r"(、)"),
    re.compile(r"(/)"),
    re.compile(r"([《》“”])"),
    re.compile(rf"({DATE})"),
)
"""Where a text without an entry may be cut, the widest cut first."""
_CUTS: Final = re.compile(r"[。！？；，·|：（）、/《》“” ]")
MOST_CUTS: Final = 20
"""A text with more places to cut it at is cut at the widest of them only: to try every kind would take
seconds."""
_SPACES: Final = 6
"""So many spaces are tried, one at a time."""
_WHOLE: Final = 3
"""Levels at which a piece that nobody knows spoils the rest, unless it is as short as a name."""
_AS_A_NAME: Final = 14


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a text: `left` counts the ideographs that stayed, `is_known` if an entry was found."""

    text: str
    left: int = 0
    is_known: bool = True
    is_cut: bool = False
    """Whether it was said piece by piece."""
    is_vague: bool = False
    """Whether it was said by an entry that says next to nothing of its own."""


_NO_HOLES: Final = Holes()


class Wording:
    """What a catalogue says. A text that it does not know comes back as it was."""

    def __init__(self, entries: Mapping[str, str], holes: Holes = _NO_HOLES) -> None:
        entries = {**bared(entries, holes), **entries}
        self._holes = holes
        self._plain = {
            text: of_many(said) for text, said in entries.items() if said and not HOLE.search(text)
        }
        self._counted = {text: entries[text] for text in self._plain if CHOICE.search(entries[text])}
        self._holed = {text: said for text, said in entries.items() if said and HOLE.search(text)}
        self._lower = words_written_small(entries.values())
        self._places = indexed(self._holed)
        self._patterns = lru_cache(maxsize=None)(lambda text: pattern_of(text, self._holed[text], holes))
        self._found = lru_cache(maxsize=8192)(self._find)

    @property
    def pieces(self) -> int:
        """How many texts, and pieces of texts, it has looked for so far."""
        return self._found.cache_info().misses

    def say(self, text: str, before: str = "") -> str:
        """The English of a text of the page, its spaces at both ends kept. `before` stands before it in the
        same line: its last number decides between one and many."""
        if not FOREIGN.search(text):
            return text
        core = _SPACE.sub(" ", text).strip()
        if not core or len(core) > LONGEST:
            return text
        found = self._found(core, 0)
        if core in self._counted and (numbers := NUMBER.findall(before)) and numbers[-1] == "1":
            found = Said(of_one(self._counted[core]))
        start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{start}{found.text}{end}" if found.is_known else text

    # --- one text --------------------------------------------------------------

    def _find(self, text: str, depth: int) -> Said:
        if not IDEOGRAPH.search(text):
            return Said(narrow(text))
        said = self._plain.get(text) or figure(text)
        if said is not None:
            return Said(said)
        count = len(IDEOGRAPH.findall(text))
        unknown = Said(text, count, is_known=False)
        if depth > DEEPEST:
            return unknown
        best = self._by_pattern(text, depth, unknown)
        if best.left and (said := self._counts(text)):
            return Said(said)
        if best.left or best.is_vague:
            cut = self._cut(text, depth)
            return cut if cut and cut.left < best.left + best.is_vague else best
        return best

    def _by_pattern(self, text: str, depth: int, unknown: Said) -> Said:
        best, weight = unknown, 0
        for msgid in self._near(text):
            pattern = self._patterns(msgid)
            found = pattern.values(text)
            if found is None or (filled := self._filled(pattern, found, depth)) is None:
                continue
            rank = (filled.left, filled.is_vague, -pattern.weight)
            if not best.is_known or rank < (best.left, best.is_vague, -weight):
                best, weight = filled, pattern.weight
        return best

    def _filled(self, pattern: Pattern, found: Mapping[str, str], depth: int) -> Said | None:
        values, left = {}, 0
        for name, value in found.items():
            if " · " in f" {value} " and name not in pattern.quoted:
                return None
            if name in pattern.kept:
                if self._holes.is_name(name) and (_SENTENCE.search(value) or figure(value)):
                    return None
                values[name] = self._found(value, depth + 1).text if value in self._holes.unsaid else value
                continue
            said = self._found(value.strip(), depth + 1)
            if not said.is_known and _SENTENCE.search(value):
                return None
            if pattern.is_faint and (said.is_cut or (said.left and not self._holes.may_be_called(name))):
                return None
            left += said.left
            values[name] = said.text
        return Said(self._written(pattern, values), left, is_vague=pattern.is_vague)

    def _written(self, pattern: Pattern, values: Mapping[str, str]) -> str:
        made = ""
        for literal, name, one, many in pattern.tokens:
            if name:
                value = values[name]
                begins = not made or made.rstrip().endswith((".", "“", ":", "!", "?", "("))
                made += value if name in pattern.kept or begins else self._small(value)
            elif one or many:
                numbers = NUMBER.findall(made)
                made += one if numbers and numbers[-1].rstrip(".,") == "1" else many
            else:
                made += literal
        return made if made[:1] != " " else made[1:2].upper() + made[2:]

    def _cut(self, text: str, depth: int) -> Said | None:
        """The best of what comes of it cut at each kind of place."""
        if either := self._either(text):
            return Said(either)
        best: Said | None = None
        is_long = len(_CUTS.findall(text)) > MOST_CUTS
        for number, level in enumerate(_LEVELS):
            pieces = level.split(text)
            if len(pieces) > 1 and any(piece.strip() for piece in pieces[::2]):
                best = _better(best, self._joined(pieces, depth, whole=number < _WHOLE))
                if is_long or (best and not best.left):
                    return best
        if glued := self._glued(text):
            return Said(glued)
        for parts in _in_two(text):
            best = _better(best, self._joined(parts, depth, whole=False))
        return best

    def _either(self, text: str) -> str | None:
        """Words of ours to choose from: `中型或小型或微型`."""
        found = [self._plain.get(one) or figure(one) for one in text.split("或")]
        if len(found) < 2 or not all(found):
            return None
        return " or ".join([str(found[0]), *(self._small(str(one)) for one in found[1:])])

    def _glued(self, text: str) -> str | None:
        """Two entries that stand side by side without a sign, the first as long as it can be."""
        for place in range(len(text) - 2, 1, -1):
            first, second = self._plain.get(text[:place]), self._plain.get(text[place:])
            if first and second:
                return f"{first} {self._small(second)}"
        return None

    def _counts(self, text: str) -> str | None:
        """A number and what is counted."""
        if (found := _COUNT.fullmatch(text)) and (said := self._plain.get(found[2])):
            one = of_one(self._counted.get(found[2], said))
            return f"{found[1]} {one if found[1] == '1' else said}"
        return None

    def _joined(self, pieces: Sequence[str], depth: int, whole: bool) -> Said | None:
        made, left, is_known = "", 0, False
        for place, piece in enumerate(pieces):
            if place % 2:
                said_date = figure(piece)
                made += f" {said_date} " if said_date else SIGNS.get(piece, piece)
                continue
            core = piece.strip()
            said = self._found(core, depth + 1) if core else Said("", is_known=False)
            if core and whole and not said.is_known and len(core) > _AS_A_NAME:
                return None
            is_known |= said.is_known and bool(IDEOGRAPH.search(core))
            left += said.left
            goes_on = place > 0 and pieces[place - 1] in ("，", "、", "（", "；", " ")
            made += self._small(said.text) if said.is_known and goes_on else said.text
        return Said(tidy(made), left, is_cut=True) if is_known else None

    def _small(self, text: str) -> str:
        """The text as it stands within a sentence, if its first word is no name."""
        first = re.match(r"[A-Z][a-z]*\b", text)
        if first and first[0].lower() in self._lower:
            return text[0].lower() + text[1:]
        return text

    # --- finding a pattern -------------------------------------------------------

    def _near(self, text: str) -> Iterable[str]:
        """The entries with holes that share the rarest part of theirs with the text."""
        seen: dict[str, None] = {}
        for part in [*text, *(a + b for a, b in pairwise(text))]:
            for msgid in self._places.get(part, ()):
                seen[msgid] = None
        return seen


def _in_two(text: str) -> Iterable[Sequence[str]]:
    """The text with its last brackets apart, cut at one comma or stop, and cut at one of its spaces."""
    if found := _LAST_BRACKETS.fullmatch(text):
        yield found[1], "（", found[2], "）", found[3]
    for sign in "。；，":
        first, last = text.find(sign), text.rfind(sign)
        for place in {first, last} - {-1}:
            yield text[:place], sign, text[place + 1 :]
    for space in islice(re.finditer(" ", text), _SPACES):
        yield text[: space.start()], " ", text[space.end() :]


def _better(one: Said | None, other: Said | None) -> Said | None:
    return other if one is None or (other is not None and other.left < one.left) else one

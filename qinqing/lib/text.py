"""Text as pairs of characters: search terms for a database, likeness of two texts, what to highlight.

Chinese has no spaces between words, and a dictionary cuts some words wrongly (路灯 is lost to it altogether);
two neighbouring characters are exact for every word of two and more.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from operator import add

# Control characters, direction marks and other invisible ones, and halves of broken surrogate pairs.
_INVISIBLE = ("Cc", "Cf", "Cs")


def normalise(text: str) -> str:
    """The text for comparing: half-width, lower-case, spaces single, nothing invisible; twice is once."""
    seen = " ".join(text.split())
    if not seen.isprintable():
        seen = "".join(c for c in seen if unicodedata.category(c) not in _INVISIBLE)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).lower())
    return " ".join(folded.split())


def whole_number(text: str) -> int | None:
    """A number as our own addresses write it; None for anything else, and for more digits than rows count."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def bigrams(text: str) -> list[str]:
    """The distinct pairs of neighbouring characters of the normalised text, in order; none across a space."""
    return _bigrams(normalise(text))


def index_terms(text: str) -> list[str]:
    """What an index must hold so that every search is exact: the pairs, and the characters singly."""
    folded = normalise(text)
    return [*_bigrams(folded), *dict.fromkeys(folded.replace(" ", ""))]


def search_words(query: str) -> list[str]:
    """The distinct words of a query, normalised: what a found text must contain each of."""
    return list(dict.fromkeys(normalise(query).split()))


def search_terms(query: str) -> list[str]:
    """The terms an index must hold for a text to match: the pairs of each word, or its one character."""
    words = search_words(query)
    return list(dict.fromkeys(term for word in words for term in (bigrams(word) or [word])))


def likeness_to(text: str) -> Callable[[str], float]:
    """How alike another text is to this one, from 0 to 1: the share of pairs they have in common (Dice).

    A text of one character is like nothing.
    """
    own = _pairs(normalise(text))

    def likeness(other: str) -> float:
        pairs = _pairs(normalise(other))
        shared = len(own & pairs)
        return 2 * shared / (len(own) + len(pairs)) if shared else 0.0

    return likeness


def shared_words(a: str, b: str) -> list[str]:
    """The longest stretches of `a`, two characters at least, that stand in `b` too; each once, in order."""
    first, second = normalise(a), normalise(b)
    found: dict[str, None] = {}
    start = 0
    while start < len(first):
        end = start + 1
        while end <= len(first) and first[start:end] in second:
            end += 1
        word = first[start : end - 1].strip()
        if len(word) >= 2:
            found[word] = None
        start = max(end - 1, start + 1)
    return list(found)


def highlight(text: str, query: str) -> list[tuple[int, int]]:
    """The spans of the text as it stands where words of the query occur, in order, never overlapping."""
    folded, origins = _folded(text)
    hits = sorted(
        (origins[hit.start(1)], origins[hit.end(1) - 1] + 1)
        for word in search_words(query)
        for hit in re.finditer(f"(?=({re.escape(word)}))", folded)
    )
    spans: list[tuple[int, int]] = []
    for start, end in hits:
        if spans and start <= spans[-1][1]:
            start, end = spans[-1][0], max(end, spans.pop()[1])
        spans.append((start, end))
    return spans


def like_escape(text: str) -> str:
    """The text with the signs that LIKE reads as wildcards taken literally, under ESCAPE '\\'."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def quote_lexeme(term: str) -> str:
    """The term as one quoted lexeme of a PostgreSQL tsquery, whatever it contains. NUL is left out."""
    doubled = re.sub(r"(['\\])", r"\1\1", term.replace("\0", ""))
    return f"'{doubled}'"


def tsquery(query: str) -> str:
    """The query as the text of a tsquery that asks for all its terms; empty where there is nothing to ask."""
    return " & ".join(map(quote_lexeme, search_terms(query)))


def _pairs(folded: str) -> set[str]:
    """The pairs where their order says nothing: two hundred texts are compared for one page."""
    pairs = set(map(add, folded, folded[1:]))
    return {pair for pair in pairs if " " not in pair} if " " in folded else pairs


def _bigrams(folded: str) -> list[str]:
    return [pair for pair in dict.fromkeys(map(add, folded, folded[1:])) if " " not in pair]


def _folded(text: str) -> tuple[str, list[int]]:
    """The text normalised character by character, and for each character the place it came from."""
    parts = list(map(_folded_character, text))
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]


@lru_cache(maxsize=8192)
def _folded_character(character: str) -> str:
    """A page of hits has thousands of characters, few of them different."""
    return normalise(character) or (" " if character.isspace() else "")

"""What kind of problem a sentence sounds like, what to call it, whether it speaks of danger: guesses only."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from qinqing.lib import text

SHOWN: Final = 3
WORTH_SHOWING: Final = 0.9
"""About one word that no other kind has."""
BESIDE_THE_BEST: Final = 0.3
"""A guess so much fainter than the best one only makes the choice longer."""
SURE_ENOUGH: Final = 2.0
"""From here a guess is taken where nobody chose; below it the kind stays open: 说不准."""
KEYWORD_WEIGHT: Final = 2.0
"""A keyword was chosen by people who know the matter; a pair of characters of a description was not."""
TITLE_LENGTH: Final = 30


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem with what it sounds like: its keywords, and all that is written about it."""

    id: int
    name: str
    keywords: Sequence[str] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """A kind and how well it fits."""

    kind: Kind
    score: float


class Guesser:
    """The kinds, with how telling each of their words is: one that many kinds share says little."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self.kinds = tuple(kinds)
        self._keywords = [tuple(dict.fromkeys(map(text.normalise, kind.keywords))) for kind in self.kinds]
        self._pairs = [frozenset(text.bigrams(f"{kind.name} {kind.words}")) for kind in self.kinds]
        known = (pairs.union(words) for pairs, words in zip(self._pairs, self._keywords, strict=True))
        self._sharing = Counter(word for words in known for word in words)

    def guesses(self, sentence: str, most: int = SHOWN) -> list[Guess]:
        """The kinds it sounds like, the likeliest first; none where nothing speaks for any."""
        said, pairs = text.normalise(sentence), set(text.bigrams(sentence))
        scored = (
            Guess(kind, self._score(said, pairs, keywords, own))
            for kind, keywords, own in zip(self.kinds, self._keywords, self._pairs, strict=True)
        )
        found = sorted(scored, key=lambda guess: (-guess.score, guess.kind.id))[:most]
        least = max(WORTH_SHOWING, BESIDE_THE_BEST * found[0].score) if found else 0
        return [guess for guess in found if guess.score >= least]

    def likeliest(self, sentence: str) -> Kind | None:
        """The kind to take where nobody chose; None where none is likely enough."""
        best = self.guesses(sentence, most=1)
        return best[0].kind if best and best[0].score >= SURE_ENOUGH else None

    def _score(self, said: str, pairs: set[str], keywords: Iterable[str], own: frozenset[str]) -> float:
        named = sum(self._tells(word) * len(word) ** 0.5 for word in keywords if word and word in said)
        return KEYWORD_WEIGHT * named + sum(map(self._tells, own & pairs))

    def _tells(self, word: str) -> float:
        """How telling: 1 for a word that one kind alone has, less the more kinds share it."""
        return 1 - log(self._sharing[word]) / log(len(self.kinds) + 1)


_SENTENCE_ENDS = re.compile(r"[。！？!?；;\n]")
_CLAUSE_ENDS = re.compile(r"[，,、：:]")


def title_of(facts: str) -> str:
    """What to call it: the first sentence, or as many clauses of it as fit on a line."""
    first = _SENTENCE_ENDS.split(facts.strip(), maxsplit=1)[0].strip()
    if len(first) <= TITLE_LENGTH:
        return first or facts.strip()[:TITLE_LENGTH]
    ends = [found.start() for found in _CLAUSE_ENDS.finditer(first, 0, TITLE_LENGTH + 1)]
    return first[: ends[-1]] if ends and ends[-1] >= TITLE_LENGTH // 3 else f"{first[: TITLE_LENGTH - 1]}…"


_DANGER = re.compile(
    "着火|起火|失火|火灾|爆炸|冒烟|漏电|触电|漏气|煤气泄漏|燃气泄漏|有毒|中毒|被困|坍塌|倒塌|昏迷|晕倒|流血|打架|持刀"
)


def sounds_dangerous(sentence: str) -> bool:
    """Whether it speaks of danger to life, so that 110, 119 and 120 are to be named first."""
    return _DANGER.search(text.normalise(sentence)) is not None

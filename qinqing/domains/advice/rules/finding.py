"""Which answers may be the one that somebody looks for: never more than a hint."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from qinqing.lib.text import likeness_to

ALIKE = 0.16
"""So much alike is worth a look; a person decides."""
OF_THE_ITEM = 0.12
"""How much nearer an answer is that is about the very item."""
OFFERED = 3
SAID_ENOUGH = 4
"""Fewer characters say too little to be compared."""


class AnswerLike(Protocol):
    """What is compared of an answer."""

    question: str
    answer: str
    item_id: int | None


A = TypeVar("A", bound=AnswerLike)


def likely(text: str, item_id: int | None, answers: Iterable[A]) -> list[A]:
    """The answers that may be what somebody is about to ask, the likeliest first; never more than a few.

    Likeness is that of pairs of characters to the question, and by half to its answer. One about the same
    item is shown also where nothing is said yet.
    """
    likeness = likeness_to(text)
    said = len("".join(text.split())) >= SAID_ENOUGH
    found = []
    for one in answers:
        same = item_id is not None and one.item_id == item_id
        score = max(likeness(one.question), likeness(one.question + one.answer)) if said else 0.0
        if score >= ALIKE or (same and (score > ALIKE / 2 or not said)):
            found.append((score + OF_THE_ITEM * same, one))
    found.sort(key=lambda pair: -pair[0])
    return [one for _, one in found[:OFFERED]]

"""Three answers: yes, no, and not known yet. Kleene's logic, in which no further fact overturns an answer."""

from collections.abc import Iterable

from qinqing.lib.terms import Term

Truth = bool | None
"""Inside the library: True, False, and None for not known."""


class Answer(Term):
    """What is answered to whoever asks."""

    YES = "yes", "符合", "good"
    NO = "no", "不符合", "calm"
    UNKNOWN = "unknown", "待补充", "warn"


def answer(truth: Truth) -> Answer:
    """The word for a truth."""
    return Answer.UNKNOWN if truth is None else Answer.YES if truth else Answer.NO


def at_least(count: int, truths: Iterable[Truth]) -> Truth:
    """True as soon as so many are; False once so many no longer can be."""
    held = list(truths)
    if sum(one is True for one in held) >= count:
        return True
    return None if sum(one is not False for one in held) >= count else False


def every(truths: Iterable[Truth]) -> Truth:
    """False if any is, else unknown if any is."""
    held = list(truths)
    return at_least(len(held), held)


def some(truths: Iterable[Truth]) -> Truth:
    """True if any is, else unknown if any is."""
    return at_least(1, truths)


def negated(truth: Truth) -> Truth:
    """The opposite; what is not known stays so."""
    return None if truth is None else not truth

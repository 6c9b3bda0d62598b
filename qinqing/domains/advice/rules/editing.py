"""What may not stand in an answer for everybody: the name and the own words of whoever asked."""

import re
from collections.abc import Collection, Iterator, Sequence

from qinqing.lib.text import likeness_to, normalise

TOO_ALIKE = 0.8
"""A question so much like somebody's own words is not edited yet."""
_FRAME = re.compile(r"[（(][^）)]*[）)]|股份|有限|责任|公司|集团|厂$|中心$|合作社$")
_SHORTEST_NAME = 4


def faults_of(
    question: str, answer: str, names: Collection[str], places: Collection[str], said: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """What is wrong, with the field: a name of the enterprise, whole or as it is called, or its own words.

    `places` are what names of enterprises begin with there.
    """
    for field, text in (("question", question), ("answer", answer)):
        if any(part in normalise(text) for name in names for part in _parts(name, places)):
            yield field, "里面有企业的名字；公开的问答不能看出是谁问的"
    own = likeness_to(question)
    if any(own(words) >= TOO_ALIKE for words in said):
        yield "question", "和企业的原话几乎一样；请改成大家都用得上的问法"


def _parts(name: str, places: Collection[str]) -> Iterator[str]:
    """A name as it stands, and what it is called in short: without its place and what every name has."""
    whole = normalise(name)
    own = _FRAME.sub("", whole)
    for place in sorted(places, key=len, reverse=True):
        own = own.removeprefix(place)
    yield from (part for part in {whole, own[:_SHORTEST_NAME]} if len(part) >= _SHORTEST_NAME)

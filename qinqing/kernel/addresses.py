"""Addresses by name: a list of fifty rows asks the resolver once, not a hundred times."""

from functools import cache
from itertools import chain
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse

_MARKS = tuple(f"70700000{n}" for n in range(8))
"""They look like any key, be it a number or a word, and stand in no address of their own."""
_SAFE = "~:@!$&'()*+,;="


@cache
def _parts(name: str, keys: int) -> tuple[str, ...]:
    """What stands between the keys of an address; nothing where its keys must look like something else."""
    marks = _MARKS[:keys]
    try:
        rest, parts = reverse(name, args=marks), []
    except NoReverseMatch:
        return ()
    for mark in marks:
        before, _, rest = rest.partition(mark)
        parts.append(before)
    return (*parts, rest)


def path_to(name: str, *keys: object) -> str:
    """The path of the page `name` about these keys. Raises NoReverseMatch where there is none."""
    words = [_quoted(str(key)) for key in keys]
    parts = _parts(name, len(keys))
    if not parts or not all(words):
        return reverse(name, args=keys)
    return "".join(chain.from_iterable(zip(parts, (*words, ""), strict=True)))


def _quoted(word: str) -> str:
    return word if word.isascii() and word.isalnum() else quote(word, safe=_SAFE)

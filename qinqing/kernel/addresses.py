"""Addresses by name and back: a list of fifty rows asks the resolver once, a request tries a few patterns."""

from collections.abc import Iterator
from functools import cache, cached_property
from itertools import chain
from typing import Any
from urllib.parse import quote

from django.urls import NoReverseMatch, ResolverMatch, URLPattern, URLResolver, reverse
from django.urls.resolvers import RoutePattern

Pattern = URLPattern | URLResolver

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
    parts = _parts(name, len(keys))
    words = [word if (word := str(key)).isascii() and word.isalnum() else _quoted(word) for key in keys]
    if len(parts) == 2 and words[0]:
        return f"{parts[0]}{words[0]}{parts[1]}"
    if not parts or not all(words):
        return reverse(name, args=keys)
    return "".join(chain.from_iterable(zip(parts, (*words, ""), strict=True)))


def _quoted(word: str) -> str:
    return quote(word, safe=_SAFE)


class ByFirstWord(URLResolver):
    """Patterns of which only those are tried that begin with the first word of the path; in their own order.

    The house has hundreds, and to try them one after the other costs as much as to read a list.
    """

    def __init__(self, patterns: list[Pattern]) -> None:
        super().__init__(RoutePattern(""), patterns)

    def resolve(self, path: Any) -> ResolverMatch:
        word = str(path).partition("/")[0]
        return self._parts.get(word, self._parts[None]).resolve(path)

    @cached_property
    def _parts(self) -> dict[str | None, URLResolver]:
        words = {None, *chain.from_iterable(map(_first_words, self.url_patterns))}
        return {
            word: URLResolver(RoutePattern(""), list(_beginning_with(word, self.url_patterns)))
            for word in words
        }


def _first_words(pattern: Pattern) -> Iterator[str | None]:
    """The words that a path may begin with to meet this pattern; None where it may be any."""
    word, _, _ = str(pattern.pattern).partition("/")
    if not word and isinstance(pattern, URLResolver):
        yield from chain.from_iterable(map(_first_words, pattern.url_patterns))
    else:
        yield word if isinstance(pattern.pattern, RoutePattern) and "<" not in word else None


def _beginning_with(word: str | None, patterns: list[Pattern]) -> Iterator[Pattern]:
    for one in patterns:
        if isinstance(one, URLResolver) and not str(one.pattern):
            inner = list(_beginning_with(word, one.url_patterns))
            if inner:
                yield URLResolver(one.pattern, inner, one.default_kwargs, one.app_name, one.namespace)
        elif not {word, None}.isdisjoint(_first_words(one)):
            yield one

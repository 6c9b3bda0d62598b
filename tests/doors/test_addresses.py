"""An address made of remembered parts is the resolver's own, and leads where the whole resolver leads."""

import re
from collections.abc import Iterator

import pytest
from django.urls import NoReverseMatch, Resolver404, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from qinqing.kernel.addresses import path_to

KEYS: tuple[tuple[object, ...], ...] = (
    ("home",),
    ("problems:list",),
    ("problems:detail", "abcDEF012345"),
    ("problems:detail", "7070000001"),
    ("problems:step", "abcDEF012345", "pass_on"),
    ("problems:detail", "诉 求?#%&'"),
    ("accounts:person", 70),
)


@pytest.mark.parametrize("named", KEYS)
def test_a_path_is_what_the_resolver_says(named: tuple[object, ...]) -> None:
    name, *keys = named
    assert path_to(str(name), *keys) == path_to(str(name), *keys) == reverse(str(name), args=keys)


@pytest.mark.parametrize("named", [("problems:nowhere",), ("problems:detail",), ("problems:detail", "")])
def test_no_path_leads_nowhere(named: tuple[str, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        path_to(*named)


def test_the_first_word_leads_where_all_patterns_lead() -> None:
    (ours,) = get_resolver().url_patterns
    whole = URLResolver(RoutePattern(""), ours.url_patterns)
    paths = {path for path in _paths(whole) if _led(whole, path)}
    assert len(paths) > 250
    assert {path for path in paths if _led(ours, path) != _led(whole, path)} == set()
    for path in ("nowhere/", "problems", "problems/x/y/z/", "//", "health/", "诉求/"):
        assert _led(ours, path) == _led(whole, path) == (), path


def _paths(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """An address of each pattern, with a number in the place of its keys."""
    for one in resolver.url_patterns:
        here = before + re.sub(r"<[^>]*>", "1", str(one.pattern))
        yield from _paths(one, here) if isinstance(one, URLResolver) else (here,)


def _led(resolver: URLResolver, path: str) -> tuple[object, ...]:
    try:
        found = resolver.resolve(path)
    except Resolver404:
        return ()
    return (found.func, found.args, found.kwargs, found.view_name, found.route, found.namespaces)

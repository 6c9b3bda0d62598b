"""Lists, figures, search and suggestions show and count what their reader may see, and nothing more."""

import re
from urllib.parse import quote, urlencode

import pytest
from django.urls import reverse

from tests.builders.personas import Crowd
from tests.doors.access_matrix import ADDRESSES, COORDINATORS, FIRMS, OPEN, PROBLEMS, SENT, found_by
from tests.doors.knocking import Found, look, problems_on, strays
from tests.sizes import size

COUNTED = {
    "open": OPEN,
    "received": SENT,
    "closed": frozenset({"closed", "spoken", "concluded"}),
    "redone": frozenset({"closed", "concluded"}),
    "at_once": frozenset({"concluded"}),
}
"""By figure the problems it counts, as far as somebody sees them."""
ASKS_FOR_ALL = frozenset({"coordinator", "officer", "handler2", "supervisor"})
"""Who searches for words that are nobody's to find; the others for what is told of problems and firms."""


@pytest.mark.parametrize("who", sorted(ADDRESSES["figure"].has))
def test_a_figure_counts_the_rows_its_reader_may_see(who: str, crowd: Crowd) -> None:
    for key, counted in COUNTED.items():
        page = look(crowd.client(who), reverse("figure", args=[f"problems.{key}"]))
        visible = {name for name in counted if who in PROBLEMS[name]}
        assert (key, problems_on(crowd, page)) == (key, visible)
        assert _number(r"<h1[^>]*>\D*(\d+)", page) == len(visible)
        assert strays(crowd, who, [page]) == []


@pytest.mark.parametrize("who", sorted(ADDRESSES["problems:list"].has))
def test_a_list_counts_and_shows_what_its_reader_may_see(who: str, crowd: Crowd) -> None:
    visible = {name for name in SENT if who in PROBLEMS[name]}
    page = look(crowd.client(who), reverse("problems:list"))
    assert problems_on(crowd, page) == visible & OPEN
    assert _number(r"<h1[^>]*>\D*在办 (\d+) 件", page) == len(visible & OPEN)
    assert problems_on(crowd, look(crowd.client(who), f"{page.path}?whole=1")) == visible


def _number(pattern: str, page: Found) -> int:
    found = re.search(pattern, page.body)
    return int(found[1]) if found else 0


def _sought(who: str, crowd: Crowd) -> list[tuple[str, str]]:
    """The words that somebody searches for: all, or what is told of problems and firms."""
    return [one for one in crowd.words.items() if who in ASKS_FOR_ALL or _is_told(one[0])]


def test_the_searches_are_many(crowd: Crowd) -> None:
    seekers = ADDRESSES["problems:search"].has
    assert sum(len(_sought(who, crowd)) for who in seekers) >= size("searches")


@pytest.mark.parametrize("who", sorted(ADDRESSES["problems:search"].has))
def test_a_search_finds_what_its_reader_may_see(who: str, crowd: Crowd) -> None:
    client, wrong = crowd.client(who), []
    for name, word in _sought(who, crowd):
        page = look(client, f"{reverse('problems:search')}?q={quote(word)}")
        expected = {name.partition(".")[0]} if who in found_by(name) else set()
        if problems_on(crowd, page) != expected:
            wrong.append(f"{name} finds {problems_on(crowd, page)}")
        wrong += strays(crowd, who, [Found(page.path, 200, "", page.body.replace(word, ""))])
    assert wrong == []


def _is_told(word: str) -> bool:
    """Whether a search might know the word: what problems and firms are called."""
    return word.rpartition(".")[2] in {"title", "facts", "name"}


@pytest.mark.parametrize("who", sorted(ADDRESSES["enterprise_file:list"].has))
def test_a_search_for_enterprises_finds_what_its_reader_may_see(who: str, crowd: Crowd) -> None:
    for firm, word in (("firm", "firm.name"), ("rival firm", "rival.name"), ("firm", "firm.code")):
        page = look(crowd.client(who), f"{reverse('enterprise_file:list')}?q={quote(crowd.words[word])}")
        address = reverse("enterprise_file:detail", args=[crowd.things[firm]["public_id"]])
        assert (address in page.body) == (who in FIRMS[firm])


@pytest.mark.parametrize("who", sorted(COORDINATORS))
def test_a_suggestion_names_only_enterprises_its_reader_may_see(who: str, crowd: Crowd) -> None:
    sent = urlencode({"enterprise_words": crowd.words["firm.name"], "act": "guess"})
    page = look(crowd.client(who), reverse("problems:raise"), "POST", sent)
    assert (crowd.town.enterprise.name in page.body) == (who in FIRMS["firm"])

"""Lists, figures, search and suggestions show and count what their reader may see, and nothing more."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.test import override_settings
from django.urls import reverse

from qinqing.kernel import row_security, twins
from tests.builders import personas
from tests.builders.personas import Crowd
from tests.conftest import Database
from tests.doors.access_matrix import (
    ADDRESSES,
    COORDINATORS,
    FINDABLE,
    FIRMS,
    OPEN,
    PROBLEMS,
    SENT,
    found_by,
)
from tests.doors.knocking import Found, look, problems_on, strays
from tests.doors.test_each_line_alone import row_security_off
from tests.sizes import SOAK, size

COUNTED = {
    "open": OPEN,
    "received": SENT,
    "closed": frozenset({"closed", "spoken", "concluded"}),
    "redone": frozenset({"closed", "concluded"}),
    "at_once": frozenset({"concluded"}),
}
"""By figure the problems it counts, as far as somebody sees them."""
ASKS_FOR_ALL = frozenset({"coordinator", "officer", "handler2", "supervisor", "stranger", "policy_editor"})
"""Who searches for words that are nobody's to find; the others for what is told of problems and firms, and at
night for all of them, too."""


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
    return [one for one in crowd.words.items() if SOAK or who in ASKS_FOR_ALL or _is_told(one[0])]


def test_the_searches_are_many(crowd: Crowd) -> None:
    seekers = ADDRESSES["search:find"].has
    assert sum(len(_sought(who, crowd)) for who in seekers) >= size("searches")


@pytest.mark.parametrize("who", sorted(ADDRESSES["search:find"].has))
def test_a_search_finds_what_its_reader_may_see(who: str, crowd: Crowd) -> None:
    assert wrongly_found(who, crowd, _sought(who, crowd)) == []


def wrongly_found(who: str, crowd: Crowd, sought: list[tuple[str, str]]) -> list[str]:
    """What somebody finds by these words that he should not, or should and does not."""
    client, wrong = crowd.client(who), []
    for name, word in sought:
        page = look(client, f"{reverse('search:find')}?q={quote(_asked(name, word))}")
        expected = {thing for thing, readers in found_by(name).items() if who in readers}
        if (found := found_on(crowd, page)) != expected or _counted(page) != len(expected):
            wrong.append(f"{name} finds {found} and counts {_counted(page)}")
        wrong += strays(crowd, who, [Found(page.path, 200, "", page.body.replace(word, ""))])
    return wrong


def _asked(name: str, word: str) -> str:
    """What is typed: a code all but its end, for a whole one opens its firm at once."""
    return word[:-1] if name.endswith(".code") else word


def found_on(crowd: Crowd, page: Found) -> set[str]:
    """The things of the crowd to which the rows of a search lead."""
    led_to = set(re.findall(r'<td class="qq-td-title"><a href="[a-z/]*?/(\w+?)/(?:\d+/)?"', page.body))
    return {name for name in FINDABLE if crowd.things[name]["public_id"] in led_to}


def _counted(page: Found) -> int:
    return _number(r"<h1[^>]*>找到 (\d+) 个有", page)


LINES = ("keys", "tables", "rows")
"""What stands between a seeker and what is not his: the scope keys of the index, the permission tables, row
security."""


@contextmanager
def holding(lines: frozenset[str], server: Database) -> Iterator[None]:
    """Within the block only these of the lines hold."""
    with ExitStack() as off:
        if "keys" not in lines:
            off.enter_context(_keys_off(server))
        if "tables" not in lines:
            off.enter_context(override_settings(TWINS=frozenset({twins.SCOPE})))
        if "rows" not in lines:
            off.enter_context(row_security_off(server))
        yield


@contextmanager
def _keys_off(server: Database) -> Iterator[None]:
    """The index finds for everybody."""
    whole = row_security.search_function()
    blind = whole.replace("if app_system() then", "if true then")
    assert blind != whole
    with psycopg.connect(server.url("qinqing_owner", personas.DATABASE), autocommit=True) as owner:
        owner.execute("grant create on schema public to qinqing_search")
        try:
            owner.execute(blind)
            yield
        finally:
            owner.execute(whole)
            owner.execute("revoke create on schema public from qinqing_search")


STRANGE_TO_BOTH = "coordinator_elsewhere"


@pytest.mark.parametrize("line", LINES)
def test_each_line_alone_keeps_what_is_strange_from_being_found_or_counted(
    line: str, crowd: Crowd, server: Database
) -> None:
    own_index = {"firm", "rival firm", "merger"} if line == "keys" else set()
    with holding(frozenset({line}), server):
        assert [one for one in found_among_strange(crowd) if one[1] not in own_index] == []


def test_without_all_lines_what_is_strange_is_found(crowd: Crowd, server: Database) -> None:
    """The twin: by the same words, of each kind."""
    with holding(frozenset(), server):
        found = found_among_strange(crowd)
    assert {name for _, name in found} >= {"closed", "rival", "firm claim paid", "question", "talk", "firm"}


def found_among_strange(crowd: Crowd) -> list[tuple[str, str]]:
    """Whatever is no business of a coordinator of elsewhere, and he finds all the same: by which word."""
    client, found = crowd.client(STRANGE_TO_BOTH), []
    for name, word in crowd.words.items():
        strange = {thing for thing, who in found_by(name).items() if STRANGE_TO_BOTH not in who}
        if strange:
            page = look(client, f"{reverse('search:find')}?q={quote(_asked(name, word))}")
            seen = found_on(crowd, page)
            found += [(name, thing) for thing in sorted(seen & strange)]
            found += [(name, "a number")] if _counted(page) > len(seen) else []
    return found


def _is_told(word: str) -> bool:
    """Whether a search might know the word: what things are called and what is said in them."""
    return word.rpartition(".")[2] in {
        "title",
        "facts",
        "name",
        "text",
        "question",
        "item",
        "place",
        "former",
    }


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

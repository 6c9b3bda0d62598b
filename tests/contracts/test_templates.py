"""Templates: a room uses its own and `ui`; nothing inline, nothing that queries, nothing by htmx alone."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest
from django.template import engines

from tests.contracts.source import Source, sources

PAGES_NAMED = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+([^%]*?)%}")
TAG = re.compile(r"<[a-z][^<>]*?>", re.DOTALL)
ASKS = r"(?<!cells)\.(?:objects|filter|exclude|all|count|exists|first|order_by)\b(?:\(|\.)|_set\b"
SCRIPT = r"<script(?![^>]*(?:\bsrc=|application/json))|javascript:"
WRITTEN = r"(?:href|action|hx-get|hx-post)=\"/\w"


def owner(source: Source) -> str:
    """Whose template it is: the folder under jinja2/."""
    return source.path.split("/jinja2/")[1].split("/")[0]


def strangers(source: Source) -> list[str]:
    """Templates of others that this one takes in."""
    own = ("ui/",) if owner(source) == "ui" else ("ui/", f"{owner(source)}/")
    taken = [
        name
        for found in PAGES_NAMED.findall(source.text)
        for name in re.findall(r"[\"']([\w./-]+)[\"']", found)
    ]
    return [name for name in taken if not name.startswith(own)]


def matches(pattern: str) -> Callable[[Source], list[str]]:
    return lambda source: re.findall(pattern, source.text, re.IGNORECASE)


def htmx_alone(source: Source) -> list[str]:
    """What a person presses and only htmx answers: without JavaScript it needs an address of its own."""
    pressed = [tag for tag in TAG.findall(source.text) if re.match(r"<(?:a|button|form)\b", tag)]
    asking = [tag for tag in pressed if re.search(r"\bhx-(?:get|post)\b", tag)]
    return [tag for tag in asking if not re.search(r"\b(?:href|action|formaction)=", tag)]


@dataclass(frozen=True)
class Ban:
    says: str
    found: Callable[[Source], list[str]]
    planted: str
    in_ui: bool = True


BANS = (
    Ban("takes in its own and ui only", strangers, '{% include "officers/card.html" %}'),
    Ban("has no inline style", matches(r"<style|\bstyle\s*="), '<p style="color: red">'),
    Ban("has no inline script", matches(SCRIPT), "<script>go()</script>"),
    Ban("has no inline handler", matches(r"<[^>]*\son[a-z]+\s*="), '<button onclick="go()">'),
    Ban("trusts no text", matches(r"\|\s*safe\b|autoescape\s+false"), "{{ words|safe }}"),
    Ban("asks no question of the database", matches(ASKS), "{% for p in person.problem_set.all() %}"),
    Ban("works without JavaScript", htmx_alone, '<button hx-post="/x">'),
    Ban("names addresses, never writes them", matches(WRITTEN), '<a href="/problems/">', in_ui=False),
    Ban("loads nothing from elsewhere", matches(r"(?:src|href)=\"(?:https?:)?//"), '<script src="https://x.org/a.js">'),
)  # fmt: skip


def faults(ban: Ban, files: Iterable[Source]) -> dict[str, list[str]]:
    judged = {source.path: ban.found(source) for source in files if ban.in_ui or owner(source) != "ui"}
    return {path: found for path, found in judged.items() if found}


@pytest.mark.parametrize("ban", BANS, ids=lambda ban: ban.says)
def test_every_template_keeps_the_ban(ban: Ban) -> None:
    assert faults(ban, sources(suffix=".html")) == {}


@pytest.mark.parametrize("ban", BANS, ids=lambda ban: ban.says)
def test_a_planted_breach_in_a_template_is_seen(ban: Ban) -> None:
    assert faults(ban, [Source("qinqing/domains/problems/jinja2/problems/planted.html", ban.planted)]) != {}


@pytest.mark.parametrize("source", sources(suffix=".html"), ids=lambda source: source.path)
def test_every_template_is_read_without_error(source: Source) -> None:
    engines["jinja2"].env.get_template(source.path.split("/jinja2/")[1])


def test_a_folder_of_templates_bears_the_name_of_its_room() -> None:
    wrong = [
        s.path for s in sources(suffix=".html") if s.path.split("/jinja2/")[0].split("/")[-1] != owner(s)
    ]
    assert wrong == []

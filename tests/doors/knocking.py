"""Knocking at every address of the house, as one persona after the other, and what was found behind it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from qinqing.kernel import search
from tests.builders.personas import STRANGERS, WORDS_BEGIN, Crowd, absent, undone
from tests.doors.access_matrix import ADDRESSES, PROBLEMS, Address, readers

FORM_DATA = "application/x-www-form-urlencoded"


def _addresses(
    patterns: Iterable[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, frozenset[str]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _addresses(pattern.url_patterns, inner)
        elif not getattr(pattern.callback, "for_programs", False):
            yield f"{prefix}{pattern.name}", frozenset(pattern.pattern.converters)


HOUSE: Mapping[str, frozenset[str]] = dict(_addresses(get_resolver().url_patterns))
"""Every address of a page by its name, with the arguments it takes."""
KNOWN: Mapping[str, Address] = {name: ADDRESSES[name] for name in HOUSE if name in ADDRESSES}


@dataclass(frozen=True, slots=True)
class Door:
    """One address about one thing, and the address of the same kind of thing that is not there."""

    name: str
    line: Address
    thing: str
    path: str
    elsewhere: str

    def __str__(self) -> str:
        return f"{self.name} {self.thing}".strip()

    def refusal(self, who: str, method: str) -> tuple[int, str] | None:
        """How the matrix says that it stays closed: the status and where it leads; None where it opens."""
        if method not in self.line.methods and not (method == "HEAD" and "GET" in self.line.methods):
            return 405, ""
        if self.line.is_public:
            return (404, "") if self.line.keys.get(self.thing) == "" else None
        if who in STRANGERS:
            return (302, "/sign-in/") if method in {"GET", "HEAD"} else (403, "")
        if who not in self.line.has:
            return 403, ""
        return None if who in self.line.allowed(self.thing) else (404, "")


def doors(crowd: Crowd) -> Iterator[Door]:
    """Every address, and for one that is about something, each thing the matrix names."""
    for name, line in KNOWN.items():
        takes = HOUSE[name]
        if not takes:
            yield Door(name, line, "", reverse(name), "")
        for thing in line.things if takes else ():
            given = {key: crowd.things[thing][key] for key in takes}
            yield Door(name, line, thing, reverse(name, kwargs=given), reverse(name, kwargs=absent(given)))


@dataclass(frozen=True, slots=True)
class Found:
    """What stood behind an open door."""

    path: str
    status: int
    location: str
    body: str
    reader: str = ""
    """As whom everybody reads it, where it opened by a key."""


def look(client: Client, path: str, method: str = "GET", sent: str = "") -> Found:
    """Open one address; nothing of it stays, neither in the database nor in the browser."""
    cookies = client.cookies.copy()
    with undone():
        answer = client.generic(method, path, sent, content_type=FORM_DATA)
        found = Found(path, answer.status_code, to_sign_in(answer), text_of(answer))
    client.cookies = cookies
    return found


def walk(crowd: Crowd, who: str) -> Mapping[str, Found]:
    """By address everything a persona may open, with the ways his lists and pages can be asked."""
    client = crowd.client(who)
    opens = [door for door in doors(crowd) if door.refusal(who, "GET") is None]
    seen = {
        path: replace(look(client, path), reader=door.line.keys.get(door.thing, ""))
        for door in opens
        for path in ways_of(door)
    }
    if who in PROBLEMS["draft"]:
        path = f"{reverse('problems:raise')}?draft={crowd.things['draft']['public_id']}"
        seen[path] = look(client, path)
    return seen


def ways_of(door: Door) -> list[str]:
    """The address of a door, plain and as it can be asked besides."""
    return [door.path + more for more in ("", *_WAYS.get(str(door), ()))]


_WAYS: Mapping[str, tuple[str, ...]] = {
    "problems:list": ("?whole=1&compact=1", "?light=late"),
    "problems:mine": ("?show=all",),
    "problems:tasks": ("?show=mine", "?show=assist"),
    "problems:detail closed": ("?layer=H", "?layer=R"),
    "enterprise_file:list": ("?served=no",),
    # Every planted word begins so: whatever can be found is found at once
    "search:find": (
        f"?q={WORDS_BEGIN}",
        *(f"?q={WORDS_BEGIN}&kind={one.kind}" for one in search.kinds()),
    ),
}
"""What else an open page can be asked for."""


def to_sign_in(answer: HttpResponse) -> str:
    """Where an answer leads, as far as a stranger is led there."""
    return "/sign-in/" if answer.headers.get("Location", "").startswith("/sign-in/") else ""


def text_of(answer: HttpResponseBase) -> str:
    """All that was sent, read to its end; the names in the headers of a download too."""
    name = answer.headers.get("Content-Disposition", "")
    return name + b"".join(answer).decode(errors="replace")


def blank(answer: HttpResponseBase) -> str:
    """The body without what differs from one answer to the next: the reference number and the form token."""
    text = re.sub(r"\b[0-9A-F]{8}\b", "", text_of(answer))
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|hx-headers=.\{[^}]*\}.', "", text)


def words_in(crowd: Crowd, text: str) -> set[str]:
    """The names of the planted words that stand in a text."""
    return {name for name, word in crowd.words.items() if word in text}


def strays(crowd: Crowd, who: str, pages: Iterable[Found]) -> list[str]:
    """The words on these pages that are not for this reader; the frame says to who is signed in who he is."""
    return [
        f"{word} at {page.path}"
        for page in pages
        for word in sorted(words_in(crowd, page.body))
        if (page.reader or who) not in readers(word) and not (page.reader and word == f"{who}.name")
    ]


def problems_on(crowd: Crowd, page: Found) -> set[str]:
    """Of the problems of the crowd those that a page leads to."""
    led_to = set(re.findall(r'href="/problems/(\w+)/', page.body))
    return {name for name in PROBLEMS if crowd.things[name]["public_id"] in led_to}

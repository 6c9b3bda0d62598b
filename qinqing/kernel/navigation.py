"""The menu: every room states its entries; a desk orders the groups; each actor sees his own.

A page of a room below names what a room above has under way about its things, as that room declares it
(`Underway`): the page knows of no room above it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.http import HttpRequest

from qinqing.kernel import declared
from qinqing.kernel.addresses import path_to
from qinqing.kernel.permissions import Actor


@dataclass(frozen=True)
class Entry:
    """One menu entry: shown to the roles named, at a place in the order, `url` a name without arguments.

    `says` is what is found behind it, for those who have a first page of entries and no queue. It is the
    present entry, too, on the pages below those named in `beneath`, unless another entry fits better.
    """

    label: str
    url: str
    roles: frozenset[str]
    order: int
    phone: bool = True
    icon: str = "circle"
    applies: Callable[[Actor], bool] = lambda actor: True
    count: Callable[[Actor], int] = lambda actor: 0
    says: str = ""
    beneath: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Onward:
    """What is under way about a thing: in words, and where it is."""

    says: str
    href: str


@dataclass(frozen=True)
class Underway:
    """What a room has under way about a kind of thing of a room below: for one owner, by the thing's id, as
    far as the actor sees it."""

    of: str
    find: Callable[[Actor, int], Mapping[int, Onward]]


@dataclass(frozen=True)
class Fixture:
    """An address that stands in every page's frame, at one of the places of `PLACES`, for the roles named.

    Where none are named it is for everybody, signed in or not.
    """

    place: str
    url: str
    roles: frozenset[str]
    label: str = ""


PLACES = ("search_url", "sign_out_url", "speak_url", "me_links", "foot_links")


MOST_BELOW: Final = 5
"""So many words have room below a page on a phone; the others stand in the person's own menu."""


@dataclass(slots=True)
class Item:
    """A menu entry as the page shows it; with `phone` it stands below on a phone."""

    label: str
    href: str
    current: bool
    phone: bool
    icon: str
    count: int = 0
    says: str = ""


@cache
def entries() -> tuple[Entry, ...]:
    """All entries of all rooms in order."""
    found = [e for e in declared.declarations("navigation", "NAVIGATION") if isinstance(e, Entry)]
    return tuple(sorted(found, key=lambda e: e.order))


@cache
def _for_roles(roles: frozenset[str]) -> tuple[tuple[Entry, str, tuple[str, ...]], ...]:
    """The entries for whoever has these roles, each with its path and those below which it is the present
    one: alike for all who have them."""
    return tuple(
        (entry, path_to(entry.url), tuple(path_to(url) for url in (entry.url, *entry.beneath)))
        for entry in entries()
        if entry.roles & roles
    )


def menu_of(request: HttpRequest, actor: Actor) -> list[Item]:
    """The menu of the actor, with the entry of the present page marked."""
    items = [one for one in _for_roles(actor.roles) if one[0].applies(actor)]
    fitting = {href: _fits(request.path, paths) for _, href, paths in items}
    best = max(fitting.values(), default=0)
    below = [href for entry, href, _ in items if entry.phone][:MOST_BELOW]
    return [
        Item(
            entry.label, href, 0 < best == fitting[href], href in below, entry.icon, entry.count(actor),
            entry.says,
        )
        for entry, href, _ in items
    ]  # fmt: skip


def _fits(path: str, above: tuple[str, ...]) -> int:
    """How much of a page's path one of these begins, of two the longer; the start page is above none."""
    return max((len(one) for one in above if path == one or (one != "/" and path.startswith(one))), default=0)


def underway(of: str, actor: Actor, owner: int) -> dict[int, Onward]:
    """What rooms have under way about an owner's things of a kind, by the thing's id."""
    found: dict[int, Onward] = {}
    for one in declared.declarations("navigation", "UNDERWAY"):
        assert isinstance(one, Underway)
        if one.of == of:
            found |= one.find(actor, owner)
    return found


@cache
def frame_of(roles: frozenset[str]) -> Mapping[str, object]:
    """What stands in the frame of every page for whoever has these roles: search, sign-out, his own links."""
    links: dict[str, list[dict[str, str]]] = {"me_links": [], "foot_links": []}
    frame: dict[str, object] = dict.fromkeys(set(PLACES) - set(links), "")
    for fixture in declared.declarations("navigation", "FRAME"):
        assert isinstance(fixture, Fixture)
        if fixture.roles and not fixture.roles & roles:
            continue
        if fixture.place in links:
            links[fixture.place].append({"label": fixture.label, "href": path_to(fixture.url)})
        else:
            frame[fixture.place] = path_to(fixture.url)
    return frame | links

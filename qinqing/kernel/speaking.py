"""Who speaks for several speaks for one at a time: the door narrows him to it, pages ask before another.

The room that knows for whom somebody speaks declares the scopes `ALL` (every one, as its own word) and `NOW`
(the one he speaks for at this door), builds its other scopes on the second, and says by `told_by` how they
are called. Everything else follows: lists, counts, search and row security reach the one and not the others.
A program comes without a choice and speaks for all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from qinqing.kernel import clock, door
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.lib.text import whole_number

ALL, NOW = "spoken_for", "speaks_for"
FIELD: Final = "begun_for"
"""The field of a form that says for whom it was begun."""

Named = Callable[[Actor], Mapping[int, str]]
_named: list[Named] = []


@dataclass(frozen=True, slots=True)
class Spoken:
    """One for whom somebody may speak."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Speaking:
    """For whom somebody speaks now, and for whom else he may."""

    now: Spoken
    others: Sequence[Spoken]


def told_by(named: Named) -> None:
    """Have a room say what those are called for whom an actor may speak; in the order to choose from."""
    _named[:] = [named]


def for_several(actor: Actor) -> bool:
    """Whether somebody speaks for several and is narrowed to one of them."""
    return len(actor.ids(ALL)) > 1 and len(actor.ids(NOW)) == 1


def speaking_of(actor: Actor) -> Speaking | None:
    """For whom somebody of several speaks; None for whoever has nothing to choose."""
    if not for_several(actor):
        return None
    (now,) = actor.ids(NOW)
    names = {number: name for named in _named for number, name in named(actor).items()}
    others = [Spoken(number, name) for number, name in names.items() if number != now]
    return Speaking(Spoken(now, names.get(now, "")), others)


def kept_of(actor: Actor) -> dict[str, str]:
    """For whom somebody of several speaks, to be kept with what is done for him later; else nothing."""
    return {NOW: str(actor.ids(NOW)[0])} if for_several(actor) else {}


def kept_in(given: Mapping[str, object]) -> int | None:
    """For whom it was asked, where that was kept: `door.become` takes it."""
    return whole_number(str(given.get(NOW, "")))


def begun_for(request: HttpRequest) -> int | None:
    """For whom the form that is sent was begun, where that is another than the actor speaks for now."""
    if request.method != "POST" or FIELD not in request.POST:
        return None
    number = whole_number(request.POST[FIELD]) or 0
    return None if number in request.actor.ids(NOW) else number  # type: ignore[attr-defined]


def whose(request: HttpRequest, show: Callable[[], HttpResponseBase]) -> int | None:
    """Of whom a page is that was not found: another for whom the actor speaks, too. Nothing is written."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method not in {"GET", "HEAD"} or not for_several(actor):
        return None
    others = (number for number in actor.ids(ALL) if number not in actor.ids(NOW))
    return next((number for number in others if _finds(request, actor, show, number)), None)


def _finds(request: HttpRequest, actor: Actor, show: Callable[[], HttpResponseBase], number: int) -> bool:
    """Whether the page is there for him as who speaks for another; the database forgets that he asked."""
    with transaction.atomic():
        he = door.become(actor.person_id or 0, clock.now(), speaks_for=number)
        request.actor = replace(he, session_id=actor.session_id)  # type: ignore[attr-defined]
        try:
            return show().status_code < 400
        except (NotFound, Refused, ObjectDoesNotExist):
            return False
        finally:
            request.actor = actor  # type: ignore[attr-defined]
            transaction.set_rollback(True)

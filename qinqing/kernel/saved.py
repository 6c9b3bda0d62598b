"""A list's conditions kept under a name: one's own, and again only what its reader may see at that moment.

What is kept is the question, never the answer: the list reads it as it reads any address, under the rights of
whoever opens it, and drops what it does not know any more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from qinqing.kernel import clock
from qinqing.kernel.compiled import Asked, Compiled
from qinqing.kernel.models import SavedView
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound, Refused

MOST: Final = 12
"""More than so many stand on no line."""
LONGEST_NAME: Final = 12
LONGEST_QUERY: Final = 500

Clean = Callable[[QueryDict], str]


@dataclass(frozen=True, slots=True)
class Views:
    """A list whose conditions can be kept; `clean` gives what it understands of a query, as its address."""

    place: str
    clean: Clean

    def tabs(self, actor: Actor, here: str) -> list[dict[str, Any]]:
        """The views of the actor as tabs, the one that is open marked, each with where it is forgotten."""
        return self.asked(actor, here).answer()

    def asked(self, actor: Actor, here: str) -> Asked[list[dict[str, Any]]]:
        """The same, not sent yet."""
        sql, params = _OF_PLACE.bound(actor, (), (self.place,))
        return Asked(sql, params, len(_COLUMNS), lambda rows: [self._tab(here, *row) for row in rows])

    def _tab(self, here: str, number: int, name: str, query: str) -> dict[str, Any]:
        address, forget = self.clean(QueryDict(query)), reverse("drop_view", args=[number])
        return {"label": name, "href": address, "current": address == here, "forget": forget}


_offered: dict[str, Views] = {}


def offer(place: str, clean: Clean) -> Views:
    """Declare beside the page of a list, by the name of its address, that its conditions can be kept."""
    _offered[place] = Views(place, clean)
    return _offered[place]


def _mine(actor: Actor) -> QuerySet[SavedView]:
    assert actor.person_id is not None
    return SavedView.objects.filter(person_id=actor.person_id)


_COLUMNS = ("pk", "name", "query")
# In the order in which he kept them.
_OF_PLACE = Compiled(
    lambda actor, shape, place: _mine(actor).filter(place=place).order_by("pk").values_list(*_COLUMNS)[:MOST]
)


def keep(actor: Actor, *, place: str, name: str, query: str, now: datetime) -> str:
    """Keep the conditions of a list under a name; the same name again takes the new ones. Gives the address.

    Refuses a list that keeps none, a name that is empty or too long, and more than MOST.
    """
    offered = _offered.get(place)
    if offered is None:
        raise NotFound
    said = " ".join(name.split())
    if not said:
        raise Refused("missing", "给这些条件起个名字，再按“记住”", "name")
    if len(said) > LONGEST_NAME:
        raise Refused("too_long", f"名字最多 {LONGEST_NAME} 个字", "name")
    clean = offered.clean(QueryDict(query[:LONGEST_QUERY].lstrip("?")))
    mine = _mine(actor).filter(place=place)
    if mine.count() >= MOST and not mine.filter(name=said).exists():
        raise Refused("too_many", f"最多记住 {MOST} 个，先去掉一个再记", "name")
    SavedView.objects.update_or_create(
        person_id=actor.person_id, place=place, name=said,
        defaults={"query": clean.lstrip("?"), "saved_at": now},
    )  # fmt: skip
    return reverse(place) + clean


def drop(actor: Actor, number: int) -> str:
    """Forget one of the actor's own views; gives the address of its list. NotFound for anybody else's."""
    row = _mine(actor).filter(pk=number).first()
    if row is None:
        raise NotFound
    row.delete()
    return reverse(row.place)


@page("view.keep", methods=("POST",))
def keep_page(request: HttpRequest) -> HttpResponse:
    """Keep what a list is narrowed to."""
    given = {name: request.POST.get(name, "") for name in ("place", "name", "query")}
    address = keep(actor_of(request), **given, now=clock.now())
    messages.success(request, f"记住了，以后点“{' '.join(given['name'].split())}”就是这些条件")
    return HttpResponseRedirect(address)


@page("view.keep", methods=("POST",))
def drop_page(request: HttpRequest, number: int) -> HttpResponse:
    """Forget one."""
    address = drop(actor_of(request), number)
    messages.success(request, "去掉了")
    return HttpResponseRedirect(address)

"""The one box: what holds every word, by kind; one kind by pages; a whole number opens its thing at once."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from qinqing.desks.search import tables
from qinqing.desks.search.tables import address, counted
from qinqing.kernel import clock, search
from qinqing.kernel.pages import actor_of, allows, page
from qinqing.kernel.rendering import render
from qinqing.kernel.search import Found, Results
from qinqing.lib.text import whole_number
from qinqing.ui.cells import table_head

LONGEST: Final = 80
FIRST: Final = 5
"""So many rows of each kind stand on the first page."""


@page("search.find", lists=True)
def find(request: HttpRequest) -> HttpResponse:
    """What holds every word, in what this person may see."""
    actor = actor_of(request)
    words = " ".join(request.GET.get("q", "").split())[:LONGEST]
    among = [one for one in search.kinds() if allows(actor, one.right)]
    chosen = [one for one in among if one.kind == request.GET.get("kind")]
    before = whole_number(request.GET.get("after", "")) if chosen else None
    results: list[Results] = []
    if words:
        asked = {"before": before or search.NEWEST}
        results = search.look(actor, words, chosen or among, clock.now(), **asked)
    only = [hit for one in results for hit in one.hits]
    if len(only) == 1 and only[0].number == words.upper():
        return HttpResponseRedirect(only[0].href)
    context = {
        "sought": words,
        "labels": [one.label for one in among],
        "count": len(only),
        "more": any(one.after for one in results),
        "head": table_head(tables.FOUND),
        "fewer": _fewer(words),
        **(_of_one(chosen[0], results, words, before) if chosen else _of_all(results, words)),
    }
    return render(request, "search/find.html", context)


def _of_all(results: Sequence[Results], words: str) -> dict[str, Any]:
    """A few of each kind, and the way to all of one."""
    ways = [
        {"label": one.of.label, "count": counted(one), "href": address(words, one.of.kind)} for one in results
    ]
    most = FIRST if len(results) > 1 else len(results[0].hits) if results else 0
    return {
        "chosen": "",
        "ways": ways if len(ways) > 1 else [],
        "rows": tables.found_rows(results, words, clock.now(), most),
        "older": _further(results, words),
        "first": "",
    }


def _further(results: Sequence[Results], words: str) -> str:
    """Where only one kind was found, its next page stands here."""
    only = results[0] if len(results) == 1 else None
    return address(words, only.of.kind, only.after) if only is not None and only.after else ""


def _of_one(kind: Found, results: Sequence[Results], words: str, before: int | None) -> dict[str, Any]:
    """A page of one kind, and the way back to all."""
    rows = tables.kind_rows(results[0], words, clock.now()) if results else ""
    after = results[0].after if results else 0
    return {
        "chosen": kind.label,
        "kind": kind.kind,
        "ways": [],
        "all_href": address(words),
        "first": address(words, kind.kind) if before else "",
        "rows": rows,
        "older": address(words, kind.kind, after) if after else "",
    }


def _fewer(words: str) -> list[tuple[str, str]]:
    """Where several words find nothing: each of them alone."""
    parts = words.split()
    return [(part, address(part)) for part in parts] if len(parts) > 1 else []

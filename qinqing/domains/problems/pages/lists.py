"""Lists of problems: all by the date to be kept, replies that wait for this reviewer, and the search."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from qinqing.domains.problems import queries, tables
from qinqing.domains.problems.permissions import PERMISSIONS
from qinqing.domains.problems.queries import catalogue
from qinqing.domains.problems.queries.narrowing import (
    LATE,
    OVERDUE,
    Narrowing,
    light_counts,
    waiting_for_review,
)
from qinqing.domains.problems.queries.standing import LIGHTS, today_for
from qinqing.domains.problems.queries.stocks import Stocks
from qinqing.domains.problems.terms import CaseState, Channel, Holder, LaneClass
from qinqing.kernel import clock, saved
from qinqing.kernel.addresses import path_to
from qinqing.kernel.compiled import together
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.rendering import render
from qinqing.ui.cells import Tone, table_head

COMPACT = "compact"
A_YEAR = 365 * 24 * 3600
LEVELS = [(str(n), f"{n} 级") for n in range(1, 5)]
STATES = [(state.value, state.label) for state in CaseState if state != CaseState.DRAFT]
HOLDERS = [(one.value, one.label) for one in Holder if one not in {Holder.AUTHOR, Holder.NOBODY}]


VIEWS = saved.offer("problems:list", lambda query: Narrowing.read(_flat(query)).address())


@page("problem.list", lists=True)
def problems(request: HttpRequest) -> HttpResponse:
    """Every problem the actor may see, narrowed by its address."""
    actor = actor_of(request)
    today, narrowed = today_for(actor, clock.now()), Narrowing.read(_flat(request.GET))
    read = queries.newest_page if narrowed.shows_ended else queries.open_page
    found = read(actor, narrowed.condition(today), request.GET.get("after", ""))
    here = narrowed.address()
    counts, views = together(light_counts(actor, narrowed, today), VIEWS.asked(actor, here))
    compact, choices = _compact(request), _choices(actor)
    context = {
        "title": _title(counts, narrowed),
        "lights": _light_chips(narrowed, counts),
        "whole_href": narrowed.with_(whole="1", light="").address(),
        "narrowed": narrowed,
        "chosen": _chosen_chips(narrowed, choices),
        "views": views,
        "here": here,
        "choices": choices,
        "head": table_head(tables.PROBLEMS),
        "rows": tables.problem_rows(found.rows, today, actor),
        "shown": len(found.rows),
        "older": narrowed.address(after=found.after) if found.after else "",
        "export_href": _export_href(actor, narrowed),
        "first": narrowed.address() if request.GET.get("after") else "",
        "compact": compact,
        "compact_href": narrowed.address(**{COMPACT: "0" if compact else "1"}),
    }
    response = render(request, "problems/list.html", context)
    if COMPACT in request.GET:
        response.set_cookie(COMPACT, "1" if compact else "0", max_age=A_YEAR, samesite="Lax")
    return response


def _export_href(actor: Actor, narrowed: Narrowing) -> str:
    """Where this list is taken away; nowhere for those who may not."""
    address = path_to("exports:new_problems")
    return f"{address}{narrowed.address()}" if PERMISSIONS.allows(actor, "problem.export") else ""


def _flat(query: QueryDict) -> Mapping[str, str]:
    return {name: str(query[name]) for name in query}


def _compact(request: HttpRequest) -> bool:
    """Narrow rows: a person's own setting, kept in his browser."""
    return request.GET.get(COMPACT, request.COOKIES.get(COMPACT, "")) == "1"


def _title(counts: Stocks, narrowed: Narrowing) -> str:
    said = _said(counts)
    if narrowed.light and not narrowed.shows_ended:
        label, tones = _LIT[narrowed.light]
        said = f"{label} {counts.said(*tones)} 件"
    elif not counts["all"]:
        return "没有这样的在办诉求" if narrowed.is_chosen else "没有在办的诉求"
    return f"选出来的，{said}" if narrowed.is_chosen else said


def _said(counts: Stocks) -> str:
    if not counts["yellow"] + counts["red"]:
        return f"在办 {counts.said('all')} 件，都没有超期"
    if not counts["red"]:
        return f"在办 {counts.said('all')} 件，{counts.said('yellow')} 件超期"
    late = counts.said("yellow", "red")
    return f"在办 {counts.said('all')} 件，{late} 件超期，其中 {counts.said('red')} 件严重"


_LIT: Mapping[str, tuple[str, tuple[Tone, ...]]] = {
    LATE: (OVERDUE, ("yellow", "red")),
    **{tone: (LIGHTS[tone], (tone,)) for tone in ("red", "yellow", "blue", "green")},
}
"""What a list may be narrowed to by light: all that is over, and each light by itself."""


def _light_chips(narrowed: Narrowing, counts: Stocks) -> list[dict[str, Any]]:
    chips = [("", "全部", counts.said("all"))]
    chips += [(light, label, counts.said(*tones)) for light, (label, tones) in _LIT.items()]
    return [
        {
            "label": label,
            "count": count,
            "href": narrowed.with_(light=light, whole="").address(),
            "current": narrowed.light == light and not narrowed.shows_ended,
        }
        for light, label, count in chips
    ]


def _choices(actor: Actor) -> dict[str, list[tuple[Any, str]]]:
    return {
        "state": STATES,
        "category": catalogue.categories_within(actor),
        "lane": LaneClass.choices(),
        "area": list(catalogue.areas_for_choice(actor)),
        "level": LEVELS,
        "holder": HOLDERS,
        "channel": Channel.choices(),
    }


def _chosen_chips(narrowed: Narrowing, choices: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is narrowed besides the light, each with the address that widens it again."""
    chips = []
    for name, options in choices.items():
        value = getattr(narrowed, name)
        if value:
            label = next((text for key, text in options if str(key) == value), value)
            chips.append(
                {"label": label.strip(), "href": narrowed.with_(**{name: ""}).address(), "icon": "x"}
            )
    for name, word in (("since", "起"), ("until", "止"), ("enterprise", "一家企业")):
        if value := getattr(narrowed, name):
            label = word if name == "enterprise" else f"{value} {word}"
            chips.append({"label": label, "href": narrowed.with_(**{name: ""}).address(), "icon": "x"})
    return chips


@page("problem.review")
def reviews(request: HttpRequest) -> HttpResponse:
    """The replies that wait for this reviewer, the most urgent first."""
    actor = actor_of(request)
    today = today_for(actor, clock.now())
    found = queries.open_page(actor, waiting_for_review(actor), request.GET.get("after", ""))
    objected = queries.objections_waiting_for(actor)
    context = {
        "objected": tables.objection_rows(objected, today) if objected else "",
        "objected_head": table_head(tables.OBJECTIONS),
        "objections": len(objected),
        "count": len(found.rows),
        "more": bool(found.after),
        "head": table_head(tables.PROBLEMS),
        "rows": tables.problem_rows(found.rows, today, actor),
        "older": f"?after={found.after}" if found.after else "",
    }
    return render(request, "problems/reviews.html", context)

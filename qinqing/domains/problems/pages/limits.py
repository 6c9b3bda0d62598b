"""How long things may take in an area, or how often be done: all with the default, one with its story."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from qinqing.domains.problems import actions, forms, tables
from qinqing.domains.problems.limits import Limited
from qinqing.domains.problems.pages import proposing
from qinqing.domains.problems.queries import catalogue, limits
from qinqing.kernel import clock
from qinqing.kernel.forms import Form
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.rendering import render
from qinqing.lib.limits import said
from qinqing.lib.text import whole_number


@page("rule.see")
def listing(request: HttpRequest) -> HttpResponse:
    """Every limit as it holds today in one of the actor's areas."""
    areas = catalogue.areas_for_choice(actor_of(request))
    area = _chosen(request, areas)
    rows = limits.limits_of(area, clock.today()) if area else []
    context = {
        "tabs": tables.rule_tabs("problems:limits"),
        "areas": areas,
        "area": area,
        "columns": tables.LIMITS,
        "rows": tables.limit_rows(rows, area),
        "own": sum(bool(one.area) for one in rows),
        "count": len(rows),
        **proposing.waiting(request, "limit:"),
        "fixed_columns": tables.FIXED_NUMBERS,
        "fixed": tables.fixed_rows(),
    }
    return render(request, "problems/limits.html", context)


@page("rule.see")
def one(request: HttpRequest, key: str) -> HttpResponse:
    """A limit: what holds, and what was ever set."""
    row = limits.limit_row(key)
    return _shown(request, row, forms.LimitForm(initial=_initial(request, row)))


@page("rule.keep", methods=("POST",))
def another(request: HttpRequest, key: str) -> HttpResponse:
    """Propose another from a day on."""
    row = limits.limit_row(key)
    form = forms.LimitForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        facts = actions.LimitFacts(row.key, given["amount"], given["area"], given["source"])
        if done := proposing.propose(request, form, facts, given["from_on"]):
            return done
    return _shown(request, row, form)


@page("rule.keep", methods=("POST",))
def end(request: HttpRequest, key: str) -> HttpResponse:
    """Propose that an area go back to what holds above it, from a day on."""
    row = limits.limit_row(key)
    ending = forms.EndLimitForm(request.POST, auto_id="end_%s")
    if ending.is_valid():
        given = ending.cleaned_data
        if done := proposing.propose(request, ending, actions.EndLimit(row.key, given["area"]), given["on"]):
            return done
    return _shown(request, row, forms.LimitForm(initial=_initial(request, row)), ending)


def _shown(request: HttpRequest, row: Limited, form: Form, ending: Form | None = None) -> HttpResponse:
    actor, today = actor_of(request), clock.today()
    areas, words = catalogue.areas_for_choice(actor), limits.words_on(actor, row)
    own = {word.area_id for word in words if word.limit is not None} & set(actor.ids("coordinator"))
    holding = [(name, limits.limit_holding(row, area, today)) for area, name in areas]
    context: dict[str, Any] = {
        "row": row,
        "name": row.name,
        "unit": tables.limit_unit(row),
        "form": form,
        "facts": tables.limit_facts(row, holding),
        "history": tables.limit_history(row, words, today),
        "areas": areas,
        "own": [(number, name) for number, name in areas if number in own],
        "ending": ending or forms.EndLimitForm(initial={"on": today}, auto_id="end_%s"),
        **proposing.waiting(request, f"limit:{row.key}"),
    }
    wrong = form.is_bound or (ending is not None and ending.is_bound)
    return render(request, "problems/limit.html", context, status=422 if wrong else 200)


def _initial(request: HttpRequest, row: Limited) -> dict[str, Any]:
    areas = catalogue.areas_for_choice(actor_of(request))
    area = areas[0][0] if areas else 0
    limit = limits.limit_holding(row, area, clock.today()).limit if area else said(row.limit)
    return {"amount": limit.amount, "area": area, "from_on": clock.today()}


def _chosen(request: HttpRequest, areas: list[tuple[int, str]]) -> int:
    wanted = whole_number(request.GET.get("area", ""))
    return next((number for number, _ in areas if number == wanted), areas[0][0] if areas else 0)

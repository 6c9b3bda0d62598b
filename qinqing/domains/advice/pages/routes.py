"""The coordinator's table: which questions go to which group, and how long each wait may take."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.advice import actions, forms, queries, tables
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies.terms import BenefitClass
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render
from qinqing.ui.cells import table_head


def _areas(request: HttpRequest) -> list[tuple[int, str]]:
    own = set(actor_of(request).ids("coordinator"))
    return [(node.id, node.name) for node in accounts.area_tree() if node.id in own]


@page("route.keep")
def listing(request: HttpRequest) -> HttpResponse:
    """The lines that hold and those to come, with the limits."""
    actor, today = actor_of(request), clock.today()
    routes = queries.routes_of(actor, today)
    areas = _areas(request)
    context = {
        "head": table_head(tables.ROUTES),
        "rows": tables.route_rows(routes),
        "count": len(routes),
        "limits": queries.limits_in(areas[0][0], today) if areas else [],
        "of_area": areas[0][1] if areas else "",
    }
    return render(request, "advice/routes.html", context)


@page("route.keep", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Write a line, from a day on."""
    areas = _areas(request)
    initial = {"from_on": clock.today(), "area": areas[0][0] if areas else None}
    form = forms.RouteForm(sent(request), initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        facts = actions.RouteFacts(given["area"], given["group"], given["issuer"], given["benefit_class"])
        try:
            actions.write_route(
                author=author_of(request), facts=facts, from_on=given["from_on"], now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "写好了，从那天起问的按这一条分")
            return HttpResponseRedirect(reverse("advice:routes"))
    context = {
        "form": form,
        "areas": areas,
        "groups": officers.theme_groups(),
        "classes": BenefitClass.choices(),
        "issuers": queries.issuers(actor_of(request)),
    }
    return render(request, "advice/new_route.html", context, status=422 if form.is_bound else 200)


@page("route.keep", methods=("GET", "POST"))
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Let a line hold no longer from a day on."""
    route = queries.route_for(actor_of(request), number)
    form = forms.EndForm(sent(request), initial={"on": clock.today()})
    if form.is_valid():
        try:
            actions.end_route(
                author=author_of(request), route=route, on=form.cleaned_data["on"], now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "停用了")
            return HttpResponseRedirect(reverse("advice:routes"))
    status = 422 if form.is_bound else 200
    return render(request, "advice/end_route.html", {"form": form, "route": route}, status=status)

"""Doors to the yearly figures: state them, have them opened with a reason."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.enterprises import actions, forms, queries
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from qinqing.kernel.rendering import render

FILE = "enterprise_file:detail"


@page("figures.state", methods=("GET", "POST"))
def state(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what is known of a year; what is left empty stays as the source said it before."""
    actor = actor_of(request)
    now = clock.now()
    found = queries.enterprise_for(actor, public_id)
    sources = actions.sources_for(queries.relations_to(actor, found))
    if not sources:
        raise NotFound
    initial = {"year": _last_year(now), "source": sources[0].value, "stated_on": clock.local(now).date()}
    form = forms.FiguresForm(sent(request), initial=initial, sources=sources)
    if form.is_valid():
        try:
            actions.state_facts(
                author=author_of(request), enterprise=found, statement=form.statement(), now=now
            )
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{form.cleaned_data['year']} 年度的数据记下了")
            return HttpResponseRedirect(reverse(FILE, args=[public_id]) + "#figures")
    context = {"form": form, "enterprise": found, "one_source": len(sources) == 1}
    return render(request, "enterprises/figures.html", context, status=422 if form.is_bound else 200)


@page("figures.open", methods=("GET", "POST"))
def open_figures(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say why one has to see the figures, and see them for two hours."""
    found = queries.enterprise_kept_by(actor_of(request), public_id)
    form = forms.OpeningForm(sent(request))
    if form.is_valid():
        try:
            actions.open_figures(
                author=author_of(request),
                enterprise=found,
                reason=form.cleaned_data["reason"],
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(reverse(FILE, args=[public_id]) + "#figures")
    context = {"form": form, "enterprise": found}
    return render(request, "enterprises/opening.html", context, status=422 if form.is_bound else 200)


def _last_year(now: datetime) -> int:
    return clock.local(now).year - 1

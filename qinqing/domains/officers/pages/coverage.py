"""Whether every class of enterprises has officers, and which leaders stand beside them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.officers import actions, figures, forms, queries, tables
from qinqing.kernel import clock
from qinqing.kernel.figures import Period
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.kernel.rendering import render


@page("coverage.view")
def coverage(request: HttpRequest) -> HttpResponse:
    """Of each class of enterprises how many have an officer; every number opens its rows."""
    actor = actor_of(request)
    today = clock.local(clock.now()).date()
    period = Period(today, today)
    addresses = {cls: (one.whole.href(period), one.part.href(period)) for cls, one in figures.COVERED.items()}
    context = {
        "today": today,
        "columns": tables.COVERAGE,
        "rows": tables.coverage_rows(queries.coverage(actor, today), addresses),
    }
    return render(request, "officers/coverage.html", context)


@page("assignment.keep", methods=("GET", "POST"))
def pair(request: HttpRequest, public_id: str) -> HttpResponse:
    """A leader answers for an enterprise beside its officer."""
    actor = actor_of(request)
    now = clock.now()
    enterprise = queries.enterprise_to_serve(actor, public_id)
    form = forms.PairForm(sent(request), initial={"from_on": clock.local(now).date().isoformat()})
    if form.is_valid():
        try:
            row = actions.pair_leader(
                author=author_of(request),
                enterprise=enterprise,
                leader_id=form.cleaned_data["leader_id"],
                from_on=form.cleaned_data["from_on"],
                now=now,
            )
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{row.leader.name} 包联“{enterprise.name}”")
            return HttpResponseRedirect(reverse("enterprise_file:detail", args=[public_id]))
    context = {
        "form": form,
        "enterprise": enterprise,
        "present": queries.leaders_of([enterprise.pk], now).get(enterprise.pk),
        "leaders": queries.leader_choices(now),
    }
    return render(request, "officers/pair.html", context, status=422 if form.is_bound else 200)

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


@page("assignment.keep", methods=("GET", "POST"))
def end_pairing(request: HttpRequest, public_id: str) -> HttpResponse:
    """A leader answers for an enterprise no longer; asks once more before it ends."""
    actor, now = actor_of(request), clock.now()
    enterprise = queries.enterprise_to_serve(actor, public_id)
    file = reverse("enterprise_file:detail", args=[public_id])
    present = queries.leaders_of([enterprise.pk], now).get(enterprise.pk)
    if present is None:
        return HttpResponseRedirect(file)
    form = forms.EndForm(sent(request), initial={"until_on": clock.local(now).date().isoformat()})
    if form.is_valid():
        try:
            actions.end_pairing(
                author=author_of(request), pairing=present, until_on=form.cleaned_data["until_on"], now=now
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{present.leader.name} 对“{enterprise.name}”的包联结束了")
            return HttpResponseRedirect(file)
    context = {"form": form, "enterprise": enterprise, "present": present}
    return render(request, "officers/end_pairing.html", context, status=422 if form.is_bound else 200)


@page("pairing.own")
def paired(request: HttpRequest) -> HttpResponse:
    """The enterprises this leader answers for beside their officers."""
    context = {"cards": queries.paired_enterprises(actor_of(request), clock.now())}
    return render(request, "officers/paired.html", context)

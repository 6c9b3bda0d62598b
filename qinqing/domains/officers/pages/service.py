"""Who serves whom, who is away, and what an officer has."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.officers import actions, forms, queries
from qinqing.domains.officers.terms import Part
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.kernel.rendering import render

FILE = "enterprise_file:detail"


@page("assignment.keep", methods=("GET", "POST"))
def assign(request: HttpRequest, public_id: str) -> HttpResponse:
    """An officer is to serve an enterprise."""
    actor = actor_of(request)
    now = clock.now()
    enterprise = queries.enterprise_to_serve(actor, public_id)
    serving = queries.officer_of([enterprise.pk], now)[enterprise.pk]
    free = next((part for part in Part if part not in {one.part for one in serving}), Part.A)
    initial = {"part": free, "from_on": clock.local(now).date().isoformat()}
    form = forms.AssignForm(sent(request), initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        officer = queries.officer_for(actor, given["officer_id"])
        try:
            actions.assign_officer(
                author=author_of(request),
                officer=officer,
                enterprise=enterprise,
                part=Part.of(given["part"]),
                from_on=given["from_on"],
                now=now,
            )
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{officer.person.name} 服务“{enterprise.name}”")
            return HttpResponseRedirect(reverse(FILE, args=[enterprise.public_id]))
    context = {
        "form": form,
        "enterprise": enterprise,
        "serving": serving,
        "officers": queries.officer_choices(actor, now),
    }
    return render(request, "officers/assign.html", context, status=422 if form.is_bound else 200)


@page("absence.record", methods=("GET", "POST"))
def absence(request: HttpRequest, officer_id: int) -> HttpResponse:
    """An officer is away for some days."""
    actor = actor_of(request)
    now = clock.now()
    officer = queries.absentee_for(actor, officer_id)
    form = forms.AbsenceForm(sent(request), initial={"from_on": clock.local(now).date().isoformat()})
    if form.is_valid():
        stands_in = form.cleaned_data["substitute_id"]
        try:
            actions.record_absence(
                author=author_of(request),
                officer=officer,
                from_at=form.from_at(now),
                until_at=form.until_at(),
                substitute=queries.officer_for(actor, stands_in) if stands_in else None,
                now=now,
            )
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "离岗登记好了")
            return HttpResponseRedirect(_after_absence(actor, officer.person_id, officer_id))
    others = [choice for choice in queries.officer_choices(actor, now) if choice[0] != officer_id]
    context = {
        "form": form,
        "officer": officer,
        "others": others,
        "himself": officer.person_id == actor.person_id,
    }
    return render(request, "officers/absence.html", context, status=422 if form.is_bound else 200)


@page("absence.record", methods=("POST",))
def end_absence(request: HttpRequest, absence_id: int) -> HttpResponse:
    """An officer is back."""
    actor = actor_of(request)
    row = queries.absence_for(actor, absence_id)
    actions.end_absence(author=author_of(request), absence=row, now=clock.now())
    messages.success(request, f"{row.officer.person.name} 回岗了")
    return HttpResponseRedirect(_after_absence(actor, row.officer.person_id, row.officer_id))


def _after_absence(actor: Actor, person_id: int, officer_id: int) -> str:
    return (
        reverse("my_enterprises")
        if person_id == actor.person_id
        else reverse("officers:detail", args=[officer_id])
    )

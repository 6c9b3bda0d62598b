"""The change of an enterprise's officer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.desks.handover.actions import change_officer
from qinqing.desks.handover.forms import HandoverForm
from qinqing.domains.officers import queries as officers
from qinqing.domains.officers.terms import Part
from qinqing.domains.problems import queries as problems
from qinqing.domains.problems.queries import holder_said, standing_of, today_for
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import author_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.kernel.rendering import render


@page("assignment.keep", methods=("GET", "POST"))
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who follows, and a word about each open problem; where nobody serves it, one is assigned instead."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    enterprise = officers.enterprise_to_serve(actor, public_id)
    serving = officers.officer_of([enterprise.pk], now)[enterprise.pk]
    held = next((one for one in serving if one.part == Part.A), None)
    if held is None:
        return HttpResponseRedirect(reverse("officers:assign", args=[public_id]))
    rows = problems.problems_of_enterprise(actor, enterprise.pk)
    form = HandoverForm(sent(request), rows)
    if form.is_valid():
        chosen = form.cleaned_data["officer_id"]
        successor = officers.officer_for(actor, chosen) if chosen else None
        try:
            change_officer(
                author=author_of(request), enterprise=enterprise,
                held=officers.assignment_for(actor, held.assignment_id), successor=successor,
                notes=form.notes(), now=now,
            )  # fmt: skip
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            follows = f"{successor.person.name} 接替" if successor else "暂时没有人接替"
            messages.success(request, f"{held.name} 不再服务“{enterprise.name}”，{follows}")
            return HttpResponseRedirect(reverse("enterprise_file:detail", args=[public_id]))
    today = today_for(actor, now)
    context = {
        "form": form,
        "enterprise": enterprise,
        "held": held,
        "officers": [one for one in officers.officer_choices(actor, now) if one[0] != held.officer_id],
        "problems": [
            (
                row,
                form[f"note_{row.id}"],
                standing_of(holder_said(row.holder, row.holder_unit), row.due_at, today),
            )
            for row in rows
        ],
    }
    return render(request, "handover/change.html", context, status=422 if form.is_bound else 200)

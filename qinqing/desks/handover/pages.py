"""The change of an enterprise's officer, and the sheets of what is handed over."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.desks.handover import queries, tables
from qinqing.desks.handover.actions import change_officer
from qinqing.desks.handover.forms import HandoverForm, SheetForm
from qinqing.domains.officers import actions as officer_actions
from qinqing.domains.officers import queries as officers
from qinqing.domains.officers.actions import OpenThing
from qinqing.domains.officers.queries import Sheet
from qinqing.domains.officers.terms import Part
from qinqing.domains.problems import queries as problems
from qinqing.domains.problems.queries import holder_said, standing_of, today_for
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, allows, author_of, page
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
    leaving = officers.assignment_for(actor, held.assignment_id)
    form = HandoverForm(sent(request), rows, queries.words_of(actor, leaving, "problem", now))
    if form.is_valid():
        chosen = form.cleaned_data["officer_id"]
        successor = officers.officer_for(actor, chosen) if chosen else None
        try:
            change_officer(
                author=author_of(request), enterprise=enterprise,
                held=leaving, successor=successor, notes=form.notes(), now=now,
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


# --- the sheet of whoever leaves ---------------------------------------


@page("handover.see")
def listing(request: HttpRequest) -> HttpResponse:
    """The sheets that are under way: his own, those of whom he follows, those of the areas he keeps."""
    actor, now = actor_of(request), clock.now()
    groups = tables.groups(officers.sheets_for(actor, now))
    context = {
        "groups": groups,
        "columns": tables.SHEETS,
        "rows": {name: tables.sheet_rows(rows, now) for name, rows in groups.items()},
        "keeps": allows(actor, "assignment.keep"),
    }
    return render(request, "handover/list.html", context)


@page("handover.see")
def sheet(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """One sheet, with what is to be done about it by whoever opens it."""
    actor, now = actor_of(request), clock.now()
    found = queries.sheet_for(actor, assignment_id, now)
    return _shown(request, found, queries.things_of(actor, found))


@page("handover.confirm", methods=("POST",))
def confirm(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Whoever leaves says that this is all, with a word beside each thing."""
    actor, now = actor_of(request), clock.now()
    found = queries.sheet_for(actor, assignment_id, now)
    things = queries.things_of(actor, found)
    form = SheetForm(request.POST, things, {})
    if form.is_valid():
        try:
            officer_actions.confirm_handover(
                author=author_of(request), assignment_id=assignment_id, things=things, words=form.words(),
                now=now,
            )  # fmt: skip
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "交接单确认好了，接替的人和协调办都看得到")
            return HttpResponseRedirect(reverse("handover:list"))
    return _shown(request, found, things, form)


@page("handover.confirm", methods=("POST",))
def take(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Whoever follows has read the sheet."""
    actor, now = actor_of(request), clock.now()
    found = queries.sheet_for(actor, assignment_id, now)
    try:
        officer_actions.take_handover(author=author_of(request), assignment_id=assignment_id, now=now)
    except Conflict:
        raise
    except Refused as refused:
        messages.error(request, refused.message)
        return HttpResponseRedirect(reverse("handover:sheet", args=[assignment_id]))
    messages.success(request, f"接手了，“{found.assignment.enterprise.name}”由您接着跟")
    return HttpResponseRedirect(reverse("handover:list"))


def _shown(
    request: HttpRequest, found: Sheet, things: Sequence[OpenThing], bound: SheetForm | None = None
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    lines = queries.lines_of(actor, found, things)
    form = bound or SheetForm(None, things, {line.key: line.words for line in lines})
    context = {
        "sheet": found,
        "state": tables.state_of(found, now),
        "lines": [
            replace(line, field=form.field_of(thing)) for line, thing in zip(lines, things, strict=True)
        ],
        "form": form,
    }
    return render(request, "handover/sheet.html", context, status=422 if bound else 200)

"""The change of an enterprise's officer, the leaving of one, and the sheets of what is handed over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.desks.handover import actions, queries, tables
from qinqing.desks.handover.forms import HandoverForm, LeavingForm, SheetForm
from qinqing.domains.officers import actions as officer_actions
from qinqing.domains.officers import queries as officers
from qinqing.domains.officers.actions import OpenThing
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.officers.queries import Sheet
from qinqing.domains.officers.terms import Part
from qinqing.domains.problems.queries import ProblemRow, Standing, Today, holder_said, standing_of, today_for
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, allows, author_of, page
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui.formats import full_day


@page("assignment.keep", methods=("GET", "POST"))
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who follows the A officer of an enterprise; where nobody serves it, one is assigned instead."""
    actor, now = actor_of(request), clock.now()
    enterprise = officers.enterprise_to_serve(actor, public_id)
    serving = officers.officer_of([enterprise.pk], now)[enterprise.pk]
    held = next((one for one in serving if one.part == Part.A), None)
    if held is None:
        return HttpResponseRedirect(reverse("officers:assign", args=[public_id]))
    return _changed(request, officers.assignment_for(actor, held.assignment_id))


@page("assignment.keep", methods=("GET", "POST"))
def end(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Somebody serves an enterprise no longer, in whichever part; who follows, if anybody."""
    return _changed(request, officers.assignment_for(actor_of(request), assignment_id))


def _changed(request: HttpRequest, leaving: Assignment) -> HttpResponse:
    """Who follows, from which day on, and a word about each open problem."""
    actor, now = actor_of(request), clock.now()
    enterprise, today = leaving.enterprise, clock.local(now).date()
    rows = queries.to_write_about(actor, leaving, now)
    form = HandoverForm(
        sent(request), rows, today, queries.words_of(actor, leaving, "problem", now),
        officer_id=whole_number(request.GET.get("officer", "")) or "",
    )  # fmt: skip
    if form.is_valid():
        chosen = form.cleaned_data["officer_id"]
        successor = officers.officer_for(actor, chosen) if chosen else None
        try:
            actions.change_officer(
                author=author_of(request), held=leaving, successor=successor, on=form.day,
                notes=form.notes(), now=now,
            )  # fmt: skip
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _said(leaving, successor, form.day, today))
            return HttpResponseRedirect(reverse("enterprise_file:detail", args=[enterprise.public_id]))
    context = {
        "form": form,
        "action": request.path,
        "enterprise": enterprise,
        "held": leaving,
        "part": Part.of(leaving.part),
        "officers": [one for one in officers.officer_choices(actor, now) if one[0] != leaving.officer_id],
        "problems": _asked(form, rows, today_for(actor, now)),
    }
    return render(request, "handover/change.html", context, status=422 if form.is_bound else 200)


def _said(leaving: Assignment, successor: Officer | None, on: date, today: date) -> str:
    follows = f"{successor.person.name} 接替" if successor else "暂时没有人接替"
    name, enterprise = leaving.officer.person.name, leaving.enterprise.name
    if on > today:
        return f"{name} 从 {full_day(on)} 起不再服务“{enterprise}”，{follows}"
    return f"{name} 不再服务“{enterprise}”，{follows}"


@page("assignment.keep", methods=("GET", "POST"))
def leave(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Somebody is no officer from a day on: a word about each open problem of the enterprises he holds."""
    actor, now = actor_of(request), clock.now()
    officer, today = officers.officer_for(actor, officer_id), clock.local(now).date()
    held = officers.assignments_held(actor, officer_id, today)
    rows = {one: queries.to_write_about(actor, one, now) for one in held}
    form = LeavingForm(
        sent(request), [row for some in rows.values() for row in some], today,
        queries.words_of_all(actor, held, "problem", now),
        **({"on": day} if (day := request.GET.get("on")) else {}),
    )  # fmt: skip
    if form.is_valid():
        try:
            actions.release_officer(
                author=author_of(request), officer=officer, on=form.day,
                held={one: form.notes(some) for one, some in rows.items()}, now=now,
            )  # fmt: skip
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{officer.person.name} 不再担任首席服务官")
            return HttpResponseRedirect(reverse("officers:detail", args=[officer_id]))
    counted = today_for(actor, now)
    context = {
        "form": form,
        "action": request.path,
        "officer": officer,
        "held": [(one, Part.of(one.part), _asked(form, some, counted)) for one, some in rows.items()],
    }
    return render(request, "handover/leave.html", context, status=422 if form.is_bound else 200)


def _asked(
    form: LeavingForm, rows: Sequence[ProblemRow], today: Today
) -> list[tuple[ProblemRow, BoundField, Standing | None]]:
    """Each open problem with the field for its word and how it stands."""
    return [
        (
            row,
            form[f"note_{row.id}"],
            standing_of(holder_said(row.holder, row.holder_unit), row.due_at, today),
        )
        for row in rows
    ]


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
    return _shown(request, found, queries.things_of(actor, found, now))


@page("handover.confirm", methods=("POST",))
def confirm(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Whoever leaves says that this is all, with a word beside each thing."""
    actor, now = actor_of(request), clock.now()
    found = queries.sheet_for(actor, assignment_id, now)
    things = queries.things_of(actor, found, now)
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

"""The calendar: official years by the system administrator, an area's own days by coordinator and head."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.problems import actions, forms, tables
from qinqing.domains.problems.models import ProposedDay
from qinqing.domains.problems.queries import calendar, catalogue
from qinqing.domains.problems.terms import DayKind
from qinqing.kernel import clock
from qinqing.kernel.deciding import Deciding, RefuseProposalForm
from qinqing.kernel.forms import Form
from qinqing.kernel.pages import actor_of, allows, author_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.kernel.rendering import render
from qinqing.ui import formats
from qinqing.ui.cells import own


@page("calendar.see")
def shown(request: HttpRequest) -> HttpResponse:
    """Which years are arranged, which days an area made otherwise, and what was changed when."""
    return _shown(request)


@page("calendar.arrange", methods=("POST",))
def year(request: HttpRequest) -> HttpResponse:
    """Load the official days off of a year."""
    form = forms.CalendarYearForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            workdays = actions.arrange_year(author=author_of(request), now=clock.now(), **given)
        except Refused as refused:
            form.refuse(refused)
        else:
            said = f"{given['year']} 年的安排录入了，全年 {workdays} 个工作日；受影响的期限正在重新推算"
            return _done(request, said)
    return _shown(request, year=form)


@page("rule.keep", methods=("POST",))
def day(request: HttpRequest) -> HttpResponse:
    """Propose that a day be otherwise in an area."""
    form = forms.CalendarDayForm(request.POST, auto_id="day_%s")
    if form.is_valid():
        given = form.cleaned_data
        facts = actions.DayFacts(
            given["area"], given["on"], DayKind.of(given["kind"]), given["name"], given["source"]
        )
        if _proposed(request, facts, form):
            return _done(request, "交给协调办负责人了，他确认以后才起作用")
    return _shown(request, day=form)


@page("rule.keep", methods=("POST",))
def clear(request: HttpRequest) -> HttpResponse:
    """Propose that an area's day be again as it is everywhere."""
    form = forms.ClearDayForm(request.POST, auto_id="clear_%s")
    if form.is_valid():
        area, on = form.cleaned_data["which"]
        facts = actions.DayFacts(area, on, None, calendar.name_of(area, on))
        if _proposed(request, facts, form):
            return _done(request, "交给协调办负责人了，他确认以后才撤销")
    return _shown(request, clear=form)


def _proposed(request: HttpRequest, facts: actions.DayFacts, form: Form) -> bool:
    try:
        actions.propose_day(author=author_of(request), facts=facts, now=clock.now())
    except Conflict:
        raise
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


@page("calendar.confirm", methods=("POST",))
def confirm(request: HttpRequest, proposed_id: int) -> HttpResponse:
    """A second person lets a proposed day hold."""
    return _DECIDING.confirm(request, proposed_id)


@page("calendar.confirm", methods=("POST",))
def refuse(request: HttpRequest, proposed_id: int) -> HttpResponse:
    """The calendar stays as it is, with a reason."""
    return _DECIDING.refuse(request, proposed_id)


@page("rule.keep", methods=("POST",))
def take_back(request: HttpRequest, proposed_id: int) -> HttpResponse:
    """What was proposed is not asked for any more."""
    return _DECIDING.take_back(request, proposed_id)


def _done(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("problems:calendar"))


def _shown(request: HttpRequest, *, deciding: int = 0, **bound: Form) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    found = calendar.calendar_shown(actor, now)
    mine = set(actor.ids("coordinator"))
    coming = (one.year for one in reversed(found.years) if not one.source and one.year >= today.year)
    unknown = next(coming, 0)
    context: dict[str, Any] = {
        "tabs": tables.rule_tabs("problems:calendar") if allows(actor, "rule.see") else [],
        "year_columns": tables.YEARS,
        "years": tables.year_rows(found.years, today),
        "unknown": unknown,
        "day_columns": tables.DAYS,
        "days": tables.day_rows(found.days),
        "any_days": bool(found.days),
        "proposed": [_proposal(one, actor, bound if one.pk == deciding else {}) for one in found.proposed],
        "changes": tables.change_lines(found, catalogue.area_names(), now),
        "arranges": allows(actor, "calendar.arrange"),
        "areas": [(n, name) for n, name in catalogue.areas_for_choice(actor) if n in mine],
        "mine": [_choice(one) for one in found.days if one.mine],
        "year": bound.get("year") or forms.CalendarYearForm(initial={"year": unknown or today.year + 1}),
        "day": bound.get("day") or forms.CalendarDayForm(initial=_tomorrow(today), auto_id="day_%s"),
        "clear": bound.get("clear") or forms.ClearDayForm(auto_id="clear_%s"),
    }
    return render(request, "problems/calendar.html", context, status=422 if bound else 200)


def _proposal(row: ProposedDay, actor: Actor, bound: Mapping[str, Form]) -> dict[str, Any]:
    """A proposed day with what this person may do about it."""
    heads = row.area_id in actor.ids("coordination_head")
    return {
        "id": row.pk,
        "words": calendar.proposed_said(row.on, row.kind),
        "facts": [
            ("原因", own(row.name)),
            ("依据", own(row.source) or "没有写"),
            ("适用区域", f"{row.area.name}和它下面的"),
            ("谁拟的", row.proposed_by.name),
        ],
        "confirms": heads and row.proposed_by_id != actor.person_id,
        "takes_back": row.area_id in actor.ids("coordinator"),
        "faults": bound["confirm"].refusals if "confirm" in bound else (),
        "refuse": bound.get("refuse") or RefuseProposalForm(auto_id=f"refuse_{row.pk}_%s"),
    }


def _tomorrow(today: date) -> dict[str, Any]:
    return {"on": today, "kind": DayKind.REST.value}


def _choice(one: calendar.DayShown) -> tuple[str, str]:
    return f"{one.area_id}~{one.on.isoformat()}", f"{formats.full_day(one.on)} {one.area} {one.name}"


_DECIDING = Deciding(
    find=calendar.proposed_for,
    confirmed=(actions.confirm_day, "确认了，受影响的期限正在重新推算，企业和办理的人会收到通知"),
    refused=(actions.refuse_day, "日历没有变，拟的人会看到理由"),
    taken_back=(actions.take_back_day, "收回了，日历没有变"),
    page="problems:calendar",
    shown=_shown,
)

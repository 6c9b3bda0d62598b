"""The people of a unit: its head says who came and who leaves, the coordination office says yes or no."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries, tables
from qinqing.kernel import clock
from qinqing.kernel.deciding import Deciding, RefuseProposalForm
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number

OURS, OFFICE = "accounts:unit_staff", "accounts:proposed_staff"
MOST = 50


@page("staff.propose")
def unit_staff(request: HttpRequest) -> HttpResponse:
    """Who works in the unit, what was said of whom and waits, and what became of the rest."""
    actor, now = actor_of(request), clock.now()
    units = queries.units_headed(actor, clock.local(now).date())
    wanted = whole_number(request.GET.get("unit", ""))
    unit = next((one for one in units if one.pk == wanted), units[0] if units else None)
    waiting, decided = queries.staff_proposed_by_units(actor)
    context: dict[str, Any] = {
        "unit": unit,
        "units": [{"label": one.short, "href": f"?unit={one.pk}", "current": one is unit} for one in units],
        "columns": tables.STAFF,
        "waiting": [
            {"id": one.row.pk, "title": tables.staff_change(one.row), "facts": tables.staff_facts(one, now)}
            for one in waiting
        ],
        "decided": tables.decided_staff(decided, now),
    }
    if unit is not None:
        found = queries.colleagues(actor, unit.pk, now, request.GET.get("after", ""))
        context["rows"] = tables.staff_rows(actor, found.people) if found.people else None
        context["older"] = f"?{urlencode({'unit': unit.pk, 'after': found.after})}" if found.after else ""
    return render(request, "accounts/unit_staff.html", context)


@page("staff.propose", methods=("GET", "POST"))
def propose_joining(request: HttpRequest) -> HttpResponse:
    """Somebody came."""
    units = _living_units(actor_of(request))
    form = forms.JoiningForm(sent(request), initial={"unit_id": units[0][0] if units else None})
    if form.is_valid():
        given = form.cleaned_data
        why = given.pop("why")
        try:
            actions.propose_joining(
                author=author_of(request), facts=actions.PersonFacts(login="", **given), why=why,
                now=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "报给协调办了，确认以后建账号，再由安全管理员授权；结果会告诉您")
            return HttpResponseRedirect(reverse(OURS))
    context = {"form": form, "units": units}
    return render(request, "accounts/propose_joining.html", context, status=422 if form.is_bound else 200)


@page("staff.propose", methods=("GET", "POST"))
def propose_leaving(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody leaves, or left."""
    found = queries.colleague_for(actor_of(request), person_id)
    form = forms.ProposedLeavingForm(sent(request))
    if form.is_valid():
        try:
            actions.propose_leaving(
                author=author_of(request), person_id=found.pk, **form.cleaned_data, now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "报给协调办了，确认以前他照常办事；结果会告诉您")
            return HttpResponseRedirect(reverse(OURS))
    context = {"form": form, "account": found}
    return render(request, "accounts/propose_leaving.html", context, status=422 if form.is_bound else 200)


@page("staff.propose", methods=("POST",))
def take_back(request: HttpRequest, proposed_id: int) -> HttpResponse:
    """What was said is not asked for any more."""
    return _DECIDING.take_back(request, proposed_id)


@page("staff.confirm")
def proposed_staff(request: HttpRequest) -> HttpResponse:
    """What units said of their people and waits for this office."""
    return _list(request)


@page("staff.confirm", methods=("POST",))
def confirm(request: HttpRequest, proposed_id: int) -> HttpResponse:
    """Who came gets an account without a role; who leaves gets his day."""
    return _DECIDING.confirm(request, proposed_id)


@page("staff.confirm", methods=("POST",))
def refuse(request: HttpRequest, proposed_id: int) -> HttpResponse:
    """Everybody stays what he is, with a reason."""
    return _DECIDING.refuse(request, proposed_id)


def _living_units(actor: Actor) -> list[tuple[int, str]]:
    today = clock.today()
    units = queries.units_headed(actor, today)
    return [(one.pk, one.short) for one in units if not queries.is_over(one, today)]


def _list(request: HttpRequest, *, deciding: int = 0, **bound: Form) -> HttpResponse:
    now = clock.now()
    waiting, decided = queries.staff_to_confirm(actor_of(request), MOST)
    context = {
        "waiting": [_waiting(one, now, bound if one.row.pk == deciding else {}) for one in waiting],
        "decided": tables.decided_staff(decided, now),
    }
    return render(request, "accounts/proposed_staff.html", context, status=422 if bound else 200)


def _waiting(shown: queries.StaffShown, now: datetime, bound: Mapping[str, Form]) -> dict[str, Any]:
    """What waits, with what this person may do about it."""
    number = shown.row.pk
    return {
        "id": number,
        "kind": shown.row.kind,
        "title": tables.staff_change(shown.row),
        "facts": tables.staff_facts(shown, now),
        "alike": tables.alike_lines(shown),
        "is_own": shown.is_own,
        "faults": bound["confirm"].refusals if "confirm" in bound else (),
        "refuse": bound.get("refuse") or RefuseProposalForm(auto_id=f"refuse_{number}_%s"),
    }


_DECIDING = Deciding(
    find=queries.staff_change_for,
    confirmed=(actions.confirm_staff, "确认了，报的单位会收到通知"),
    refused=(actions.refuse_staff, "没有同意，报的单位会看到理由"),
    taken_back=(actions.take_back_staff, "收回了，什么也没有改"),
    page=OFFICE,
    shown=_list,
    page_of_proposers=OURS,
)

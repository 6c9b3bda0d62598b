"""The roster, one officer, appointing and releasing."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from qinqing.domains.accounts import actions as accounts
from qinqing.domains.accounts.queries import may_reveal, phone_shown
from qinqing.domains.officers import actions, forms, queries, tables
from qinqing.domains.officers.models import Officer
from qinqing.kernel import clock, saved
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, allows, author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render


def _kept(given: QueryDict) -> dict[str, str]:
    """What of an address narrows the roster."""
    return {name: str(given[name]) for name in forms.RosterForm.base_fields if given.get(name)}


VIEWS = saved.offer("officers:list", lambda query: f"?{urlencode(_kept(query))}")


@page("officer.list")
def roster(request: HttpRequest) -> HttpResponse:
    """Everybody who serves, found by words, duty, group or state."""
    actor = actor_of(request)
    now = clock.now()
    form = forms.RosterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    chosen = queries.Chosen(
        words=given.get("words", ""),
        ten_role=given.get("ten_role", ""),
        group_id=given.get("group"),
        state=given.get("state", ""),
    )
    found = queries.officers_list(actor, chosen, now, after=request.GET.get("after", ""))
    kept = _kept(request.GET)
    here = f"?{urlencode(kept)}"
    context = {
        "form": form,
        "views": VIEWS.tabs(actor, here),
        "here": here,
        "kept": kept,
        "total": found.total,
        "shown": len(found.rows),
        "groups": queries.theme_groups(),
        "columns": tables.ROSTER,
        "rows": tables.roster_rows(found.rows, now),
        "older": f"?{urlencode({**kept, 'after': found.after})}" if found.after else "",
        "may_cover": allows(actor, "coverage.view"),
        "may_appoint": allows(actor, "officer.appoint"),
        "lists_enterprises": allows(actor, "enterprise.list"),
    }
    return render(request, "officers/roster.html", context)


@page("officer.list")
def detail(request: HttpRequest, officer_id: int) -> HttpResponse:
    """One officer from all sides."""
    return shown(request, officer_id, {})


@page("officer.reveal", methods=("POST",))
def reveal_phone(request: HttpRequest, officer_id: int) -> HttpResponse:
    """An officer's whole mobile number, this once, with a record of who looked and why."""
    found = queries.officer_file(actor_of(request), officer_id, clock.now()).officer
    form = forms.RevealForm(request.POST, auto_id="reveal_%s")
    if not form.is_valid():
        return shown(request, officer_id, {"reveal": form})
    number = accounts.reveal_phone(
        author=author_of(request),
        person_id=found.person_id,
        reason=form.cleaned_data["reason"],
        now=clock.now(),
    )
    return shown(request, officer_id, {}, number)


def shown(request: HttpRequest, officer_id: int, bound: dict[str, Form], number: str = "") -> HttpResponse:
    """The page of an officer, with the one form that did not go through, or the number that was opened."""
    actor = actor_of(request)
    now = clock.now()
    file = queries.officer_file(actor, officer_id, now)
    keeps = allows(actor, "assignment.keep")
    context: dict[str, Any] = {
        "file": file,
        "officer": file.officer,
        "keeps": keeps,
        "records_absence": keeps or file.officer.person_id == actor.person_id,
        "served": tables.served_rows(file.current, keeps=keeps),
        "served_columns": tables.SERVED,
        "former": tables.former_rows(file.former),
        "former_columns": tables.FORMER,
        "absences": tables.absence_rows(file.absences),
        "absence_columns": tables.ABSENCES,
        "ending": bound.get("ending", forms.EndForm(auto_id="ending_%s")),
        "group": bound.get("group", forms.GroupForm(auto_id="group_%s")),
        "groups": queries.theme_groups(),
        "today": clock.local(now).date(),
        "phone": number or phone_shown(actor, file.officer.person),
        "may_reveal": not number
        and allows(actor, "officer.reveal")
        and may_reveal(actor, file.officer.person),
        "reveal": bound.get("reveal", forms.RevealForm(auto_id="reveal_%s")),
    }
    return render(request, "officers/officer.html", context, status=422 if bound else 200)


@page("officer.appoint", methods=("GET", "POST"))
def appoint(request: HttpRequest) -> HttpResponse:
    """Someone becomes an officer."""
    now = clock.now()
    today = clock.local(now).date()
    form = forms.AppointForm(sent(request), initial={"from_on": today.isoformat()})
    if form.is_valid():
        person = queries.candidate(form.cleaned_data["person_id"])
        try:
            made = actions.appoint_officer(
                author=author_of(request),
                person=person,
                facts=form.facts(),
                from_on=form.cleaned_data["from_on"],
                now=now,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{person.name} 现在是首席服务官；登录的角色请安全管理员授予")
            return HttpResponseRedirect(reverse("officers:detail", args=[made.pk]))
    return _facts_form(request, form, None)


@page("officer.appoint", methods=("GET", "POST"))
def edit(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Correct what is known of an officer."""
    officer = queries.officer_for(actor_of(request), officer_id)
    initial = {
        "unit_id": officer.unit_id,
        "rank": officer.rank,
        "specialities": "、".join(officer.specialities),
        "ten_roles": officer.ten_roles,
    }
    form = forms.FactsForm(sent(request), initial=initial)
    if form.is_valid():
        actions.change_officer(
            author=author_of(request), officer=officer, facts=form.facts(), now=clock.now()
        )
        messages.success(request, "资料改好了")
        return HttpResponseRedirect(reverse("officers:detail", args=[officer_id]))
    return _facts_form(request, form, officer)


def _facts_form(request: HttpRequest, form: Form, officer: Officer | None) -> HttpResponse:
    context = {
        "form": form,
        "officer": officer,
        "units": queries.unit_choices(clock.local(clock.now()).date()),
        "people": [] if officer else queries.candidates(),
    }
    return render(request, "officers/facts.html", context, status=422 if form.is_bound else 200)


@page("officer.appoint", methods=("POST",))
def release(request: HttpRequest, officer_id: int) -> HttpResponse:
    """He is an officer no longer; his assignments end on the same day."""
    officer = queries.officer_for(actor_of(request), officer_id)
    form = forms.EndForm(request.POST, auto_id="ending_%s")
    if form.is_valid() and queries.enterprises_of(officer_id, clock.local(clock.now()).date()):
        # What is open there goes over with a word about each, at the desk that sees it.
        on = urlencode({"on": form.cleaned_data["until_on"].isoformat()})
        return HttpResponseRedirect(f"{reverse('handover:leave', args=[officer_id])}?{on}")
    if form.is_valid():
        try:
            actions.release_officer(
                author=author_of(request),
                officer=officer,
                until_on=form.cleaned_data["until_on"],
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{officer.person.name} 不再担任首席服务官")
            return HttpResponseRedirect(reverse("officers:detail", args=[officer_id]))
    return shown(request, officer_id, {"ending": form})


@page("officer.appoint", methods=("POST",))
def join_group(request: HttpRequest, officer_id: int) -> HttpResponse:
    """He works in a theme group, one that exists or a new one."""
    officer = queries.officer_for(actor_of(request), officer_id)
    form = forms.GroupForm(request.POST, auto_id="group_%s")
    if form.is_valid():
        try:
            member = actions.join_theme_group_named(
                author=author_of(request),
                officer=officer,
                group_id=form.cleaned_data["group_id"],
                name=form.cleaned_data["name"],
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{officer.person.name} 已加入{member.group.name}")
            return HttpResponseRedirect(reverse("officers:detail", args=[officer_id]))
    return shown(request, officer_id, {"group": form})


@page("officer.appoint", methods=("POST",))
def leave_group(request: HttpRequest, officer_id: int, member_id: int) -> HttpResponse:
    """He is in a theme group no longer."""
    officer = queries.officer_for(actor_of(request), officer_id)
    member = queries.membership_of(officer, member_id)
    now = clock.now()
    actions.leave_theme_group(
        author=author_of(request), member=member, until_on=clock.local(now).date(), now=now
    )
    messages.success(request, f"{officer.person.name} 已离开{member.group.name}")
    return HttpResponseRedirect(reverse("officers:detail", args=[officer_id]))

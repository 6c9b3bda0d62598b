"""People: the list for both administrators, one person, and what each of them may do to an account."""

import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries, tables
from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.permissions import PERMISSIONS
from qinqing.domains.accounts.terms import AREA_ROLES, UNIT_ROLES
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render
from qinqing.ui.formats import full_day

_CLEAR = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
_ACTIVE = {"no": False, "all": None}


@page("account.list")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, found by words, unit, role or state."""
    actor = actor_of(request)
    now = clock.now()
    form = forms.PeopleFilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    waiting = given.get("role") == forms.WAITING
    wanted = queries.PeopleFilter(
        words=given.get("words", ""),
        unit_id=given.get("unit"),
        role="" if waiting else given.get("role", ""),
        waiting=waiting,
        kind=given.get("kind", ""),
        active=_ACTIVE.get(given.get("active", ""), True),
        idle=given.get("signed_in") == "idle",
    )
    found = queries.people_page(actor, wanted, now, request.GET.get("after", ""))
    kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    listed = [person.pk for person in found.people]
    grants, signed_in = queries.grants_of(listed, now), queries.last_sign_ins(listed)
    context = {
        "form": form,
        "units": queries.units_for_choice(clock.local(now).date()),
        "columns": tables.PEOPLE,
        "rows": tables.people_rows(found.people, grants, signed_in, now),
        "empty": not found.people,
        "narrowed": bool(kept),
        "older": f"?{urlencode({**kept, 'after': found.after})}" if found.after else "",
        "may_create": PERMISSIONS.allows(actor, "account.keep"),
        "may_grant": PERMISSIONS.allows(actor, "account.grant"),
    }
    return render(request, "accounts/people.html", context)


@page("account.list")
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One account."""
    return shown(request, queries.person_for(actor_of(request), person_id), {})


def shown(request: HttpRequest, found: Person, bound: dict[str, Form]) -> HttpResponse:
    """The page of a person, with the one form that did not go through."""
    actor = actor_of(request)
    now = clock.now()
    context: dict[str, Any] = {
        "account": found,
        "himself": found.pk == actor.person_id,
        "keeps": PERMISSIONS.allows(actor, "account.keep"),
        "may_read_log": PERMISSIONS.allows(actor, "account.audit"),
        "grants_roles": PERMISSIONS.allows(actor, "account.grant"),
        "phone": "已登记（加密）" if found.phone is not None else "",
        "grants": [
            *queries.grants_of([found.pk], now).get(found.pk, []),
            *queries.planned_grants(found.pk, now),
        ],
        "grant": bound.get("grant", forms.GrantForm(auto_id="grant_%s", asks=queries.asks_for_code(actor))),
        "leaving": bound.get("leaving", forms.LeavingForm(auto_id="leaving_%s")),
        "has_second": queries.has_second_factor(found.pk),
        "reset_asked": queries.is_reset_asked(found.pk),
        "disable": bound.get("disable", forms.DisableForm(auto_id="disable_%s")),
        **places_offered(now),
        "log_columns": tables.LOG,
        "log": tables.log_rows(queries.log_about(actor, found.pk), now),
    }
    return render(request, "accounts/person.html", context, status=422 if bound else 200)


def places_offered(now: datetime) -> dict[str, Any]:
    """Where a role can be given: areas and units of today, and the names of the roles that need them."""
    return {
        "areas": [(node.id, "　" * node.depth + node.name) for node in queries.area_tree()],
        "units": queries.units_for_choice(clock.local(now).date()),
        "area_roles": "、".join(role.label for role in AREA_ROLES),
        "unit_roles": "、".join(role.label for role in UNIT_ROLES),
    }


@page("account.keep", methods=("GET", "POST"))
def new_person(request: HttpRequest) -> HttpResponse:
    """Make an account for somebody of the staff."""
    form = forms.NewPersonForm(sent(request), initial={"password": suggested_password()})
    if form.is_valid():
        given = form.cleaned_data
        password = given.pop("password")
        try:
            made = actions.create_person(
                author=author_of(request),
                facts=actions.PersonFacts(**given),
                password=password,
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{made.name}的账号建好了。还要安全管理员授权，他才能办事")
            return HttpResponseRedirect(reverse("accounts:person", args=[made.pk]))
    return _edit(request, form, None)


@page("account.keep", methods=("GET", "POST"))
def edit_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Correct where somebody belongs and how to reach him."""
    found = queries.person_for(actor_of(request), person_id)
    names = ("name", "unit_id", "post", "email", "work_phone")
    form = forms.EditPersonForm(sent(request), initial={name: getattr(found, name) for name in names})
    if form.is_valid():
        given = form.cleaned_data
        without = given.pop("without_phone")
        given["phone"] = "" if without else given["phone"] or None
        try:
            actions.change_person(
                author=author_of(request),
                person_id=found.pk,
                facts=actions.PersonFacts(login=found.login, **given),
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "改好了")
            return HttpResponseRedirect(reverse("accounts:person", args=[found.pk]))
    return _edit(request, form, found)


def _edit(request: HttpRequest, form: Form, found: Person | None) -> HttpResponse:
    context = {
        "form": form,
        "account": found,
        "units": queries.units_for_choice(clock.local(clock.now()).date()),
    }
    return render(request, "accounts/edit_person.html", context, status=422 if form.is_bound else 200)


@page("account.keep", methods=("GET", "POST"))
def reset_password(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give somebody a temporary password."""
    found = queries.person_for(actor_of(request), person_id)
    form = forms.ResetPasswordForm(sent(request), initial={"password": suggested_password()})
    if form.is_valid():
        try:
            actions.reset_password(
                author=author_of(request),
                person_id=found.pk,
                password=form.cleaned_data["password"],
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{found.name}的口令换好了，他的登录都已退出")
            return HttpResponseRedirect(reverse("accounts:person", args=[found.pk]))
    context = {"form": form, "account": found}
    return render(request, "accounts/reset_password.html", context, status=422 if form.is_bound else 200)


@page("account.keep", methods=("POST",))
def disable_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Close an account."""
    found = queries.person_for(actor_of(request), person_id)
    form = forms.DisableForm(request.POST, auto_id="disable_%s")
    if form.is_valid():
        try:
            actions.disable_person(
                author=author_of(request),
                person_id=found.pk,
                reason=form.cleaned_data["reason"],
                now=clock.now(),
            )
        except Refused as refused:
            if not found.is_active:  # Somebody was quicker: the page shows this form no more.
                raise
            form.refuse(refused)
        else:
            messages.success(request, f"{found.name}的账号停用了，登录和角色都已结束")
            return HttpResponseRedirect(reverse("accounts:person", args=[found.pk]))
    return shown(request, found, {"disable": form})


@page("account.keep", methods=("POST",))
def enable_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Open a closed account again."""
    actions.enable_person(author=author_of(request), person_id=person_id, now=clock.now())
    messages.success(request, "账号恢复了，角色要重新授予")
    return HttpResponseRedirect(reverse("accounts:person", args=[person_id]))


@page("account.keep", methods=("POST",))
def reset_second(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask to have a lost authenticator taken out of use."""
    found = queries.person_for(actor_of(request), person_id)
    actions.ask_second_factor_reset(author=author_of(request), person_id=found.pk, now=clock.now())
    messages.success(request, "申请好了，等安全管理员核对后同意")
    return HttpResponseRedirect(reverse("accounts:person", args=[found.pk]))


@page("account.keep", methods=("POST",))
def plan_leaving(request: HttpRequest, person_id: int) -> HttpResponse:
    """From a day on somebody is no longer there."""
    found = queries.person_for(actor_of(request), person_id)
    form = forms.LeavingForm(request.POST, auto_id="leaving_%s")
    if form.is_valid():
        on = form.cleaned_data["on"]
        try:
            actions.plan_leaving(author=author_of(request), person_id=found.pk, on=on, now=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"登记好了，{found.name}从{full_day(on)}起不能登录，角色到前一天为止")
            return HttpResponseRedirect(reverse("accounts:person", args=[found.pk]))
    return shown(request, found, {"leaving": form})


@page("account.keep", methods=("POST",))
def call_off_leaving(request: HttpRequest, person_id: int) -> HttpResponse:
    """Somebody stays after all."""
    actions.call_off_leaving(author=author_of(request), person_id=person_id, now=clock.now())
    messages.success(request, "取消了；到期的角色请安全管理员重新授予")
    return HttpResponseRedirect(reverse("accounts:person", args=[person_id]))


def suggested_password() -> str:
    """A password that is easily said on the telephone and hard to guess."""
    parts = ["".join(secrets.choice(alphabet) for _ in range(4)) for alphabet in _CLEAR]
    return "-".join(parts)

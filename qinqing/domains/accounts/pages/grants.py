"""The security administrator's console: roles given and taken back."""

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries, rules
from qinqing.domains.accounts.pages.choosing import choosing
from qinqing.domains.accounts.pages.people import places_offered, shown
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render
from qinqing.ui.formats import full_day


@page("account.grant", methods=("POST",))
def grant(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a person a role."""
    found = queries.person_for(actor_of(request), person_id)
    asks = queries.asks_for_code(actor_of(request))
    form = forms.GrantForm(request.POST, auto_id="grant_%s", asks=asks)
    if form.is_valid():
        given = form.cleaned_data
        role = Role[given["role"].upper()]
        try:
            actions.grant_role(
                author=author_of(request),
                person_id=found.pk,
                role=role,
                area_id=given["area_id"],
                unit_id=given["unit_id"],
                from_at=_start_of(given["from_on"]),
                until_at=_end_of(given["until_on"]),
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"授予{found.name}{role.label}，{_since(given['from_on'])}生效")
            return HttpResponseRedirect(reverse("accounts:person", args=[found.pk]))
    return form.keeping(shown(request, found, {"grant": form}))


@page("account.grant", methods=("GET", "POST"))
def grant_many(request: HttpRequest) -> HttpResponse:
    """Give one role to several of those who have none, with one code."""
    now = clock.now()
    # Whoever has been given it already stays a choice: the same form sent twice is no mistake.
    people = choosing(request, "accounts:grant_many", queries.PeopleFilter(waiting=True))
    form = forms.GrantManyForm(
        sent(request),
        choices={"people": people.choices},
        asks=queries.asks_for_code(actor_of(request)),
    )
    if form.is_valid():
        fields = form.cleaned_data
        role = Role[fields["role"].upper()]
        try:
            made = actions.grant_role_to_many(
                author=author_of(request),
                people=fields["people"],
                role=role,
                area_id=fields["area_id"],
                unit_id=fields["unit_id"],
                from_at=_start_of(fields["from_on"]),
                until_at=_end_of(fields["until_on"]),
                now=now,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"授予 {made} 人{role.label}，{_since(fields['from_on'])}生效")
            return HttpResponseRedirect(people.here)
    context = {**people.context(form), **places_offered(now)}
    return form.keeping(
        render(request, "accounts/grant_many.html", context, status=422 if form.is_bound else 200)
    )


@page("account.grant", methods=("POST",))
def end_grant(request: HttpRequest, person_id: int, grant_id: int) -> HttpResponse:
    """Take a role back."""
    actions.end_role(author=author_of(request), grant_id=grant_id, now=clock.now())
    messages.success(request, "角色收回了，从他的下一次操作起生效")
    return HttpResponseRedirect(reverse("accounts:person", args=[person_id]))


def _since(day: date | None) -> str:
    return full_day(day) + "起" if day else "从他的下一次操作起"


def _start_of(day: date | None) -> datetime | None:
    return rules.start_of(day) if day else None


def _end_of(day: date | None) -> datetime | None:
    return rules.start_of(day + timedelta(days=1)) if day else None

"""The security administrator's console: roles given and taken back."""

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries, rules
from qinqing.domains.accounts.pages.people import shown
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Refused
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
            since = full_day(given["from_on"]) + "起" if given["from_on"] else "从他的下一次操作起"
            messages.success(request, f"授予{found.name}{role.label}，{since}生效")
            return HttpResponseRedirect(reverse("accounts:person", args=[found.pk]))
    return form.keeping(shown(request, found, {"grant": form}))


@page("account.grant", methods=("POST",))
def end_grant(request: HttpRequest, person_id: int, grant_id: int) -> HttpResponse:
    """Take a role back."""
    actions.end_role(author=author_of(request), grant_id=grant_id, now=clock.now())
    messages.success(request, "角色收回了，从他的下一次操作起生效")
    return HttpResponseRedirect(reverse("accounts:person", args=[person_id]))


def _start_of(day: date | None) -> datetime | None:
    return rules.start_of(day) if day else None


def _end_of(day: date | None) -> datetime | None:
    return rules.start_of(day + timedelta(days=1)) if day else None

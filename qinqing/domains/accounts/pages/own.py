"""One's own account: who the house thinks one is, one's sessions, one's password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries, rules, tables
from qinqing.domains.accounts.terms import DelegationState
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page, way_on
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render
from qinqing.ui.formats import local_date


@page("account.own")
def own(request: HttpRequest) -> HttpResponse:
    """My account."""
    actor = actor_of(request)
    now = clock.now()
    person = queries.myself(actor)
    log, _ = queries.security_log(actor, own=True)
    context = {
        "account": person,
        "phone": queries.phone_shown(actor, person),
        "grants": queries.grants_of([person.pk], now).get(person.pk, []),
        **_password_to_change(actor),
        "has_second": queries.has_second_factor(person.pk),
        "spare_codes": queries.spare_codes(person.pk),
        "sessions": queries.sessions_of(actor, now),
        "leads": queries.leads(actor),
        "delegations": [
            one for one in queries.delegations_shown(actor, now) if one.state is not DelegationState.ENDED
        ],
        "log": tables.log_rows(log[:10], now),
        "log_columns": tables.LOG,
    }
    return render(request, "accounts/own.html", context)


@page("account.own", methods=("GET", "POST"))
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password."""
    onward = way_on(request, reverse("accounts:own"))
    form = forms.ChangePasswordForm(sent(request))
    if form.is_valid():
        try:
            actions.change_password(
                author=author_of(request),
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "口令改好了，其他设备上的登录都已退出")
            return HttpResponseRedirect(onward)
    actor = actor_of(request)
    me = queries.myself(actor)
    context = {
        "form": form,
        "onward": onward,
        "login": me.login,
        "least": rules.LEAST_LENGTH[me.kind],
        **_password_to_change(actor),
        "most_days": settings.PASSWORD_DAYS,
    }
    return render(request, "accounts/password.html", context, status=422 if form.is_bound else 200)


def _password_to_change(actor: Actor) -> dict[str, Any]:
    """Whether the password must be changed first, and from which day it is where that is why."""
    must_change = queries.must_change_password(actor)
    at = queries.password_aged_since(actor) if must_change else None
    return {"must_change": must_change, "aged_since": local_date(at) if at is not None else None}


@page("account.own", methods=("POST",))
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of one's sessions elsewhere."""
    actions.end_session(author=author_of(request), session_id=session_id, now=clock.now())
    messages.success(request, "那台设备已退出")
    return HttpResponseRedirect(reverse("accounts:own"))


@page("account.own", methods=("POST",))
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this one."""
    ended = actions.sign_out_everywhere(author=author_of(request), now=clock.now())
    messages.success(request, f"其他 {ended} 处登录已退出" if ended else "没有其他登录")
    return HttpResponseRedirect(reverse("accounts:own"))

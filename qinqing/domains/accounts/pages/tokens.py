"""Tokens for programs: all three administrators read them, one asks for one, another issues and revokes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries, tables
from qinqing.domains.accounts.models import Token
from qinqing.domains.accounts.permissions import PERMISSIONS
from qinqing.domains.accounts.terms import TokenState
from qinqing.kernel import clock, presence
from qinqing.kernel.api import rights
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render


@page("token.list")
def tokens(request: HttpRequest) -> HttpResponse:
    """Every token, the newest first."""
    actor = actor_of(request)
    found = queries.tokens_page(actor, request.GET.get("after", ""))
    context = {
        "columns": tables.TOKENS,
        "rows": tables.token_rows(found.tokens, clock.now()),
        "empty": not found.tokens,
        "older": f"?after={found.after}" if found.after else "",
        "requests": PERMISSIONS.allows(actor, "token.request"),
        "issues": PERMISSIONS.allows(actor, "token.issue"),
    }
    return render(request, "accounts/tokens.html", context)


@page("token.request", methods=("GET", "POST"))
def request_token(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask for a token by which a program acts as this person."""
    actor = actor_of(request)
    person, now = queries.person_for(actor, person_id), clock.now()
    held = queries.rights_of(actor, person.pk, now)
    form = forms.TokenForm(sent(request), choices={"rights": held.items()}, initial={"days": "30"})
    if form.is_valid():
        given = form.cleaned_data
        facts = actions.TokenFacts(given["purpose"], given["rights"], int(given["days"]), given["network"])
        try:
            actions.request_token(author=author_of(request), person_id=person.pk, facts=facts, now=now)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "申请好了，请安全管理员签发")
            return HttpResponseRedirect(reverse("accounts:tokens"))
    choices = [{"value": right, "label": label} for right, label in held.items()]
    context = {"account": person, "form": form, "held": choices}
    return render(request, "accounts/request_token.html", context, status=422 if form.is_bound else 200)


@page("token.list")
def token(request: HttpRequest, public_id: str) -> HttpResponse:
    """One token: who asked for it, who issued it, what it may do."""
    return _shown(request, queries.token_for(actor_of(request), public_id))


@page("token.issue", methods=("POST",))
def issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Issue a token and show its key, this once: nothing that could be called up again holds it."""
    found = queries.token_for(actor_of(request), public_id)
    actor = actor_of(request)
    form = forms.IssueTokenForm(request.POST, asks=queries.asks_for_code(actor))
    try:
        key = actions.issue_token(author=author_of(request), token_id=found.pk, now=clock.now())
    except Refused as refused:
        if refused.field != presence.FIELD:
            raise
        form.refuse(refused)
        return form.keeping(_shown(request, found, issuing=form))
    return _shown(request, queries.token_for(actor, public_id), key=key)


@page("token.issue", methods=("POST",))
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a token back."""
    found = queries.token_for(actor_of(request), public_id)
    form = forms.RevokeTokenForm(request.POST)
    if form.is_valid():
        actions.revoke_token(
            author=author_of(request),
            token_id=found.pk,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
        messages.success(request, "令牌撤销了，用它的程序马上就进不来了")
        return HttpResponseRedirect(reverse("accounts:token", args=[public_id]))
    return _shown(request, found, form)


def _shown(
    request: HttpRequest, found: Token, form: Form | None = None, key: str = "", issuing: Form | None = None
) -> HttpResponse:
    """The page of a token; with `key` the only time it is ever shown."""
    actor = actor_of(request)
    state = tables.state_of(found, clock.now())
    issues = PERMISSIONS.allows(actor, "token.issue") and found.person_id != actor.person_id
    context = {
        "token": found,
        "state": state,
        "rights": rights.said(found.rights),
        "key": key,
        "form": form or forms.RevokeTokenForm(),
        "issuing": issuing or forms.IssueTokenForm(asks=queries.asks_for_code(actor)),
        "may_issue": issues and state == TokenState.REQUESTED,
        "webhooks": tables.webhook_lines(queries.webhooks_of(found)),
        "may_tell": PERMISSIONS.allows(actor, "webhook.keep") and state == TokenState.VALID,
        "may_revoke": issues and state in (TokenState.REQUESTED, TokenState.VALID),
    }
    return render(request, "accounts/token.html", context, status=422 if form or issuing else 200)

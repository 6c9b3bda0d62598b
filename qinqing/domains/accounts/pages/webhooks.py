"""Telling programs of events: added beside a token, with what became of each message."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries, tables
from qinqing.domains.accounts.permissions import PERMISSIONS
from qinqing.kernel import clock, webhooks
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render


@page("webhook.keep", methods=("GET", "POST"))
def add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say where a program is told of what; the secret that signs is shown on the answer, this once."""
    actor = actor_of(request)
    token = queries.token_for(actor, public_id)
    known = webhooks.offered(token.rights)
    form = forms.WebhookForm(sent(request), choices={"kinds": known.items()})
    if form.is_valid():
        try:
            made, secret = actions.add_webhook(
                author=author_of(request), token=token, now=clock.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return _shown(request, made.public_id, secret)
    offered = [{"value": kind, "label": label} for kind, label in known.items()]
    context = {"token": token, "form": form, "offered": offered}
    return render(request, "accounts/add_webhook.html", context, status=422 if form.is_bound else 200)


@page("token.list")
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where a program is told of what, and what became of each message."""
    return _shown(request, public_id)


@page("webhook.keep", methods=("POST",))
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell nothing there any more."""
    found = queries.webhook_for(actor_of(request), public_id)
    actions.end_webhook(author=author_of(request), webhook=found.webhook, now=clock.now())
    messages.success(request, "推送停用了")
    return HttpResponseRedirect(reverse("accounts:webhook", args=[public_id]))


@page("webhook.keep", methods=("POST",))
def again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send what did not arrive once more."""
    found = queries.webhook_for(actor_of(request), public_id)
    count = actions.send_again(author=author_of(request), webhook=found.webhook, now=clock.now())
    messages.success(request, f"{count} 条排上了，马上再发")
    return HttpResponseRedirect(reverse("accounts:webhook", args=[public_id]))


def _shown(request: HttpRequest, public_id: str, secret: str = "") -> HttpResponse:
    actor = actor_of(request)
    found = queries.webhook_for(actor, public_id, request.GET.get("after", ""))
    keeps = PERMISSIONS.allows(actor, "webhook.keep") and found.webhook.ended_at is None
    context = {
        "webhook": found.webhook,
        "token": found.token,
        "kinds": tables.told_in_words(found.webhook.kinds),
        "secret": secret,
        "keeps": keeps,
        "columns": tables.DELIVERIES,
        "rows": tables.delivery_rows(found.deliveries, clock.now()),
        "failed": found.failed,
        "empty": not found.deliveries,
        "older": f"?after={found.after}" if found.after else "",
    }
    return render(request, "accounts/webhook.html", context)

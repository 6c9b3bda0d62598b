"""A draft tried on all enterprises of its area, and whom an item in force concerns."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.policies import actions, facts, forms, queries, rules, tables
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.permissions import PERMISSIONS
from qinqing.domains.policies.terms import EditionState, Standing
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.kernel.rendering import render
from qinqing.ui.cells import table_head


@page("policy.edit", methods=("GET", "POST"))
def trial(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """What a draft would mean: how many fit, nearly, lack a fact, do not; and what is different from now."""
    found = queries.edition_for(actor_of(request), public_id, number)
    if (
        "editor" not in PERMISSIONS.relations(actor_of(request), found)
        or found.state == EditionState.PUBLISHED
    ):
        raise NotFound
    if request.method == "POST":
        try:
            actions.ask_for_trial(author=author_of(request), edition=found, now=clock.now())
        except Refused as refused:
            context = _trial_context(request, found, refused.message)
            return render(request, "policies/tried.html", context, status=422)
        return HttpResponseRedirect(reverse("policies:trial", args=[public_id, number]))
    template = "policies/tried.html#found" if request.headers.get("HX-Request") else "policies/tried.html"
    return render(request, template, _trial_context(request, found))


def _trial_context(request: HttpRequest, found: Edition, refused: str = "") -> dict[str, Any]:
    rule = facts.rule_of(found)
    read = queries.trial_of(actor_of(request), found)
    done = read is not None and read.trial.done_at is not None
    clauses = rules.clauses(rule) if rule else ()
    return {
        "edition": found,
        "item": found.item,
        "judged": rule is not None,
        "waiting": read is not None and not done,
        "head": table_head(tables.CONDITIONS),
        "trial": tables.trial_shown(read, clauses) if read is not None and done else None,
        "today": queries.trials_today(actor_of(request), found, clock.now()),
        "last": queries.last_trials(found),
        "refused": refused,
    }


@page("policy.push", methods=("GET", "POST"))
def concerned(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whom an item in force fits or nearly fits, among those one may know it of; and bring it to them."""
    actor, today = actor_of(request), clock.today()
    shown = queries.item_for(actor, public_id, today).shown
    after = request.GET.get("after", "")
    found = queries.concerned_page(actor, shown, after)
    chosen = request.POST.getlist("to")
    # Whoever has it already stays a choice: the same form sent twice is no mistake.
    fits = queries.concerned_among(actor, shown, chosen)
    choices = [(one.enterprise.public_id, one.enterprise.name) for one in fits]
    here = reverse("policies:concerned", args=[public_id]) + _behind(after)
    form = forms.PushForm(sent(request), choices={"to": choices})
    if form.is_valid():
        try:
            made = actions.push_item(
                author=author_of(request), edition=shown, now=clock.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            told = f"推送给 {len(made)} 家了，企业打开消息就算读了" if made else "选中的都推送过了"
            messages.success(request, f"“{shown.title}”{told}")
            return HttpResponseRedirect(here)
    context = _concerned_context(shown, found, today) | {
        "form": form,
        "here": here,
        "chosen": chosen,
        "pages": bool(after or found.after),
    }
    return render(request, "policies/concerned.html", context, status=422 if form.is_bound else 200)


def _behind(after: str) -> str:
    """The part of an address by which a page begins behind a row."""
    return f"?{urlencode({'after': after})}" if after else ""


def _concerned_context(shown: Edition, found: queries.ConcernedPage, today: date) -> dict[str, Any]:
    rule = facts.rule_of(shown)
    clauses = rules.clauses(rule) if rule else ()
    groups = tables.concerned_shown(found.rows, clauses, today)
    return {
        "edition": shown,
        "item": shown.item,
        "judged": rule is not None,
        "groups": [
            (standing.label, found.counts.get(standing, 0), groups[standing])
            for standing in (Standing.FITS, Standing.NEARLY)
        ],
        "open": any(one.push is None for one in found.rows),
        "pushed": found.pushed,
        "read": found.read,
        "older": _behind(found.after),
    }

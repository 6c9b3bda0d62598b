"""Talks: entered on a phone in a minute, seen by whoever was listed, who may say that he was not there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.advice import actions, figures, forms, queries, tables
from qinqing.domains.advice.permissions import PERMISSIONS
from qinqing.domains.advice.terms import TalkWay
from qinqing.kernel import clock
from qinqing.kernel.figures import Period, values_of
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui.cells import table_head

MOST_NAMED = 20
"""So many lines that no enterprise is called by are named."""


@page("talk.see")
def listing(request: HttpRequest) -> HttpResponse:
    """The talks one gave, was at, or answers for."""
    actor, now = actor_of(request), clock.now()
    found = queries.talks_page(actor, whole_number(request.GET.get("after", "")))
    is_own = bool(actor.ids("member"))
    context = {
        "head": table_head(tables.talk_columns(is_own=is_own)),
        "rows": tables.talk_rows(found.rows, now, is_own=is_own),
        "count": len(found.rows),
        "older": found.after and f"?after={found.after}",
        "own": is_own,
        "records": PERMISSIONS.allows(actor, "talk.record"),
        "figures": _figures(actor),
    }
    return render(request, "advice/talks.html", context)


def _figures(actor: Actor) -> list[dict[str, object]]:
    """The talks of this year so far; each number opens its rows."""
    today = clock.today()
    year = Period(today.replace(month=1, day=1), today)
    shown = (figures.GIVEN, figures.REACHED, figures.SPOKEN_OF, figures.LATE)
    return [
        {"label": one.label, "value": value, "href": one.href(year)}
        for one, value in zip(shown, values_of(actor, shown, year), strict=True)
    ]


@page("talk.see")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One talk: about what, by whom, to whom."""
    return _shown(request, public_id)


def _shown(request: HttpRequest, public_id: str, form: Form | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    read = queries.talk_read(actor, public_id)
    mine = set(actor.ids("member"))
    context = {
        "read": read,
        "talk": read.talk,
        "facts": tables.talk_facts(read, now),
        "own": [one for one in read.listings if one.enterprise_id in mine],
        "records": "recorder" in read.relations and PERMISSIONS.allows(actor, "talk.record"),
        "form": form or forms.TakeBackForm(),
        "gone": sum(one.denied_at is not None for one in read.listings),
    }
    return render(request, "advice/talk.html", context, status=422 if form is not None else 200)


@page("talk.record", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Enter a talk that one gave."""
    actor, now = actor_of(request), clock.now()
    choices: dict[str, list[tuple[int, str]]] = {
        "items": queries.items_to_ask_about(actor, clock.local(now).date()),
        "served": queries.may_list(actor),
        "with_officers": queries.may_speak_too(actor, now),
    }
    initial = {"minutes": 60, "way": TalkWay.HALL}
    form = forms.TalkForm(sent(request), choices=choices, initial=initial)
    missing: tuple[str, ...] = ()
    if form.is_valid():
        named = queries.pasted(form.cleaned_data["listed"])
        missing = named.missing
        if missing and "without" not in request.POST:
            form.add_error("listed", f"有 {len(missing)} 行没有找到企业，请改对，或者不算它们")
        else:
            try:
                made = actions.record_talk(author=author_of(request), given=_given(form, named), now=now)
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, "记好了，到场的企业看得到")
                return HttpResponseRedirect(reverse("advice:talk", args=[made.public_id]))
    context = {
        "form": form,
        "missing": missing[:MOST_NAMED],
        "missing_count": len(missing),
        "now": now,
        **choices,
    }
    return render(request, "advice/new_talk.html", context, status=422 if form.is_bound else 200)


def _given(form: Form, named: queries.Pasted) -> actions.Given:
    given: dict[str, Any] = form.cleaned_data
    return actions.Given(
        way=TalkWay.of(given["way"]), begins_at=given["begins_at"], minutes=int(given["minutes"]),
        came=given["came"], items=given["items"], enterprises={*given["served"], *named.found},
        place=given["place"], asked=given["asked"], with_officers=given["with_officers"],
    )  # fmt: skip


@page("talk.record", methods=("POST",))
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back what was entered by mistake."""
    talk = queries.talk_for(actor_of(request), public_id)
    form = forms.TakeBackForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw_talk(
                author=author_of(request), talk=talk, reason=form.cleaned_data["reason"], now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "撤回了，不再计数")
            return HttpResponseRedirect(reverse("advice:talk", args=[public_id]))
    return _shown(request, public_id, form)


@page("talk.deny", methods=("POST",))
def deny(request: HttpRequest, public_id: str, enterprise_id: int) -> HttpResponse:
    """An enterprise says that it was not there."""
    talk = queries.talk_for(actor_of(request), public_id)
    actions.deny_talk(author=author_of(request), talk=talk, enterprise_id=enterprise_id, now=clock.now())
    messages.success(request, "记下了，这一场不算你们到场")
    return HttpResponseRedirect(reverse("advice:talk", args=[public_id]))

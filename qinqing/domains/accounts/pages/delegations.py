"""Who acts for a leader while he is away: named by himself or by the security administrator."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries, rules
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render

_FIELDS: Mapping[str | None, str] = {"delegate_id": "delegate"}
"""What is refused of a person is said beside the field in which he was written."""


@page("account.delegate", methods=("GET", "POST"))
def delegations(request: HttpRequest) -> HttpResponse:
    """Who acts for whom until when, and a form to name somebody."""
    actor, now = actor_of(request), clock.now()
    form = forms.DelegationForm(sent(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.delegate(
                author=author_of(request),
                leader_id=_leader(actor, given["leader_id"]),
                delegate_id=_delegate(given["delegate"]),
                from_at=_start(given["from_on"]),
                until_at=rules.start_of(given["until_on"] + timedelta(days=1)),
                now=now,
            )
        except Refused as refused:
            form.refuse(Refused(refused.code, refused.message, _FIELDS.get(refused.field, refused.field)))
        else:
            messages.success(request, f"委托好了，{made.delegate.name}代{made.leader.name}办理")
            return HttpResponseRedirect(reverse("accounts:delegations"))
    leaders = queries.leaders_for_choice(actor, now)
    context = {
        "form": form,
        "leaders": leaders,
        "names_another": bool(leaders) or queries.leads(actor),
        "delegations": queries.delegations_shown(actor, now),
        "days": rules.MOST_DELEGATED_FOR.days,
    }
    return render(request, "accounts/delegations.html", context, status=422 if form.is_bound else 200)


@page("account.delegate", methods=("POST",))
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End a delegation before its time."""
    actions.end_delegation(author=author_of(request), delegation_id=number, now=clock.now())
    messages.success(request, "委托结束了，从他的下一次操作起生效")
    return HttpResponseRedirect(reverse("accounts:delegations"))


def _leader(actor: Actor, chosen: int | None) -> int:
    """The leader who was chosen; the leader himself where he has no choice."""
    if queries.leads(actor):
        return actor.person_id or 0
    if chosen is None:
        raise Refused("missing", "请选替哪位领导", "leader_id")
    return chosen


def _delegate(words: str) -> int:
    found = queries.staff_called(words)
    if not found:
        raise Refused("unknown", "没有找到这个人，请写全姓名，或写他的账号", "delegate")
    if len(found) > 1:
        raise Refused("unclear", "不止一位叫这个名字，请写他的账号", "delegate")
    return found[0].pk


def _start(day: date | None) -> datetime | None:
    return rules.start_of(day) if day else None

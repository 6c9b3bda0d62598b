"""An edition: drafted, rewritten, handed on, checked, thrown away; an item stopped."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.policies import actions, forms, queries, rules, tables
from qinqing.domains.policies.models import Edition, Policy
from qinqing.domains.policies.pages.items import item_context
from qinqing.domains.policies.permissions import PERMISSIONS
from qinqing.domains.policies.terms import EditionState
from qinqing.domains.policies.workflow import EDITION_FLOW
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.kernel.rendering import render
from qinqing.ui import formats


@page("policy.read")
def edition(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """One edition, whatever its state; its drafter and its checker act on it here."""
    return _edition_shown(request, queries.edition_for(actor_of(request), public_id, number))


def _edition_shown(request: HttpRequest, found: Edition, form: Form | None = None) -> HttpResponse:
    actor, today = actor_of(request), clock.today()
    read = queries.item_for(actor, found.item.public_id, today)
    context = item_context(actor, read, found, today)
    open_steps = {step.name for step in queries.steps_of(actor, found)}
    context |= {
        "steps": open_steps,
        "drafts": "drafter" in PERMISSIONS.relations(actor, found) and found.state == EditionState.DRAFT,
        "faults": list(queries.judged(found).faults.values())
        if found.state != EditionState.PUBLISHED
        else [],
        "returning": form or forms.ReturnForm(),
        "state": tables.state_of(found, today),
        "why_not": _why_not(actor, found, open_steps),
    }
    return render(request, "policies/edition.html", context, status=422 if form is not None else 200)


def _why_not(actor: Actor, found: Edition, open_steps: set[str]) -> str:
    """Why somebody who edits policies can do nothing with an edition now."""
    if found.state == EditionState.TO_CHECK and "publish" not in open_steps:
        return "这一版是您起草的，要另一位政策专员复核" if found.drafted_by_id == actor.person_id else ""
    return ""


@page("policy.edit", methods=("GET", "POST"))
def new_item(request: HttpRequest, policy_id: str) -> HttpResponse:
    """Write the first edition of an item under a document."""
    policy = queries.policy_for(actor_of(request), policy_id)
    form = forms.EditionForm(sent(request), initial={"from_on": clock.today()})
    if form.is_valid():
        try:
            made = actions.draft_item(
                author=author_of(request), policy=policy, content=form.content(), now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            if made.wording and not rules.is_rule(made.rule):
                messages.success(request, f"“{made.title}”存成草稿了，对着原文一句一句建条件")
                return HttpResponseRedirect(reverse("policies:rule", args=[made.item.public_id, 1]))
            return _to_edition(request, made, f"“{made.title}”存成草稿了，看一遍再交去复核")
    return _form_shown(request, form, policy, reverse("policies:new_item", args=[policy_id]))


@page("policy.edit", methods=("GET", "POST"))
def next_edition(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the next edition of an item, beginning from what holds now."""
    found = queries.item_for(actor_of(request), public_id, clock.today())
    initial = _initial(found.shown)
    initial |= {"from_on": clock.today(), "until_on": None, "changes": ""}
    form = forms.EditionForm(sent(request), initial=initial, kept=queries.content_of(found.shown))
    if form.is_valid():
        try:
            made = actions.draft_next(
                author=author_of(request), item=found.item, content=form.content(), now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to_edition(request, made, f"“{made.title}”第 {made.number} 版存成草稿了")
    here = reverse("policies:next_edition", args=[public_id])
    return _form_shown(request, form, found.item.policy, here, found.shown)


@page("policy.edit", methods=("GET", "POST"))
def rewrite(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Change a draft of one's own."""
    found = queries.edition_for(actor_of(request), public_id, number)
    if "drafter" not in PERMISSIONS.relations(actor_of(request), found):
        raise NotFound
    initial = _initial(found)
    form = forms.EditionForm(sent(request), initial=initial, kept=queries.content_of(found))
    version = forms.VersionForm(sent(request), initial={"version": found.version})
    # Both are looked at, so that the version that was read is known where the words are refused.
    if all([form.is_valid(), version.is_valid()]):
        try:
            made = actions.rewrite(
                author=author_of(request), edition=found, content=form.content(),
                version=version.cleaned_data["version"], now=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to_edition(request, made, "改好了")
    for _, said in version.faults:
        form.add_error(None, said)
    here = reverse("policies:rewrite", args=[public_id, number])
    # The version that was read goes along, so that sending it again is refused again.
    read = version.cleaned_data.get("version", found.version) if version.is_bound else found.version
    return _form_shown(request, form, found.item.policy, here, found, version=read)


def _initial(found: Edition) -> dict[str, Any]:
    excluded = [one.title for one in queries.items_coded(found.excludes)]
    return forms.initial_of(queries.content_of(found), excluded)


def _form_shown(
    request: HttpRequest, form: forms.EditionForm, policy: Policy, here: str, edition: Edition | None = None,
    version: int | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form,
        "policy": policy,
        "here": here,
        "edition": edition,
        "version": version,
        "units": accounts.units_for_choice(clock.today()),
        "facts": [(fact.label, name, fact.unit.name) for name, fact in rules.book().facts.items()],
    }
    return render(request, "policies/form.html", context, status=422 if form.is_bound else 200)


@page("policy.edit", methods=("POST",))
def step(request: HttpRequest, public_id: str, number: int, step: str) -> HttpResponse:
    """Hand an edition on, take it back, return it with a reason, publish it."""
    found = queries.edition_for(actor_of(request), public_id, number)
    given: Mapping[str, Any] = {}
    form = forms.ReturnForm(request.POST) if step == "return" else None
    if form is not None:
        if not form.is_valid():
            return _edition_shown(request, found, form)
        given = form.cleaned_data
    label = EDITION_FLOW.step(step).label
    made = actions.take_step(
        author=author_of(request), edition=found, step=step, given=given, now=clock.now()
    )
    messages.success(request, f"“{made.title}”第 {made.number} 版：{label}")
    return HttpResponseRedirect(reverse("policies:edition", args=[public_id, number]))


@page("policy.edit", methods=("POST",))
def discard(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Throw a draft of one's own away."""
    found = queries.edition_for(actor_of(request), public_id, number)
    actions.discard(author=author_of(request), edition=found, now=clock.now())
    messages.success(request, f"“{found.title}”第 {found.number} 版草稿删掉了")
    return HttpResponseRedirect(reverse("policies:list"))


@page("policy.edit", methods=("GET", "POST"))
def stop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let an item be claimed no longer from a day on."""
    found = queries.item_for(actor_of(request), public_id, clock.today())
    form = forms.StopForm(sent(request), initial={"on": clock.today()})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.stop_item(author=author_of(request), item=found.item, now=clock.now(), **given)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{found.shown.title}”记下停止执行了")
            return HttpResponseRedirect(reverse("policies:one", args=[public_id]))
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "edition": found.shown,
        "item": found.item,
        "coming": [(one.number, formats.full_day(one.from_on)) for one in found.coming],
        "in_work": found.in_work,
    }
    return render(request, "policies/stop.html", context, status=status)


def _to_edition(request: HttpRequest, made: Edition, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("policies:edition", args=[made.item.public_id, made.number]))

"""Policies in force for everybody; drafts, checks and ends for the editors."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies import actions, facts, forms, queries, rules, tables
from qinqing.domains.policies.models import Edition, Policy
from qinqing.domains.policies.permissions import PERMISSIONS
from qinqing.domains.policies.queries import ItemRead, Wanted
from qinqing.domains.policies.terms import BenefitClass, ClaimMode, EditionState, PolicyLevel
from qinqing.domains.policies.workflow import EDITION_FLOW
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui.cells import table_head

_FILTERS = ("benefit_class", "mode", "level")


@page("policy.read")
def listing(request: HttpRequest) -> HttpResponse:
    """What can be claimed today, narrowed by words, class, mode and level; for editors what is in work."""
    actor, today = actor_of(request), clock.today()
    wanted = Wanted(
        words=" ".join(request.GET.get("q", "").split())[:40],
        benefit_class=_one_of(request, "benefit_class", BenefitClass.values()),
        mode=_one_of(request, "mode", ClaimMode.values()),
        level=_one_of(request, "level", PolicyLevel.values()),
    )
    found = queries.items_in_force(actor, wanted, today, whole_number(request.GET.get("after", "")))
    edits = PERMISSIONS.allows(actor, "policy.edit")
    work = queries.editions_in_work(actor) if edits else []
    context = {
        "wanted": wanted,
        "classes": _chips(wanted, "benefit_class", BenefitClass.choices()),
        "modes": _chips(wanted, "mode", ClaimMode.choices()),
        "levels": _chips(wanted, "level", PolicyLevel.choices()),
        "head": table_head(tables.ITEMS),
        "rows": tables.item_rows(found.rows, today),
        "count": len(found.rows),
        "older": f"?{_query(wanted, after=found.after)}" if found.after else "",
        "edits": edits,
        "matches": PERMISSIONS.allows(actor, "policy.match"),
        "work_head": table_head(tables.IN_WORK),
        "work": tables.work_rows(work, today),
        "work_count": len(work),
        "mine_to_check": sum(_may_check(actor, one) for one in work),
    }  # fmt: skip
    return render(request, "policies/list.html", context)


@page("policy.read")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One item as it holds now: what one gets, who fits, what to bring, where it stands written."""
    today = clock.today()
    found = queries.item_for(actor_of(request), public_id, today)
    return render(request, "policies/item.html", _item_context(actor_of(request), found, found.shown, today))


@page("policy.read")
def edition(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """One edition, whatever its state; its drafter and its checker act on it here."""
    return _edition_shown(request, queries.edition_for(actor_of(request), public_id, number))


def _edition_shown(request: HttpRequest, found: Edition, form: Form | None = None) -> HttpResponse:
    actor, today = actor_of(request), clock.today()
    read = queries.item_for(actor, found.item.public_id, today)
    context = _item_context(actor, read, found, today)
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


def _may_check(actor: Actor, one: Edition) -> bool:
    return one.state == EditionState.TO_CHECK and "checker" in PERMISSIONS.relations(actor, one)


def _why_not(actor: Actor, found: Edition, open_steps: set[str]) -> str:
    """Why somebody who edits policies can do nothing with an edition now."""
    if found.state == EditionState.TO_CHECK and "publish" not in open_steps:
        return "这一版是您起草的，要另一位政策专员复核" if found.drafted_by_id == actor.person_id else ""
    return ""


def _item_context(actor: Actor, read: ItemRead, shown: Edition, today: date) -> dict[str, Any]:
    rule = facts.rule_of(shown)
    edits = "editor" in PERMISSIONS.relations(actor, shown) and PERMISSIONS.allows(actor, "policy.edit")
    return {
        "item": read.item,
        "edition": shown,
        "mode": ClaimMode.of(shown.mode),
        "benefit_class": BenefitClass.label_of(shown.benefit_class),
        "facts": tables.facts_of(shown, today),
        "clauses": rules.clauses(rule) if rule else (),
        "unread": rule is None and rules.is_rule(shown.rule),
        "history": tables.history_of(read.editions, today),
        "in_work": read.in_work,
        "edits": edits,
        "holds": tables.state_of(shown, today),
    }


# --- what fits an enterprise -------------------------------------------


@page("policy.match")
def ours(request: HttpRequest) -> HttpResponse:
    """What fits the enterprise one speaks for; whoever speaks for or serves several picks one."""
    actor = actor_of(request)
    firms = enterprises.own_enterprises(actor) or list(officers.served_enterprises(actor))
    if len(firms) == 1:
        return HttpResponseRedirect(reverse("policies:for", args=[firms[0].public_id]))
    return render(request, "policies/pick.html", {"firms": firms})


@page("policy.match")
def for_enterprise(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every item in force judged for one enterprise: fits, nearly, what must be known, and the rest."""
    actor, now = actor_of(request), clock.now()
    enterprise = enterprises.enterprise_for(actor, public_id)
    found = facts.matches_for(actor, enterprise, now)
    today = clock.local(now).date()
    context = {
        "enterprise": enterprise,
        "own": enterprise.pk in actor.ids("member"),
        "groups": tables.groups_of(found, today),
        "asked": tables.asked_by(found),
        "judged": sum(one.match is not None for one in found),
        "by_units": tables.by_units(found),
    }
    return render(request, "policies/for.html", context)


# --- documents ---------------------------------------------------------


@page("policy.edit")
def registered(request: HttpRequest) -> HttpResponse:
    """The policy documents of an editor's areas, each with its items."""
    actor, today = actor_of(request), clock.today()
    found = queries.policies_page(actor, whole_number(request.GET.get("after", "")))
    items = queries.items_of(actor, found.rows)
    shown = [
        {
            "policy": policy,
            "level": PolicyLevel.label_of(policy.level),
            "items": [
                {
                    "title": one.title,
                    "href": reverse("policies:one", args=[one.item.public_id]),
                    "light": tables.state_of(one, today),
                }
                for one in items.get(policy.pk, ())
            ],
        }
        for policy in found.rows
    ]
    return render(
        request,
        "policies/registered.html",
        {"policies": shown, "older": found.after and f"?after={found.after}"},
    )


@page("policy.edit", methods=("GET", "POST"))
def register(request: HttpRequest) -> HttpResponse:
    """Enter a policy document."""
    areas = _areas(request)
    form = forms.PolicyForm(
        sent(request), initial={"area": areas[0][0] if areas else None, "level": PolicyLevel.DISTRICT}
    )
    if form.is_valid():
        given = dict(form.cleaned_data)
        policy = actions.PolicyFacts(
            level=PolicyLevel(given.pop("level")), area_id=given.pop("area"), **given
        )
        try:
            made = actions.register_policy(author=author_of(request), facts=policy, now=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{made.title}”登记好了，接着写它的事项")
            return HttpResponseRedirect(reverse("policies:new_item", args=[made.public_id]))
    status = 422 if form.is_bound else 200
    return render(request, "policies/register.html", {"form": form, "areas": areas}, status=status)


# --- editions ----------------------------------------------------------


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
            return _to_edition(request, made, f"“{made.title}”存成草稿了，看一遍再交去复核")
    return _form_shown(request, form, policy, reverse("policies:new_item", args=[policy_id]))


@page("policy.edit", methods=("GET", "POST"))
def next_edition(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the next edition of an item, beginning from what holds now."""
    found = queries.item_for(actor_of(request), public_id, clock.today())
    initial = forms.initial_of(queries.content_of(found.shown))
    initial |= {"from_on": clock.today(), "until_on": None, "changes": ""}
    form = forms.EditionForm(sent(request), initial=initial)
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
    initial = forms.initial_of(queries.content_of(found))
    form = forms.EditionForm(sent(request), initial=initial)
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
    here = reverse("policies:rewrite", args=[public_id, number])
    # The version that was read goes along, so that sending it again is refused again.
    read = version.cleaned_data.get("version", found.version) if version.is_bound else found.version
    return _form_shown(request, form, found.item.policy, here, found, version=read)


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
    context = {"form": form, "edition": found.shown, "item": found.item}
    return render(request, "policies/stop.html", context, status=status)


@page("policy.read")
def rule_file(request: HttpRequest, public_id: str, number: int, form: str) -> HttpResponse:
    """The rule of an edition as a file, in YAML or JSON, as it is read in again."""
    found = queries.edition_for(actor_of(request), public_id, number)
    if form == "json":
        text, kind = json.dumps(rules.in_order(found.rule), ensure_ascii=False, indent=2), "application/json"
    else:
        text, kind = rules.written_text(found.rule), "application/yaml"
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.item.code}-{found.number}.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


# --- around them -------------------------------------------------------


def _to_edition(request: HttpRequest, made: Edition, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("policies:edition", args=[made.item.public_id, made.number]))


def _areas(request: HttpRequest) -> list[tuple[int, str]]:
    own = set(actor_of(request).ids("policy_editor"))
    return [(node.id, node.name) for node in accounts.area_tree() if node.id in own]


def _one_of(request: HttpRequest, name: str, values: list[str]) -> str:
    value = request.GET.get(name, "")
    return value if value in values else ""


def _query(wanted: Wanted, **more: str) -> str:
    asked = {"q": wanted.words, **{name: getattr(wanted, name) for name in _FILTERS}, **more}
    return urlencode({name: value for name, value in asked.items() if value})


def _chips(wanted: Wanted, name: str, choices: list[tuple[str, str]]) -> list[dict[str, Any]]:
    held = getattr(wanted, name)
    return [
        {"label": label, "href": f"?{_query(wanted, **{name: value})}", "current": value == held}
        for value, label in [("", "全部"), *choices]
    ]

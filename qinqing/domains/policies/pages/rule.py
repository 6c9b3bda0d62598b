"""The rule of a draft beside the sentences it encodes: built condition by condition, by forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.policies import actions, facts, forms, queries, rules, tables
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.pages import panels
from qinqing.domains.policies.pages.panels import Opened
from qinqing.domains.policies.permissions import PERMISSIONS
from qinqing.domains.policies.rules import benefit, tree, wording
from qinqing.domains.policies.terms import EditionState
from qinqing.kernel import clock
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from qinqing.kernel.rendering import render
from qinqing.lib.rules import WrongRules
from qinqing.lib.text import whole_number

Stored = Mapping[str, Any]


@page("policy.edit", methods=("GET", "POST"))
def rule(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """The conditions of a draft of one's own beside its sentences; each form changes one thing of them."""
    found = queries.edition_for(actor_of(request), public_id, number)
    if found.state != EditionState.DRAFT or "drafter" not in PERMISSIONS.relations(actor_of(request), found):
        raise NotFound
    if request.method == "POST":
        return _acted(request, found)
    return _shown(request, found, Opened.asked(request.GET))


def _shown(request: HttpRequest, found: Edition, opened: Opened) -> HttpResponse:
    context = panels.context_of(found, opened)
    judged = facts.rule_of(found)
    if judged is not None:
        tried = queries.trial_of(actor_of(request), found)
        context["trial"] = tables.trial_brief(tried, rules.clauses(judged))
    return render(request, "policies/rule.html", context, status=422 if opened.form is not None else 200)


# --- acts --------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """What a draft says of its conditions after a change, and what is said to its editor."""

    rule: Stored
    wording: wording.Wording
    said: str


Change = Callable[[Stored, Any], Stored]


@dataclass(frozen=True)
class Act:
    """One thing that can be done to a rule: its form, what it makes of the stored one, what is said then."""

    form: Callable[[Mapping[str, Any], Edition], forms.RuleForm]
    makes: Change
    said: str


def _add(stored: Stored, form: Any) -> Stored:
    return tree.add(stored, form.cleaned_data["at"], form.cleaned_data["how"] or "into", form.condition())


def _regroup(stored: Stored, form: Any) -> Stored:
    given = form.cleaned_data
    changed = tree.regroup(stored, given["at"], given["kind"], given["count"])
    return tree.describe(changed, given["at"], given["zh"], tuple(given["says"]))


def _at(change: Callable[..., Stored], *more: Any) -> Change:
    return lambda stored, form: change(stored, form.cleaned_data["at"], *more)


def _change(stored: Stored, form: Any) -> Stored:
    return tree.change(stored, form.cleaned_data["at"], form.condition())


def _describe(stored: Stored, form: Any) -> Stored:
    given = form.cleaned_data
    return tree.describe(stored, given["at"], given["zh"], tuple(given["says"]))


def _into(stored: Stored, form: Any) -> Stored:
    return tree.move_into(stored, form.cleaned_data["at"], panels.path_of(form.cleaned_data["group"]))


def _give(stored: Stored, form: Any) -> Stored:
    return benefit.give(stored, form.given())


ACTS: Mapping[str, Act] = {
    "add": Act(panels.condition_form, _add, "加好了"),
    "change": Act(panels.condition_form, _change, "改好了"),
    "regroup": Act(panels.group_form, _regroup, "改好了"),
    "describe": Act(panels.about_form, _describe, "改好了"),
    "up": Act(panels.plain_form, _at(tree.move, -1), "上移了"),
    "down": Act(panels.plain_form, _at(tree.move, 1), "下移了"),
    "into": Act(panels.into_form, _into, "移过去了"),
    "wrap_all": Act(panels.plain_form, _at(tree.wrap, "all"), "放进新的一组了"),
    "wrap_any": Act(panels.plain_form, _at(tree.wrap, "any"), "放进新的一组了"),
    "wrap_not": Act(panels.plain_form, _at(tree.wrap, "not"), "改成不得有了"),
    "dissolve": Act(panels.plain_form, _at(tree.dissolve), "拆开了"),
    "remove": Act(panels.plain_form, _at(tree.remove), "删掉了，点“撤销”能找回来"),
    "benefit": Act(panels.benefit_form, _give, "改好了"),
}
"""What is done to the rule alone. The sentences are changed by `_WORDED`; `undo` takes either back."""


def _reworded(found: Edition, form: Any) -> Made:
    before = wording.read_wording(found.wording)
    after, stored = wording.carried(before, form.cleaned_data["text"], found.rule)
    return Made(stored, after, "原文记下了")


def _marked(found: Edition, form: Any) -> Made:
    given, now = form.cleaned_data, wording.read_wording(found.wording)
    if given["judge"] and given["sentence"] in wording.cited(found.rule.get("conditions")):
        raise WrongRules("judge", "这一句已经有条件了")
    said = "记下了：不是条件" if given["judge"] else "这一句还要建条件"
    return Made(found.rule, wording.marked(now, given["sentence"], given["judge"]), said)


_WORDED: Mapping[str, tuple[Callable[..., forms.RuleForm], Callable[[Edition, Any], Made]]] = {
    "wording": (panels.wording_form, _reworded),
    "mark": (panels.mark_form, _marked),
}
_ABOUT_NO_NODE = ("benefit", *_WORDED)


def _made(act: str, found: Edition, form: forms.RuleForm) -> Made:
    if act in _WORDED:
        return _WORDED[act][1](found, form)
    one = ACTS[act]
    return Made(one.makes(found.rule, form), wording.read_wording(found.wording), one.said)


def _acted(request: HttpRequest, found: Edition) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "undo":
        return _undone(request, found)
    form = _form_of(act, request.POST, found)
    if not form.is_valid():
        return _shown(request, found, Opened.sent(act, form))
    try:
        made = _made(act, found, form)
        actions.rewrite_rule(
            author=author_of(request), edition=found, rule=made.rule,
            wording=wording.written_wording(made.wording), version=form.cleaned_data["version"],
            now=clock.now(),
        )  # fmt: skip
    except WrongRules as wrong:
        form.refuse_place(wrong)
    except Refused as refused:
        form.refuse(refused)
    else:
        messages.success(request, made.said)
        return HttpResponseRedirect(_next_place(found, act, form))
    return _shown(request, found, Opened.sent(act, form))


def _form_of(act: str, data: Mapping[str, Any], found: Edition) -> forms.RuleForm:
    """The form that was sent. Refuses what is no act, and a node or a fact that is not there any more."""
    if act not in ACTS and act not in _WORDED:
        raise Refused("no_act", "没有这样的改法，请重新打开这一页")
    try:
        if act not in _ABOUT_NO_NODE and not (act == "add" and tree.tree_of(found.rule) is None):
            tree.node_at(found.rule, data.get("at", ""))
        if act == "mark" and not 1 <= (whole_number(data.get("sentence", "")) or 0) <= len(found.wording):
            raise Refused("gone", "没有这一句了，请看最新的")
        return (_WORDED[act][0] if act in _WORDED else ACTS[act].form)(data, found)
    except WrongRules as wrong:
        raise Refused("gone", wrong.reason) from None


def _undone(request: HttpRequest, found: Edition) -> HttpResponse:
    form = forms.RuleForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, Opened.sent("undo", form))
    try:
        actions.undo(
            author=author_of(request), edition=found, version=form.cleaned_data["version"], now=clock.now()
        )
    except Conflict as conflict:
        form.refuse(conflict)
        return _shown(request, found, Opened.sent("undo", form))
    messages.success(request, "撤销了上一步")
    return HttpResponseRedirect(_address(found))


def _address(found: Edition, **asked: str) -> str:
    here = reverse("policies:rule", args=[found.item.public_id, found.number])
    return f"{here}?{urlencode(asked)}" if asked else here


def _next_place(found: Edition, act: str, form: forms.RuleForm) -> str:
    """Where the editor goes on: with what was moved still open, else with nothing open."""
    at = form.cleaned_data["at"]
    if act in ("up", "down"):
        *above, last = at.split(".")
        moved = ".".join([*above, str(int(last) + (1 if act == "down" else -1))])
        return f"{_address(found, at=moved)}#n-{moved}"
    return _address(found) + (f"#n-{at}" if at and act in ("change", "regroup", "describe") else "")

"""The rule of a draft beside the sentences it encodes: built condition by condition, by forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from qinqing.domains.policies import actions, facts, forms, queries, rules, tables
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.pages import panels, sent
from qinqing.domains.policies.pages.panels import Opened
from qinqing.domains.policies.permissions import PERMISSIONS
from qinqing.domains.policies.rules import benefit, cards, parts, tree, wording
from qinqing.domains.policies.terms import EditionState
from qinqing.kernel import clock
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from qinqing.kernel.rendering import render
from qinqing.lib.rules import WrongRules
from qinqing.lib.text import whole_number

Stored = Mapping[str, Any]


@page("policy.edit", methods=("GET", "POST"))
def rule(request: HttpRequest, public_id: str, number: int, part: str = "") -> HttpResponse:
    """The conditions of a draft of one's own beside its sentences; each form changes one thing of them.

    `part` names a case of the benefit or of a scorecard: then it is that case's conditions.
    """
    found = draft_of(request, public_id, number)
    try:
        parts.view(found.rule, part)
    except WrongRules:
        raise NotFound from None
    if request.method == "POST":
        return _acted(request, found, part)
    return _shown(request, found, Opened.asked(request.GET, part))


def draft_of(request: HttpRequest, public_id: str, number: int) -> Edition:
    """A draft of one's own. Raises NotFound for everybody else, and once it was handed on."""
    found = queries.edition_for(actor_of(request), public_id, number)
    if found.state != EditionState.DRAFT or "drafter" not in PERMISSIONS.relations(actor_of(request), found):
        raise NotFound
    return found


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

    form: Callable[[Mapping[str, Any], Edition, str], forms.RuleForm]
    makes: Change
    said: str


def _add(stored: Stored, form: Any) -> Stored:
    return tree.add(stored, form.cleaned_data["at"], form.cleaned_data["how"] or "into", form.condition())


def _regroup(stored: Stored, form: Any) -> Stored:
    given = form.cleaned_data
    changed = tree.regroup(stored, given["at"], given["kind"], given["count"], given["whole"])
    return tree.describe(changed, given["at"], given["zh"], tuple(given["says"]))


def _at(change: Callable[..., Stored], *more: Any) -> Change:
    return lambda stored, form: change(stored, form.cleaned_data["at"], *more)


def _change(stored: Stored, form: Any) -> Stored:
    return tree.change(stored, form.cleaned_data["at"], form.condition())


def _describe(stored: Stored, form: Any) -> Stored:
    given = form.cleaned_data
    return tree.describe(stored, given["at"], given["zh"], tuple(given["says"]))


def _into(stored: Stored, form: Any) -> Stored:
    return tree.move_into(stored, form.cleaned_data["at"], sent.path_of(form.cleaned_data["group"]))


def _give(stored: Stored, form: Any) -> Stored:
    return benefit.give(stored, form.given())


def _give_case(stored: Stored, form: Any) -> Stored:
    return benefit.give_case(stored, form.cleaned_data["at"], form.given())


def _add_case(stored: Stored, form: Any) -> Stored:
    return benefit.add_case(stored, form.condition(), form.given())


def _like(stored: Stored, form: Any) -> Stored:
    return cards.copy(stored, form.cleaned_data["like"])[0]


def _drop(stored: Stored, form: Any) -> Stored:
    return cards.drop(stored, form.cleaned_data["card"])


ACTS: Mapping[str, Act] = {
    "add": Act(sent.condition_form, _add, "加好了"),
    "change": Act(sent.condition_form, _change, "改好了"),
    "regroup": Act(sent.group_form, _regroup, "改好了"),
    "describe": Act(sent.about_form, _describe, "改好了"),
    "up": Act(sent.plain_form, _at(tree.move, -1), "上移了"),
    "down": Act(sent.plain_form, _at(tree.move, 1), "下移了"),
    "into": Act(sent.into_form, _into, "移过去了"),
    "wrap_all": Act(sent.plain_form, _at(tree.wrap, "all"), "放进新的一组了"),
    "wrap_any": Act(sent.plain_form, _at(tree.wrap, "any"), "放进新的一组了"),
    "wrap_not": Act(sent.plain_form, _at(tree.wrap, "not"), "改成不得有了"),
    "dissolve": Act(sent.plain_form, _at(tree.dissolve), "拆开了"),
    "remove": Act(sent.plain_form, _at(tree.remove), "删掉了，点“撤销”能找回来"),
}
"""What is done to conditions: those of the rule, or of one part of it."""
OF_ALL: Mapping[str, Act] = {
    "benefit": Act(sent.benefit_form, _give, "改好了"),
    "case_add": Act(sent.case_form, _add_case, "加好了"),
    "case": Act(sent.grant_form, _give_case, "改好了"),
    "case_up": Act(sent.plain_form, _at(benefit.move_case, -1), "上移了"),
    "case_down": Act(sent.plain_form, _at(benefit.move_case, 1), "下移了"),
    "case_remove": Act(sent.plain_form, _at(benefit.remove_case), "删掉了，点“撤销”能找回来"),
    "card_copy": Act(sent.like_form, _like, "照着放了一张，点开来改"),
    "card_drop": Act(sent.card_form, _drop, "删掉了，点“撤销”能找回来"),
}
"""What is done to the rule beside its conditions. The sentences are changed by `_WORDED`; `undo` takes any
of it back."""


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
    "wording": (sent.wording_form, _reworded),
    "mark": (sent.mark_form, _marked),
}


def _made(act: str, found: Edition, form: forms.RuleForm, part: str) -> Made:
    if act in _WORDED:
        return _WORDED[act][1](found, form)
    now = wording.read_wording(found.wording)
    if act in OF_ALL:
        return Made(OF_ALL[act].makes(found.rule, form), now, OF_ALL[act].said)
    changed = ACTS[act].makes(parts.view(found.rule, part), form)
    return Made(parts.put(found.rule, part, changed), now, ACTS[act].said)


def _acted(request: HttpRequest, found: Edition, part: str) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "undo":
        return undone(request, found, lambda form: _shown(request, found, Opened.sent("undo", form, part)))
    form = _form_of(act, request.POST, found, part)
    if not form.is_valid():
        return _shown(request, found, Opened.sent(act, form, part))
    try:
        made = _made(act, found, form, part)
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
        return HttpResponseRedirect(_next_place(found, act, form, part))
    return _shown(request, found, Opened.sent(act, form, part))


def _form_of(act: str, data: Mapping[str, Any], found: Edition, part: str) -> forms.RuleForm:
    """The form that was sent. Refuses what is no act, and a node or a fact that is not there any more."""
    of_all = {**_WORDED, **({} if part else OF_ALL)}
    if act not in ACTS and act not in of_all:
        raise Refused("no_act", "没有这样的改法，请重新打开这一页")
    try:
        seen = parts.view(found.rule, part)
        if act in ACTS and not (act == "add" and tree.tree_of(seen) is None):
            tree.node_at(seen, data.get("at", ""))
        if act == "case":
            benefit.case_at(found.rule, data.get("at", ""))
        if act == "mark" and not 1 <= (whole_number(data.get("sentence", "")) or 0) <= len(found.wording):
            raise Refused("gone", "没有这一句了，请看最新的")
        made = _WORDED[act][0] if act in _WORDED else {**ACTS, **OF_ALL}[act].form
        return made(data, found, part)
    except WrongRules as wrong:
        raise Refused("gone", wrong.reason) from None


def undone(
    request: HttpRequest, found: Edition, refused: Callable[[forms.RuleForm], HttpResponse]
) -> HttpResponse:
    """Take the last change of the rule back, and show the page again."""
    form = forms.RuleForm(request.POST)
    if not form.is_valid():
        return refused(form)
    try:
        actions.undo(
            author=author_of(request), edition=found, version=form.cleaned_data["version"], now=clock.now()
        )
    except Conflict as conflict:
        form.refuse(conflict)
        return refused(form)
    messages.success(request, "撤销了上一步")
    return HttpResponseRedirect(panels.address(found))


_BACK = {
    **dict.fromkeys(("benefit", "case", "case_add", "case_up", "case_down", "case_remove"), "gives"),
    **dict.fromkeys(("card_copy", "card_drop"), "cards"),
}
"""At what of the page the editor goes on after what is no condition."""


def _next_place(found: Edition, act: str, form: forms.RuleForm, part: str) -> str:
    """Where the editor goes on: with what was moved still open, else with nothing open."""
    at, here = form.cleaned_data["at"], panels.address(found, part)
    if act in ("up", "down"):
        *above, last = at.split(".")
        moved = ".".join([*above, str(int(last) + (1 if act == "down" else -1))])
        return f"{here}?{urlencode({'at': moved})}#n-{moved}"
    if act in _BACK:
        return f"{here}#{_BACK[act]}"
    return here + (f"#n-{at}" if at and act in ("change", "regroup", "describe") else "")

"""A scorecard that a draft brings along: built line by line, by forms; each form changes one thing of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from qinqing.domains.policies import actions, forms
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.pages import card_panels as panels
from qinqing.domains.policies.pages.card_panels import NEW, Opened
from qinqing.domains.policies.pages.panels import address
from qinqing.domains.policies.pages.rule import draft_of, undone
from qinqing.domains.policies.rules import cards
from qinqing.kernel import clock
from qinqing.kernel.pages import author_of, page
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.kernel.rendering import render
from qinqing.lib.rules import WrongRules

Stored = Mapping[str, Any]


@page("policy.edit", methods=("GET", "POST"))
def card(request: HttpRequest, public_id: str, number: int, name: str) -> HttpResponse:
    """A scorecard of a draft of one's own, `new` for one that is to be begun."""
    found = draft_of(request, public_id, number)
    if name != NEW:
        try:
            cards.card_of(found.rule, name)
        except WrongRules:
            raise NotFound from None
    if request.method == "POST":
        return _acted(request, found, name)
    return _shown(request, found, name, Opened.asked(request.GET, name))


def _shown(request: HttpRequest, found: Edition, name: str, opened: Opened) -> HttpResponse:
    context = panels.context_of(found, name, opened)
    return render(request, "policies/card.html", context, status=422 if opened.form is not None else 200)


# --- acts --------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """One thing that can be done to a card: its form, what it makes of the rule, what is said then."""

    form: Callable[[Mapping[str, Any], Edition, str], forms.RuleForm]
    makes: Callable[[Stored, str, Any], Stored]
    said: str


def _about(stored: Stored, name: str, form: Any) -> Stored:
    given = form.cleaned_data
    return cards.about(stored, name, given["at"], given["label"], given["most"])


def _add_group(stored: Stored, name: str, form: Any) -> Stored:
    item = {"id": "i1", **_item(form)}
    return cards.add(stored, name, "", {**form.named("group_"), "items": [item]})


def _add_item(stored: Stored, name: str, form: Any) -> Stored:
    return cards.add(stored, name, form.cleaned_data["at"], _item(form))


def _change_item(stored: Stored, name: str, form: Any) -> Stored:
    return cards.change(stored, name, form.cleaned_data["at"], _item(form))


def _item(form: Any) -> dict[str, Any]:
    return {**form.named(), **form.points(form.cleaned_data["most"])}


def _add_way(stored: Stored, name: str, form: Any) -> Stored:
    at = form.cleaned_data["at"]
    return cards.another_way(stored, name, at, form.points(cards.most_at(stored, name, at)))


def _change_way(stored: Stored, name: str, form: Any) -> Stored:
    at = form.cleaned_data["at"]
    return cards.change(stored, name, at, form.points(cards.most_at(stored, name, at)))


def _add_case(stored: Stored, name: str, form: Any) -> Stored:
    at = form.cleaned_data["at"]
    case = {"when": form.condition(), "score": form.worth(cards.most_at(stored, name, at))}
    return cards.add(stored, name, at, case)


def _change_case(stored: Stored, name: str, form: Any) -> Stored:
    at = form.cleaned_data["at"]
    return cards.change(stored, name, at, {"score": form.worth(cards.most_at(stored, name, at))})


def _change_rest(stored: Stored, name: str, form: Any) -> Stored:
    at = form.cleaned_data["at"]
    return cards.rest(stored, name, at, form.rest(cards.most_at(stored, name, at)))


def _up(stored: Stored, name: str, form: Any) -> Stored:
    return cards.move(stored, name, form.cleaned_data["at"], -1)


def _down(stored: Stored, name: str, form: Any) -> Stored:
    return cards.move(stored, name, form.cleaned_data["at"], 1)


def _remove(stored: Stored, name: str, form: Any) -> Stored:
    return cards.remove(stored, name, form.cleaned_data["at"])


ACTS: Mapping[str, Act] = {
    "about": Act(panels.about_form, _about, "改好了"),
    "group": Act(panels.points_form, _add_group, "加好了"),
    "item": Act(panels.points_form, _add_item, "加好了"),
    "way": Act(panels.points_form, _add_way, "加好了，几种算法取最高的"),
    "case": Act(panels.case_form, _add_case, "加好了"),
    "change_item": Act(panels.points_form, _change_item, "改好了"),
    "change_way": Act(panels.points_form, _change_way, "改好了"),
    "change_case": Act(panels.score_form, _change_case, "改好了"),
    "change_rest": Act(panels.rest_form, _change_rest, "改好了"),
    "up": Act(panels.plain_form, _up, "上移了"),
    "down": Act(panels.plain_form, _down, "下移了"),
    "remove": Act(panels.plain_form, _remove, "删掉了，点“撤销”能找回来"),
}
"""What is done to a card that is there; `begin` makes one, `undo` takes any of it back."""


def _acted(request: HttpRequest, found: Edition, name: str) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "undo":
        return undone(
            request, found, lambda form: _shown(request, found, name, Opened.sent("undo", form, name))
        )
    if (act not in ACTS and act != "begin") or (name == NEW) is not (act == "begin"):
        raise Refused("no_act", "没有这样的改法，请重新打开这一页")
    form = _form_of(act, request.POST, found, name)
    if not form.is_valid():
        return _shown(request, found, name, Opened.sent(act, form, name))
    try:
        made, where = _made(act, found, name, form)
        actions.rewrite_rule(
            author=author_of(request), edition=found, rule=made, wording=found.wording,
            version=form.cleaned_data["version"], now=clock.now(),
        )  # fmt: skip
    except WrongRules as wrong:
        form.refuse_place(wrong)
    except Refused as refused:
        form.refuse(refused)
    else:
        messages.success(request, "评分表放好了，接着加" if act == "begin" else ACTS[act].said)
        return HttpResponseRedirect(_next_place(found, act, where, form))
    return _shown(request, found, name, Opened.sent(act, form, name))


def _form_of(act: str, data: Mapping[str, Any], found: Edition, name: str) -> forms.RuleForm:
    """The form that was sent. Refuses a place, a way or a fact that is not there any more."""
    try:
        if act == "begin":
            return panels.points_form(data, found, name)
        cards.line_at(found.rule, name, data.get("at", ""))
        return ACTS[act].form(data, found, name)
    except WrongRules as wrong:
        raise Refused("gone", wrong.reason) from None


def _made(act: str, found: Edition, name: str, form: Any) -> tuple[Stored, str]:
    """The rule after an act, and the card on which the editor goes on; none where it is gone."""
    if act == "begin":
        label = form.named("card_")
        return cards.begin(found.rule, label["zh"], label["max"], form.named("group_"), _item(form))
    made = ACTS[act].makes(found.rule, name, form)
    return made, name if name in cards.names_of(made) else ""


def _next_place(found: Edition, act: str, name: str, form: forms.RuleForm) -> str:
    if not name:
        return f"{address(found)}#cards"
    at = form.cleaned_data["at"]
    if act in ("up", "down"):
        *above, last = at.split(".")
        at = ".".join([*above, str(int(last) + (1 if act == "down" else -1))])
        return f"{panels.card_address(found, name)}?at={at}#n-{at}"
    return panels.card_address(found, name) + (f"#n-{at}" if at else "")

"""Kinds of problems as an area handles them: the list, one kind with what was ever decided, its end."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.problems import actions, forms, tables
from qinqing.domains.problems.models import Category
from qinqing.domains.problems.queries import catalogue, kinds
from qinqing.domains.problems.terms import LaneClass
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number


@page("rule.keep")
def listing(request: HttpRequest) -> HttpResponse:
    """Every kind with what holds for it today in one of the actor's areas."""
    areas, today = catalogue.areas_for_choice(actor_of(request)), clock.today()
    wanted = whole_number(request.GET.get("area", ""))
    area = next((number for number, _ in areas if number == wanted), areas[0][0] if areas else 0)
    rows = [(kind, kinds.holding_of(kind.pk, area, today)) for kind in kinds.kinds_to_keep()] if area else []
    context = {
        "tabs": tables.rule_tabs("problems:kinds"),
        "areas": areas,
        "area": area,
        "columns": tables.KINDS,
        "rows": tables.kind_rows(rows),
        "count": len(rows),
        "own": sum(holding.rule is not None for _, holding in rows),
    }
    return render(request, "problems/kinds.html", context)


@page("rule.keep", methods=("GET", "POST"))
def one(request: HttpRequest, category_id: int) -> HttpResponse:
    """A kind: what holds, what was ever decided, and another word from a day on."""
    kind = kinds.kind_for(category_id)
    form = forms.CategoryRuleForm(sent(request), initial=_initial(request, kind))
    if form.is_valid():
        given = form.cleaned_data
        facts = actions.RuleFacts(
            area_id=given["area"],
            lane=LaneClass(given["lane"]),
            sensitive=given["sensitive"] == "yes",
            questions=tuple(filter(None, (line.strip() for line in given["questions"].splitlines()))),
        )
        try:
            actions.write_category_rule(
                author=author_of(request), category=kind, facts=facts, from_on=given["from_on"],
                now=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            kinds.forget_kinds()
            messages.success(request, f"“{kind.name}”写好了")
            return HttpResponseRedirect(reverse("problems:kind", args=[kind.pk]))
    return _shown(request, kind, form)


@page("rule.keep", methods=("POST",))
def end(request: HttpRequest, category_id: int, rule_id: int) -> HttpResponse:
    """The area goes back to what holds above it, from a day on."""
    kind = kinds.kind_for(category_id)
    rule = next((one for one in kinds.rules_kept_by(actor_of(request), kind.pk) if one.pk == rule_id), None)
    if rule is None:
        raise NotFound
    ending = forms.EndRuleForm(request.POST, auto_id="end_%s")
    if ending.is_valid():
        try:
            actions.end_category_rule(
                author=author_of(request), rule=rule, on=ending.cleaned_data["on"], now=clock.now()
            )
        except Refused as refused:
            ending.refuse(refused)
        else:
            kinds.forget_kinds()
            messages.success(request, f"“{kind.name}”记下停用了")
            return HttpResponseRedirect(reverse("problems:kind", args=[kind.pk]))
    return _shown(request, kind, forms.CategoryRuleForm(initial=_initial(request, kind)), ending)


def _shown(request: HttpRequest, kind: Category, form: Form, ending: Form | None = None) -> HttpResponse:
    actor, today = actor_of(request), clock.today()
    areas, rules = catalogue.areas_for_choice(actor), kinds.rules_kept_by(actor, kind.pk)
    context: dict[str, Any] = {
        "kind": kind,
        "form": form,
        "facts": tables.kind_facts(kind, [(name, _holding(kind, area)) for area, name in areas]),
        "history": tables.kind_history(kind, rules, today),
        "endable": [
            rule for rule in rules if rule.valid_until_on is None and rule.area_id in actor.ids("coordinator")
        ],
        "areas": areas,
        "ending": ending or forms.EndRuleForm(initial={"on": today}, auto_id="end_%s"),
    }
    wrong = form.is_bound or (ending is not None and ending.is_bound)
    return render(request, "problems/kind.html", context, status=422 if wrong else 200)


def _holding(kind: Category, area_id: int) -> kinds.Holding:
    return kinds.holding_of(kind.pk, area_id, clock.today())


def _initial(request: HttpRequest, kind: Category) -> dict[str, Any]:
    areas = catalogue.areas_for_choice(actor_of(request))
    holds = _holding(kind, areas[0][0]) if areas else None
    return {
        "area": areas[0][0] if areas else None,
        "lane": holds.lane if holds else kind.lane,
        "sensitive": "yes" if (holds.sensitive if holds else kind.sensitive) else "no",
        "questions": "\n".join(holds.questions if holds else kind.questions),
        "from_on": clock.today(),
    }

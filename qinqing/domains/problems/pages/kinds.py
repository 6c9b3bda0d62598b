"""Kinds of problems as an area handles them: the list, one kind with what was ever decided; proposals."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from qinqing.domains.problems import actions, forms, tables
from qinqing.domains.problems.models import Category
from qinqing.domains.problems.pages import proposing
from qinqing.domains.problems.queries import catalogue, kinds
from qinqing.domains.problems.queries.dated import areas_kept_by
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.refusals import NotFound
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number
from qinqing.ui.cells import Own


@page("rule.see")
def listing(request: HttpRequest) -> HttpResponse:
    """Every kind with what holds for it today in one of the actor's areas."""
    areas, today = catalogue.areas_for_choice(actor_of(request)), clock.today()
    wanted = whole_number(request.GET.get("area", ""))
    area = next((number for number, _ in areas if number == wanted), areas[0][0] if areas else 0)
    rows = kinds.kinds_of(area, today) if area else []
    context = {
        "tabs": tables.rule_tabs("problems:kinds"),
        "areas": areas,
        "area": area,
        "columns": tables.KINDS,
        "rows": tables.kind_rows(rows, dict(kinds.groups_for_choice())),
        "count": len(rows),
        "own": sum(holds.rule is not None or kind.area_id is not None for kind, holds in rows),
        **proposing.waiting(request, "kind:"),
    }
    return render(request, "problems/kinds.html", context)


@page("rule.keep", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Propose a kind that the release does not have."""
    areas = catalogue.areas_for_choice(actor_of(request))
    initial = {"from_on": clock.today(), "area": proposing.first_of(areas), "sensitive": "no"}
    form = forms.NewKindForm(sent(request), initial=initial, choices=_choices())
    if form.is_valid():
        given = form.cleaned_data
        facts = actions.KindFacts(
            area_id=given["area"],
            group_id=int(given["group"]),
            name=given["name"],
            definition=given["definition"],
            lane=given["lane"],
            sensitive=given["sensitive"] == "yes",
            questions=_lines(given["questions"]),
            keywords=catalogue.words_in(given["keywords"]),
        )
        if done := proposing.propose(request, form, facts, given["from_on"]):
            return done
    context = {"form": form, "areas": areas, **proposing.waiting(request, "kind:new:")}
    return render(request, "problems/new_kind.html", context, status=422 if form.is_bound else 200)


@page("rule.see")
def one(request: HttpRequest, category_id: int) -> HttpResponse:
    """A kind: what holds, and what was ever decided."""
    kind = kinds.kind_for(actor_of(request), category_id)
    return _shown(request, kind, _fresh(request, kind))


@page("rule.keep", methods=("POST",))
def rewrite(request: HttpRequest, category_id: int) -> HttpResponse:
    """Propose another word on a kind from a day on; also that it be offered no longer."""
    kind = kinds.kind_for(actor_of(request), category_id)
    form = forms.CategoryRuleForm(request.POST, choices=_choices())
    if form.is_valid():
        given = form.cleaned_data
        facts = actions.RuleFacts(
            category_id=kind.pk,
            area_id=given["area"],
            lane=given["lane"],
            sensitive=given["sensitive"] == "yes",
            questions=_lines(given["questions"]),
            name=given["name"],
            group_id=int(given["group"]),
            offered=given["offered"] == "yes",
        )
        if done := proposing.propose(request, form, facts, given["from_on"]):
            return done
    return _shown(request, kind, form)


@page("rule.keep", methods=("POST",))
def end(request: HttpRequest, category_id: int, rule_id: int) -> HttpResponse:
    """Propose that the area go back to what holds above it, from a day on."""
    actor = actor_of(request)
    kind = kinds.kind_for(actor, category_id)
    if all(rule.pk != rule_id for rule in kinds.rules_kept_by(actor, kind.pk)):
        raise NotFound
    ending = forms.EndRuleForm(request.POST, auto_id="end_%s")
    done = ending.is_valid() and proposing.propose(
        request, ending, actions.EndRule(rule_id), ending.cleaned_data["on"]
    )
    return done or _shown(request, kind, _fresh(request, kind), ending)


def _lines(typed: str) -> tuple[str, ...]:
    return tuple(filter(None, (line.strip() for line in typed.splitlines())))


def _fresh(request: HttpRequest, kind: Category) -> Form:
    return forms.CategoryRuleForm(initial=_initial(request, kind), choices=_choices())


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {"group": [(str(number), name) for number, name in kinds.groups_for_choice()]}


def _shown(request: HttpRequest, kind: Category, form: Form, ending: Form | None = None) -> HttpResponse:
    actor, today = actor_of(request), clock.today()
    areas, rules = catalogue.areas_for_choice(actor), kinds.rules_kept_by(actor, kind.pk)
    groups = dict(kinds.groups_for_choice())
    name = _holding(kind, areas[0][0]).name if areas else kinds.called(kind)
    context: dict[str, Any] = {
        "kind": kind,
        "name": name,
        # The browser's own heading holds no markup that could say whose words these are.
        "title": str(name),
        "own_title": isinstance(name, Own),
        "form": form,
        "facts": tables.kind_facts(kind, [(name, _holding(kind, area)) for area, name in areas], groups),
        "history": tables.kind_history(kind, rules, groups, today),
        "endable": [
            rule for rule in rules if rule.valid_until_on is None and rule.area_id in areas_kept_by(actor)
        ],
        "areas": areas,
        "ending": ending or forms.EndRuleForm(initial={"on": today}, auto_id="end_%s"),
        **proposing.waiting(request, f"kind:{kind.pk}"),
    }
    wrong = form.is_bound or (ending is not None and ending.is_bound)
    return render(request, "problems/kind.html", context, status=422 if wrong else 200)


def _holding(kind: Category, area_id: int) -> kinds.Holding:
    return kinds.holding_of(kind.pk, area_id, clock.today())


def _initial(request: HttpRequest, kind: Category) -> dict[str, Any]:
    areas = catalogue.areas_for_choice(actor_of(request))
    holds = _holding(kind, areas[0][0]) if areas else None
    return {
        "area": proposing.first_of(areas),
        "name": str(holds.name) if holds else kind.name,
        "group": (holds.group_id if holds else kind.parent_id) or "",
        "offered": "yes" if holds is None or holds.offered else "no",
        "lane": holds.lane if holds else kind.lane,
        "sensitive": "yes" if (holds.sensitive if holds else kind.sensitive) else "no",
        "questions": "\n".join(holds.questions if holds else kind.questions),
        "from_on": clock.today(),
    }

"""The duty catalogue: the list, one matter with all that stood in its place; what is proposed of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from qinqing.domains.problems import actions, forms, tables
from qinqing.domains.problems.models import Duty
from qinqing.domains.problems.pages import proposing
from qinqing.domains.problems.queries import catalogue, duties, kinds
from qinqing.domains.problems.queries.dated import is_in_use
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number


@page("rule.see")
def listing(request: HttpRequest) -> HttpResponse:
    """The catalogue of the actor's areas, one group of it, or what holds some words."""
    today, words = clock.today(), " ".join(request.GET.get("q", "").split())[:40]
    groups = kinds.groups_for_choice()
    wanted = whole_number(request.GET.get("group", ""))
    group = next((number for number, _ in groups if number == wanted), groups[0][0] if groups else None)
    rows = duties.duties_kept_by(actor_of(request), words, None if words else group)
    used, other = duties.holding_and_not(rows, today)
    names = catalogue.unit_names(today)
    context = {
        "tabs": tables.rule_tabs("problems:duties"),
        "sought": words,
        "groups": [
            {"label": name, "href": f"?group={number}", "current": not words and number == group}
            for number, name in groups
        ],
        "columns": tables.DUTIES,
        "used": tables.duty_rows(used, names, today),
        "used_count": len(used),
        "other": tables.duty_rows(other, names, today),
        "other_count": len(other),
        **proposing.waiting(request, "duty:"),
    }
    return render(request, "problems/duties.html", context)


@page("rule.keep", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """A matter that the catalogue does not have."""
    areas = catalogue.areas_for_choice(actor_of(request))
    initial = {"from_on": clock.today(), "area": proposing.first_of(areas)}
    form = forms.DutyForm(sent(request), initial=initial, choices=_choices())
    return _written(request, form, None) or _shown(request, form, None)


@page("rule.see")
def one(request: HttpRequest, duty_id: int) -> HttpResponse:
    """A matter, and all that stood in its place."""
    found = duties.duty_for(actor_of(request), duty_id)
    return _shown(request, forms.DutyForm(initial=_initial(request, found), choices=_choices()), found)


@page("rule.keep", methods=("POST",))
def rewrite(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Propose another version from a day on."""
    found = duties.duty_for(actor_of(request), duty_id)
    form = forms.DutyForm(request.POST, choices=_choices())
    return _written(request, form, found) or _shown(request, form, found)


@page("rule.keep", methods=("POST",))
def end(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Propose that nothing be dispatched by it from a day on."""
    found = duties.duty_for(actor_of(request), duty_id)
    ending = forms.EndRuleForm(request.POST, auto_id="end_%s")
    done = ending.is_valid() and proposing.propose(
        request, ending, actions.EndDuty(found.pk), ending.cleaned_data["on"]
    )
    form = forms.DutyForm(initial=_initial(request, found), choices=_choices())
    return done or _shown(request, form, found, ending)


def _written(request: HttpRequest, form: Form, replaced: Duty | None) -> HttpResponse | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data
    try:
        assist = catalogue.codes_of(given["assist"], given["from_on"])
    except Refused as refused:
        form.refuse(refused)
        return None
    facts = actions.DutyFacts(
        matter=given["matter"],
        category_id=int(given["category"]),
        area_id=given["area"],
        lead=given["lead"],
        assist=assist,
        basis=given["basis"],
        not_this=given["not_this"],
        replaces_id=replaced.pk if replaced is not None else None,
    )
    return proposing.propose(request, form, facts, given["from_on"])


def _shown(request: HttpRequest, form: Form, found: Duty | None, ending: Form | None = None) -> HttpResponse:
    actor, today = actor_of(request), clock.today()
    names = catalogue.unit_names(today)
    context: dict[str, Any] = {
        "form": form,
        "duty": found,
        "facts": tables.duty_facts(found, names) if found else [],
        "history": tables.duty_history(duties.history_of(actor, found), names, today) if found else [],
        "in_use": found is not None and is_in_use(found, today),
        "areas": catalogue.areas_for_choice(actor),
        "is_own": found is not None and found.area_id in actor.ids("coordinator"),
        "is_over": found is not None and found.valid_until_on is not None,
        "ending": ending or forms.EndRuleForm(initial={"on": today}, auto_id="end_%s"),
        "writes": form.is_bound,
        **proposing.waiting(request, f"duty:{found.pk}" if found else "duty:new:"),
    }
    wrong = form.is_bound or (ending is not None and ending.is_bound)
    return render(request, "problems/duty.html", context, status=422 if wrong else 200)


def _initial(request: HttpRequest, found: Duty) -> dict[str, Any]:
    areas, names = catalogue.areas_for_choice(actor_of(request)), catalogue.unit_names(clock.today())
    own = found.area_id if found.area_id in {number for number, _ in areas} else None
    return {
        "matter": found.matter,
        "category": found.category_id,
        "lead": found.lead,
        "assist": "、".join(names.get(code, code) for code in found.assist),
        "basis": found.basis,
        "not_this": found.not_this,
        "area": own or proposing.first_of(areas),
        "from_on": clock.today(),
    }


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {
        "category": [(str(number), name) for number, name in catalogue.categories_for_choice()],
        "lead": list(catalogue.unit_names(clock.today()).items()),
    }

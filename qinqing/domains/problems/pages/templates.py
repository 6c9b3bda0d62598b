"""Words to begin an answer with: the list, one text; a new one, another in its place, its end proposed."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from qinqing.domains.problems import actions, forms, tables
from qinqing.domains.problems.models import ReplyTemplate
from qinqing.domains.problems.pages import proposing
from qinqing.domains.problems.queries import catalogue
from qinqing.domains.problems.queries import templates as queries
from qinqing.domains.problems.queries.dated import is_in_use
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.rendering import render


@page("rule.see")
def templates(request: HttpRequest) -> HttpResponse:
    """All texts of the actor's areas, those in use first."""
    today, rows = clock.today(), list(queries.templates_kept_by(actor_of(request)))
    used = [one for one in rows if is_in_use(one, today)]
    other = [one for one in rows if one not in used]
    context = {
        "tabs": tables.rule_tabs("problems:templates"),
        "columns": tables.TEMPLATES,
        "used": tables.template_rows(used, today),
        "used_count": len(used),
        "other": tables.template_rows(other, today),
        "other_count": len(other),
        **proposing.waiting(request, "template:"),
    }
    return render(request, "problems/templates.html", context)


@page("rule.keep", methods=("GET", "POST"))
def new_template(request: HttpRequest) -> HttpResponse:
    """A new text."""
    areas = catalogue.areas_for_choice(actor_of(request))
    initial = {"from_on": clock.today(), "area": proposing.first_of(areas)}
    form = forms.TemplateForm(sent(request), initial=initial, choices=_choices())
    return _written(request, form, None) or _shown(request, form, None)


@page("rule.see")
def template(request: HttpRequest, template_id: int) -> HttpResponse:
    """One text, to be read and to be written anew."""
    found = _found(request, template_id)
    return _shown(request, forms.TemplateForm(initial=_initial(request, found), choices=_choices()), found)


@page("rule.keep", methods=("POST",))
def rewrite(request: HttpRequest, template_id: int) -> HttpResponse:
    """Propose another text in the place of one, from its day on."""
    found = _found(request, template_id)
    form = forms.TemplateForm(request.POST, choices=_choices())
    return _written(request, form, found) or _shown(request, form, found)


@page("rule.keep", methods=("POST",))
def end_template(request: HttpRequest, template_id: int) -> HttpResponse:
    """Propose that the text be offered no longer from a day on."""
    found = _found(request, template_id)
    ending = forms.EndRuleForm(request.POST, auto_id="end_%s")
    done = ending.is_valid() and proposing.propose(
        request, ending, actions.EndTemplate(found.pk), ending.cleaned_data["on"]
    )
    form = forms.TemplateForm(initial=_initial(request, found), choices=_choices())
    return done or _shown(request, form, found, ending)


def _initial(request: HttpRequest, found: ReplyTemplate) -> dict[str, Any]:
    return {
        "title": found.title,
        "text": found.text,
        "citation": found.citation,
        "category": found.category_id or "",
        "result": found.result,
        "area": found.area_id or proposing.first_of(catalogue.areas_for_choice(actor_of(request))),
        "from_on": clock.today(),
    }


def _written(request: HttpRequest, form: Form, replaced: ReplyTemplate | None) -> HttpResponse | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data
    facts = actions.TemplateFacts(
        title=given["title"],
        text=given["text"],
        area_id=given["area"],
        category_id=int(given["category"]) if given["category"] else None,
        result=given["result"],
        citation=given["citation"],
        replaces_id=replaced.pk if replaced is not None else None,
    )
    return proposing.propose(request, form, facts, given["from_on"])


def _shown(
    request: HttpRequest, form: Form, found: ReplyTemplate | None, ending: Form | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "template": found,
        "areas": catalogue.areas_for_choice(actor_of(request)),
        "is_own": found is not None and found.area_id in actor_of(request).ids("coordinator"),
        "is_over": found is not None and found.valid_until_on is not None,
        "ending": ending or forms.EndRuleForm(initial={"on": clock.today()}, auto_id="end_%s"),
        **proposing.waiting(request, f"template:{found.pk}" if found else "template:new:"),
    }
    wrong = form.is_bound or (ending is not None and ending.is_bound)
    return render(request, "problems/template.html", context, status=422 if wrong else 200)


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {"category": [(str(number), name) for number, name in catalogue.categories_for_choice()]}


def _found(request: HttpRequest, template_id: int) -> ReplyTemplate:
    return queries.template_for(actor_of(request), template_id)

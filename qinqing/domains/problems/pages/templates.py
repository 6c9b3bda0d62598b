"""The coordinator's words to begin an answer with: the list, a new text, another in its place, its end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.problems import actions, forms, tables
from qinqing.domains.problems.models import ReplyTemplate
from qinqing.domains.problems.queries import catalogue
from qinqing.domains.problems.queries import templates as queries
from qinqing.domains.problems.queries.dated import is_in_use
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render


@page("rule.keep")
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
    }
    return render(request, "problems/templates.html", context)


@page("rule.keep", methods=("GET", "POST"))
def new_template(request: HttpRequest) -> HttpResponse:
    """A new text."""
    areas = catalogue.areas_for_choice(actor_of(request))
    initial = {"from_on": clock.today(), "area": areas[0][0] if areas else None}
    form = forms.TemplateForm(sent(request), initial=initial, choices=_choices())
    return _written(request, form, None) or _shown(request, form, None)


@page("rule.keep", methods=("GET", "POST"))
def template(request: HttpRequest, template_id: int) -> HttpResponse:
    """Another text in the place of one, from its day on; or the end of it."""
    found, areas = _found(request, template_id), catalogue.areas_for_choice(actor_of(request))
    initial = {
        "title": found.title,
        "text": found.text,
        "citation": found.citation,
        "category": found.category_id or "",
        "result": found.result,
        "area": found.area_id or (areas[0][0] if areas else None),
        "from_on": clock.today(),
    }
    form = forms.TemplateForm(sent(request), initial=initial, choices=_choices())
    return _written(request, form, found) or _shown(request, form, found)


@page("rule.keep", methods=("POST",))
def end_template(request: HttpRequest, template_id: int) -> HttpResponse:
    """The text is not offered from a day on."""
    found = _found(request, template_id)
    ending = forms.EndRuleForm(request.POST, auto_id="end_%s")
    if ending.is_valid():
        try:
            actions.end_template(
                author=author_of(request), template=found, on=ending.cleaned_data["on"], now=clock.now()
            )
        except Refused as refused:
            ending.refuse(refused)
        else:
            queries.forget_templates()
            messages.success(request, f"“{found.title}”记下停用了")
            return HttpResponseRedirect(reverse("problems:templates"))
    return _shown(request, forms.TemplateForm(choices=_choices()), found, ending)


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
    )
    try:
        made = actions.write_template(
            author=author_of(request), facts=facts, from_on=given["from_on"], now=clock.now(),
            replaces=replaced,
        )  # fmt: skip
    except Refused as refused:
        form.refuse(refused)
        return None
    queries.forget_templates()
    messages.success(request, f"“{made.title}”写好了")
    return HttpResponseRedirect(reverse("problems:templates"))


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
    }
    wrong = form.is_bound or (ending is not None and ending.is_bound)
    return render(request, "problems/template.html", context, status=422 if wrong else 200)


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {"category": [(str(number), name) for number, name in catalogue.categories_for_choice()]}


def _found(request: HttpRequest, template_id: int) -> ReplyTemplate:
    return queries.template_for(actor_of(request), template_id)

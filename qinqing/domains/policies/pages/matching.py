"""What fits an enterprise."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies import actions, documents, facts, forms, queries, rules, tables
from qinqing.domains.policies.terms import BenefitClass, Standing
from qinqing.kernel import clock, navigation
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import NotFound
from qinqing.kernel.rendering import render


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
    return _shown(request, enterprises.enterprise_for(actor_of(request), public_id))


@page("policy.match")
def package(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """What fits one enterprise as a paper to be handed over, as PDF or DOCX."""
    if form not in documents.KINDS:
        raise NotFound
    actor, now = actor_of(request), clock.now()
    enterprise = enterprises.enterprise_for(actor, public_id)
    found = facts.matches_for(actor, enterprise, now)
    groups = tables.groups_of(found, clock.local(now).date(), (Standing.FITS, Standing.NEARLY))
    paper = documents.package_of(enterprise.name, groups, tables.asked_by(found), tables.by_units(found), now)
    make, kind = documents.KINDS[form]
    answer = HttpResponse(make(paper), content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, f"{paper.title}.{form}") or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@page("policy.state", methods=("POST",))
def state(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Tell one fact that a rule asks; the page is judged with it at once."""
    enterprise = enterprises.enterprise_for(actor_of(request), public_id)
    if name not in facts.askable():
        raise NotFound
    form = forms.StateForm(rules.book().facts[name], request.POST)
    if not form.is_valid():
        return _shown(request, enterprise, form)
    actions.state_fact(
        author=author_of(request), enterprise=enterprise, name=name, value=form.value, now=clock.now()
    )
    messages.success(request, f"“{form.fact.label}”记下了，下面是重新比过的结果")
    return HttpResponseRedirect(reverse("policies:for", args=[public_id]))


def _shown(request: HttpRequest, enterprise: Enterprise, form: forms.StateForm | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    found = facts.matches_for(actor, enterprise, now)
    today = clock.local(now).date()
    asked, others = tables.asked_by(found), "others" in request.GET
    # Why all the others do not fit is said when somebody opens them.
    wanted = [one for one in Standing if others or one is not Standing.NOT]
    underway = navigation.underway("policy_item", actor, enterprise.pk)
    groups, counts = tables.groups_of(found, today, wanted, underway), tables.counts_of(found)
    ask = request.GET.get("ask", "")
    here = [one for one in asked if one.here]
    first = next((one for one in here if one.name == ask), here[0] if here else None)
    if form is None and first is not None:
        form = forms.StateForm(rules.book().facts[first.name])
    context = {
        "form": form,
        "telling": form is not None and next((one for one in here if one.name == form.fact.name), None),
        "enterprise": enterprise,
        "own": enterprise.pk in actor.ids("member"),
        "groups": groups,
        "asked": [one for one in asked if form is None or one.name != form.fact.name],
        "others": others,
        "counts": counts,
        "judged": sum(counts.values()),
        "running": sum(1 for one in groups[Standing.FITS] if one["underway"]),
        "by_units": tables.by_units(found),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "policies/for.html", context, status=status)


@page("policy.subscribe", methods=("GET", "POST"))
def told(request: HttpRequest) -> HttpResponse:
    """Of which classes of benefit one wants to be told."""
    actor = actor_of(request)
    assert actor.person_id is not None
    form = forms.SubscriptionForm(
        sent(request), initial={"classes": [str(one) for one in queries.wants_of(actor.person_id)]}
    )
    if form.is_valid():
        wanted = [BenefitClass.of(one) for one in form.cleaned_data["classes"]]
        actions.subscribe(author=author_of(request), classes=wanted)
        messages.success(request, "记下了，以后只告诉您这些类型的" if wanted else "记下了，以后都不告诉您")
        return HttpResponseRedirect(reverse("policies:ours"))
    choices = [{"value": value, "label": label} for value, label in BenefitClass.choices()]
    context = {"form": form, "choices": choices}
    return render(request, "policies/told.html", context, status=422 if form.is_bound else 200)

"""What fits an enterprise."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies import facts, tables
from qinqing.kernel import clock
from qinqing.kernel.pages import actor_of, page
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

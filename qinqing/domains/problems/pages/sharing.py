"""Giving a link to one problem to somebody of the enterprise who does not sign in, and taking it back."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.forms import GiveLinkForm
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.kernel.rendering import render


@page("problem.share", methods=("GET", "POST"))
def give(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose who of the enterprise follows it without signing in; his link is shown, this once."""
    actor = actor_of(request)
    now = clock.now()
    problem = queries.problem_for(actor, public_id)
    if problem.enterprise is None or problem.number is None:
        raise NotFound
    contacts = enterprises.contacts_shown(actor, problem.enterprise)
    form = GiveLinkForm(sent(request), choices={"contact": [(str(one.pk), one.name) for one in contacts]})
    context = {
        "problem": problem,
        "form": form,
        "contacts": [
            {"value": str(one.pk), "label": f"{one.name} {one.post}".strip(), "says": one.phone}
            for one in contacts
        ],
        "has_link": queries.has_link(problem.pk, now),
    }
    if form.is_valid():
        contact = enterprises.contact_for(problem.enterprise, int(form.cleaned_data["contact"]))
        try:
            key = actions.give_link(
                author=author_of(request), problem_id=problem.pk, contact=contact, now=now
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            address = settings.PUBLIC_URL + reverse("problems:follow", args=[key])
            return render(
                request, "problems/given_link.html", {**context, "address": address, "contact": contact}
            )
    return render(request, "problems/give_link.html", context, status=422 if form.is_bound else 200)


@page("problem.share", methods=("POST",))
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """No link to this problem opens anything any more."""
    problem = queries.problem_for(actor_of(request), public_id)
    actions.revoke_links(author=author_of(request), problem_id=problem.pk, now=clock.now())
    messages.success(request, "链接都作废了")
    return HttpResponseRedirect(reverse("problems:detail", args=[public_id]))

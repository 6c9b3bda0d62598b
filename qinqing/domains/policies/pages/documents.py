"""Policy documents: entered by an editor, with the items under each."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.policies import actions, forms, queries, tables
from qinqing.domains.policies.terms import PolicyLevel
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number


@page("policy.edit")
def registered(request: HttpRequest) -> HttpResponse:
    """The policy documents of an editor's areas, each with its items."""
    actor, today = actor_of(request), clock.today()
    found = queries.policies_page(actor, whole_number(request.GET.get("after", "")))
    items = queries.items_of(actor, found.rows)
    shown = [
        {
            "policy": policy,
            "level": PolicyLevel.label_of(policy.level),
            "original": tables.original_of(policy, today),
            "items": [
                {
                    "title": one.title,
                    "href": reverse("policies:one", args=[one.item.public_id]),
                    "light": tables.state_of(one, today),
                }
                for one in items.get(policy.pk, ())
            ],
        }
        for policy in found.rows
    ]
    return render(
        request,
        "policies/registered.html",
        {
            "policies": shown,
            "older": found.after and f"?after={found.after}",
            "looks": settings.LOOKS_AT_ORIGINALS,
        },
    )


@page("policy.edit", methods=("GET", "POST"))
def register(request: HttpRequest) -> HttpResponse:
    """Enter a policy document."""
    areas = _areas(request)
    form = forms.PolicyForm(
        sent(request), initial={"area": areas[0][0] if areas else None, "level": PolicyLevel.DISTRICT}
    )
    if form.is_valid():
        given = dict(form.cleaned_data)
        policy = actions.PolicyFacts(
            level=PolicyLevel(given.pop("level")), area_id=given.pop("area"), **given
        )
        try:
            made = actions.register_policy(author=author_of(request), facts=policy, now=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{made.title}”登记好了，接着写它的事项")
            return HttpResponseRedirect(reverse("policies:new_item", args=[made.public_id]))
    status = 422 if form.is_bound else 200
    return render(request, "policies/register.html", {"form": form, "areas": areas}, status=status)


def _areas(request: HttpRequest) -> list[tuple[int, str]]:
    own = set(actor_of(request).ids("policy_editor"))
    return [(node.id, node.name) for node in accounts.area_tree() if node.id in own]

"""The area tree: the system administrator's."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries, tables
from qinqing.domains.accounts.terms import AreaKind
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render


@page("unit.keep")
def areas(request: HttpRequest) -> HttpResponse:
    """Every node, each below the one it belongs to."""
    tree = queries.area_tree()
    context = {"columns": tables.AREAS, "rows": tables.area_rows(tree), "count": len(tree)}
    return render(request, "accounts/areas.html", context)


@page("unit.keep", methods=("GET", "POST"))
def new_area(request: HttpRequest) -> HttpResponse:
    """Add a node."""
    form = forms.AreaForm(sent(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.create_area(
                author=author_of(request), **{**given, "kind": AreaKind.of(given["kind"])}, now=clock.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{made.name}加好了")
            return HttpResponseRedirect(reverse("accounts:areas"))
    above = [(node.id, "　" * node.depth + node.name) for node in queries.area_tree()]
    context = {"form": form, "above": above}
    return render(request, "accounts/new_area.html", context, status=422 if form.is_bound else 200)

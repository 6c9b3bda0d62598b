"""Doors to corrections: an enterprise or its officer proposes, the register's keeper says yes or no."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.enterprises import actions, forms, queries
from qinqing.kernel import clock
from qinqing.kernel.forms import Form, sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from qinqing.kernel.rendering import render

FILE, LIST = "enterprise_file:detail", "enterprises:edits"
MOST = 50


@page("enterprise.propose", methods=("GET", "POST"))
def propose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Something in the register is not so any more."""
    actor = actor_of(request)
    found = queries.enterprise_for(actor, public_id)
    if not queries.relations_to(actor, found) & {"main_contact", "served"}:
        raise NotFound
    stands = actions.facts_of(found)
    form = forms.ProposedEditForm(sent(request), initial=forms.initial_of(stands, found.version))
    if form.is_valid():
        try:
            actions.propose_edit(
                author=author_of(request), enterprise=found, wanted=form.wanted(stands),
                why=form.cleaned_data["why"], now=clock.now(),
            )  # fmt: skip
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "提出了，协调办核对以后才会改；结果会告诉您")
            return HttpResponseRedirect(reverse(FILE, args=[public_id]))
    context = {"form": form, "enterprise": found}
    return render(request, "enterprises/propose_edit.html", context, status=422 if form.is_bound else 200)


@page("enterprise.edit")
def edits(request: HttpRequest) -> HttpResponse:
    """The corrections that wait for this keeper."""
    return _list(request)


@page("enterprise.edit", methods=("POST",))
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """The register becomes what was proposed."""
    row = queries.edit_for(actor_of(request), number)
    form = forms.RefuseEditForm(auto_id=f"refuse_{number}_%s")
    try:
        actions.accept_edit(author=author_of(request), proposed=row, now=clock.now())
    except Conflict:
        raise
    except Refused as refused:
        return _list(request, number, form, refused.message)
    messages.success(request, f"采纳了，“{row.enterprise.name}”的资料改好了")
    return HttpResponseRedirect(reverse(LIST))


@page("enterprise.edit", methods=("POST",))
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """The register stays as it is, with a reason."""
    row = queries.edit_for(actor_of(request), number)
    form = forms.RefuseEditForm(request.POST, auto_id=f"refuse_{number}_%s")
    if form.is_valid():
        try:
            actions.refuse_edit(
                author=author_of(request), proposed=row, reason=form.cleaned_data["reason"], now=clock.now()
            )
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "没有改，提出的人会看到理由")
            return HttpResponseRedirect(reverse(LIST))
    return _list(request, number, form)


@page("enterprise.propose", methods=("POST",))
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """What was proposed is not asked for any more."""
    row = queries.edit_for(actor_of(request), number)
    actions.take_back_edit(author=author_of(request), proposed=row, now=clock.now())
    messages.success(request, "收回了，资料没有变")
    return HttpResponseRedirect(reverse(FILE, args=[row.enterprise.public_id]))


def _list(request: HttpRequest, number: int = 0, bound: Form | None = None, fault: str = "") -> HttpResponse:
    rows = queries.edits_shown(actor_of(request), MOST)
    own = {number: bound} if bound is not None else {}
    context: dict[str, Any] = {
        "rows": rows,
        "faults": {number: fault},
        "refusing": {
            one.row.pk: own.get(one.row.pk) or forms.RefuseEditForm(auto_id=f"refuse_{one.row.pk}_%s")
            for one in rows
        },
    }
    return render(request, "enterprises/edits.html", context, status=422 if bound is not None else 200)

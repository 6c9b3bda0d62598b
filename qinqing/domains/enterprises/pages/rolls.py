"""Doors to the lists themselves: what there is, another name, no longer in use."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.enterprises import actions, forms, queries, tables
from qinqing.kernel import clock
from qinqing.kernel.forms import Form
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.kernel.rendering import render

RIGHT = "standing.keep"


@page(RIGHT)
def listing(request: HttpRequest) -> HttpResponse:
    """The lists one keeps, in use and retired."""
    rows = queries.rolls_kept_by(actor_of(request), clock.today())
    context = {"columns": tables.ROLLS, "rows": tables.roll_rows(rows) if rows else ""}
    return render(request, "enterprises/rolls.html", context)


@page(RIGHT)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One list, its other names and what became of it."""
    return _shown(request, number)


@page(RIGHT, methods=("POST",))
def rename(request: HttpRequest, number: int) -> HttpResponse:
    """The list is called otherwise."""
    roll = queries.roll_kept_by(actor_of(request), number, clock.today()).row
    form = forms.RenameRollForm(request.POST, auto_id="rename_%s")
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            actions.rename_roll(author=author_of(request), roll=roll, name=name, now=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            return _back(request, number, "改名了，要改回去再改一次")
    return _shown(request, number, renaming=form)


@page(RIGHT, methods=("POST",))
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """The list is no longer in use from a day on."""
    roll = queries.roll_kept_by(actor_of(request), number, clock.today()).row
    form = forms.RetireRollForm(request.POST, auto_id="retire_%s")
    if form.is_valid():
        try:
            actions.retire_roll(author=author_of(request), roll=roll, now=clock.now(), **form.cleaned_data)
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            return _back(request, number, "停用了，随时可以恢复使用")
    return _shown(request, number, retiring=form)


@page(RIGHT, methods=("POST",))
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """The list is in use again."""
    roll = queries.roll_kept_by(actor_of(request), number, clock.today()).row
    actions.restore_roll(author=author_of(request), roll=roll, now=clock.now())
    return _back(request, number, "恢复使用了")


def _shown(
    request: HttpRequest, number: int, renaming: Form | None = None, retiring: Form | None = None
) -> HttpResponse:
    now = clock.now()
    found = queries.roll_kept_by(actor_of(request), number, clock.today())
    story = queries.story_of_roll(found.row)
    names = accounts.names_of(one for entry in story for one in (entry.actor_id, entry.acting_for_id))
    today = clock.today().isoformat()
    context: dict[str, Any] = {
        "roll": found,
        "facts": tables.roll_facts(found),
        "retired": tables.roll_retired(found),
        "renaming": renaming or forms.RenameRollForm(initial={"name": found.row.name}, auto_id="rename_%s"),
        "retiring": retiring or forms.RetireRollForm(initial={"from_on": today}, auto_id="retire_%s"),
        "story": tables.roll_story(story, names, now),
    }
    bound = renaming is not None or retiring is not None
    return render(request, "enterprises/one_roll.html", context, status=422 if bound else 200)


def _back(request: HttpRequest, number: int, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("enterprises:one_roll", args=[number]))

"""Doors to titles, lists, to sleep, and back to the register."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qinqing.domains.enterprises import actions, forms, queries
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import RollKind, TitleKind
from qinqing.kernel import clock
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Conflict, Refused
from qinqing.kernel.rendering import render

RIGHT = "standing.keep"


@page(RIGHT, methods=("GET", "POST"))
def give_title(request: HttpRequest, public_id: str) -> HttpResponse:
    """The enterprise bears a title."""
    found = queries.enterprise_kept_by(actor_of(request), public_id)
    form = forms.TitleForm(sent(request), initial={"from_on": clock.today().isoformat()})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.give_title(
                author=author_of(request),
                enterprise=found,
                kind=TitleKind.of(given["kind"]),
                level=given["level"],
                paper=given["paper"],
                from_on=given["from_on"],
                until_on=given["until_on"],
                now=clock.now(),
            )
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            return _back(request, public_id, f"“{TitleKind.label_of(given['kind'])}”登记好了")
    context = {"form": form, "enterprise": found}
    return render(request, "enterprises/title.html", context, status=422 if form.is_bound else 200)


@page(RIGHT, methods=("GET", "POST"))
def end_title(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """A title is lost."""
    found = queries.enterprise_kept_by(actor_of(request), public_id)
    title = queries.title_for(found, number)
    name = TitleKind.label_of(title.kind)
    return _ended(
        request,
        found,
        partial(actions.end_title, title=title),
        asks=f"不再有“{name}”？",
        said="称号的到期改好了",
        address=reverse("enterprises:end_title", args=[public_id, number]),
    )


@page(RIGHT, methods=("GET", "POST"))
def join_roll(request: HttpRequest, public_id: str) -> HttpResponse:
    """The enterprise is on a list from now on."""
    actor = actor_of(request)
    found = queries.enterprise_kept_by(actor_of(request), public_id)
    form = forms.RollForm(sent(request), initial={"from_on": clock.today().isoformat()})
    if form.is_valid():
        try:
            _join(request, found, form)
        except Conflict:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            return _back(request, public_id, "列进名单了")
    context = {"form": form, "enterprise": found, "rolls": queries.roll_choices(actor, clock.today())}
    return render(request, "enterprises/roll.html", context, status=422 if form.is_bound else 200)


def _join(request: HttpRequest, found: Enterprise, form: forms.RollForm) -> None:
    given, author, now = form.cleaned_data, author_of(request), clock.now()
    if given["name"]:
        kind = RollKind.of(given["kind"])
        roll = actions.make_roll(author=author, kind=kind, name=given["name"], area_id=found.area_id)
    else:
        roll = queries.roll_for(given["roll_id"])
    actions.join_roll(
        author=author, enterprise=found, roll=roll, from_on=given["from_on"], leads=given["leads"], now=now
    )


@page(RIGHT, methods=("GET", "POST"))
def leave_roll(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """The enterprise is on a list no longer."""
    found = queries.enterprise_kept_by(actor_of(request), public_id)
    entry = queries.entry_for(found, number)
    return _ended(
        request,
        found,
        partial(actions.leave_roll, entry=entry),
        asks=f"移出“{entry.roll.name}”？",
        said=f"移出“{entry.roll.name}”了",
        address=reverse("enterprises:leave_roll", args=[public_id, number]),
    )


def _ended(
    request: HttpRequest, found: Enterprise, end: Callable[..., object], *, asks: str, said: str, address: str
) -> HttpResponse:
    """Ask for the day on which something of an enterprise ends, and end it."""
    form = forms.EndForm(sent(request), initial={"until_on": clock.today().isoformat()})
    if form.is_valid():
        try:
            end(author=author_of(request), until_on=form.cleaned_data["until_on"], now=clock.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            return _back(request, found.public_id, said)
    context = {"form": form, "enterprise": found, "asks": asks, "address": address}
    return render(request, "enterprises/end.html", context, status=422 if form.is_bound else 200)


@page(RIGHT, methods=("GET", "POST"))
def put_to_sleep(request: HttpRequest, public_id: str) -> HttpResponse:
    """The enterprise has no business for now."""
    found = queries.enterprise_kept_by(actor_of(request), public_id)
    form = forms.DormantForm(sent(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.put_to_sleep(author=author_of(request), enterprise=found, reason=reason, now=clock.now())
        return _back(request, public_id, "转为休眠了，名册和覆盖率里不再算它")
    context = {"form": form, "enterprise": found}
    return render(request, "enterprises/dormant.html", context, status=422 if form.is_bound else 200)


@page(RIGHT, methods=("POST",))
def wake(request: HttpRequest, public_id: str) -> HttpResponse:
    """The enterprise has business again."""
    found = queries.enterprise_kept_by(actor_of(request), public_id)
    actions.wake(author=author_of(request), enterprise=found, now=clock.now())
    return _back(request, public_id, "恢复在营了")


@page(RIGHT, methods=("GET", "POST"))
def put_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """That the enterprise was struck off is taken back."""
    found = queries.enterprise_kept_by(actor_of(request), public_id)
    form = forms.PutBackForm(sent(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.put_back(author=author_of(request), enterprise=found, reason=reason, now=clock.now())
        return _back(request, public_id, "恢复在册了")
    struck = queries.struck_said(found.struck_as, found.struck_on)
    context = {"form": form, "enterprise": found, "struck": struck}
    return render(request, "enterprises/put_back.html", context, status=422 if form.is_bound else 200)


def _back(request: HttpRequest, public_id: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("enterprise_file:detail", args=[public_id]))

"""Take a list away, ask for a long one, let one go, look back."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from qinqing.domains.accounts.queries import asks_for_code
from qinqing.domains.exports import actions, forms, queries, rules, tables
from qinqing.domains.exports.documents import file_of
from qinqing.domains.exports.models import Export
from qinqing.domains.exports.permissions import PERMISSIONS
from qinqing.domains.exports.terms import ExportState, Format
from qinqing.kernel import clock, exports
from qinqing.kernel.exports import Extract
from qinqing.kernel.files import stream_out
from qinqing.kernel.forms import sent
from qinqing.kernel.pages import author_of, page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number

MOST_GIVEN = 30


def order_page(extract: Extract) -> Callable[[HttpRequest], HttpResponseBase]:
    """The page that takes one list away, guarded by the list's own right."""

    @page(extract.right, methods=("GET", "POST"))
    def order(request: HttpRequest) -> HttpResponseBase:
        """What would leave, as which file, what for; a short list comes at once."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        now, given = clock.now(), _given(request)
        asks = asks_for_code(actor)
        form = forms.OwnOrderForm(sent(request), initial={"format": Format.CSV}, asks=asks)
        if form.is_valid():
            wish = actions.Order(given, Format(form.cleaned_data["format"]), form.cleaned_data["reason"])
            try:
                made = actions.order_export(author=author_of(request), extract=extract, order=wish, now=now)
            except Refused as refused:
                form.refuse(refused)
            else:
                return _file(made, actor, now) if made.at_once else _asked(made)
        wanted = queries.wanted(extract, actor, given, now)
        context = {
            "extract": extract,
            "wanted": wanted,
            "headings": "、".join(column.heading for column in extract.columns),
            "form": form,
            "coded": asks and not wanted.goes_at_once,
            "most": rules.AT_ONCE,
            "left": max(rules.PER_DAY - queries.made_today(actor, now), 0),
            "action": f"{request.path}?{urlencode(given)}",
            "back": f"{reverse(extract.back(actor))}?{urlencode(given)}",
        }
        page = render(request, "exports/order.html", context, status=422 if form.is_bound else 200)
        return form.keeping(page)

    return order


def _given(request: HttpRequest) -> dict[str, str]:
    names = list(request.GET)[:MOST_GIVEN]
    return {name: str(request.GET[name])[:100] for name in names if request.GET[name]}


def _asked(export: Export) -> HttpResponse:
    return HttpResponseRedirect(reverse("exports:one", args=[export.public_id]))


@page("export.see")
def exports_list(request: HttpRequest) -> HttpResponse:
    """What I took away, what waits for my word; for the audit administrator everything."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.exports_page(actor, whole_number(request.GET.get("before", "")))
    context = {
        "columns": tables.EXPORTS,
        "rows": tables.export_rows(found.exports, clock.now()),
        "empty": not found.exports,
        "older": f"?before={found.older}" if found.older else "",
    }
    return render(request, "exports/list.html", context)


@page("export.see")
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One export: what, how much, what for, who let it go."""
    found = queries.export_for(request.actor, public_id)  # type: ignore[attr-defined]
    return _shown(request, found, forms.DecideForm(asks=asks_for_code(request.actor)))  # type: ignore[attr-defined]


@page("export.decide", methods=("POST",))
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a list go, or not."""
    found = queries.export_for(request.actor, public_id)  # type: ignore[attr-defined]
    form = forms.DecideForm(request.POST, asks=asks_for_code(request.actor))  # type: ignore[attr-defined]
    if form.is_valid():
        agreed = form.cleaned_data["agreed"] == "yes"
        try:
            actions.decide_export(
                author=author_of(request),
                export_id=found.pk,
                agreed=agreed,
                refusal=form.cleaned_data["refusal"],
                now=clock.now(),
            )
        except Refused as refused:
            if refused.field is None:
                raise
            form.refuse(refused)
        else:
            messages.success(
                request, f"同意了，{found.person.name}可以取一次" if agreed else "没有同意，已告诉他原因"
            )
            return _asked(found)
    return _shown(request, found, form)


@page("export.take", methods=("POST",))
def take(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file, once; its rows under the rights of this moment."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    found = queries.export_for(actor, public_id)
    return _file(actions.take_export(author=author_of(request), export_id=found.pk, now=now), actor, now)


def _shown(request: HttpRequest, found: Export, form: forms.DecideForm) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    state = actions.state_of(found, clock.now())
    relations = PERMISSIONS.relations(actor, found)
    context = {
        "export": found,
        "extract": exports.extract_of(found.kind),
        "state": state,
        "form": form,
        "decides": state == ExportState.REQUESTED
        and "decider" in relations
        and PERMISSIONS.allows(actor, "export.decide"),
        "takes": state == ExportState.AGREED and "taker" in relations,
        "until": found.decided_at + rules.FETCH_WITHIN if found.decided_at else None,
    }
    return form.keeping(render(request, "exports/one.html", context, status=422 if form.is_bound else 200))


def _file(export: Export, actor: Actor, now: datetime) -> StreamingHttpResponse:
    leaving = file_of(export, actor, now)
    return stream_out(leaving.content, leaving.media_type, leaving.name)

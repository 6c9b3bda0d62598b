"""The audit administrator's look at the chain, the heads to take away, and who opens far more than others."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from qinqing.desks.audit import forms, tables
from qinqing.domains.accounts import queries as accounts
from qinqing.domains.enterprises import queries as enterprises
from qinqing.kernel import audit, clock, crypto, door
from qinqing.kernel.pages import page
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number

PAGE = 20


@page("chain.see")
def chain(request: HttpRequest) -> HttpResponse:
    """How far the record is sealed, by which head, and what still waits."""
    before = whole_number(request.GET.get("before", ""))
    heads = audit.heads_before(before, PAGE + 1)
    with door.as_system("audit.state"):
        state = audit.state()
    shown = heads[:PAGE]
    context = {
        "state": state,
        "late": state.is_late(clock.now()),
        "columns": tables.HEADS,
        "rows": tables.head_rows(shown),
        "empty": not shown,
        "last": shown[0] if shown and before is None else None,
        "older": f"?before={shown[-1].number}" if len(heads) > PAGE else "",
        "key": crypto.verifying_key().hex(),
    }
    return render(request, "audit/chain.html", context)


@page("chain.see")
def heads(request: HttpRequest) -> HttpResponse:
    """All heads as a file, to be kept elsewhere; `qinqing verify --heads` reads it."""
    response = HttpResponse(audit.heads_text(), content_type="text/plain; charset=us-ascii")
    response["Content-Disposition"] = 'attachment; filename="heads.txt"'
    response["Cache-Control"] = "private, no-store"
    return response


@page("opening.count")
def readers(request: HttpRequest) -> HttpResponse:
    """Who opened covered numbers and figures on a day, of how many enterprises; each leads to his rows."""
    today = clock.local(clock.now()).date()
    form = forms.DayForm(request.GET if "on" in request.GET else {"on": today.isoformat()})
    on = (form.cleaned_data["on"] if form.is_valid() else None) or today
    found = enterprises.readers_of(on)
    context = {
        "form": form,
        "on": on,
        "found": found,
        "columns": tables.READERS,
        "rows": tables.reader_rows(found, accounts.names_of(one.person_id for one in found.readers)),
        "earlier": f"?on={on - timedelta(days=1)}",
        "later": f"?on={on + timedelta(days=1)}" if on < today else "",
    }
    return render(request, "audit/readers.html", context)

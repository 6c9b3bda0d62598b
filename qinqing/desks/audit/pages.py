"""The audit administrator's look at the chain, and the heads to take away."""

from django.http import HttpRequest, HttpResponse

from qinqing.desks.audit import tables
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

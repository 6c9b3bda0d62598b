"""The audit administrator's console: what happened to accounts."""

from django.http import HttpRequest, HttpResponse

from qinqing.domains.accounts import queries, tables
from qinqing.kernel import clock
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number


@page("account.audit")
def log(request: HttpRequest) -> HttpResponse:
    """The security log, newest first."""
    before = whole_number(request.GET.get("before", ""))
    lines, older = queries.security_log(actor_of(request), before)
    context = {
        "columns": tables.LOG,
        "rows": tables.log_rows(lines, clock.now()),
        "empty": not lines,
        "older": f"?before={older}" if older else "",
    }
    return render(request, "accounts/log.html", context)

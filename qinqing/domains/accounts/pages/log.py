"""The audit administrator's console: what happened to accounts, and who opened what is shown covered."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from qinqing.domains.accounts import forms, queries, tables
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock
from qinqing.kernel.pages import actor_of, page
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number


@page("account.audit")
def log(request: HttpRequest) -> HttpResponse:
    """The security log, newest first, narrowed as the address says."""
    actor = actor_of(request)
    before = whole_number(request.GET.get("before", ""))
    form = forms.LogFilterForm(request.GET)
    form.is_valid()  # What cannot be read is said beside its field and narrows nothing.
    kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    wanted = queries.LogFilter(**{name: value for name, value in form.cleaned_data.items() if value})
    lines, older = queries.security_log(actor, before, wanted=wanted)
    context = {
        "form": form,
        "columns": tables.LOG,
        "rows": tables.log_rows(lines, clock.now()),
        "empty": not lines,
        "narrowed": bool(kept),
        "audits": Role.AUDIT_ADMIN in actor.roles,
        "older": f"?{urlencode({**kept, 'before': older})}" if older else "",
    }
    return render(request, "accounts/log.html", context)

"""The audit administrator's console: what happened to accounts, and who opened what is shown covered."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from qinqing.domains.accounts import actions, forms, queries, tables
from qinqing.domains.accounts.documents import LABEL, log_file
from qinqing.domains.accounts.permissions import PERMISSIONS
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock
from qinqing.kernel.files import stream_out
from qinqing.kernel.pages import actor_of, author_of, page
from qinqing.kernel.refusals import Refused
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number


@page("account.audit")
def log(request: HttpRequest) -> HttpResponse:
    """The security log, newest first, narrowed as the address says."""
    return _shown(request, forms.TakeLogForm(asks=queries.asks_for_code(actor_of(request))))


@page("log.take", methods=("POST",))
def take(request: HttpRequest) -> HttpResponseBase:
    """The log as a file, as far as the address narrows it."""
    actor, now = actor_of(request), clock.now()
    form = forms.TakeLogForm(request.POST, asks=queries.asks_for_code(actor))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            extract = actions.take_log(
                author=author_of(request), wanted=_wanted(_narrowed(request)), reason=reason, now=now
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            lines = log_file(extract, actor.person_id or 0, actor.name, reason, now)
            return stream_out(lines, "text/csv; charset=utf-8", f"{LABEL}-{clock.local(now):%Y%m%d-%H%M}.csv")
    return form.keeping(_shown(request, form))


def _narrowed(request: HttpRequest) -> forms.LogFilterForm:
    form = forms.LogFilterForm(request.GET)
    form.is_valid()  # What cannot be read is said beside its field and narrows nothing.
    return form


def _wanted(form: forms.LogFilterForm) -> queries.LogFilter:
    return queries.LogFilter(**{name: value for name, value in form.cleaned_data.items() if value})


def _shown(request: HttpRequest, taking: forms.TakeLogForm) -> HttpResponse:
    actor = actor_of(request)
    before = whole_number(request.GET.get("before", ""))
    form = _narrowed(request)
    kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    lines, older = queries.security_log(actor, before, wanted=_wanted(form))
    said = f"?{urlencode(kept)}" if kept else ""
    context = {
        "taking": taking,
        "takes": PERMISSIONS.allows(actor, "log.take"),
        "take_at": reverse("accounts:take_log") + said,
        "form": form,
        "columns": tables.LOG,
        "rows": tables.log_rows(lines, clock.now()),
        "empty": not lines,
        "narrowed": bool(kept),
        "audits": Role.AUDIT_ADMIN in actor.roles,
        "older": f"?{urlencode({**kept, 'before': older})}" if older else "",
    }
    return render(request, "accounts/log.html", context, status=422 if taking.is_bound else 200)

"""The monthly report: on the screen, as a workbook, printed."""

from datetime import date, timedelta
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse

from qinqing.desks.dashboard import documents, queries, tables
from qinqing.kernel import clock
from qinqing.kernel.addresses import path_to
from qinqing.kernel.figures import Period
from qinqing.kernel.pages import page
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.kernel.rendering import render
from qinqing.lib.text import whole_number

OLDEST = date(2010, 1, 1)


@page("report.read")
def report(request: HttpRequest) -> HttpResponse:
    """What a place's figures say of a month; every number opens its rows."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = _found(request)
    areas = queries.areas_reported_to(actor)
    before, after = found.month.first - timedelta(days=1), found.month.last + timedelta(days=1)
    context = {
        "report": found,
        "month": f"{found.month.first:%Y-%m}",
        "title": documents.title_of(found),
        "areas": areas if len(areas) > 1 else [],
        "sections": tables.sections(found),
        "cuts": tables.cuts(found),
        "before": _asked(found, before),
        "after": _asked(found, after) if after <= clock.today() else "",
        "files": {
            kind: path_to("dashboard:file", kind) + _asked(found, found.month.first)
            for kind in documents.KINDS
        },
        "trend": tables.trend_of(found),
    }
    return render(request, "dashboard/report.html", context)


@page("report.read")
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a file."""
    found = _found(request)
    if kind not in documents.KINDS:
        raise NotFound
    make, content_type = documents.KINDS[kind]
    response = HttpResponse(make(found, clock.now()), content_type=content_type)
    name = quote(documents.file_name(found, kind))
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["Cache-Control"] = "private, no-store"
    return response


def _found(request: HttpRequest) -> queries.Report:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    area = request.GET.get("area", "")
    month = Period.month_of(_month(request.GET.get("month", "")))
    return queries.report_of(actor, whole_number(area) if area else None, month, clock.today())


def _month(written: str) -> date:
    """A day of the month that an address names; of this one where it names none that has begun."""
    try:
        on = date.fromisoformat(f"{written}-01")
    except ValueError:
        return clock.today()
    return on if OLDEST <= on <= clock.today() else clock.today()


def _asked(found: queries.Report, on: date) -> str:
    """The query of an address for the month of a day, of the same place."""
    return "?" + urlencode({"month": f"{on:%Y-%m}", "area": found.area_id})

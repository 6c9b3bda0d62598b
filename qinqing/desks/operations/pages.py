"""How the platform is, as the worker last found it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from qinqing.desks.operations import queries, tables
from qinqing.kernel import clock
from qinqing.kernel.pages import page
from qinqing.kernel.rendering import render

STANDS_STILL = timedelta(minutes=2)


@page("operations.see")
def health(request: HttpRequest) -> HttpResponse:
    """What is well and what is not; a last look that is old says that the worker stands still."""
    now = clock.now()
    found = queries.found()
    looked_at = max((row.looked_at for row in found.values()), default=None)
    faults = sum(bool(row.fault) for row in found.values())
    context = {
        "columns": tables.HEALTH,
        "rows": tables.health_rows(found, now),
        "faults": faults,
        "looked_at": looked_at,
        "stands_still": looked_at is None or now - looked_at > STANDS_STILL,
    }
    return render(request, "operations/health.html", context)

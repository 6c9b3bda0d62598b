"""Whether this process answers and reaches its database."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from qinqing.kernel.pages import public


@public("load balancers and the launcher ask it; it tells nothing about the business")
def health(request: HttpRequest) -> HttpResponse:
    """200 with {"ok": true}, or 503 when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})

"""What a program is told when something is wrong: one problem document (RFC 9457) for everything."""

import json
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from qinqing.kernel.addresses import path_to
from qinqing.kernel.api.faults import KINDS, SAID, Fault, fault_of
from qinqing.kernel.away import SECONDS

MEDIA_TYPE: Final = "application/problem+json"


def problem(fault: Fault) -> HttpResponse:
    """The document that says so."""
    known = KINDS[fault.kind]
    said: dict[str, Any] = {
        "type": f"{path_to('api:docs')}#{fault.kind}",
        "title": known.title,
        "status": known.status,
        "detail": fault.detail or known.advice,
    }
    if fault.errors:
        said["errors"] = [{"field": one.field, "message": one.message} for one in fault.errors]
    text = json.dumps(said, ensure_ascii=False)
    answer = HttpResponse(text, status=known.status, content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "no-store"
    if fault.kind == "unsigned":
        answer["WWW-Authenticate"] = "Bearer"
    if fault.retry_after:
        answer["Retry-After"] = str(fault.retry_after)
    return answer


def unreadable(request: HttpRequest, mistake: Exception) -> HttpResponse:
    """A request that no operation came to see."""
    return problem(fault_of(mistake) if isinstance(mistake, SAID) else Fault("unreadable"))


def broken() -> HttpResponse:
    """Our own fault."""
    return problem(Fault("broken"))


def away() -> HttpResponse:
    """What we rest on is away for a while."""
    return problem(Fault("away", retry_after=SECONDS))

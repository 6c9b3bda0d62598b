"""When what the house rests on is away for a while: a database that starts anew, a disk without room.

It is nobody's mistake and passes by itself, so the answer is 503 and says when to come again. A form is given
back with all that was typed, under the key it was sent with: sent again it counts once, however often.
"""

import errno
from typing import Final

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from qinqing.kernel import twins
from qinqing.kernel.rendering import render

SECONDS: Final = 10
"""After so long it is worth coming again."""
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_away(mistake: BaseException | None) -> bool:
    """Whether a mistake means that the database or the disk cannot serve for now."""
    if not twins.protects(twins.AWAY):
        return False
    if isinstance(mistake, OSError):
        return mistake.errno in _NO_ROOM
    return isinstance(mistake, OperationalError | InterfaceError)


def page(request: HttpRequest) -> HttpResponse:
    """What somebody at a browser is told, with what he typed; secrets are never written into a page.

    The form carries the token it came with and no new one: what another site sent stays refused.
    """
    sent = _sent(request)
    kept = [(name, text) for name, texts in sent.lists() for text in texts if not _is_secret(name)]
    context = {
        "fields": kept,
        "whole": len(kept) == sum(len(texts) for _, texts in sent.lists()),
        "writes": request.method == "POST",
        "files": bool(sent and request.FILES),
        "again": request.get_full_path(),
    }
    response = render(request, "ui/away.html", context, status=503)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(SECONDS)
    return response


def _sent(request: HttpRequest) -> QueryDict:
    try:
        return request.POST
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return QueryDict()


def _is_secret(name: str) -> bool:
    return name == "code" or "password" in name

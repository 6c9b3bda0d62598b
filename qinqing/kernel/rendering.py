"""Rendering with the database closed: a template that queries is a defect and raises."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from jinja2_fragments import render_block
from markupsafe import Markup

from qinqing.kernel import clock, navigation
from qinqing.kernel.permissions import NOBODY


class QueryWhileRendering(RuntimeError):
    """A template asked the database; the message holds the beginning of the SQL."""


def _refuse(execute: object, sql: str, params: object, many: bool, context: object) -> object:
    raise QueryWhileRendering(f"queried while rendering: {sql[:200]}")


@contextmanager
def closed_door() -> Iterator[None]:
    """Within the block every query on every connection raises QueryWhileRendering."""
    managers = [connections[alias].execute_wrapper(_refuse) for alias in connections]
    for manager in managers:
        manager.__enter__()
    try:
        yield
    finally:
        for manager in reversed(managers):
            manager.__exit__(None, None, None)


ELDER: Final = "elder"
"""The cookie of the large print (GB/T 37668); an address that names it sets it for all pages that follow."""
ELDER_FOR: Final = 365 * 24 * 3600


def _elder(request: HttpRequest) -> dict[str, Any]:
    """Whether the page is in large print, and the address that changes it, where there is one to go to."""
    is_on = request.GET.get(ELDER, request.COOKIES.get(ELDER, "")) == "1"
    asked = request.GET.copy()
    asked[ELDER] = "0" if is_on else "1"
    return {"elder": is_on, "elder_url": f"?{asked.urlencode()}" if request.method == "GET" else ""}


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render `template`, or only its block for htmx where the name is `template#block`.

    What is refused before the door has no actor and is shown to nobody.
    Everything lazy is settled first: the actor is no lazy object, one-time messages are drained,
    counters of the menu are read. Then the database is closed until the text stands.
    """
    name, _, block = template.partition("#")
    token, actor = get_token(request), getattr(request, "actor", NOBODY)
    whole: dict[str, Any] = {
        "request": request,
        "me": actor,
        "nav": navigation.menu_of(request, actor),
        **navigation.frame_of(actor),
        "search_words": "企业、编号或内容",
        "now": clock.now(),
        "demo_notice": settings.DEMO_NOTICE,
        "messages": [{"tone": m.level_tag, "text": str(m)} for m in messages.get_messages(request)],
        **_elder(request),
        "csrf_token": token,
        "csrf_input": Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(token),
        **(context or {}),
    }
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    partial = bool(block) and request.headers.get("HX-Request") == "true"
    with closed_door():
        text = (
            render_block(environment, name, block, **whole)
            if partial
            else environment.get_template(name).render(whole)
        )
    response = HttpResponse(text, status=status)
    response["Cache-Control"] = "private, no-store" if whole["me"].is_signed_in else "no-cache"
    response["Vary"] = "HX-Request, Cookie"
    if request.GET.get(ELDER) in {"0", "1"}:
        response.set_cookie(
            ELDER,
            request.GET[ELDER],
            max_age=ELDER_FOR,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response

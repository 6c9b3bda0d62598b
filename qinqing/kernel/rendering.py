"""Rendering with the database closed: a template that queries is a defect and raises."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from jinja2_fragments import render_block
from markupsafe import Markup

from qinqing.kernel import clock, navigation, speaking
from qinqing.kernel.permissions import NOBODY
from qinqing.ui.english import in_english


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
LANGUAGE: Final = "lang"
"""The cookie of the language, set in the same way."""
KEPT_CHOICES: Final[Mapping[str, frozenset[str]]] = {
    ELDER: frozenset({"0", "1"}),
    LANGUAGE: frozenset({"zh", "en"}),
}
"""What a reader may choose for all pages, with the values there are."""
KEPT_FOR: Final = 365 * 24 * 3600


def _chosen(request: HttpRequest, choice: str) -> str:
    """What the address or else the cookie says, if there is such a value."""
    asked = request.GET.get(choice, request.COOKIES.get(choice, ""))
    return asked if asked in KEPT_CHOICES[choice] else ""


def _choices(request: HttpRequest) -> dict[str, Any]:
    """Whether the page is in large print and in English, and the addresses that change it, if it can be asked
    for again."""
    is_large, is_english = _chosen(request, ELDER) == "1", _chosen(request, LANGUAGE) == "en"
    return {
        "elder": is_large,
        "elder_url": _with(request, ELDER, "0" if is_large else "1"),
        "english": is_english,
        "language_url": _with(request, LANGUAGE, "zh" if is_english else "en"),
    }


def _with(request: HttpRequest, choice: str, value: str) -> str:
    if request.method != "GET":
        return ""
    asked = [(name, one) for name, some in request.GET.lists() if name != choice for one in some]
    return f"?{urlencode([*asked, (choice, value)])}"


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render `template`, or only its block for htmx where the name is `template#block`.

    What is refused before the door has no actor and is shown to nobody.
    Everything lazy is settled first: the actor is no lazy object, one-time messages are drained,
    counters of the menu are read. Then the database is closed until the text stands. For who chose English
    the finished text is put into English (`ui.english`): nothing before it knows of languages.
    """
    name, _, block = template.partition("#")
    token, actor = get_token(request), getattr(request, "actor", NOBODY)
    speaks, only = speaking.speaking_of(actor), _hidden("csrfmiddlewaretoken", token)
    whole: dict[str, Any] = {
        "request": request,
        "me": actor,
        "nav": navigation.menu_of(request, actor),
        **navigation.frame_of(actor.roles),
        "search_words": "编号、名称或内容",
        "now": clock.now(),
        "demo_notice": settings.DEMO_NOTICE,
        "messages": [{"tone": m.level_tag, "text": str(m)} for m in messages.get_messages(request)],
        **_choices(request),
        "csrf_token": token,
        "speaks": speaks,
        "token_input": only,
        "csrf_input": only + (_hidden(speaking.FIELD, speaks.now.id) if speaks else Markup("")),
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
    if whole["english"]:
        text = in_english(text, settings.ENGLISH)
    response = HttpResponse(text, status=status)
    response["Cache-Control"] = "private, no-store" if whole["me"].is_signed_in else "no-cache"
    response["Vary"] = "HX-Request, Cookie"
    _keep_choices(request, response)
    return response


def _hidden(name: str, value: object) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)


def _keep_choices(request: HttpRequest, response: HttpResponse) -> None:
    for choice, values in KEPT_CHOICES.items():
        if request.GET.get(choice) in values:
            response.set_cookie(
                choice,
                request.GET[choice],
                max_age=KEPT_FOR,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )

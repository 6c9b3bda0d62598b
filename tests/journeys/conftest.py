"""A running house and a browser: journeys are walked as people walk them, in Chromium, over real commits."""

import os
import socketserver
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections, transaction
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from qinqing.config import wiring
from qinqing.domains.accounts.models import Session
from qinqing.kernel import clock, door
from tests.builders.problems import Town, town

# The browser's driver keeps an event loop in this thread; our database calls beside it are plain ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""By how many pixels a page is wider than its window."""


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Journeys say enough by themselves."""


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


@dataclass
class House:
    """A running application, most often with a town in it, and a way to walk in as somebody or as nobody."""

    url: str
    town: Town | None
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    def session(self, who: str) -> str:
        """A session key for somebody, as signing in would give."""
        assert self.town is not None, "nobody lives here yet"
        key = uuid.uuid4().hex
        now: datetime = clock.now()
        with transaction.atomic(), door.as_system("tests.sign_in"):
            Session.objects.create(
                key_hash=door.session_hash(key),
                person=self.town.people[who],
                started_at=now,
                seen_at=now,
                device="test",
            )
        return key

    def enter(self, who: str, *, size: dict[str, int] | None = None, javascript: bool = True) -> Page:
        """A page of a browser of its own in which this person is signed in."""
        page = self.arrive(size=size, javascript=javascript)
        key = {"name": settings.SESSION_KEY_COOKIE, "value": self.session(who), "url": self.url}
        page.context.add_cookies([key])  # type: ignore[list-item]
        return page

    def arrive(self, *, size: dict[str, int] | None = None, javascript: bool = True) -> Page:
        """A page of a browser that was never here."""
        context = self.browser.new_context(
            base_url=self.url, viewport=size or DESK, locale="zh-CN", timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
        )  # fmt: skip
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        return page


@pytest.fixture(scope="session")
def browser_here() -> Iterator[Browser]:
    """Chromium of the distribution."""
    if not Path(CHROMIUM).exists():
        pytest.fail("没有 chromium：apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def house(fresh_database: str, browser_here: Browser) -> Iterator[House]:
    """The application on a port of its own, with a town."""
    with transaction.atomic():
        place = town()
    with _served(browser_here, place) as running:
        yield running


@pytest.fixture
def empty_house(fresh_database: str, browser_here: Browser) -> Iterator[House]:
    """The application where nobody is yet; the staff pass a second check, as everywhere but in a demo."""
    with override_settings(SECOND_FACTOR=True), _served(browser_here, None) as running:
        yield running


@contextmanager
def _served(browser: Browser, place: Town | None) -> Iterator[House]:
    wiring.connect()
    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    running = House(f"http://127.0.0.1:{server.server_address[1]}", place, browser)
    with override_settings(PUBLIC_URL=running.url):
        yield running
    for context in running.contexts:
        context.close()
    server.shutdown()
    server.server_close()
    thread.join(5)


Walk = Callable[[Page], None]

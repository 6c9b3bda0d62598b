"""One embedded PostgreSQL for the session, migrated by the owner, used as the web role, under row security.

`DATABASE_URL` set: the same on that server (its databases are made and dropped here).
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import connections
from django.test import override_settings
from hypothesis import HealthCheck, settings

from qinqing.kernel import door, kept
from qinqing.kernel.database.borrowed import Borrowed, server_for_tests
from qinqing.kernel.database.launcher import SUPERUSER, Server
from qinqing.kernel.permissions import Actor

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

Database = Server | Borrowed
SuperuserDsn = Callable[[str], str]


@pytest.fixture(scope="session")
def server() -> Iterator[Database]:
    """The session's own PostgreSQL with fsync off, or the one that `DATABASE_URL` lends."""
    with server_for_tests() as running:
        yield running


@pytest.fixture(scope="session")
def superuser_dsn(server: Database) -> SuperuserDsn:
    """The address of a database for somebody whom no policy and no trigger stops; a lent server has none."""
    if isinstance(server, Borrowed):
        pytest.skip("a lent server gives no superuser")
    return lambda database: server.url(SUPERUSER, database)


def migrated(server: Database, name: str) -> str:
    """A database with tables, row-level security and calendar, made by the owner in a process of its own."""
    server.create_database(name)
    environment = {**os.environ, **server.urls(name), "QINQING_ROLE": "owner"}
    subprocess.run(
        [sys.executable, "-m", "qinqing.config.commands", "migrate"],
        env=environment,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    return name


def point_at(url: str) -> None:
    """Let Django's connection be the one of this address, in every thread from now on."""
    parts = urlsplit(url)
    connections.settings["default"].update(
        NAME=parts.path.lstrip("/"),
        USER=unquote(parts.username or ""),
        PASSWORD=unquote(parts.password or ""),
        HOST=parse_qs(parts.query).get("host", [parts.hostname or ""])[0],
        PORT=str(parts.port or ""),
    )
    connections.close_all()
    if hasattr(connections._connections, "default"):
        del connections["default"]


@pytest.fixture(scope="session")
def template(server: Database) -> str:
    """The migrated database every other one is copied from."""
    return migrated(server, "qinqing_template")


@pytest.fixture(scope="session")
def django_db_setup(server: Database, template: str) -> None:
    """The database of ordinary tests; each runs in a transaction that is rolled back."""
    server.create_database("qinqing_test", template=template)
    point_at(server.url("qinqing_web", "qinqing_test"))


@pytest.fixture
def fresh_database(
    server: Database, template: str, django_db_setup: None, django_db_blocker: Any
) -> Iterator[str]:
    """A database of its own with real commits, for tests with threads and processes."""
    name = f"qinqing_fresh_{os.getpid()}"
    server.create_database(name, template=template)
    point_at(server.url("qinqing_web", name))
    with django_db_blocker.unblock():
        yield name
    connections.close_all()
    point_at(server.url("qinqing_web", "qinqing_test"))
    server.drop_database(name)


@pytest.fixture(scope="session", autouse=True)
def _one_check_at_the_door() -> Iterator[None]:
    """Signing in takes a password alone, but for the tests of the second check."""
    with override_settings(SECOND_FACTOR=False):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """No reading kept by the process outlives its test."""
    kept.forget_all()
    yield
    kept.forget_all()


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Stand in someone's shoes, in the database too, and step out afterwards."""
    door.step_in(actor)
    yield actor
    door.step_in(Actor())


@pytest.fixture
def monday() -> datetime:
    """A quiet working Monday morning: 2026-03-02 09:30 in China."""
    return datetime(2026, 3, 2, 1, 30, tzinfo=UTC)

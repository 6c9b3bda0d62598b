"""The crowd of `tests.builders.personas`: made once for a session, met by one module after the other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.builders import personas
from tests.builders.personas import Crowd
from tests.conftest import Database
from tests.doors.in_english import Values


@pytest.fixture(scope="session")
def gathered(
    server: Database, template: str, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> tuple[Crowd, Path]:
    """The crowd, and the folder of its files."""
    folder: Path = tmp_path_factory.mktemp("files")
    server.create_database(personas.DATABASE, template=template)
    with django_db_blocker.unblock(), personas.among(server, folder):
        return personas.gather(server), folder


@pytest.fixture(scope="module")
def crowd(server: Database, gathered: tuple[Crowd, Path], django_db_blocker: Any) -> Iterator[Crowd]:
    """The crowd at its moment, with the house standing in its database."""
    found, folder = gathered
    with django_db_blocker.unblock(), personas.among(server, folder):
        yield found


@pytest.fixture(scope="session")
def values(server: Database, gathered: tuple[Crowd, Path]) -> Values:
    """The texts of the crowd's database as it was gathered."""
    with psycopg.connect(server.url("qinqing_worker", personas.DATABASE), autocommit=True) as connection:
        connection.execute("select set_config('app.system', 'tests.read', false)")
        return Values(connection)


@pytest.fixture
def keeper(server: Database, crowd: Crowd) -> Iterator[psycopg.Connection]:
    """A look into every table of the crowd's database from outside, by the worker, as the system."""
    with psycopg.connect(server.url("qinqing_worker", personas.DATABASE), autocommit=True) as connection:
        connection.execute("select set_config('app.system', 'tests.read', false)")
        yield connection

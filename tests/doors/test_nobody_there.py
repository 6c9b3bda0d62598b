"""Where no actor is set the database shows no row of anybody: only what is printed for everybody to read.

Asked of every table there is, in the crowd's database, where nearly all of them hold something.
"""

from collections.abc import Iterator

import psycopg
import pytest

from tests.builders import personas
from tests.builders.personas import Crowd
from tests.conftest import Database
from tests.doors.test_each_line_alone import row_security_off

FOR_ALL = frozenset(
    {
        "accounts_area",  # places, and the rules that hold in them: read before anybody has signed in
        "kernel_calendarday",
        "kernel_calendaryear",
        "kernel_datedsetting",
        "problems_category",
        "problems_categoryrule",
        "problems_duty",
        "problems_replytemplate",
    }
)


@pytest.fixture
def nobody(server: Database, crowd: Crowd) -> Iterator[psycopg.Connection]:
    """The web's own connection before anybody stepped in."""
    with psycopg.connect(server.url("qinqing_web", personas.DATABASE), autocommit=True) as connection:
        yield connection


def filled(connection: psycopg.Connection) -> set[str]:
    """The tables that show this connection at least one row."""
    tables = connection.execute(
        "select relname from pg_class where relkind in ('r', 'p', 'v', 'm')"
        " and relnamespace = 'public'::regnamespace"
        " and has_table_privilege(oid, 'select')"
    ).fetchall()
    return {name for (name,) in tables if connection.execute(f"select 1 from {name} limit 1").fetchone()}


def test_without_an_actor_no_table_shows_a_row_of_anybody(nobody: psycopg.Connection) -> None:
    assert filled(nobody) <= FOR_ALL


def test_what_is_read_by_all_is_there(nobody: psycopg.Connection) -> None:
    assert filled(nobody) >= {"accounts_area", "problems_category", "problems_duty"}


def test_without_row_security_nearly_every_table_shows_some(
    nobody: psycopg.Connection, server: Database
) -> None:
    """The twin: there was something to be shown."""
    with row_security_off(server):
        shown = filled(nobody) - FOR_ALL
    assert {"problems_problem", "kernel_event", "advice_route", "claims_claim", "accounts_session"} <= shown
    assert len(shown) > 60

"""While the database or the disk is away nothing is lost: the form comes back with its words, counts once."""

import html
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from django.db import transaction
from django.test import Client, override_settings

from qinqing.domains.problems.models import Problem
from qinqing.kernel import away, clock, door, twins
from qinqing.kernel.pages import new_client_key
from tests.builders.browsers import signed_in
from tests.builders.problems import Town, town
from tests.conftest import SuperuserDsn

WORDS = "厂门口的路灯坏了 <b>三</b> 个月"


@pytest.fixture
def place(fresh_database: str, monday: datetime) -> Iterator[Town]:
    with transaction.atomic():
        made = town()
    with clock.set_to(monday):
        yield made


@pytest.fixture
def clerk(place: Town, monday: datetime) -> Client:
    """The enterprise's contact, in whose browser a fault is an answer."""
    with transaction.atomic():
        client = signed_in(place.people["enterprise"], monday)
    client.raise_request_exception = False
    return client


@pytest.fixture
def superuser(superuser_dsn: SuperuserDsn, fresh_database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(superuser_dsn("postgres"), autocommit=True) as found:
        yield found


@contextmanager
def gone(superuser: psycopg.Connection, database: str) -> Iterator[None]:
    """Within the block nobody reaches the database, and who was in it was thrown out."""
    superuser.execute(f"alter database {database} allow_connections false")
    superuser.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [database])
    try:
        yield
    finally:
        superuser.execute(f"alter database {database} allow_connections true")


@contextmanager
def full(superuser_dsn: SuperuserDsn, database: str, table: str) -> Iterator[None]:
    """Within the block PostgreSQL answers every new row of a table as it does on a disk without room."""
    with psycopg.connect(superuser_dsn(database), autocommit=True) as owner:
        owner.execute(
            "create function no_room() returns trigger language plpgsql as $$ begin"
            " raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';"
            " end $$"
        )
        owner.execute(
            f"create trigger no_room before insert on {table} for each row execute function no_room()"
        )
        try:
            yield
        finally:
            owner.execute("drop function no_room() cascade")


def form(**more: str) -> dict[str, str]:
    return {"facts": WORDS, "looked": "1", "client_key": new_client_key(), **more}


def given_back(body: str) -> dict[str, str]:
    """The fields of the form that the answer holds."""
    form = re.search(r"<form[^>]*data-once>.*?</form>", body, re.DOTALL)
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0] if form else "")
    return {name: html.unescape(text) for name, text in found}


def stored() -> int:
    with transaction.atomic(), door.as_system("tests.read"):
        return Problem.objects.count()


def test_a_form_sent_while_the_database_is_away_comes_back_whole_and_counts_once(
    clerk: Client, superuser: psycopg.Connection, fresh_database: str
) -> None:
    sent = form()
    with gone(superuser, fresh_database):
        answer = clerk.post("/raise/", sent)
        assert (answer.status_code, answer["Retry-After"]) == (503, str(away.SECONDS))
        assert given_back(answer.content.decode()) == sent
        assert answer["Cache-Control"] == "no-store"
    again = clerk.post("/raise/", given_back(answer.content.decode()))
    assert (again.status_code, stored()) == (302, 1)
    assert clerk.post("/raise/", sent)["Location"] == again["Location"]
    assert stored() == 1


def test_while_it_is_away_a_page_says_so_and_afterwards_it_opens_without_hands(
    clerk: Client, superuser: psycopg.Connection, fresh_database: str
) -> None:
    with gone(superuser, fresh_database):
        assert clerk.get("/").status_code == 503
        assert clerk.get("/health").status_code == 503
        told = clerk.get("/api/v1/problems", headers={"Authorization": "Bearer x"})
        assert (told.status_code, told["Content-Type"]) == (503, "application/problem+json")
        assert told["Retry-After"] == str(away.SECONDS)
    assert clerk.get("/").status_code == 200


@pytest.mark.parametrize(
    "table", ["problems_problem", "problems_ledgerentry", "kernel_event", "procrastinate_jobs"]
)
def test_a_disk_that_is_full_half_way_leaves_nothing_half_written(
    table: str, clerk: Client, superuser_dsn: SuperuserDsn, fresh_database: str
) -> None:
    sent = form()
    with full(superuser_dsn, fresh_database, table):
        answer = clerk.post("/raise/", sent)
        assert (answer.status_code, stored()) == (503, 0)
        assert given_back(answer.content.decode()) == sent
    assert clerk.post("/raise/", given_back(answer.content.decode())).status_code == 302
    assert stored() == 1


def test_without_the_answer_to_it_the_same_is_a_fault_of_ours(
    clerk: Client, superuser: psycopg.Connection, fresh_database: str
) -> None:
    """The twin: what tells somebody to come again is the look at what is away."""
    with gone(superuser, fresh_database), override_settings(TWINS=frozenset({twins.AWAY})):
        answer = clerk.post("/raise/", form())
    assert answer.status_code == 500
    assert given_back(answer.content.decode()) == {}


def test_a_password_is_never_written_into_the_answer(
    clerk: Client, superuser: psycopg.Connection, fresh_database: str
) -> None:
    with gone(superuser, fresh_database):
        answer = clerk.post("/sign-in/", {"login": "chen", "password": "Lu-Deng.7742"})
    assert answer.status_code == 503
    assert "Lu-Deng" not in answer.content.decode()
    assert given_back(answer.content.decode()) == {}


def test_a_form_from_another_site_gets_no_token_by_it(
    place: Town, monday: datetime, superuser: psycopg.Connection, fresh_database: str
) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    with gone(superuser, fresh_database):
        answer = strict.post("/raise/", form())
    assert answer.status_code == 503
    assert strict.post("/raise/", given_back(answer.content.decode())).status_code == 403


STORE = """
import resource, sys, django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from qinqing.kernel import away, files
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    files.receive(SimpleUploadedFile("a.txt", b"a" * int(sys.argv[1])), field="files")
except OSError as full:
    sys.exit(7 if away.is_away(full) else 1)
"""


def kept_by_a_disk_with_little_room(home: Path, size: int) -> int:
    """A file of this size given to a process that may write 64 KiB into one; gives how that ended."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "qinqing.config.settings",
        "QINQING_HOME": str(home),
        "QINQING_ROLE": "owner",
    }
    command = [sys.executable, "-c", STORE, str(size)]
    return subprocess.run(command, check=False, env=environment).returncode


def test_a_file_for_which_there_is_no_room_leaves_nothing_behind(tmp_path: Path) -> None:
    assert kept_by_a_disk_with_little_room(tmp_path, 200_000) == 7
    assert [place for place in tmp_path.rglob("*") if place.is_file()] == []
    assert kept_by_a_disk_with_little_room(tmp_path, 60_000) == 0  # the twin: where there is room it is kept
    assert len([place for place in tmp_path.rglob("*") if place.is_file()]) == 1

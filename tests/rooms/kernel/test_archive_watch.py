"""The log that cannot be carried to the backups: seen on a real server, until it can be carried again."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from qinqing.desks.operations.watches import WATCHES
from qinqing.kernel import clock
from qinqing.kernel.database.archive import WAL
from qinqing.kernel.database.launcher import SUPERUSER, Server
from tests.builders.platform import eventually
from tests.conftest import Database, point_at

(LOOK,) = (watch.look for watch in WATCHES if watch.key == "archive")


@pytest.fixture
def carrying(server: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Server, Path]]:
    """A server that carries its log, with Django's connection in it; and where the log goes."""
    home, kept = (Path(tempfile.mkdtemp(prefix="qq-")) for _ in range(2))
    for folder in (home, kept):
        folder.chmod(0o711)
    running = Server(home, backups=kept)
    running.start()
    with django_db_blocker.unblock():
        point_at(running.url(SUPERUSER))
        yield running, kept / WAL
        connections.close_all()
        point_at(server.url("qinqing_web", "qinqing_test"))
    running.stop()
    for folder in (home, kept):
        shutil.rmtree(folder)


def ended_segment(server: Server) -> str:
    """The name of a piece of the log that is full now and is to be carried."""
    with psycopg.connect(server.url(SUPERUSER), autocommit=True) as connection:
        connection.execute("select pg_create_restore_point('carried')")
        found = connection.execute("select pg_walfile_name(pg_switch_wal())").fetchone()
    assert found is not None
    return str(found[0])


def test_a_log_that_cannot_be_carried_is_seen_until_it_can(carrying: tuple[Server, Path]) -> None:
    server, wal = carrying
    first = ended_segment(server)
    eventually(lambda: (wal / first).exists())
    assert LOOK(clock.now()) == ""
    aside = wal.with_name("aside")
    wal.rename(aside)
    second = ended_segment(server)
    eventually(lambda: LOOK(clock.now()) != "")
    assert LOOK(clock.now()).startswith(f"数据库的连续日志从 {clock.local(clock.now()):%-m月%-d日}")
    assert LOOK(clock.now()).endswith("起抄不出去")
    aside.rename(wal)
    ended_segment(server)
    eventually(lambda: (wal / second).exists() and LOOK(clock.now()) == "")

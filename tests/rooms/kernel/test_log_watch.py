"""The alarm of a log that cannot be carried out, at a server of its own that carries one."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from qinqing.desks.operations.watches import WATCHES
from qinqing.kernel.database.launcher import SUPERUSER, Server
from tests.builders.platform import eventually
from tests.conftest import Database, point_at

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
LOOK = {watch.key: watch.look for watch in WATCHES}["archive"]


@pytest.fixture
def kept(server: Database, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """The folder to which the log of a server is carried, whom Django asks meanwhile."""
    home, kept = (Path(tempfile.mkdtemp(prefix="qq-")) for _ in range(2))
    for place in (home, kept):
        place.chmod(0o711)
    house = Server(home, backups=kept)
    house.start()
    try:
        with django_db_blocker.unblock():
            point_at(house.url(SUPERUSER))
            yield kept
    finally:
        point_at(server.url("qinqing_web", "qinqing_test"))
        house.stop()
        shutil.rmtree(home)
        shutil.rmtree(kept)


def next_segment() -> str:
    """Something is written, and a segment of the log is full; gives its name."""
    with connection.cursor() as cursor:
        cursor.execute("create table if not exists note (id int)")
        cursor.execute("insert into note values (1)")
        cursor.execute("select pg_walfile_name(pg_switch_wal())")
        return str(cursor.fetchone()[0])


def test_a_log_that_cannot_be_carried_out_is_seen_and_well_again_afterwards(kept: Path) -> None:
    first = next_segment()
    eventually(lambda: (kept / "wal" / first).exists())
    assert LOOK(NOW) == ""
    (kept / "wal").rename(kept / "away")
    second = next_segment()
    eventually(lambda: "抄不出去" in LOOK(NOW))
    (kept / "away").rename(kept / "wal")
    eventually(lambda: (kept / "wal" / second).exists())
    eventually(lambda: LOOK(NOW) == "")

"""A backup brings everything back: to its own moment, or to any one the log has reached."""

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from qinqing.cli import keeping
from qinqing.cli.installation import Installation
from qinqing.kernel import clock
from qinqing.kernel.database import backups
from qinqing.kernel.database.launcher import SUPERUSER, Server
from qinqing.kernel.database.startup import CannotStart
from tests.builders.platform import eventually


def room() -> Path:
    made = Path(tempfile.mkdtemp(prefix="qq-"))
    made.chmod(0o711)
    return made


@dataclass
class Office:
    """An installation with its backups beside it."""

    home: Path
    kept: Path
    server: Server

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.server.url(SUPERUSER), autocommit=True) as connection:
            done = connection.execute(sql)
            return done.fetchall() if done.description else []

    def moment(self) -> datetime:
        found = self.ask("select clock_timestamp()")[0][0]
        assert isinstance(found, datetime)
        return found

    def carried(self, ending: str = "") -> None:
        """Wait until what was written up to now lies in the archive; something is written first, so that
        there is a segment to end.
        """
        self.ask("select pg_create_restore_point('carried')")
        name = self.ask("select pg_walfile_name(pg_switch_wal())")[0][0]
        eventually(lambda: (self.kept / "wal" / f"{name}{ending}").exists())


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """A durable cluster that carries its log, with a table of notes."""
    home, kept = room(), room()
    server = Server(home, backups=kept)
    server.start()
    made = Office(home, kept, server)
    made.ask("create table note (id int)")
    made.ask("insert into note values (1)")
    yield made
    server.stop()
    shutil.rmtree(home)
    shutil.rmtree(kept)


@pytest.fixture(scope="module")
def first(office: Office) -> backups.Backup:
    """A backup with one note; the log has a second one, and a third after the moment of `between`."""
    return backups.take(office.server, office.home, office.kept, clock.now)


@pytest.fixture(scope="module")
def between(office: Office, first: backups.Backup) -> datetime:
    office.ask("insert into note values (2)")
    moment = office.moment()
    office.ask("insert into note values (3)")
    office.carried()
    return moment


def brought_back(office: Office, backup: backups.Backup, at: datetime | None) -> list[int]:
    """The notes of a server that was restored elsewhere with the same keys."""
    home = room()
    shutil.copytree(office.home / "secrets", home / "secrets")
    server = Server(home)
    try:
        backups.lay_out(backup, office.kept, home, server.account, at)
        server.start()
        backups.settle(server)
        restored = Office(home, office.kept, server)
        found = [number for (number,) in restored.ask("select id from note order by id")]
        restored.ask("insert into note values (9)")
        server.stop()
        server.start()  # once more, as any start
        assert restored.ask("select count(*) from note") == [(len(found) + 1,)]
        return found  # type: ignore[return-value]
    finally:
        server.stop()
        shutil.rmtree(home)


def test_everything_the_log_has_reached_comes_back(
    office: Office, first: backups.Backup, between: datetime
) -> None:
    assert brought_back(office, first, None) == [1, 2, 3]


def test_a_moment_comes_back_as_it_was(office: Office, first: backups.Backup, between: datetime) -> None:
    assert brought_back(office, first, between) == [1, 2]


def test_a_moment_that_the_log_has_not_reached_is_refused(
    office: Office, first: backups.Backup, between: datetime
) -> None:
    with pytest.raises(CannotStart, match="recovery ended before"):
        brought_back(office, first, datetime.fromisoformat("2100-01-01T00:00:00+00:00"))


def test_a_moment_before_the_first_backup_is_refused(office: Office, first: backups.Backup) -> None:
    with pytest.raises(CannotStart, match="没有那个时间以前"):
        backups.fitting(office.kept, first.begun_at)
    assert backups.fitting(office.kept, None) == first


def test_a_backup_that_was_not_finished_is_none(office: Office, first: backups.Backup) -> None:
    shutil.copytree(first.place, office.kept / "base" / "20990101T000000Z.new", ignore=lambda *_: ["pgdata"])
    assert backups.all_in(office.kept) == [first]


def test_files_are_kept_once_and_none_is_half(office: Office, tmp_path: Path) -> None:
    store, name = tmp_path / "home" / "files", "ab" * 32
    (store / "ab").mkdir(parents=True)
    (store / "ab" / name).write_bytes(b"lamp")
    (store / "ab" / "tmpxyz").write_bytes(b"being written")
    kept = tmp_path / "kept"
    for _ in range(2):
        backups.take(office.server, tmp_path / "home", kept, clock.now)
    assert [place.name for place in (kept / "files").rglob("*") if place.is_file()] == [name]


def test_the_keys_are_in_no_backup(office: Office, first: backups.Backup) -> None:
    secrets = [place.read_bytes().strip() for place in (office.home / "secrets").iterdir()]
    held = [place.read_bytes() for place in first.place.rglob("*") if place.is_file()]
    assert not any(secret in content for secret in secrets for content in held)


def asked(folder: Path, at: str = "") -> argparse.Namespace:
    return argparse.Namespace(folder=str(folder), at=at)


def test_without_the_keys_nothing_is_restored(office: Office, first: backups.Backup) -> None:
    home = room()
    with pytest.raises(CannotStart, match="secrets"):
        keeping.restore(Installation(home, Server(home)), asked(office.kept))
    assert list(home.iterdir()) == []


def test_nothing_is_restored_over_what_is_there(office: Office, first: backups.Backup) -> None:
    with pytest.raises(CannotStart, match="已经有数据库"):
        keeping.restore(Installation(office.home, office.server), asked(office.kept))


@pytest.mark.parametrize("written", ["", "gestern", "2026-13-01", "99"])
def test_a_moment_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(CannotStart, match="时间要写成"):
        keeping.moment_of(written)


def test_a_moment_is_read_on_the_clock_of_the_installation() -> None:
    assert keeping.moment_of("2026-11-22 09:40").isoformat() == "2026-11-22T09:40:00+08:00"

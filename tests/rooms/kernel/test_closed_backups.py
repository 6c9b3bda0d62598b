"""A backup that is closed for somebody says nothing to anybody else, and brings everything back to him."""

import argparse
import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qinqing.cli import keeping
from qinqing.cli.installation import Installation
from qinqing.kernel import clock
from qinqing.kernel.database import backups, closing, folder, thinning
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.database.startup import CannotStart
from tests.rooms.kernel.test_backups import Office, brought_back, room

WORD = "路灯坏了三个月"
pytestmark = pytest.mark.skipif(
    shutil.which("gpg") is None, reason="needs gpg, which Debian has as gnupg: apt install gnupg"
)


@pytest.fixture(scope="module")
def keyring() -> Iterator[Path]:
    """Whoever may open the backups: his keyring, in which his public key lies as a file, too."""
    home = room()
    home.chmod(0o700)
    environ = os.environ | {"GNUPGHOME": str(home)}

    def gpg(*asked: str) -> bytes:
        done = subprocess.run(
            ["gpg", "--batch", "--quiet", *asked], env=environ, capture_output=True, check=True
        )
        return done.stdout

    gpg("--passphrase", "", "--quick-generate-key", "backup@example.cn", "default", "default", "never")
    (home / "public.asc").write_bytes(gpg("--armor", "--export", "backup@example.cn"))
    yield home
    subprocess.run(["gpgconf", "--kill", "all"], env=environ, check=True)
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def key(keyring: Path) -> Iterator[Path]:
    """The public key where every account can read it."""
    place = room() / "backup.asc"
    shutil.copy(keyring / "public.asc", place)
    place.chmod(0o644)
    yield place
    shutil.rmtree(place.parent)


def an_office(key: Path | None) -> Iterator[Office]:
    """An installation whose log is carried closed or open, with a note, a file and a backup of both."""
    home, kept = room(), room()
    server = Server(home, backups=kept, backup_key=key)
    server.start()
    made = Office(home, kept, server)
    made.ask("create table note (id int, words text)")
    made.ask(f"insert into note values (1, '{WORD}')")
    (home / "files" / "ab").mkdir(parents=True)
    (home / "files" / "ab" / ("ab" * 32)).write_text(WORD)
    backups.take(server, home, kept, clock.now, key)
    made.ask(f"insert into note values (2, '{WORD}')")
    made.carried(closing.ENDING if key else "")
    yield made
    server.stop()
    shutil.rmtree(home)
    shutil.rmtree(kept)


@pytest.fixture(scope="module")
def closed(key: Path) -> Iterator[Office]:
    yield from an_office(key)


@pytest.fixture(scope="module")
def opened() -> Iterator[Office]:
    yield from an_office(None)


def tellers(office: Office) -> set[str]:
    """The parts of a folder of backups in which the word can be read."""
    files = (place for place in office.kept.rglob("*") if place.is_file())
    return {p.relative_to(office.kept).parts[0] for p in files if WORD.encode() in p.read_bytes()}


def test_a_closed_backup_tells_nobody_anything(closed: Office) -> None:
    assert tellers(closed) == set()
    assert backups.fitting(closed.kept, None).is_closed


def test_an_open_one_tells_everybody(opened: Office) -> None:
    """The twin: database, log and files can be read by whoever has the folder."""
    assert tellers(opened) == {"base", "wal", "files"}
    assert not backups.fitting(opened.kept, None).is_closed


def test_the_owner_of_the_key_gets_everything_back(
    closed: Office, keyring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(keyring))
    assert brought_back(closed, backups.fitting(closed.kept, None), None) == [1, 2]


def test_its_files_come_back_open(
    closed: Office, keyring: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(keyring))
    backups.lay_out(backups.fitting(closed.kept, None), closed.kept, tmp_path, None, None)
    assert (tmp_path / "files" / "ab" / ("ab" * 32)).read_text() == WORD


def test_without_his_key_nothing_is_restored(
    closed: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(tmp_path))
    (tmp_path / "home").mkdir()
    with pytest.raises(CannotStart, match="要有收件人的私钥"):
        backups.lay_out(backups.fitting(closed.kept, None), closed.kept, tmp_path / "home", None, None)


def test_the_log_of_a_closed_backup_is_thinned_and_reached_as_any_other(closed: Office) -> None:
    closed.carried(closing.ENDING)  # a backup does not wait for the log it begins with
    found = backups.fitting(closed.kept, None)
    assert found.begins_at
    assert thinning.reaches(found, closed.kept)
    early = closed.kept / "wal" / f"{'0' * 24}{closing.ENDING}"
    early.write_bytes(b"long ago")
    thinning.thin(closed.kept, clock.now())
    assert not early.exists()
    assert (closed.kept / "wal" / f"{found.begins_at}{closing.ENDING}").exists()
    assert thinning.reaches(found, closed.kept)


def said_by_backup(office: Office, capsys: pytest.CaptureFixture[str]) -> str:
    asked = argparse.Namespace(folder=str(office.kept), keep_all=True)
    with folder.held(office.home):
        assert keeping.backup(Installation(office.home, office.server), asked) == 0
    return capsys.readouterr().out


def test_the_command_says_who_can_read_what_it_made(
    closed: Office,
    opened: Office,
    key: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "备份没有加密：谁拿到它，谁就读得到" in said_by_backup(opened, capsys)
    monkeypatch.setenv(closing.VARIABLE, str(key))
    assert f"只有 {key} 对应的私钥解得开" in said_by_backup(closed, capsys)
    assert all(one.is_closed for one in backups.all_in(closed.kept))


def forged(place: Path, key: Path) -> Path:
    """An archive that somebody who has the public key closed; one of its files lies outside."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for name in ("1", "../outside"):
            part = tarfile.TarInfo(name)
            part.size = len(WORD.encode())
            archive.addfile(part, io.BytesIO(WORD.encode()))
    open_ = place / "open.tar"
    open_.write_bytes(content.getvalue())
    closed = place / f"pgdata.tar{closing.ENDING}"
    closing.close_output(["cat", open_], os.environ, closed, key)
    return closed


def test_an_archive_that_reaches_outside_is_refused(
    tmp_path: Path, key: Path, keyring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(keyring))
    (tmp_path / "home").mkdir()
    with pytest.raises(CannotStart, match=r"不是数据库的备份：\.\./outside"):
        closing.unpack(forged(tmp_path, key), tmp_path / "home" / "laid")
    assert not (tmp_path / "home" / "outside").exists()


def test_without_that_look_it_would_reach_there(
    tmp_path: Path, key: Path, keyring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(keyring))
    monkeypatch.setattr(closing, "_stays_within", lambda part: True)
    (tmp_path / "home").mkdir()
    closing.unpack(forged(tmp_path, key), tmp_path / "home" / "laid")
    assert (tmp_path / "home" / "outside").read_text() == WORD


def test_without_the_program_it_is_refused_in_one_sentence(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CannotStart, match="请安装 gnupg"):
        closing.recipient_in({closing.VARIABLE: str(key)})


def test_a_recipient_that_is_none_is_refused_before_anything_begins(tmp_path: Path, key: Path) -> None:
    assert closing.recipient_in({}) is None
    assert closing.recipient_in({closing.VARIABLE: str(key)}) == key
    with pytest.raises(CannotStart, match="没有这个文件"):
        closing.recipient_in({closing.VARIABLE: "backup@example.cn"})
    (tmp_path / "a.asc").write_text("no key")
    with pytest.raises(CannotStart, match="不是 gpg 能用来加密的公钥"):
        closing.recipient_in({closing.VARIABLE: str(tmp_path / "a.asc")})


def test_a_program_that_fails_leaves_no_backup(tmp_path: Path, key: Path) -> None:
    with pytest.raises(CannotStart, match="sh 失败：no disk"):
        closing.close_output(["sh", "-c", "echo no disk >&2; exit 3"], os.environ, tmp_path / "x", key)

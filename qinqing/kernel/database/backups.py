"""Backups: the cluster as it stood, the write-ahead log since, and the files beside; and all of it back.

A folder of backups holds `base/<moment>/` (each whole), `wal/` (every change since, where the server was
started with it) and `files/` (once each, under their digests, never changed). Files are copied after the
database: what is named in the database at any moment is there, what is there too much does no harm. The keys
are not in it: a backup that is lost tells nobody what is sealed, and whoever restores brings them.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from qinqing.kernel.database import folder, roles
from qinqing.kernel.database.archive import WAL
from qinqing.kernel.database.binaries import Account
from qinqing.kernel.database.external import External
from qinqing.kernel.database.launcher import SUPERUSER, Server
from qinqing.kernel.database.startup import CannotStart

BASE, FILES = "base", "files"
CLUSTER, DUMP, NOTE = "pgdata", "database.dump", "backup.json"
STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """One whole backup: where it lies, from when to when it was taken, whether it is a cluster or a dump."""

    place: Path
    begun_at: datetime
    ended_at: datetime
    is_cluster: bool


# --- taking one --------------------------------------------------------


def take(database: Server | External, home: Path, place: Path, now: Callable[[], datetime]) -> Backup:
    """Take a whole backup of a running database and its files; it is there whole or not at all."""
    begun = now()
    unfinished = place / BASE / f"{begun.astimezone(UTC):{STAMP}}.new"
    try:
        unfinished.mkdir(parents=True)
        if isinstance(database, Server):
            _copy_cluster(database, unfinished / CLUSTER)
        else:
            _dump(database, unfinished / DUMP)
        _copy_files(home / FILES, place / FILES)
        ended = now()
        note = {"begun_at": begun.isoformat(), "ended_at": ended.isoformat()}
        (unfinished / NOTE).write_text(json.dumps(note), "utf-8")
        whole = unfinished.with_suffix("")
        unfinished.rename(whole)
    except OSError as error:
        raise folder.refusal(error, place) from error
    return Backup(whole, begun, ended, isinstance(database, Server))


def _copy_cluster(server: Server, to: Path) -> None:
    bin_, environ = server.programs(), _password(folder.passwords(server.home)[SUPERUSER])
    where = ["-h", str(server.sockets), "-U", SUPERUSER]
    _run([bin_ / "pg_basebackup", "-D", to, *where, "-X", "stream", "-c", "fast"], environ)
    _run([bin_ / "pg_verifybackup", "-q", to], environ)


def _dump(database: External, to: Path) -> None:
    """By the owner, whom row security binds: he reads as the system does."""
    _run(
        [
            database.program("pg_dump"),
            "-d",
            database.url(roles.OWNER),
            "-Fc",
            "--enable-row-security",
            "-f",
            to,
        ],
        _SYSTEM,
    )


_SYSTEM = {"PGOPTIONS": "-c app.system=backup"}


def _password(password: str) -> dict[str, str]:
    return {"PGPASSWORD": password}


def _run(command: list[str | Path], environ: dict[str, str]) -> None:
    try:
        done = subprocess.run(
            command, env=os.environ | environ, capture_output=True, text=True, errors="replace", check=False
        )
    except FileNotFoundError as error:
        raise CannotStart(f"没有找到 {command[0]}，请安装 PostgreSQL 的客户端 (not installed)") from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise CannotStart(f"{Path(command[0]).name} 失败：{said[-1] if said else done.returncode} (failed)")


def _copy_files(source: Path, to: Path) -> None:
    """Every file that is not there yet; under its digest it can only be the same."""
    for place in sorted(source.rglob("*")) if source.exists() else ():
        copy = to / place.relative_to(source)
        if place.is_file() and len(place.name) == hashlib.sha256().digest_size * 2 and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            unfinished = copy.with_suffix(".new")
            shutil.copy2(place, unfinished)
            unfinished.rename(copy)


# --- going back --------------------------------------------------------


def all_in(place: Path) -> list[Backup]:
    """The whole backups of a folder, the oldest first."""
    found = []
    for note in sorted(place.glob(f"{BASE}/*/{NOTE}")):
        if note.parent.suffix != ".new":
            said = json.loads(note.read_text("utf-8"))
            begun, ended = (datetime.fromisoformat(said[name]) for name in ("begun_at", "ended_at"))
            found.append(Backup(note.parent, begun, ended, (note.parent / CLUSTER).exists()))
    return found


def fitting(place: Path, at: datetime | None) -> Backup:
    """The newest backup from which a moment can be reached; refuses where there is none."""
    found = [one for one in all_in(place) if at is None or one.ended_at <= at]
    if not found:
        raise CannotStart(f"{place} 里没有那个时间以前做完的备份 (no backup before that moment)")
    if at is not None and not (found[-1].is_cluster and any((place / WAL).glob("0*"))):
        raise CannotStart("这个备份没有连续日志，只能恢复到备份那一刻，去掉 --at (no log to follow)")
    return found[-1]


def lay_out(backup: Backup, place: Path, home: Path, account: Account | None, at: datetime | None) -> None:
    """Put a cluster and the files where a start finds them; with a log, to the moment or its end."""
    log = place / WAL
    unfinished = home / "pgdata.restored"
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(backup.place / CLUSTER, unfinished, symlinks=True)
        if any(log.glob("0*")):
            shutil.copytree(log, unfinished / "restored_wal", ignore=shutil.ignore_patterns("*.new"))
            (unfinished / "recovery.signal").touch()
            with (unfinished / "postgresql.auto.conf").open("a") as conf:
                conf.write(_FOLLOW)
                if at is not None:
                    conf.write(f"recovery_target_time = '{at.astimezone(UTC).isoformat()}'\n")
        for part in (unfinished, *unfinished.rglob("*")) if account else ():
            os.chown(part, account.uid, account.gid, follow_symlinks=False)  # type: ignore[union-attr]
        unfinished.chmod(0o700)
        _copy_files(place / FILES, home / FILES)
        unfinished.rename(home / "pgdata")
    except OSError as error:
        raise folder.refusal(error, home) from error


# Closed until it is there, so that "ready" means restored.
_FOLLOW = """restore_command = 'cp restored_wal/%f %p'
recovery_target_action = 'promote'
hot_standby = off
"""
_OF_RECOVERY = ("restore_", "recovery_", "hot_standby")


def settle(server: Server) -> None:
    """Forget how the restored cluster was brought here, so that the next start begins where it stands."""
    conf = server.data / "postgresql.auto.conf"
    kept = [line for line in conf.read_text().splitlines() if not line.startswith(_OF_RECOVERY)]
    conf.write_text("\n".join([*kept, ""]))
    shutil.rmtree(server.data / "restored_wal", ignore_errors=True)


def read_dump(database: External, backup: Backup) -> None:
    """Read a dump into an empty database; who owns what, the migrations say again."""
    order: list[str | Path] = [
        database.program("pg_restore"),
        "-d",
        database.url(roles.OWNER),
        "--no-owner",
        "--no-privileges",
    ]
    _run([*order, "--exit-on-error", "--single-transaction", backup.place / DUMP], _SYSTEM)


# --- afterwards --------------------------------------------------------


def lost_files(dsn: str, home: Path) -> Iterator[str]:
    """The digests that the database names and the store has not, or has with other content."""
    with psycopg.connect(dsn) as connection:
        connection.execute("select set_config('app.system', 'verify', true)")
        for (digest,) in connection.execute("select sha256 from kernel_storedfile order by id"):
            place = home / FILES / digest[:2] / digest
            if not place.exists() or hashlib.sha256(place.read_bytes()).hexdigest() != digest:
                yield digest


def newest_moment(dsn: str) -> datetime | None:
    """When the last event was recorded that the database knows."""
    with psycopg.connect(dsn) as connection:
        connection.execute("select set_config('app.system', 'verify', true)")
        row = connection.execute("select max(at) from kernel_event").fetchone()
    return row[0] if row else None

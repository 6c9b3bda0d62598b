"""Backups: the cluster as it stood, the write-ahead log since, and the files beside; and all of it back.

A folder of backups holds `base/<moment>/` (each whole), `wal/` (every change since, where the server was
started with it) and `files/` (once each, under their digests, never changed). Files are copied after the
database: what is named in the database at any moment is there, what is there too much does no harm. The keys
are not in it: a backup that is lost tells nobody what is sealed, and whoever restores brings them. All else
can be read by whoever has it, unless it is closed for somebody (`closing`).
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
from typing import IO

import psycopg

from qinqing.kernel.database import closing, folder, roles
from qinqing.kernel.database.archive import WAL
from qinqing.kernel.database.binaries import Account
from qinqing.kernel.database.external import External
from qinqing.kernel.database.launcher import SUPERUSER, Server
from qinqing.kernel.database.startup import CannotStart

BASE, FILES = "base", "files"
CLUSTER, DUMP, NOTE = "pgdata", "database.dump", "backup.json"
CLOSED_CLUSTER, CLOSED_DUMP = f"{CLUSTER}.tar{closing.ENDING}", f"{DUMP}{closing.ENDING}"
STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """One whole backup: where it lies, from when to when it was taken, whether it is a cluster or a dump.

    `begins_at` names the segment of the log from which a closed one goes on; an open one says that itself.
    """

    place: Path
    begun_at: datetime
    ended_at: datetime
    is_cluster: bool
    begins_at: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether only the owner of a key can read it."""
        return (self.place / CLOSED_CLUSTER).exists() or (self.place / CLOSED_DUMP).exists()


# --- taking one --------------------------------------------------------


def take(
    database: Server | External, home: Path, place: Path, now: Callable[[], datetime], key: Path | None = None
) -> Backup:
    """Take a whole backup of a running database and its files; it is there whole or not at all.

    With a key it is closed for its owner.
    """
    begun, begins_at = now(), ""
    unfinished = place / BASE / f"{begun.astimezone(UTC):{STAMP}}.new"
    try:
        unfinished.mkdir(parents=True)
        if isinstance(database, Server):
            begins_at = _copy_cluster(database, unfinished, key)
        else:
            _dump(database, unfinished, key)
        _copy_files(home / FILES, place / FILES, key)
        ended = now()
        note = {"begun_at": begun.isoformat(), "ended_at": ended.isoformat(), "begins_at": begins_at}
        (unfinished / NOTE).write_text(json.dumps(note), "utf-8")
        whole = unfinished.with_suffix("")
        unfinished.rename(whole)
    except OSError as error:
        raise folder.refusal(error, place) from error
    return Backup(whole, begun, ended, isinstance(database, Server), begins_at)


def _copy_cluster(server: Server, to: Path, key: Path | None) -> str:
    """Copy the cluster; of a closed copy give the segment of the log from which it goes on."""
    bin_, environ = server.programs(), _password(folder.passwords(server.home)[SUPERUSER])
    copy: list[str | Path] = [
        bin_ / "pg_basebackup",
        "-h",
        str(server.sockets),
        "-U",
        SUPERUSER,
        "-c",
        "fast",
        "-D",
    ]
    if key is not None:
        begins_at = _segment_now(server)
        archive = [*copy, "-", "-F", "tar", "-X", "fetch"]
        closing.close_output(archive, os.environ | environ, to / CLOSED_CLUSTER, key)
        return begins_at
    _run([*copy, to / CLUSTER, "-X", "stream"], environ)
    _run([bin_ / "pg_verifybackup", "-q", to / CLUSTER], environ)
    return ""


def _segment_now(server: Server) -> str:
    """Into which segment of the log is being written."""
    with psycopg.connect(server.url(SUPERUSER)) as connection:
        row = connection.execute("select pg_walfile_name(pg_current_wal_lsn())").fetchone()
    return str(row[0]) if row else ""


def _dump(database: External, to: Path, key: Path | None) -> None:
    """By the owner, whom row security binds: he reads as the system does."""
    order: list[str | Path] = [database.program("pg_dump"), "-d", database.url(roles.OWNER)]
    order += ["-Fc", "--enable-row-security"]
    if key is None:
        _run([*order, "-f", to / DUMP], _SYSTEM)
    else:
        closing.close_output(order, os.environ | _SYSTEM, to / CLOSED_DUMP, key)


_SYSTEM = {"PGOPTIONS": "-c app.system=backup"}


def _password(password: str) -> dict[str, str]:
    return {"PGPASSWORD": password}


def _run(command: list[str | Path], environ: dict[str, str], given: IO[bytes] | None = None) -> None:
    try:
        done = subprocess.run(
            command,
            env=os.environ | environ,
            stdin=given,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        raise CannotStart(f"没有找到 {command[0]}，请安装 PostgreSQL 的客户端 (not installed)") from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise CannotStart(f"{Path(command[0]).name} 失败：{said[-1] if said else done.returncode} (failed)")


_DIGEST = hashlib.sha256().digest_size * 2


def _copy_files(source: Path, to: Path, key: Path | None = None) -> None:
    """Every file that is not there yet; under its digest it can only be the same. With a key they are closed;
    closed ones come back open."""
    for place in sorted(source.rglob("*")) if source.exists() else ():
        digest = place.name.removesuffix(closing.ENDING)
        copy = to / place.relative_to(source).with_name(digest + (closing.ENDING if key else ""))
        if place.is_file() and len(digest) == _DIGEST and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            unfinished = copy.with_suffix(".new")
            _copy(place, unfinished, key)
            unfinished.rename(copy)


def _copy(place: Path, to: Path, key: Path | None = None) -> None:
    """One file as it is, closed where there is a key, open where it was closed."""
    if key is not None:
        closing.close(place, to, key)
    elif place.suffix == closing.ENDING:
        closing.open_to(place, to)
    else:
        shutil.copy2(place, to)


# --- going back --------------------------------------------------------


def all_in(place: Path) -> list[Backup]:
    """The whole backups of a folder, the oldest first."""
    found = []
    for note in sorted(place.glob(f"{BASE}/*/{NOTE}")):
        if note.parent.suffix != ".new":
            said = json.loads(note.read_text("utf-8"))
            begun, ended = (datetime.fromisoformat(said[name]) for name in ("begun_at", "ended_at"))
            is_cluster = any((note.parent / name).exists() for name in (CLUSTER, CLOSED_CLUSTER))
            found.append(Backup(note.parent, begun, ended, is_cluster, said.get("begins_at", "")))
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
        if backup.is_closed:
            closing.unpack(backup.place / CLOSED_CLUSTER, unfinished)
        else:
            shutil.copytree(backup.place / CLUSTER, unfinished, symlinks=True)
        if any(log.glob("0*")):
            _bring_log(log, unfinished / "restored_wal")
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


def _bring_log(log: Path, to: Path) -> None:
    to.mkdir()
    for segment in sorted(log.iterdir()):
        if segment.is_file() and segment.suffix != ".new":
            _copy(segment, to / segment.name.removesuffix(closing.ENDING))


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
    order += ["--exit-on-error", "--single-transaction"]
    if not backup.is_closed:
        _run([*order, backup.place / DUMP], _SYSTEM)
        return
    with closing.opened(backup.place / CLOSED_DUMP) as content:
        _run(order, _SYSTEM, content)


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

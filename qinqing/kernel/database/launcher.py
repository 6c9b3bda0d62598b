"""The embedded PostgreSQL: one cluster in the data folder, on a Unix socket, ended with its starter."""

import contextlib
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from qinqing.kernel.database import archive, binaries, folder, leash, roles
from qinqing.kernel.database.startup import CannotStart

SUPERUSER = "qinqing"
DATABASE = "qinqing"
ENCODED = ("-E", "UTF8")
# The same order of words everywhere. Never plain C: it sees no letters in Chinese, so trigrams are empty.
BUILTIN_LOCALE = ("--locale-provider=builtin", "--locale=C.UTF-8")
LIBC_LOCALE = ("--locale=C.UTF-8",)
BUILTIN_SINCE = 17
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Django writes values into statements, so a logged statement could hold a person's data.
    "log_min_error_statement": "panic",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SOCKET_PATH_LIMIT = 100
SOCKET_NAME = "/.s.PGSQL.5432"
START_LIMIT = 300.0
STOP_LIMIT = 20.0
POLL = 0.005
PASSED_ON = ("PATH", "LD_LIBRARY_PATH")


class Server:
    """One embedded cluster. `start` and `stop` may alternate; a server that died may be started again."""

    name = "PostgreSQL"

    def __init__(
        self,
        home: Path,
        settings: Mapping[str, str] | None = None,
        backups: Path | None = None,
        backup_key: Path | None = None,
    ) -> None:
        self.home = home
        self.data = home / "pgdata"
        self.log = home / "postgres.log"
        self.account = binaries.other_account()
        self.backups = backups
        self.settings = dict(settings or {}) | (archive.settings(backups, backup_key) if backups else {})
        self.process: subprocess.Popen[bytes] | None = None
        self.sockets = self._socket_folder()

    def start(self) -> None:
        """Make the cluster if there is none, end an orphan of an earlier start, run, wait for an answer."""
        folder.prepare(self.home, self.account)
        folder.ensure_secrets(self.home)
        self._bin = self.programs()
        if self.backups:
            archive.prepare(self.backups, self.account)
        self._make_socket_folder()
        try:
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
        except OSError as error:
            raise folder.refusal(error, self.home) from error
        self._check_version()
        self._end_orphans()
        self._run()
        roles.ensure_cluster(self.url(SUPERUSER, "postgres"), folder.passwords(self.home))
        self.create_database(DATABASE)

    def stop(self) -> None:
        """End it, rolling back what is open; after a while by force, and the next start must recover."""
        if self.process is None:
            return
        for ending, patience in ((signal.SIGINT, STOP_LIMIT), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            self.process.send_signal(ending)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
                break
        self.process = None

    def programs(self) -> Path:
        """The folder of PostgreSQL's programs."""
        return binaries.programs(self.account, self.home)

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def is_reachable(self) -> bool:
        """Whether a server runs on this data folder, whoever started it."""
        lines = self._postmaster()
        return len(lines) >= 8 and lines[7].strip() == "ready" and self._works_here(int(lines[0]))

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address for one role; it holds the role's password."""
        password = quote(folder.passwords(self.home)[role], safe="")
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.sockets), safe='')}"

    def urls(self, database: str = DATABASE) -> dict[str, str]:
        """The addresses of owner, web and worker, by the environment variable that carries each."""
        return {variable: self.url(role, database) for variable, role in roles.VARIABLES.items()}

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database owned by the owner role, empty or like `template`, unless it is there."""
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                return
            connection.execute(
                sql.SQL("create database {} owner {} template {}").format(
                    sql.Identifier(name), sql.Identifier(roles.OWNER), sql.Identifier(template or "template1")
                )
            )

    def drop_database(self, name: str) -> None:
        """Drop a database and end whoever is connected to it."""
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )

    def _socket_folder(self) -> Path:
        """Where the socket lies; a path too long for one gets a short stand-in under /tmp."""
        place = self.home / "run"
        if len(f"{place}{SOCKET_NAME}".encode()) <= SOCKET_PATH_LIMIT:
            return place
        return Path(tempfile.gettempdir()) / f"qq-{hashlib.sha256(str(self.home).encode()).hexdigest()[:12]}"

    def _make_socket_folder(self) -> None:
        """Make it for PostgreSQL's account alone; refuses one that somebody else put there."""
        with contextlib.suppress(FileExistsError):
            self.sockets.mkdir(mode=0o700)
            self._give(self.sockets)
        status = self.sockets.lstat()
        uid = self.account.uid if self.account else os.geteuid()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != uid:
            raise CannotStart(f"{self.sockets} 属于别的用户，请删除它 (owned by another user)")

    def _give(self, place: Path) -> None:
        if self.account:
            os.chown(place, self.account.uid, self.account.gid)

    def _initialise(self) -> None:
        """Make a cluster beside its place and move it there when whole."""
        unfinished = self.home / "pgdata.new"
        for rest in (self.data, unfinished):
            shutil.rmtree(rest, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._give(unfinished)
        password = self.sockets / "password"
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        self._give(password)
        password.write_text(folder.passwords(self.home)[SUPERUSER])
        locale = BUILTIN_LOCALE if binaries.major(self._bin) >= BUILTIN_SINCE else LIBC_LOCALE
        try:
            made = self._spawn(
                self._bin / "initdb", "-D", unfinished, "-U", SUPERUSER, *ENCODED, *locale,
                "-A", "scram-sha-256", "--pwfile", password, "--no-instructions",
                *(("--no-sync",) if self.settings.get("fsync") == "off" else ()),
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            output = made.communicate()[0].decode(errors="replace")
        finally:
            password.unlink()
        if made.returncode:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise self._refusal(output)
        unfinished.rename(self.data)

    def _run(self) -> None:
        settings = SETTINGS | self.settings | {"unix_socket_directories": str(self.sockets)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        try:
            with self.log.open("ab") as log:
                start = log.tell()
                self.process = self._spawn(
                    self._bin / "postgres", "-D", self.data, *options, stdout=log, stderr=subprocess.STDOUT
                )
        except OSError as error:
            raise folder.refusal(error, self.home) from error
        deadline = time.monotonic() + START_LIMIT
        while not self._is_ready():
            if self.process.poll() is not None:
                self.process = None
                with self.log.open("rb") as log:
                    log.seek(start)
                    raise self._refusal(log.read().decode(errors="replace"))
            if time.monotonic() > deadline:
                self.stop()
                raise CannotStart(f"数据库 {START_LIMIT:.0f} 秒内没有就绪，见 {self.log} (not ready in time)")
            time.sleep(POLL)

    def _is_ready(self) -> bool:
        lines = self._postmaster()
        ours = bool(lines) and self.process is not None and lines[0] == str(self.process.pid)
        return ours and len(lines) >= 8 and lines[7].strip() == "ready"

    def _postmaster(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _end_orphans(self) -> None:
        """End the server that a killed launcher left, or what a killed server left; forget one that is gone.

        We hold the folder, so whatever `postmaster.pid` names is not in use. The number may have passed to
        another process, and a killed one may linger unreaped: only the working directory tells.
        """
        lines = self._postmaster()
        main = int(lines[0]) if lines else 0
        for ending, patience in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            left = self._working_here()
            for pid in [main] if main in left else left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, ending)
            deadline = time.monotonic() + patience
            while self._working_here() and time.monotonic() < deadline:
                time.sleep(POLL)
        if self._working_here():
            raise CannotStart("上次的数据库进程还没有结束，请稍后再试 (the last server has not ended yet)")
        # Both name a process: a number in use again, or a zombie's, would make PostgreSQL refuse.
        for note in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
            note.unlink(missing_ok=True)

    def _working_here(self) -> list[int]:
        """PostgreSQL's processes on this data folder."""
        pids = [int(place.name) for place in Path("/proc").glob("[0-9]*")]
        return [pid for pid in pids if self._works_here(pid)]

    def _works_here(self, pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == self.data.resolve()
        except OSError:
            return False

    def _check_version(self) -> None:
        written = (self.data / "PG_VERSION").read_text().strip()
        ours = binaries.major(self._bin)
        if written != str(ours):
            raise CannotStart(
                f"数据由 PostgreSQL {written} 写成，现用 {ours}：请用旧版备份再恢复 (other version)"
            )

    def _spawn(self, *command: str | Path, stdout: object, stderr: object) -> subprocess.Popen[bytes]:
        return leash.spawn(
            command,
            signal.SIGINT,
            (self.account.uid, self.account.gid) if self.account else None,
            env={"LC_ALL": "C.UTF-8", "TZ": "UTC"} | {k: v for k, v in os.environ.items() if k in PASSED_ON},
            cwd="/",
            stdout=stdout,
            stderr=stderr,
        )

    def _refusal(self, output: str) -> CannotStart:
        """The sentence for what PostgreSQL printed."""
        if "No space left" in output:
            return folder.full(self.home)
        lines = [line for line in output.splitlines() if line.strip()]
        grave = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
        said = (grave or lines or [f"见 {self.log}"])[-1].strip()
        return CannotStart(f"数据库启动失败：{said} (PostgreSQL did not start)")


@contextlib.contextmanager
def temporary_server(base: Path | None = None) -> Iterator[Server]:
    """A server for one test run, gone with it; a power cut would cost its data, and it is quicker for that.

    Without `base` it lies in a new folder that PostgreSQL's account can enter, which pytest's own are not.
    """
    home = base or Path(tempfile.mkdtemp(prefix="qq-"))
    if base is None:
        home.chmod(0o711)
    server = Server(home, settings=FORGETFUL)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home)

"""One installation: its data folder, its database, its schema, and the processes that work on it."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from qinqing.kernel.database import binaries, closing, folder, keys, leash, roles, schema
from qinqing.kernel.database.chain import HEADS
from qinqing.kernel.database.external import External
from qinqing.kernel.database.folder import Held
from qinqing.kernel.database.launcher import DATABASE, Server
from qinqing.kernel.database.startup import CannotStart
from qinqing.kernel.database.supervisor import MARK, stopped_at_end

# Which database role does a command's work: the system's own, except for what changes the schema.
SYSTEM = "worker"
OWNER = "owner"
# Ours alone to hand out: a child gets the one address of its role, and no owner's password.
WITHHELD = {"DATABASE_URL", "PYTHONDONTWRITEBYTECODE", *roles.VARIABLES}


def kept_in(environ: Mapping[str, str]) -> Path | None:
    """The folder of backups that the environment names."""
    named = environ.get("QINQING_BACKUPS")
    return Path(named).expanduser().absolute() if named else None


@dataclass(frozen=True)
class Installation:
    """A data folder and the database that belongs to it."""

    home: Path
    database: Server | External

    @classmethod
    def chosen(cls, environ: Mapping[str, str]) -> "Installation":
        """The installation that the environment names, or the default one."""
        given = environ.get("DATABASE_URL")
        account = None if given else binaries.other_account()
        home = folder.choose(environ, account)
        if given:
            return cls(home, External(home, given, environ.get("QINQING_PGBOUNCER", "")))
        return cls(home, Server(home, backups=kept_in(environ), backup_key=closing.recipient_in(environ)))

    @property
    def logins(self) -> Path:
        """The demo world's names and passwords; there only where the world is a demo."""
        return self.home / "demo-logins.txt"

    @property
    def unfinished(self) -> Path:
        """There while a demo world is being made in an empty database, so that a killed start begins anew."""
        return self.home / "demo.unfinished"

    @property
    def heads(self) -> Path:
        """Where the heads of the chain are written."""
        return Path(os.environ.get("QINQING_AUDIT_HEADS", self.home / "audit" / HEADS))

    def address(self, role: str) -> str:
        """The database's address for one role."""
        return self.database.urls()[f"QINQING_DB_{role.upper()}"]

    def environ(self, role: str) -> dict[str, str]:
        """The environment of a process that works under one database role."""
        inherited = {name: value for name, value in os.environ.items() if name not in WITHHELD}
        clone = folder.clone()
        if clone:
            inherited["PYTHONPATH"] = str(clone)
        if self.logins.exists():
            inherited["QINQING_DEMO"] = "1"
        return inherited | {
            "DJANGO_SETTINGS_MODULE": "qinqing.config.settings",
            "QINQING_HOME": str(self.home),
            "QINQING_SECRETS": str(self.secrets),
            "QINQING_ROLE": role,
            f"QINQING_DB_{role.upper()}": self.address(role),
            "QINQING_AUDIT_HEADS": str(self.heads),
        }

    @property
    def secrets(self) -> Path:
        """The folder of the keys and passwords."""
        return self.home / "secrets"

    def prepare(self) -> None:
        """See that the data folder can be used, and that its two keys are two."""
        folder.prepare(self.home, None if isinstance(self.database, External) else self.database.account)
        keys.part(self.secrets, self.heads)

    @contextlib.contextmanager
    def database_running(self) -> Iterator[None]:
        """The database for as long as the block lasts: that of a running start, else one of our own."""
        with contextlib.ExitStack() as stack:
            self.prepare()
            try:
                stack.enter_context(folder.held(self.home))
            except Held:
                # Whoever changes the key is alone: what others write meanwhile stays under the old one.
                if keys.is_rotating(self.secrets) or not self.database.is_reachable():
                    raise
            else:
                stack.enter_context(stopped_at_end(self.database))
                self.database.start()
            yield

    def ensure_schema(self) -> None:
        """Run the migrations, unless the database says that it has seen them all."""
        if schema.kept(self._owner_url) != schema.fingerprint():
            self.migrate()

    def migrate(self) -> None:
        """Bring the database's schema to this program's, and to a new one what every office begins with."""
        log = self.home / "migrate.log"
        with log.open("wb") as errors:
            if self._run(OWNER, "migrate", stderr=errors) or self._run(SYSTEM, "furnish", stderr=errors):
                raise CannotStart(f"数据库结构升级失败，原因见 {log} (migration failed)")
        schema.keep(self._owner_url)

    def ensure_demo(self) -> None:
        """Make the demo world where there is nobody yet; the start after a kill meanwhile begins anew."""
        self._drop_unfinished()
        if schema.is_empty(self._owner_url):
            self.unfinished.touch()
        self.ensure_schema()
        if not self.logins.exists() and self.run_command("demo", []):
            raise CannotStart("演示世界没有生成 (the demo world was not made)")
        self.unfinished.unlink(missing_ok=True)

    def ensure_own_world(self) -> None:
        """The schema and nobody in it; a demo world that was never finished does not count as a world."""
        self._drop_unfinished()
        self.ensure_schema()

    def run_command(self, name: str, words: list[str]) -> int:
        """Have Django's side do a command's work, on this terminal; its exit code."""
        return self._run(SYSTEM, name, *words)

    def _run(self, role: str, *words: str, stderr: IO[bytes] | None = None) -> int:
        """Run one of Django's commands; it never outlives us, or it would meet the next start's database."""
        process = leash.spawn(
            [sys.executable, "-m", "qinqing.config.commands", *words],
            signal.SIGKILL,
            env=self.environ(role) | {MARK: str(self.home)},
            stdin=None,
            stderr=stderr,
        )
        try:
            return process.wait()
        finally:
            process.kill()
            process.wait()

    def _drop_unfinished(self) -> None:
        if not self.unfinished.exists():
            return
        if isinstance(self.database, External):
            raise CannotStart(
                "上次的演示世界没有生成完：请清空该数据库再试 (empty the database and start again)"
            )
        self.database.drop_database(DATABASE)
        self.database.create_database(DATABASE)
        self.logins.unlink(missing_ok=True)
        self.unfinished.unlink()

    @property
    def _owner_url(self) -> str:
        return self.address(OWNER)

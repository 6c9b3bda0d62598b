"""Whether the migrations have run, known without asking Django: a fingerprint kept with the schema.

It is the comment of the schema `public`, so a dump carries it and a restored database knows what it is.
"""

import hashlib
import importlib.metadata
from pathlib import Path

from psycopg import sql

from qinqing.kernel.database.roles import connected

PACKAGE = Path(__file__).resolve().parents[2]
# Libraries that bring migrations of their own.
LIBRARIES = ("django", "procrastinate")


def fingerprint() -> str:
    """The names of all migrations, ours and the libraries', as one short word."""
    names = sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.glob("**/migrations/*.py"))
    versions = [f"{library} {importlib.metadata.version(library)}" for library in LIBRARIES]
    return "qinqing " + hashlib.sha256("\n".join(names + versions).encode()).hexdigest()[:16]


def kept(dsn: str) -> str:
    """The fingerprint kept in the database; empty where no migration has ever finished."""
    with connected(dsn) as connection:
        row = connection.execute("select obj_description('public'::regnamespace, 'pg_namespace')").fetchone()
    comment = row[0] if row else None
    return comment if comment and comment.startswith("qinqing ") else ""


def is_empty(dsn: str) -> bool:
    """Whether the database has no table at all."""
    with connected(dsn) as connection:
        tables = connection.execute(
            "select 1 from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        )
        return tables.fetchone() is None


def keep(dsn: str) -> None:
    """Write down that the migrations of this program have run."""
    with connected(dsn) as connection:
        connection.execute(sql.SQL("comment on schema public is {}").format(fingerprint()))

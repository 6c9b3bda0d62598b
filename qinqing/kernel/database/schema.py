"""Whether the schema is this program's, known without asking Django: a fingerprint kept with the schema.

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
PREFIX = "qinqing "


def fingerprint() -> str:
    """One short word for all that shapes the schema.

    That is the migrations, but also the row-level policies in the rooms' modules and the official data: so
    it is taken of every module and data file, and any change of the program has the migrations asked again.
    """
    digest = hashlib.sha256()
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.yaml")]):
        digest.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library} {importlib.metadata.version(library)}".encode())
    return PREFIX + digest.hexdigest()[:16]


def kept(dsn: str) -> str:
    """The fingerprint kept in the database; empty where no migration has ever finished."""
    with connected(dsn) as connection:
        row = connection.execute("select obj_description('public'::regnamespace, 'pg_namespace')").fetchone()
    comment = row[0] if row else None
    return comment if comment and comment.startswith(PREFIX) else ""


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

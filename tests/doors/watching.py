"""What changed in the database, table by table."""

from collections.abc import Mapping

import psycopg


def checksums(keeper: psycopg.Connection) -> Mapping[str, str]:
    """Every table of the house with the digest of all it holds."""
    named = "select tablename from pg_tables where schemaname = 'public' and tablename <> 'django_migrations'"
    digests = [
        f"select '{table}', md5(coalesce(string_agg(t::text, ';' order by t::text), '')) from {table} t"
        for (table,) in keeper.execute(named).fetchall()
    ]
    return dict(keeper.execute(" union all ".join(digests)).fetchall())


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [table for table in after if before[table] != after[table]]

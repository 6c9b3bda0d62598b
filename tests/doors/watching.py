"""What changed in the database, table by table."""

from collections.abc import Mapping

import psycopg

REFUSED = "name = 'ActRefused'"
"""What is written down because nothing else happened."""
LEFT_OUT = {
    "kernel_event": f"where not {REFUSED}",
    "kernel_eventabout": f"where event_id not in (select id from kernel_event where {REFUSED})",
}


def checksums(keeper: psycopg.Connection) -> Mapping[str, str]:
    """Every table of the house with the digest of all it holds, but for the notes of what was refused."""
    named = "select tablename from pg_tables where schemaname = 'public' and tablename <> 'django_migrations'"
    digests = [
        f"select '{table}', md5(coalesce(string_agg(t::text, ';' order by t::text), ''))"
        f" from {table} t {LEFT_OUT.get(table, '')}"
        for (table,) in keeper.execute(named).fetchall()
    ]
    return dict(keeper.execute(" union all ".join(digests)).fetchall())


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [table for table in after if before[table] != after[table]]

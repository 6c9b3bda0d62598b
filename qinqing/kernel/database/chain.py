"""How the record of events reads in the chain that seals it, from the database or from a saved file.

Free of Django, so that a verification rests on nothing but PostgreSQL's protocol and arithmetic. Rows are
sealed in the order in which their transactions began to write (`txid`): once every transaction below a
number has ended, no row can appear below it any more.
"""

import json
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import IO

import psycopg

from qinqing.lib.chain import Head, Link

FIELDS = (
    "e.id::text",
    "e.name",
    "e.subject_kind",
    "e.subject_id::text",
    "e.actor_id::text",
    "e.acting_for_id::text",
    "e.role",
    "e.rule",
    "e.unit_id::text",
    "e.layer",
    """to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "e.record::text",
    "e.client_key::text",
    "e.client_digest",
    "e.imported::text",
    "(select string_agg(a.kind || ':' || a.object_id, ',' order by a.kind collate \"C\", a.object_id)"
    " from kernel_eventabout a where a.event_id = e.id)",
    "e.token_id::text",
)
"""The words of an event that are sealed, in this order. A new one comes last, and is null for what was sealed
before: what is missing at the end has no word in the chain."""

WORDS = ", ".join(FIELDS)
LINKS = (
    f"select s.number, s.event_id, s.digest, e.id is not null, {WORDS}"  # noqa: S608
    " from kernel_seal s left join kernel_event e on e.id = s.event_id order by s.number"
)
# Below the last sealed transaction nothing may be left over; where the numbers of transactions began anew (a
# dump read into another server) they say nothing, and the next sealing takes whatever has no seal.
SMUGGLED = """
select e.id from kernel_event e
  cross join (select v.txid from kernel_seal s join kernel_event v on v.id = s.event_id
                order by s.number desc limit 1) last
  where e.txid < last.txid and last.txid < pg_snapshot_xmin(pg_current_snapshot())
    and not exists (select from kernel_seal s where s.event_id = e.id)
  order by e.id limit 1
"""
UNSEALED = """
select count(*), min(e.at) from kernel_event e
  where not exists (select from kernel_seal s where s.event_id = e.id)
"""
_TYPES = ("int8", "int8", "bytea", "bool", *("text" for _ in FIELDS))


@dataclass(frozen=True, slots=True)
class Found:
    """What the database says beside its links: a row slipped in among the sealed ones, the unsealed ones."""

    smuggled: int | None
    unsealed: int


def links_of(connection: psycopg.Connection) -> Generator[Link]:
    """Every link with its record as it reads now, in order; ask nothing else of the connection meanwhile.

    A stream: the database goes on reading while the links before are being checked.
    """
    with connection.cursor() as cursor, cursor.copy(f"copy ({LINKS}) to stdout (format binary)") as stream:
        stream.set_types(_TYPES)
        for number, record, digest, there, *values in stream.rows():
            yield Link(number, record, digest, values if there else None)


def beside(connection: psycopg.Connection) -> Found:
    """What is not in the chain."""
    smuggled = connection.execute(SMUGGLED).fetchone()
    unsealed = connection.execute(UNSEALED).fetchone()
    return Found(smuggled[0] if smuggled else None, unsealed[0] if unsealed else 0)


def look_around(connection: psycopg.Connection) -> None:
    """Let this transaction read every row, and change none."""
    connection.execute("set transaction isolation level repeatable read, read only")
    connection.execute("select set_config('app.system', 'verify', true)")


def save(links: Iterable[Link], file: IO[str]) -> Iterator[Link]:
    """Write each link as a line while it passes by."""
    for one in links:
        line = [one.number, one.record, one.digest.hex(), one.values]
        file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        yield one


def saved(file: IO[str]) -> Iterator[Link]:
    """The links of a saved file."""
    for line in file:
        number, record, digest, values = json.loads(line)
        yield Link(number, record, bytes.fromhex(digest), values)


HEADS = "heads.txt"
_KEY = "key"


def head_line(head: Head, at: str, signature: bytes) -> str:
    """A head as it leaves the house: number, digest, moment, signature."""
    return f"{signed_words(head, at).decode()} {signature.hex()}\n"


def key_line(key: bytes) -> str:
    """The first line of a file of heads: the key by which the signatures are checked."""
    return f"{_KEY} {key.hex()}\n"


def signed_words(head: Head, at: str) -> bytes:
    """What the signature of a head is over."""
    return f"{head.number} {head.digest.hex()} {at}".encode()


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of heads: its key, and each head with the words that were signed and their signature."""

    key: bytes
    heads: tuple[tuple[Head, bytes, bytes], ...]


def kept_heads(text: str) -> Kept:
    """Read a file of heads; raises ValueError for one that is none."""
    key, heads = b"", []
    for line in text.splitlines():
        words = line.split()
        if words[:1] == [_KEY]:
            key = bytes.fromhex(words[1])
        elif words:
            number, digest, at, signature = words
            head = Head(int(number), bytes.fromhex(digest))
            heads.append((head, signed_words(head, at), bytes.fromhex(signature)))
    return Kept(key, tuple(heads))

"""The record of events sealed into a hash chain, and its heads carried out of the database.

Sealing is the worker's: a trigger that drew the next link would let one writer through at a time.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection

from qinqing.kernel import bulk, crypto
from qinqing.kernel.database import chain
from qinqing.kernel.models import ChainHead, Seal
from qinqing.lib.chain import START, Fault, Head, Link, link, verdict

MOST: Final = 20_000
"""Rows of one sealing; the next one follows in a few seconds."""
HEAD_AFTER: Final = timedelta(minutes=10)
HEAD_EACH: Final = 1_000
LATE: Final = timedelta(minutes=2)
"""A row unsealed for longer than this means that nobody seals."""

_ONE_SEALER = "select pg_try_advisory_xact_lock(hashtext('kernel_seal'))"
_LAST = """
select s.number, s.digest, e.txid::text, e.txid < pg_snapshot_xmin(pg_current_snapshot())
  from kernel_seal s left join kernel_event e on e.id = s.event_id order by s.number desc limit 1
"""
_NO_SEAL = "not exists (select from kernel_seal s where s.event_id = e.id)"
_ENDED = "e.txid < pg_snapshot_xmin(pg_current_snapshot())"


@dataclass(frozen=True, slots=True)
class _End:
    """The end of the chain, and the condition on what may come after it."""

    number: int
    digest: bytes
    open: str
    params: tuple[str, ...]


def _end() -> _End:
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        number, digest, txid, goes_on = cursor.fetchone() or (0, START, "0", True)
    if goes_on:
        return _End(number, bytes(digest), f"e.txid >= %s::text::xid8 and {_NO_SEAL}", (txid,))
    # The numbers of transactions began anew (a dump read into another server): they say nothing of the past.
    return _End(number, bytes(digest), _NO_SEAL, ())


def seal(now: datetime) -> int:
    """Seal what has been recorded by transactions that have ended, and set a head where one is due.

    Gives how many rows were sealed; none while another sealing runs.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ONE_SEALER)
        if not cursor.fetchone()[0]:
            return 0
        end = _end()
        cursor.execute(
            f"select {chain.WORDS} from kernel_event e where {end.open} and {_ENDED}"
            " order by e.txid, e.id limit %s::integer",
            [*end.params, MOST],
        )
        rows = cursor.fetchall()
    digest, seals = end.digest, []
    for number, values in enumerate(rows, end.number + 1):
        digest = link(digest, values)
        seals.append((number, int(values[0]), digest))
    if seals:
        bulk.insert(Seal, ("number", "event_id", "digest"), seals)
    _set_head(Head(end.number + len(seals), digest), now)
    return len(seals)


def _set_head(head: Head, now: datetime) -> None:
    last = ChainHead.objects.order_by("-number").first()
    since = head.number - (last.number if last else 0)
    if since and (last is None or since >= HEAD_EACH or now - last.at >= HEAD_AFTER):
        signature = crypto.sign(chain.signed_words(head, said(now)))
        ChainHead.objects.create(number=head.number, digest=head.digest, at=now, signature=signature)


def said(at: datetime) -> str:
    """A moment as a head says it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def heads_before(number: int | None, most: int) -> list[ChainHead]:
    """The newest heads, or the newest below a number."""
    found = ChainHead.objects.order_by("-number")
    return list((found.filter(number__lt=number) if number is not None else found)[:most])


def heads_text(after: int = -1) -> str:
    """The heads after a number as they leave the house; from the beginning with the key before them."""
    heads = ChainHead.objects.filter(number__gt=after).order_by("number")
    lines = [
        chain.head_line(Head(one.number, bytes(one.digest)), said(one.at), bytes(one.signature))
        for one in heads
    ]
    return "".join([chain.key_line(crypto.verifying_key()) if lines and after < 0 else "", *lines])


def export_heads() -> None:
    """Append the heads that have been committed to the file outside the database, each once."""
    place = Path(settings.AUDIT_HEADS)
    place.parent.mkdir(parents=True, exist_ok=True)
    written = place.read_text() if place.exists() else ""
    known = max((head.number for head, _, _ in chain.kept_heads(written).heads), default=-1)
    fresh = heads_text(known)
    if fresh:
        with place.open("a") as file:
            file.write(fresh)
            file.flush()
            os.fsync(file.fileno())


# --- whether it fits ---------------------------------------------------

STRETCH: Final = HEAD_EACH
"""So many of the newest links are followed every time; at least one head stands among them."""
_TAIL: Final = 32 * 1024
"""Of the file of heads so much is read: some two hundred."""
_NEWEST = f"""
select s.number, s.event_id, s.digest, e.id is not null, {chain.WORDS}
  from kernel_seal s left join kernel_event e on e.id = s.event_id
  where s.number >= (select max(number) - %s::bigint from kernel_seal) order by s.number
"""


def fault_of_newest(most: int = STRETCH) -> Fault | None:
    """What does not fit among the newest links, held against the heads here and outside; `qinqing verify`
    follows all of them. The link before the first is taken at its word."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [most])
        links = [
            Link(number, record, bytes(digest), values if there else None)
            for number, record, digest, there, *values in cursor.fetchall()
        ]
    kept = [Head(one.number, bytes(one.digest)) for one in heads_before(None, most)] + _heads_outside()
    if links and links[0].number > 1:
        return verdict(links[1:], kept, Head(links[0].number, links[0].digest)).fault
    return verdict(links, kept).fault


def _heads_outside() -> list[Head]:
    """The last heads that were carried out, none where none was; half a line at the beginning is left out."""
    place = Path(settings.AUDIT_HEADS)
    if not place.exists():
        return []
    with place.open("rb") as file:
        file.seek(max(place.stat().st_size - _TAIL, 0))
        begins, tail = file.tell(), file.read().decode("ascii", "replace")
    whole = tail.partition("\n")[2] if begins else tail
    return [head for head, _, _ in chain.kept_heads(whole).heads]


@dataclass(frozen=True, slots=True)
class State:
    """How far the chain is: the last link and when its record was made, and what waits since when."""

    links: int
    unsealed: int
    oldest_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Whether something has been waiting longer than sealing takes."""
        return self.oldest_at is not None and now - self.oldest_at > LATE


def state() -> State:
    """How it is about the chain now; runs as the system."""
    end = _end()
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*), min(e.at) from kernel_event e where {end.open}", end.params)
        unsealed, oldest = cursor.fetchone()
    return State(end.number, unsealed, oldest)

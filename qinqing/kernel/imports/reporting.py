"""How an import stands: the report row by row, how far it is, the former ones."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from qinqing.kernel import bulk, door, events
from qinqing.kernel.events import Author, Told
from qinqing.kernel.imports.declaring import SUBJECT, WARNED, WARNING, WRITTEN, Import, Outcome, Planned, Tick
from qinqing.kernel.models import ImportProgress, ImportRow, ImportRun
from qinqing.kernel.refusals import Conflict, NotFound


def runs_of(kind: str, area_ids: Collection[int], most: int = 20) -> list[ImportRun]:
    """The latest imports of a kind into these areas, without their files."""
    rows = ImportRun.objects.filter(kind=kind, area_id__in=area_ids)
    return list(rows.defer("content").order_by("-pk")[:most])


def run_for(kind: str, area_ids: Collection[int], number: int) -> ImportRun:
    """One import into one of these areas; raises ImportRun.DoesNotExist otherwise."""
    return ImportRun.objects.defer("content").get(kind=kind, area_id__in=area_ids, pk=number)


def report(run: ImportRun, *, outcome: str = "", after: int = -1, most: int = 100) -> list[ImportRow]:
    """The rows of the report in the order of the file; the outcome WARNED gives those with a warning."""
    rows = run.rows.filter(line__gt=after)
    if outcome == WARNED:
        rows = rows.filter(message__contains=WARNING)
    elif outcome:
        rows = rows.filter(outcome=outcome)
    return list(rows.order_by("line")[:most])


# --- how far it is -----------------------------------------------------

_SAY = """
insert into kernel_importprogress (run_id, done, whole) values (%s::bigint, %s::integer, %s::integer)
  on conflict (run_id) do update set done = excluded.done, whole = excluded.whole
"""


def progress_of(run: ImportRun) -> tuple[int, int] | None:
    """How many of how many rows the worker has dealt with; None before it has begun."""
    return ImportProgress.objects.filter(run_id=run.pk).values_list("done", "whole").first()


@contextmanager
def telling_progress(run_id: int) -> Iterator[Tick]:
    """A tick that others see at once, whatever the work's own transaction has not committed yet."""
    beside = connections.create_connection(DEFAULT_DB_ALIAS)

    def say(sql: str, params: Sequence[int]) -> None:
        with beside.cursor() as cursor:
            cursor.execute("begin")
            cursor.execute("select set_config('app.system', 'imports.progress', true)")
            cursor.execute(sql, params)
            cursor.execute("commit")

    def tick(done: int, whole: int) -> None:
        say(_SAY, (run_id, done, whole))

    try:
        yield tick
        say("delete from kernel_importprogress where run_id = %s::bigint", (run_id,))
    finally:
        beside.close()


# --- for reading, writing and undoing ----------------------------------


def counts(rows: Iterable[Planned]) -> dict[str, int]:
    """How many rows by outcome, and how many with a warning."""
    found = {one.value: 0 for one in (*WRITTEN, Outcome.SAME, Outcome.REFUSED)} | {WARNED: 0}
    for row in rows:
        found[row.outcome.value] += 1
        found[WARNED] += bool(row.warning)
    return found


def words(row: Planned) -> str:
    """What the report says of a row."""
    return "；".join(part for part in (row.message, row.warning and WARNING + row.warning) if part)


def spelled(rows: Iterable[Planned]) -> list[str]:
    """Each row and what would become of it, written out: what a digest is of."""
    return [
        _spell((row.line, row.outcome, row.object_id, row.message, row.warning, row.values)) for row in rows
    ]


def digest(lines: Iterable[str]) -> str:
    """What would become of the rows that `spelled` wrote out, in 64 characters."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


class _Spelling(dict[type, Callable[[Any], Any]]):
    """By the type of a value how it is spelled out: a dataclass by its parts, anything else as text."""

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        parts = fields(kind) if is_dataclass(kind) else ()
        self[kind] = attrgetter(*(one.name for one in parts)) if parts else str
        return self[kind]


_SPELLING = _Spelling()


def _plain(value: Any) -> Any:
    return _SPELLING[type(value)](value)


_spell = json.JSONEncoder(default=_plain).encode


def keep_report(run: ImportRun, rows: Sequence[Planned]) -> None:
    """Write the report anew."""
    run.rows.all().delete()
    names = ("line", "label", "outcome", "message", "object_id")
    kept = [(row.line, row.label[:100], row.outcome.value, words(row), row.object_id) for row in rows]
    with door.as_system("imports.report"):
        bulk.insert(ImportRow, names, kept, same={"run": run.pk})


def tell(
    event: type,
    given: Import,
    run: ImportRun,
    ids: Iterable[int],
    record: Mapping[str, Any],
    author: Author,
    now: datetime,
) -> None:
    """Record that something was written or taken back, about every object it concerned."""
    about = tuple((given.subject, number) for number in ids)
    events.tell_many(event, [Told((SUBJECT, run.pk), about, record)], author=author, at=now, layer="H")


def locked(run: ImportRun, states: Collection[str], otherwise: str) -> ImportRun:
    """The run, held; raises NotFound, or Conflict with these words where it is in no such state."""
    found = ImportRun.objects.select_for_update().filter(pk=run.pk).first()
    if found is None:
        raise NotFound
    if found.state not in states:
        raise Conflict(otherwise)
    return found

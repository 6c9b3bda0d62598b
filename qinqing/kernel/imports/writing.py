"""What was shown is written, all or nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection
from psycopg.types.json import Jsonb

from qinqing.kernel import bulk, door, jobs, search
from qinqing.kernel.events import Author
from qinqing.kernel.imports import declaring
from qinqing.kernel.imports.declaring import (
    UNDO,
    WRITE,
    WRITTEN,
    Import,
    Planned,
    State,
    Tick,
    Written,
    silent,
)
from qinqing.kernel.imports.reading import planned, sheet_of
from qinqing.kernel.imports.reporting import digest, locked, tell
from qinqing.kernel.models import ImportRun
from qinqing.kernel.refusals import Conflict

CHANGED_SINCE = "预览之后数据有变化，结果会和看到的不一样。请重新上传，看最新的预览"
_WRITTEN_BEFORE = "这次导入已经写入或撤销了"


def begin_writing(*, author: Author, run: ImportRun) -> None:
    """Have the worker write what was shown, in the name of whoever asks for it."""
    _move(locked(run, (State.PREVIEW,), _WRITTEN_BEFORE), State.WRITING)
    jobs.start(WRITE, run=run.pk, person=author.actor.person_id)


def begin_undoing(*, author: Author, run: ImportRun) -> None:
    """Have the worker take the import back, in the name of whoever asks for it."""
    _move(locked(run, (State.DONE,), "只有已写入的导入可以撤销"), State.UNDOING)
    jobs.start(UNDO, run=run.pk, person=author.actor.person_id)


def _move(run: ImportRun, state: State) -> None:
    run.state = state
    run.save(update_fields=["state"])


def give_up(*, run: ImportRun, state: State, why: str) -> None:
    """The worker could not do it; the person is told why where he waits."""
    run.state = state
    run.summary |= {"fault": why}
    run.save(update_fields=["state", "summary"])


def confirm(
    given: Import, *, author: Author, run: ImportRun, now: datetime, tick: Tick = silent
) -> ImportRun:
    """Write what the preview showed, or raise Conflict if by now it would come out differently."""
    run = locked(run, (State.PREVIEW, State.WRITING), _WRITTEN_BEFORE)
    rows = planned(given, sheet_of(given, run), run, author.actor, now, silent)
    if digest(rows) != run.summary["plan"]:
        raise Conflict(CHANGED_SINCE)
    writing, done = [row for row in rows if row.outcome in WRITTEN], 0
    for some in bulk.chunks(writing, declaring.CHUNK):
        try:
            written = given.write(author, some, run.pk, now)
        except IntegrityError:
            raise Conflict(CHANGED_SINCE) from None
        _note_written(run, some, written)
        record = {"file": run.file_name, "rows": len(some), "digest": digest(some)}
        tell(given.imported, given, run, [row.object_id for row in written], record, author, now)
        done += len(some)
        tick(done, len(writing))
    search.settle_soon()
    run.state, run.content, run.at = State.DONE, None, now
    run.summary = {key: value for key, value in run.summary.items() if key != "columns"}
    run.save(update_fields=["state", "content", "at", "summary"])
    return run


def _note_written(run: ImportRun, rows: Sequence[Planned], written: Sequence[Written]) -> None:
    # The run is held and was seen: asking again for each of its rows takes longer than writing them.
    with door.as_system("imports.note"), connection.cursor() as cursor:
        cursor.execute(
            "update kernel_importrow r set object_id = w.object_id, before = w.before"
            " from unnest(%s::integer[], %s::bigint[], %s::jsonb[]) w(line, object_id, before)"
            " where r.run_id = %s::bigint and r.line = w.line",
            [
                [row.line for row in rows],
                [one.object_id for one in written],
                [None if one.before is None else Jsonb(one.before) for one in written],
                run.pk,
            ],
        )

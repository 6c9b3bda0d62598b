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
    State,
    Tick,
    Written,
    silent,
)
from qinqing.kernel.imports.reading import planned, sheet_of
from qinqing.kernel.imports.reporting import digest, locked, spelled, tell
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
    lines = spelled(rows)
    if digest(lines) != run.summary["plan"]:
        raise Conflict(CHANGED_SINCE)
    writing = [pair for pair in zip(rows, lines, strict=True) if pair[0].outcome in WRITTEN]
    written: list[tuple[int, Written]] = []
    for pairs in bulk.chunks(writing, declaring.CHUNK):
        some, said = zip(*pairs, strict=True)
        try:
            objects = given.write(author, some, run.pk, now)
        except IntegrityError:
            raise Conflict(CHANGED_SINCE) from None
        record = {"file": run.file_name, "rows": len(some), "digest": digest(said)}
        tell(given.imported, given, run, [one.object_id for one in objects], record, author, now)
        written += zip((row.line for row in some), objects, strict=True)
        tick(len(written), len(writing))
    _note_written(run, written)
    search.settle_soon()
    run.state, run.content, run.at = State.DONE, None, now
    run.summary = {key: value for key, value in run.summary.items() if key != "columns"}
    run.save(update_fields=["state", "content", "at", "summary"])
    return run


def _note_written(run: ImportRun, written: Sequence[tuple[int, Written]]) -> None:
    # The run is held and was seen: asking again for each of its rows takes longer than writing them. All of
    # its rows are gone through for each part, hence few large ones.
    with door.as_system("imports.note"), connection.cursor() as cursor:
        for some in bulk.chunks(written):
            cursor.execute(
                "update kernel_importrow r set object_id = w.object_id, before = w.before"
                " from unnest(%b::integer[], %b::bigint[], %s::jsonb[]) w(line, object_id, before)"
                " where r.run_id = %s::bigint and r.line = w.line",
                [
                    [line for line, _ in some],
                    [one.object_id for _, one in some],
                    [None if one.before is None else Jsonb(one.before) for _, one in some],
                    run.pk,
                ],
            )

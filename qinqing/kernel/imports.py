"""Imports: a table is shown as it would arrive, written when confirmed, and can be taken back whole.

A room declares in `imports.py` what a table of its kind means (`IMPORTS`). A preview writes nothing of the
business: it keeps the file and a report row by row. Confirming plans once more, refuses if anything would
now come out differently, writes by chunks and tells one event a chunk with the digest of its rows. Undoing
removes what arrived and puts back what was changed; rows that are in use meanwhile stay and are listed.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models
from django.db.models import Count
from psycopg.types.json import Jsonb

from qinqing.kernel import bulk, declared, door, events, search
from qinqing.kernel.events import Author, Told
from qinqing.kernel.models import EventAbout, ImportRow, ImportRun
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from qinqing.lib.terms import Term

SUBJECT = "import_run"
MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
CHUNK = 1_000


class Outcome(Term):
    """What becomes, or became, of one row."""

    NEW = "new", "新增", "green"
    CHANGED = "changed", "更新", "blue"
    SAME = "same", "没有变化"
    REFUSED = "refused", "没有导入", "red"
    REMOVED = "removed", "已撤销"
    RESTORED = "restored", "已还原"
    KEPT = "kept", "保留", "yellow"


WRITTEN = (Outcome.NEW, Outcome.CHANGED)
WARNED = "warned"
_WARNING = "提醒："
_CHANGED = "预览之后数据有变化，结果会和看到的不一样。请重新上传，看最新的预览"


@dataclass(frozen=True, slots=True)
class Planned:
    """What would become of one row, in words, with what to look at; `values` is what `write` takes.

    `label` is by what a person recognises the row.
    """

    line: int
    outcome: Outcome
    message: str = ""
    warning: str = ""
    object_id: int | None = None
    values: Any = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole table, with remarks about the file."""

    rows: Sequence[Planned]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A row that was written: which object, and for a changed one what has to be put back."""

    object_id: int
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Import:
    """A kind of table.

    `plan(content, area_id, actor, now)` reads and compares and writes nothing; it raises Refused for a file
    that is no such table. `write(author, rows, run_id, now)` gives one Written a row. `restore(object_id,
    before)` puts a changed object back and gives "", or why it must stay. `subject` is the objects' kind in
    events, told by `imported` for each chunk and by `undone`.
    """

    kind: str
    label: str
    model: type[models.Model]
    subject: str
    plan: Callable[[bytes, int, Actor, datetime], Plan]
    write: Callable[[Author, Sequence[Planned], int, datetime], Sequence[Written]]
    restore: Callable[[int, Mapping[str, Any]], str]
    imported: type
    undone: type


def import_of(kind: str) -> Import:
    """The declared import of a kind; raises NotFound."""
    for found in declared.declarations("imports", "IMPORTS"):
        if isinstance(found, Import) and found.kind == kind:
            return found
    raise NotFound


# --- preview, confirm, undo --------------------------------------------


def preview(
    given: Import, *, author: Author, content: bytes, file_name: str, area_id: int, now: datetime
) -> ImportRun:
    """Keep the file and the report of what would happen; an earlier preview of the same person is dropped."""
    if len(content) > MOST_BYTES:
        raise Refused("too_big", f"文件不能超过 {MOST_BYTES // 1024 // 1024} MB，请分成几份", "file")
    plan = given.plan(content, area_id, author.actor, now)
    if len(plan.rows) > MOST_ROWS:
        raise Refused("too_long", f"一次最多导入 {MOST_ROWS:,} 行，请分成几份", "file")
    ImportRun.objects.filter(kind=given.kind, state="preview", actor_id=author.actor.person_id).delete()
    digest = hashlib.sha256(content).hexdigest()
    remarks = [*plan.remarks, *_done_before(given.kind, digest)]
    run = ImportRun.objects.create(
        kind=given.kind,
        file_name=file_name[-200:],
        sha256=digest,
        area_id=area_id,
        actor_id=author.actor.person_id,
        at=now,
        state="preview",
        summary={**_counts(plan.rows), "remarks": remarks, "plan": _digest(plan.rows)},
        content=content,
    )
    _keep_report(run, plan.rows)
    return run


def confirm(given: Import, *, author: Author, run: ImportRun, now: datetime) -> ImportRun:
    """Write what the preview showed, or raise Conflict if by now it would come out differently."""
    run = _locked(run, "preview", "这次导入已经写入或撤销了")
    plan = given.plan(bytes(run.content or b""), run.area_id or 0, author.actor, now)
    if _digest(plan.rows) != run.summary["plan"]:
        raise Conflict(_CHANGED)
    for some in bulk.chunks([row for row in plan.rows if row.outcome in WRITTEN], CHUNK):
        try:
            written = given.write(author, some, run.pk, now)
        except IntegrityError:
            raise Conflict(_CHANGED) from None
        _note_written(run, some, written)
        record = {"file": run.file_name, "rows": len(some), "digest": _digest(some)}
        _tell(given.imported, given, run, [row.object_id for row in written], record, author, now)
    search.settle_soon()
    run.state, run.content, run.at = "done", None, now
    run.save(update_fields=["state", "content", "at"])
    return run


def undo(given: Import, *, author: Author, run: ImportRun, now: datetime) -> ImportRun:
    """Take a whole import back; the rows that are in use stay, each with the reason in the report."""
    run = _locked(run, "done", "只有已写入的导入可以撤销")
    wrote = list(run.rows.filter(outcome__in=WRITTEN).values_list("outcome", "object_id", "before"))
    new = [number or 0 for outcome, number, _ in wrote if outcome == Outcome.NEW]
    changed = [(number or 0, before or {}) for outcome, number, before in wrote if outcome == Outcome.CHANGED]
    with door.as_system("import.undo"):
        kept = in_use(given, new, run)
        removed = [number for number in new if number not in kept]
        given.model._default_manager.filter(pk__in=removed).delete()
        search.forget(given.subject, removed)
        for number, before in changed:
            if reason := given.restore(number, before):
                kept[number] = reason
    restored = [number for number, _ in changed if number not in kept]
    _note_undone(run, removed, Outcome.REMOVED)
    _note_undone(run, restored, Outcome.RESTORED)
    for number, reason in kept.items():
        run.rows.filter(object_id=number).update(outcome=Outcome.KEPT, message=f"没有撤销：{reason}")
    run.state = "undone"
    run.summary |= {"removed": len(removed), "restored": len(restored), "kept": len(kept)}
    run.save(update_fields=["state", "summary"])
    record = {"file": run.file_name, "removed": len(removed), "kept": len(kept)}
    _tell(given.undone, given, run, [*restored, *kept], record, author, now)
    return run


def in_use(given: Import, ids: Collection[int], run: ImportRun) -> dict[int, str]:
    """Why objects may not be removed: rows of any room that refer to them, and what happened since."""
    reasons: dict[int, list[str]] = defaultdict(list)
    for model, name in _references(given.model):
        rows = model._default_manager.filter(**{f"{name}__in": list(ids)}).values_list(name)
        for number, count in rows.annotate(Count("pk")).order_by():
            reasons[number].append(f"{model._meta.verbose_name} {count} 条")
    later = EventAbout.objects.filter(kind=given.subject, object_id__in=list(ids)).exclude(
        event__subject_kind=SUBJECT, event__subject_id=run.pk
    )
    for number, count in later.values_list("object_id").annotate(Count("pk")).order_by():
        reasons[number].append(f"之后的记录 {count} 条")
    return {number: "已有" + "、".join(found) for number, found in reasons.items()}


def _references(target: type[models.Model]) -> Iterable[tuple[type[models.Model], str]]:
    """Every foreign key to `target` in the house, except those of rows that are parts of it."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is target:
                relation = field.remote_field
                if isinstance(relation, models.ManyToOneRel) and relation.on_delete is not models.CASCADE:
                    yield model, field.name


# --- reading -----------------------------------------------------------


def runs_of(kind: str, area_ids: Collection[int], most: int = 20) -> list[ImportRun]:
    """The latest imports of a kind into these areas, without their files."""
    rows = ImportRun.objects.filter(kind=kind, area_id__in=area_ids)
    return list(rows.defer("content").order_by("-pk")[:most])


def run_for(kind: str, area_ids: Collection[int], number: int) -> ImportRun:
    """One import into one of these areas; raises ImportRun.DoesNotExist otherwise."""
    return ImportRun.objects.defer("content").get(kind=kind, area_id__in=area_ids, pk=number)


def report(run: ImportRun, *, outcome: str = "", after: int = 0, most: int = 100) -> list[ImportRow]:
    """The rows of the report in the order of the file; the outcome WARNED gives those with a warning."""
    rows = run.rows.filter(line__gt=after)
    if outcome == WARNED:
        rows = rows.filter(message__contains=_WARNING)
    elif outcome:
        rows = rows.filter(outcome=outcome)
    return list(rows.order_by("line")[:most])


# --- parts -------------------------------------------------------------


def _counts(rows: Iterable[Planned]) -> dict[str, int]:
    counted = Counter(row.outcome.value for row in rows)
    warned = sum(1 for row in rows if row.warning)
    return {
        **{one.value: counted[one.value] for one in (*WRITTEN, Outcome.SAME, Outcome.REFUSED)},
        WARNED: warned,
    }


def _words(row: Planned) -> str:
    return "；".join(part for part in (row.message, row.warning and _WARNING + row.warning) if part)


def _digest(rows: Sequence[Planned]) -> str:
    text = "\n".join(
        f"{row.line}\t{row.outcome}\t{row.object_id}\t{_words(row)}\t{row.values}" for row in rows
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _done_before(kind: str, digest: str) -> list[str]:
    run = ImportRun.objects.filter(kind=kind, sha256=digest, state="done").order_by("-pk").first()
    if run is None:
        return []
    return [f"同一个文件已经导入过：当时新增 {run.summary['new']:,} 行，更新 {run.summary['changed']:,} 行"]


def _keep_report(run: ImportRun, rows: Sequence[Planned]) -> None:
    bulk.insert(
        ImportRow,
        ("run", "line", "label", "outcome", "message", "object_id"),
        [(run.pk, row.line, row.label[:100], row.outcome.value, _words(row), row.object_id) for row in rows],
    )


def _note_written(run: ImportRun, rows: Sequence[Planned], written: Sequence[Written]) -> None:
    with connection.cursor() as cursor:
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


def _note_undone(run: ImportRun, ids: Sequence[int], outcome: Outcome) -> None:
    run.rows.filter(object_id__in=ids, outcome__in=WRITTEN).update(outcome=outcome)


def _tell(
    event: type,
    given: Import,
    run: ImportRun,
    ids: Iterable[int],
    record: Mapping[str, Any],
    author: Author,
    now: datetime,
) -> None:
    about = tuple((given.subject, number) for number in ids)
    events.tell_many(event, [Told((SUBJECT, run.pk), about, record)], author=author, at=now, layer="H")


def _locked(run: ImportRun, state: str, otherwise: str) -> ImportRun:
    found = ImportRun.objects.select_for_update().filter(pk=run.pk).first()
    if found is None:
        raise NotFound
    if found.state != state:
        raise Conflict(otherwise)
    return found

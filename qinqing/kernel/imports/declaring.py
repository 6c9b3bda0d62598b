"""What a room says of a kind of table, and the words about it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from qinqing.kernel import declared
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.spreadsheets import Column, Sheet
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


class State(Term):
    """How far an import is; `reading`, `writing` and `undoing` are the worker's."""

    READING = "reading", "正在读取", "blue"
    MAPPING = "mapping", "等您认列", "yellow"
    PREVIEW = "preview", "等您确认", "blue"
    WRITING = "writing", "正在写入", "blue"
    DONE = "done", "已写入", "green"
    UNDOING = "undoing", "正在撤销", "blue"
    UNDONE = "undone", "已撤销"
    FAILED = "failed", "没有读成", "red"


READ, WRITE, UNDO = "imports.read", "imports.write", "imports.undo"
"""The long works, by the names of their jobs."""

OPEN = (State.READING, State.MAPPING, State.PREVIEW, State.FAILED)
WRITTEN = (Outcome.NEW, Outcome.CHANGED)
WARNED = "warned"
WARNING = "提醒："

Tick = Callable[[int, int], None]
"""Told how many of how many rows are dealt with."""


def silent(done: int, whole: int) -> None:
    """A tick nobody looks at."""


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
class Written:
    """A row that was written: which object, and for a changed one what has to be put back."""

    object_id: int
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Import:
    """A kind of table.

    `keeps(actor, area_id)` says whether somebody may import into an area. `plan(sheet, area_id, actor, now)`
    reads and compares and writes nothing; it gives every row of the sheet, by parts. `write(author, rows,
    run_id, now)` gives one Written a row. `restore(author, object_id, before, now)` puts a changed object
    back and gives "", or why it must stay; `remove(author, ids, now)` takes new ones away where that is more
    than deleting them; `used(ids, at)` says of new ones why they must stay where that shows neither by rows
    that refer to them nor by events about them. `subject` is the objects' kind in events, told by `imported`
    for each chunk and by `undone`. `sealed` names the facts that `before` holds sealed, as hexadecimal
    digits: they pass to a new key with it. `note` is said beside the columns where a table is chosen,
    `area_note` where its area is.
    """

    kind: str
    label: str
    columns: tuple[Column, ...]
    model: type[models.Model]
    subject: str
    keeps: Callable[[Actor, int], bool]
    plan: Callable[[Sheet, int, Actor, datetime], Iterator[Sequence[Planned]]]
    write: Callable[[Author, Sequence[Planned], int, datetime], Sequence[Written]]
    restore: Callable[[Author, int, Mapping[str, Any], datetime], str]
    imported: type
    undone: type
    remove: Callable[[Author, Collection[int], datetime], None] | None = None
    used: Callable[[Collection[int], datetime], Mapping[int, str]] | None = None
    sealed: tuple[str, ...] = ()
    note: str = ""
    area_note: str = "表里没有写区域的行，归到这里。"


def import_of(kind: str) -> Import:
    """The declared import of a kind; raises NotFound."""
    for found in declared.declarations("imports", "IMPORTS"):
        if isinstance(found, Import) and found.kind == kind:
            return found
    raise NotFound

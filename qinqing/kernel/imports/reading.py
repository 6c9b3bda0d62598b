"""From a file to the report of what would become of each row; nothing of the business is written."""

import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime

from qinqing.kernel import crypto, jobs, opening
from qinqing.kernel.database.keys import Unsealable
from qinqing.kernel.events import Author
from qinqing.kernel.imports.declaring import (
    MOST_BYTES,
    MOST_ROWS,
    OPEN,
    READ,
    Import,
    Planned,
    State,
    Tick,
    silent,
)
from qinqing.kernel.imports.reporting import counts, digest, keep_report, locked, spelled
from qinqing.kernel.models import ImportRun
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Grid, Line, Sheet, Unreadable

SAMPLES = 3
_SAMPLE = 24


def receive(
    given: Import, *, author: Author, content: bytes, file_name: str, area_id: int, now: datetime
) -> ImportRun:
    """Keep the file and have the worker read it; an earlier open import of the same person is dropped."""
    run = _kept(given, author, content, file_name, area_id, now)
    jobs.start(READ, run=run.pk)
    return run


def preview(
    given: Import, *, author: Author, content: bytes, file_name: str, area_id: int, now: datetime
) -> ImportRun:
    """Keep the file and read it here and now; raises Refused where its columns are not clear."""
    run = read(given, author=author, run=_kept(given, author, content, file_name, area_id, now), now=now)
    if run.state == State.MAPPING:
        wanted = "、".join(f"“{label}”" for label in run.summary["lacks"])
        head = "、".join(one["heading"] for one in run.summary["columns"])
        raise Refused("no_table", f"没有找到表头：要有一行写着{wanted}。文件开头是：{head[:60]}", "file")
    return run


def _kept(
    given: Import, author: Author, content: bytes, file_name: str, area_id: int, now: datetime
) -> ImportRun:
    if len(content) > MOST_BYTES:
        raise Refused("too_big", f"文件不能超过 {MOST_BYTES // 1024 // 1024} MB，请分成几份", "file")
    if not given.keeps(author.actor, area_id):
        raise Refused("foreign_area", "这个区域不归您协调", "area_id")
    mine = ImportRun.objects.filter(kind=given.kind, state__in=OPEN, actor_id=author.actor.person_id)
    mine.delete()
    return ImportRun.objects.create(
        kind=given.kind,
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        area_id=area_id,
        actor_id=author.actor.person_id,
        at=now,
        state=State.READING,
        summary={},
        **_sealed(content),
    )


def _sealed(content: bytes) -> dict[str, bytes]:
    """A table as it waits to be confirmed: whose numbers stand in it has not agreed to anything yet."""
    return {"content": crypto.seal(b64encode(content).decode("ascii"))}


def _content_of(run: ImportRun) -> bytes:
    """The table again. Refuses one that an earlier release received, which did not seal it."""
    try:
        return b64decode(crypto.unseal(run.content or b""))
    except Unsealable:
        raise Refused("no_table", "这个文件打不开了，请重新上传", "file") from None


def read(
    given: Import, *, author: Author, run: ImportRun, now: datetime, tick: Tick = silent, remark: str = ""
) -> ImportRun:
    """Report what would become of each row, or ask which column is what where that is not clear.

    Raises Refused, in words, for a file that is no table of anything.
    """
    run = locked(run, (*OPEN, State.WRITING), "这次导入已经写入或撤销了")
    try:
        grid, mapping = _grid_of(given, run)
    except Unreadable as fault:
        raise Refused("no_table", str(fault), "file") from None
    run.summary = {**_described(grid, mapping), "lacks": [one.label for one in mapping.lacks(given.columns)]}
    run.content = _sealed(opening.packed(grid))["content"]
    if run.summary["lacks"]:
        run.state = State.MAPPING
    else:
        sheet = spreadsheets.sheet_of(grid, given.columns, mapping)
        rows = planned(given, sheet, run, author.actor, now, tick)
        keep_report(run, rows)
        run.state = State.PREVIEW
        run.summary |= {
            **counts(rows),
            "remarks": [*([remark] if remark else []), *_remarks(grid, sheet, rows, run)],
            "plan": digest(spelled(rows)),
        }
    run.save(update_fields=["state", "summary", "content"])
    return run


def map_columns(given: Import, *, run: ImportRun, head: int, places: Mapping[str, int]) -> None:
    """A person says which column is what, and the worker reads anew; a new line of headings is guessed anew.

    Refuses a column that is named twice and the lack of a required one.
    """
    run = locked(run, (State.MAPPING, State.PREVIEW), "这次导入已经写入或撤销了")
    lacking = [one for one in given.columns if one.required and one.key not in places]
    if head == run.summary["head"] and lacking:
        raise Refused("lacks", "还要指出哪一列是" + "、".join(f"“{one.label}”" for one in lacking))
    run.summary |= {"head": head, "places": dict(places) if head == run.summary["head"] else {}}
    run.state = State.READING
    run.save(update_fields=["state", "summary"])
    jobs.start(READ, run=run.pk)


def _grid_of(given: Import, run: ImportRun) -> tuple[Grid, spreadsheets.Mapping]:
    """The table, and which column is what: as a person said, else as guessed."""
    content = _content_of(run)
    if "head" not in run.summary:
        grid = opening.grid_of(content, given.columns)
        return grid, spreadsheets.guess(grid, given.columns)
    grid = opening.unpacked(content)
    if run.summary["places"]:
        return grid, spreadsheets.Mapping(run.summary["head"], run.summary["places"])
    return grid, spreadsheets.guess(grid, given.columns, run.summary["head"])


def sheet_of(given: Import, run: ImportRun) -> Sheet:
    """The rows of a run that has been read."""
    grid = opening.unpacked(_content_of(run))
    mapping = spreadsheets.Mapping(run.summary["head"], run.summary["places"])
    return spreadsheets.sheet_of(grid, given.columns, mapping)


def planned(
    given: Import, sheet: Sheet, run: ImportRun, actor: Actor, now: datetime, tick: Tick
) -> list[Planned]:
    """What would become of each row."""
    if len(sheet.rows) > MOST_ROWS:
        raise Refused("too_long", f"一次最多导入 {MOST_ROWS:,} 行，请分成几份", "file")
    rows: list[Planned] = []
    for some in given.plan(sheet, run.area_id or 0, actor, now):
        rows += some
        tick(len(rows), len(sheet.rows))
    return rows


def _described(grid: Grid, mapping: spreadsheets.Mapping) -> dict[str, object]:
    """What a person needs to correct the columns: each with its heading and what stands first in it."""
    head = next((line for line in grid.lines if line.number == mapping.head), Line(mapping.head))
    below = [line for line in grid.lines if line.number > mapping.head and not line.fault]
    columns = []
    for place, heading in enumerate(head.cells):
        said = (line.cells[place].strip() for line in below if place < len(line.cells))
        some = [text[:_SAMPLE] for text, _ in zip(filter(None, said), range(SAMPLES), strict=False)]
        if heading.strip() or some:
            tidied = [_showable(text) for text in (heading, *some)]
            columns.append({"place": place, "heading": tidied[0], "samples": tidied[1:]})
    return {"head": mapping.head, "places": dict(mapping.places), "columns": columns, "sheet": grid.name}


_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


def _showable(text: str) -> str:
    """A sample as it may lie about until the import is written: without the middle of a mobile number."""
    return _MOBILE.sub(r"\1****\2", spreadsheets.tidy(text).encode("utf-8", "ignore").decode())


def _remarks(grid: Grid, sheet: Sheet, rows: list[Planned], run: ImportRun) -> list[str]:
    how = f"读的是工作表“{grid.name}”" if grid.name else f"按 {grid.source.upper()} 编码读取"
    found = [f"{how}，共 {len(rows):,} 行"]
    if sheet.unused:
        found.append("没有用到的列：" + "、".join(sheet.unused))
    same = ImportRun.objects.filter(kind=run.kind, sha256=run.sha256, state=State.DONE).order_by("-pk")
    if (before := same.defer("content").first()) is not None:
        new, changed = before.summary["new"], before.summary["changed"]
        found.append(f"同一个文件已经导入过：当时新增 {new:,} 行，更新 {changed:,} 行")
    return found

"""A file of messages from another system: what a row says, and what would become of it.

JSON lines or a table, with the fields `id`, `user`, `time` ("2019/2/28 11:25:05"), `title` and `body`. No row
stops the others; what is broken in one is said beside it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qinqing.domains.problems import actions
from qinqing.domains.problems.actions import Arriving
from qinqing.domains.problems.events import ProblemImportUndone, ProblemsImported
from qinqing.domains.problems.models import Problem
from qinqing.kernel import bulk, clock, door
from qinqing.kernel.events import Author
from qinqing.kernel.imports import CHUNK, Import, Outcome, Planned, Written
from qinqing.kernel.permissions import Actor
from qinqing.lib.spreadsheets import Column, Row, Sheet, Unreadable

COLUMNS = (
    Column("id", "编号", ("id", "留言编号", "来源编号", "工单编号"), required=True, raw=True),
    Column("time", "时间", ("time", "留言时间", "提出时间", "受理时间", "来电时间"), required=True, raw=True),
    Column("title", "标题", ("title", "主题", "留言主题", "诉求标题"), raw=True),
    Column("body", "内容", ("body", "详情", "留言详情", "诉求内容", "正文"), required=True, raw=True),
    Column("user", "留言人", ("user", "用户", "留言用户", "联系人", "来电人"), raw=True),
)

TITLE, NAME, REF, FACTS = 120, 40, 60, 100_000
"""How long each may be; what is longer than a title stays whole in the facts."""
FIRST_WORDS = 30
_TIME = re.compile(
    r"(\d{4})[/\-.年](\d{1,2})[/\-.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
)
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says; `refused` is why it cannot arrive, `warning` what was mended on the way."""

    line: int
    source_ref: str = ""
    original_at: datetime | None = None
    title: str = ""
    facts: str = ""
    contact_name: str = ""
    refused: str = ""
    warning: str = ""

    def arriving(self, area_id: int) -> Arriving:
        """The message for the coordinator of an area."""
        assert self.original_at is not None
        return Arriving(self.source_ref, self.original_at, self.title, self.facts, area_id, self.contact_name)


# --- what a row says ---------------------------------------------------


def read_row(row: Row, now: datetime) -> Entry:
    """The entry of one row: without what no page can show, a long title cut and kept whole in the facts."""
    ref = cleaned(row.cells.get("id", ""))
    title, body = cleaned(row.cells.get("title", "")), cleaned(row.cells.get("body", ""), lines=True)
    fault = row.fault or _fault(ref, title, body)
    try:
        original_at = None if fault else moment_of(row.cells.get("time", ""), now)
    except Unreadable as unreadable:
        fault = str(unreadable)
    if fault:
        return Entry(row.line, refused=fault)
    warnings = []
    if any(_has_broken(text) for text in row.cells.values()):
        warnings.append("有无法识别的字符，已去掉")
    facts = body or title
    if len(title) > TITLE:
        facts = f"{title}\n{body}" if body else title
        title = f"{title[: TITLE - 1]}…"
        warnings.append(f"标题超过 {TITLE} 个字，全文留在内容里")
    elif not title:
        line = body.split("\n")[0]
        title = line if len(line) <= FIRST_WORDS else f"{line[:FIRST_WORDS]}…"
        warnings.append("没有标题，取了内容的开头")
    name = cleaned(row.cells.get("user", ""))[:NAME]
    return Entry(row.line, ref, original_at, title, facts, name, warning="；".join(warnings))


def _fault(ref: str, title: str, body: str) -> str:
    if not ref or len(ref) > REF:
        return "没有编号" if not ref else f"编号超过 {REF} 个字"
    if not title and not body:
        return "没有标题，也没有内容"
    return f"内容超过 {FACTS:,} 个字" if len(body) > FACTS else ""


def cleaned(text: str, *, lines: bool = False) -> str:
    """The text without control characters, broken halves and outer space; line breaks stay if asked for."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(c for c in whole if c == "\n" or not _is_broken(c)) if _has_broken(whole) else whole
    if not lines:
        return " ".join(kept.split())
    return "\n".join(line.strip() for line in kept.split("\n")).strip()


def _has_broken(text: str) -> bool:
    # Nearly every text is printable throughout, and asking that at once is many times as fast.
    plain = text.replace("\n", "").replace("\r", "").replace("\t", "")
    return _UNKNOWN in plain or (not plain.isprintable() and any(map(_is_broken, plain)))


def _is_broken(character: str) -> bool:
    return character == _UNKNOWN or (
        character not in "\t\r\n" and unicodedata.category(character) in ("Cc", "Cs", "Cn")
    )


def moment_of(text: str, now: datetime) -> datetime:
    """The moment a message was first said, in the zone of the installation; raises Unreadable."""
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise Unreadable(f"时间“{text[:30]}”看不懂，写成 2026-02-28 11:25:05")
    parts = [int(part or 0) for part in found.groups()]
    try:
        moment = datetime(*parts, tzinfo=clock.LOCAL)  # type: ignore[arg-type, misc]
    except ValueError:
        raise Unreadable(f"时间“{text[:30]}”不存在") from None
    if moment.year < 2000 or moment > now:
        raise Unreadable(f"时间“{text[:30]}”不在 2000 年到现在之间")
    return moment


# --- what would become of it -------------------------------------------


def keeps(actor: Actor, area_id: int) -> bool:
    """Whether messages may be brought into an area by somebody."""
    return bool(actor.system) or area_id in (*actor.ids("coordinator"), *actor.ids("coordination_head"))


def plan(sheet: Sheet, area_id: int, actor: Actor, now: datetime) -> Iterator[Sequence[Planned]]:
    """Compare the messages with those that are here."""
    seen: dict[str, Entry] = {}
    for rows in bulk.chunks(sheet.rows, CHUNK):
        entries = [read_row(row, now) for row in rows]
        known = _known(entries)
        yield [_planned(entry, seen, known, area_id) for entry in entries]


def _known(entries: Iterable[Entry]) -> Mapping[str, tuple[int, datetime | None]]:
    refs = [entry.source_ref for entry in entries if not entry.refused]
    with door.as_system("problems.import"):
        rows = Problem.objects.filter(import_run_id__isnull=False, source_ref__in=refs)
        return {ref: (pk, at) for ref, pk, at in rows.values_list("source_ref", "pk", "original_at")}


def _planned(
    entry: Entry, seen: dict[str, Entry], known: Mapping[str, tuple[int, datetime | None]], area_id: int
) -> Planned:
    if entry.refused:
        return Planned(entry.line, Outcome.REFUSED, entry.refused)
    earlier = seen.setdefault(entry.source_ref, entry)
    if earlier is not entry:
        same = (earlier.original_at, earlier.facts) == (entry.original_at, entry.facts)
        outcome = Outcome.SAME if same else Outcome.REFUSED
        return Planned(
            entry.line, outcome, f"与第 {earlier.line} 行编号相同，{'内容一样' if same else '以那一行为准'}"
        )
    if entry.source_ref in known:
        number, at = known[entry.source_ref]
        if at == entry.original_at:
            return Planned(entry.line, Outcome.SAME, object_id=number)
        return Planned(entry.line, Outcome.REFUSED, "这个编号已经导入过另一条留言")
    return Planned(entry.line, Outcome.NEW, "", entry.warning, None, entry.arriving(area_id), entry.title)


# --- writing and taking back -------------------------------------------


def write(author: Author, rows: Sequence[Planned], run_id: int, now: datetime) -> list[Written]:
    """Let the new messages arrive; one Written a row, in order."""
    arriving = [row.values for row in rows]
    return [
        Written(n) for n in actions.import_problems(author=author, arriving=arriving, run_id=run_id, now=now)
    ]


def restore(author: Author, problem_id: int, before: Mapping[str, Any], now: datetime) -> str:
    """An import of problems changes none that is here."""
    return ""


IMPORTS = (
    Import(
        kind="problems",
        label="诉求",
        columns=COLUMNS,
        model=Problem,
        subject="problem",
        keeps=keeps,
        plan=plan,
        write=write,
        restore=restore,
        imported=ProblemsImported,
        undone=ProblemImportUndone,
        note="也可以是一行一条的 JSON",
    ),
)

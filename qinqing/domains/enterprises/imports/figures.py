"""A table of yearly figures: one enterprise and one year a row, as many measures as the office has."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qinqing.domains.enterprises import actions, queries, rules
from qinqing.domains.enterprises.actions import NewStatement, Statement
from qinqing.domains.enterprises.events import TableImported, TableImportUndone
from qinqing.domains.enterprises.models import YearlyFacts
from qinqing.domains.enterprises.permissions import keeps_area
from qinqing.domains.enterprises.queries import CODED, NAMED, Known, said_by
from qinqing.domains.enterprises.terms import COUNTED, FactSource, Measure
from qinqing.kernel import bulk, clock, door
from qinqing.kernel.events import Author
from qinqing.kernel.imports import CHUNK, Import, Outcome, Planned, Written
from qinqing.kernel.permissions import Actor
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Column, Row, Sheet, Unreadable

_HEADINGS = {
    Measure.STAFF: ("从业人员", "从业人员数", "员工数", "职工人数", "从业人数", "人数"),
    Measure.REVENUE: ("营收", "年营业收入", "主营业务收入", "销售收入"),
    Measure.OUTPUT: ("工业总产值", "产值", "年产值"),
    Measure.TAX: ("税收", "纳税额", "税金", "入库税收", "缴税"),
    Measure.PROFIT: ("利润", "净利润"),
    Measure.ASSETS: ("资产", "总资产", "资产合计"),
    Measure.RND: ("研发投入", "研发经费", "研究开发费用", "R&D"),
    Measure.RND_STAFF: ("研发人数", "科技人员"),
    Measure.EXPORTS: ("出口", "出口总额", "出口交货值"),
}
COLUMNS = (
    NAMED,
    CODED,
    Column("year", "年度", ("年份", "数据年度", "统计年度", "所属年度"), required=True),
    Column("source", "来源", ("数据来源", "填报来源")),
    Column("stated", "数据日期", ("填报日期", "统计日期", "截止日期")),
    *(Column(measure.value, measure.label, _HEADINGS[measure]) for measure in Measure),
)
_SOURCES = {source.label: source for source in FactSource}


@dataclass(slots=True)
class Entry:
    """What one row says, or why it cannot arrive."""

    row: Row
    statement: Statement | None = None
    warnings: list[str] = field(default_factory=list)
    refused: str = ""


def read_row(row: Row, heading: Mapping[str, str], today: date) -> Entry:
    """The statement of one row; a measure that cannot be read is left out and said."""
    entry = Entry(row, refused=row.fault)
    if entry.refused:
        return entry
    values: dict[Measure, Decimal | int] = {}
    for measure in Measure:
        text = row.cells.get(measure, "")
        try:
            value = (
                rules.count_of(text) if measure in COUNTED else rules.money_of(text, heading.get(measure, ""))
            )
        except Unreadable as fault:
            entry.warnings.append(f"{measure.label}没有采用：{fault}")
            continue
        if value is not None:
            values[measure] = value
    try:
        entry.statement = Statement(
            rules.year_of(row.cells.get("year", ""), today),
            _source(row.cells.get("source", "")),
            _stated_on(row.cells.get("stated", ""), today),
            values,
        )
        entry.refused = rules.fault_of(values)[1]
    except Unreadable as fault:
        entry.refused = str(fault)
    return entry


def _source(text: str) -> FactSource:
    if spreadsheets.is_absent(text):
        return FactSource.STATISTICS
    if text not in _SOURCES:
        raise Unreadable(f"来源“{text[:20]}”要写成：{'、'.join(_SOURCES)}")
    return _SOURCES[text]


def _stated_on(text: str, today: date) -> date:
    day = today if spreadsheets.is_absent(text) else spreadsheets.date_of(text)
    if day > today:
        raise Unreadable(f"数据日期“{text[:20]}”在将来")
    return day


def plan(sheet: Sheet, area_id: int, actor: Actor, now: datetime) -> Iterator[Sequence[Planned]]:
    """Compare what the rows say with what stands."""
    today = clock.local(now).date()
    seen: dict[tuple[int, int, FactSource], int] = {}
    for rows in bulk.chunks(sheet.rows, CHUNK):
        entries = [read_row(row, sheet.headings, today) for row in rows]
        known = Known(said_by(entry.row) for entry in entries)
        found = [known.kept_by(actor, said_by(entry.row)) for entry in entries]
        with door.as_system("figures.import"):
            standing = {
                (row.enterprise_id, row.year, row.source): row
                for row in queries.standing_rows(
                    {one.pk for one, _ in found if one is not None},
                    {entry.statement.year for entry in entries if entry.statement},
                )
            }
        yield [
            _planned(entry, one.pk if one else None, why, seen, standing)
            for entry, (one, why) in zip(entries, found, strict=True)
        ]


def _planned(
    entry: Entry,
    enterprise_id: int | None,
    why: str,
    seen: dict[tuple[int, int, FactSource], int],
    standing: Mapping[tuple[int, int, str], YearlyFacts],
) -> Planned:
    line, label = entry.row.line, entry.row.cells.get("name", "")
    said = entry.statement
    if entry.refused or enterprise_id is None or said is None:
        return Planned(line, Outcome.REFUSED, entry.refused or why, label=label)
    label = f"{label} {said.year}"
    key = (enterprise_id, said.year, said.source)
    if (earlier := seen.setdefault(key, line)) != line:
        return Planned(line, Outcome.REFUSED, f"与第 {earlier} 行是同一家、同一年", label=label)
    warning = "；".join(entry.warnings)
    stands = standing.get((enterprise_id, said.year, said.source.value))
    if stands is None:
        return Planned(line, Outcome.NEW, "", warning, None, NewStatement(enterprise_id, said), label)
    before = queries.values_of(stands).values
    differing = [measure.label for measure in said.values if said.values[measure] != before.get(measure)]
    if not differing:
        return Planned(line, Outcome.SAME, "", warning, stands.pk, label=label)
    whole = replace(said, values={**before, **said.values})
    new = NewStatement(enterprise_id, whole, stands.pk)
    return Planned(line, Outcome.CHANGED, f"更新：{'、'.join(differing)}", warning, stands.pk, new, label)


def write(author: Author, rows: Sequence[Planned], run_id: int, now: datetime) -> list[Written]:
    """State what the rows say; one Written a row, in order."""
    statements = [row.values for row in rows]
    ids = actions.state_many(author=author, statements=statements, now=now, import_run_id=run_id)
    return [
        Written(number, None if one.replaces is None else {"replaced": one.replaces})
        for number, one in zip(ids, statements, strict=True)
    ]


def restore(author: Author, facts_id: int, before: Mapping[str, Any], now: datetime) -> str:
    """Let what was replaced stand again, unless a later statement took its place meanwhile."""
    if not YearlyFacts.objects.standing().filter(pk=facts_id).exists():
        return "之后又填过新的数据"
    actions.take_back(author=author, replaced={facts_id: before["replaced"]}, now=now)
    return ""


def remove(author: Author, ids: Collection[int], now: datetime) -> None:
    """Take back statements that replaced nothing."""
    actions.take_back(author=author, replaced=dict.fromkeys(ids), now=now)


FIGURES = Import(
    kind="figures",
    label="年度数据",
    columns=COLUMNS,
    model=YearlyFacts,
    subject="yearly_facts",
    keeps=keeps_area,
    plan=plan,
    write=write,
    restore=restore,
    imported=TableImported,
    undone=TableImportUndone,
    remove=remove,
    note="每行一家企业、一个年度；金额在表头写明单位，例如“营业收入（万元）”",
)

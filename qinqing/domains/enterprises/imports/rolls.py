"""A table of lists: which enterprise is on which tier list, chain or group, in which year or span of days."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from qinqing.domains.accounts.models import Area
from qinqing.domains.enterprises import actions, queries, rules
from qinqing.domains.enterprises.actions import NewEntry
from qinqing.domains.enterprises.events import TableImported, TableImportUndone
from qinqing.domains.enterprises.imports import spans
from qinqing.domains.enterprises.models import Enterprise, Roll, RollEntry
from qinqing.domains.enterprises.permissions import keeps_area
from qinqing.domains.enterprises.terms import RollKind
from qinqing.kernel import clock
from qinqing.kernel.events import Author
from qinqing.kernel.imports import Import, Outcome, Planned, Written
from qinqing.kernel.permissions import Actor
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Column, Row, Sheet, Unreadable
from qinqing.ui import formats

COLUMNS = (
    *spans.OF_WHOM,
    Column(
        "roll",
        "名单",
        ("名单名称", "所在名单", "梯队", "梯队名单", "分组", "产业链", "所属产业链", "集团"),
        required=True,
    ),
    Column("kind", "种类", ("名单种类", "名单类型")),
    Column("year", "年度", ("年份", "名单年度")),
    Column("leads", "牵头", ("是否牵头", "链主", "是否链主", "核心企业")),
    Column("from", "列入日期", ("入选日期", "列入时间", "起始日期")),
    Column("until", "移出日期", ("退出日期", "移出时间", "结束日期")),
)
_KINDS = {spreadsheets.folded(kind.label): kind for kind in RollKind} | {"梯队": RollKind.TIER}
_CORRECTED = {"until_on": "移出日期", "leads": "牵头"}


class _Reading:
    """The table so far, and the lists in use that whoever imports may put enterprises on."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.today = clock.local(now).date()
        self.rolls: dict[str, list[Roll]] = defaultdict(list)
        self.names: list[str] = []
        for roll in queries.rolls_in_use(actor, self.today):
            self.rolls[spreadsheets.folded(roll.name)].append(roll)
            self.names.append(roll.name)
        self.paths = dict(Area.objects.values_list("pk", "path"))
        self.lines: dict[tuple[int, int], dict[int, NewEntry]] = defaultdict(dict)

    def beside(self, row: Row, enterprise: Enterprise, standing: Sequence[RollEntry]) -> Planned:
        """What would become of a row."""
        said = row.said()
        new = self._new(said, enterprise)
        self._refuse_earlier(row.line, new)
        return _compared(row, new, said, standing)

    def _new(self, said: Mapping[str, str], enterprise: Enterprise) -> NewEntry:
        roll = self._roll(said, enterprise)
        from_on, until_on = self._span(said)
        spans.refuse_backwards(from_on, until_on, "移出日期")
        return NewEntry(
            enterprise.pk, roll.pk, roll.name, from_on, until_on, spans.yes(said.get("leads", ""))
        )

    def _roll(self, said: Mapping[str, str], enterprise: Enterprise) -> Roll:
        if "roll" not in said:
            raise Unreadable("没有写名单")
        kind = _kind(said.get("kind", ""))
        alike = [
            one
            for one in self.rolls[spreadsheets.folded(said["roll"])]
            if kind in (None, one.kind) and self.paths[enterprise.area_id].startswith(one.area.path)
        ]
        if not alike:
            raise Unreadable(rules.unknown_name(said["roll"], "名单", self.names))
        if len(alike) > 1:
            raise Unreadable(f"有 {len(alike)} 份名单都叫“{said['roll'][:30]}”，写明种类")
        return alike[0]

    def _span(self, said: Mapping[str, str]) -> tuple[date, date | None]:
        """The days that are written; a year alone is the whole of it."""
        from_on = spans.day_of(said, "from", "列入日期", self.today)
        until_on = spans.day_of(said, "until", "移出日期", self.today)
        if "year" in said:
            year = rules.year_of(said["year"], self.today)
            from_on, until_on = from_on or date(year, 1, 1), until_on or date(year + 1, 1, 1)
        return from_on or self.today, until_on

    def _refuse_earlier(self, line: int, new: NewEntry) -> None:
        earlier = self.lines[new.enterprise_id, new.roll_id]
        for number, other in earlier.items():
            if spans.overlap(new, other):
                raise Unreadable(f"与第 {number} 行是同一家、同一份名单")
        earlier[line] = new


def _kind(text: str) -> RollKind | None:
    if not text:
        return None
    found = _KINDS.get(spreadsheets.folded(text))
    if found is None:
        raise Unreadable(rules.unknown_name(text, "种类", [kind.label for kind in RollKind]))
    return found


def _compared(row: Row, new: NewEntry, said: Mapping[str, str], standing: Sequence[RollEntry]) -> Planned:
    """New, the same, or a correction of the place that began on that day; what a row leaves out stands."""
    for stands in standing:
        if stands.roll_id != new.roll_id or not spans.overlap(new, stands):
            continue
        dated = "from" in said or "year" in said
        if dated and stands.from_on != new.from_on:
            day = formats.full_day(stands.from_on)
            raise Unreadable(f"从 {day} 起已经在“{new.roll}”里，时间重叠")
        return _beside(row, new, said, stands)
    return Planned(row.line, Outcome.NEW, "", "", None, new)


def _beside(row: Row, new: NewEntry, said: Mapping[str, str], stands: RollEntry) -> Planned:
    whole = replace(
        new,
        from_on=stands.from_on,
        until_on=new.until_on if {"until", "year"} & said.keys() else stands.until_on,
        leads=new.leads if "leads" in said else stands.leads,
        corrects=stands.pk,
    )
    return spans.corrected(row, whole, stands, _CORRECTED)


def plan(sheet: Sheet, area_id: int, actor: Actor, now: datetime) -> Iterator[Sequence[Planned]]:
    """Compare the table with who is on which list."""
    return spans.plan_beside(sheet, actor, RollEntry, "rolls.import", "roll", _Reading(actor, now).beside)


def write(author: Author, rows: Sequence[Planned], run_id: int, now: datetime) -> list[Written]:
    """Put them on the lists; one Written a row, in order."""
    return spans.written(
        RollEntry,
        rows,
        _CORRECTED,
        lambda entries: actions.join_rolls(author=author, entries=entries, now=now),
    )


def restore(author: Author, entry_id: int, before: Mapping[str, Any], now: datetime) -> str:
    """Let stand what stood, unless somebody has changed it since."""
    entry = RollEntry.objects.select_related("roll").filter(pk=entry_id).first()
    if entry is None or not spans.stands_as_written(entry, before):
        return "之后又改过"
    actions.restore_entry(author=author, entry=entry, before=before["was"], now=now)
    return ""


def remove(author: Author, ids: Collection[int], now: datetime) -> None:
    """They were never on it."""
    actions.leave_rolls_again(author=author, ids=ids, now=now)


ROLLS = Import(
    kind="rolls",
    label="名单",
    columns=COLUMNS,
    model=RollEntry,
    subject="roll_entry",
    keeps=keeps_area,
    plan=plan,
    write=write,
    restore=restore,
    imported=TableImported,
    undone=TableImportUndone,
    remove=remove,
    note="企业和名单要先有；写年度的在那一年里，写日期的照日期，都没写的从今天起",
    area_note="只用来记这次导入是哪里的。",
)

"""A table of units: each with its place, the one above it in a line before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from qinqing.domains.accounts import actions, queries, rules
from qinqing.domains.accounts.actions import UnitFacts
from qinqing.domains.accounts.events import StaffTableImported, StaffTableUndone
from qinqing.domains.accounts.models import Area, Unit
from qinqing.domains.accounts.permissions import PERMISSIONS
from qinqing.domains.accounts.queries import KnownUnits
from qinqing.domains.accounts.terms import AreaKind, UnitFunction, UnitKind, UnitLevel
from qinqing.kernel import clock
from qinqing.kernel.events import Author
from qinqing.kernel.imports import Import, Outcome, Planned, Written
from qinqing.kernel.permissions import Actor
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Column, Row, Sheet, Unreadable, folded

COLUMNS = (
    Column("name", "单位名称", ("单位全称", "全称", "机构名称", "部门名称", "单位", "名称"), required=True),
    Column("short", "简称", ("单位简称", "机构简称")),
    Column("code", "单位代码", ("代码", "编码", "机构代码", "单位编码")),
    Column("kind", "单位性质", ("性质", "机构性质", "单位类型", "类型")),
    Column("level", "级别", ("单位级别", "层级")),
    Column("parent", "上级单位", ("主管单位", "上级部门", "主管部门")),
    Column("area", "区域", ("所属区域", "所在区域", "辖区")),
    Column("founded", "成立日期", ("设立日期",)),
)
_LENGTHS = {"name": 100, "short": 20, "code": 20}
_LEVELS = {
    AreaKind.CITY: UnitLevel.CITY,
    AreaKind.DISTRICT: UnitLevel.DISTRICT,
    AreaKind.TOWN: UnitLevel.TOWN,
    AreaKind.PARK: UnitLevel.DISTRICT,
}
_LABELS = {"name": "全称", "short": "简称", "kind": "性质", "level": "级别", "area_id": "所在区域"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be kept of a unit; the one above it by its code, since it may be as new as this one."""

    facts: UnitFacts
    parent_code: str
    founded_on: date


class _Reading:
    """The table so far: the units there are and those that earlier rows bring."""

    def __init__(self, area_id: int, today: date) -> None:
        self.known, self.today = KnownUnits(today), today
        self.areas = queries.area_named()
        self.default = Area.objects.get(pk=area_id)
        self.taken = set(Unit.objects.values_list("code", flat=True))
        self.brought: dict[str, str] = {}
        self.lines: dict[str, int] = {}

    def planned(self, row: Row) -> Planned:
        """What would become of one row."""
        said = row.said()
        label = said.get("name", "")
        try:
            if row.fault or not label:
                raise Unreadable(row.fault or "没有单位名称")
            return self._compared(row.line, said, label)
        except Unreadable as fault:
            return Planned(row.line, Outcome.REFUSED, str(fault), label=label)

    def _compared(self, line: int, said: Mapping[str, str], label: str) -> Planned:
        standing = self.known.called(said.get("code", "")) or self.known.called(label)
        entry, warning = self._entry(said, standing)
        words = {folded(word) for word in (entry.facts.name, entry.facts.short, entry.facts.code)}
        if earlier := next((self.lines[word] for word in words if word in self.lines), 0):
            raise Unreadable(f"名称、简称或代码与第 {earlier} 行相同")
        self.lines |= dict.fromkeys(words, line)
        self.brought |= dict.fromkeys(words, entry.facts.code)
        if standing is None:
            return Planned(line, Outcome.NEW, "", warning, None, entry, label)
        now = _entry_of(standing)
        stands, wanted = asdict(now.facts), asdict(entry.facts)
        differing = [label for name, label in _LABELS.items() if stands[name] != wanted[name]]
        if now.parent_code != entry.parent_code:
            differing.append("上级单位")
        if not differing:
            return Planned(line, Outcome.SAME, object_id=standing.pk, label=label)
        return Planned(line, Outcome.CHANGED, f"更新：{'、'.join(differing)}", "", standing.pk, entry, label)

    def _entry(self, said: Mapping[str, str], standing: Unit | None) -> tuple[Entry, str]:
        _refuse_long(said)
        area, warning = self._area(said), ""
        if standing is None:
            entry, warning = self._new(said, area)
        else:
            entry = _entry_of(standing)
            if "area" in said:
                entry = replace(entry, facts=replace(entry.facts, area_id=area.pk))
        given: dict[str, Any] = {key: said[key] for key in ("name", "short") if key in said}
        if standing is not None and folded(said["name"]) == folded(standing.short):
            del given["name"]  # it is called by its short name here
        if "kind" in said:
            given["kind"] = _term(UnitKind, "单位性质", said["kind"])
        if "level" in said:
            given["level"] = _term(UnitLevel, "级别", said["level"])
        parent = self._parent(said["parent"]) if "parent" in said else entry.parent_code
        if parent == entry.facts.code:
            raise Unreadable("上级单位不能是它自己")
        return replace(entry, facts=replace(entry.facts, **given), parent_code=parent), warning

    def _new(self, said: Mapping[str, str], area: Area) -> tuple[Entry, str]:
        name = said["name"]
        short = said.get("short", name)
        if len(short) > _LENGTHS["short"]:
            raise Unreadable(f"全称超过 {_LENGTHS['short']} 个字，要写简称")
        code = said.get("code") or rules.code_for(short, self.taken)
        self.taken.add(code)
        founded = spreadsheets.date_of(said["founded"]) if "founded" in said else self.today
        if founded > self.today:
            raise Unreadable("成立日期在将来")
        level = _LEVELS[AreaKind.of(area.kind)]
        facts = UnitFacts(code, name, short, UnitKind.DEPARTMENT, level, area_id=area.pk)
        lacks = "" if "kind" in said else f"没有写单位性质，按{UnitKind.DEPARTMENT.label}登记"
        return Entry(facts, "", founded), lacks

    def _area(self, said: Mapping[str, str]) -> Area:
        word = said.get("area", "")
        area = self.areas.get(folded(word)) if word else self.default
        if area is None:
            raise Unreadable(f"没有“{word[:20]}”这个区域")
        return area

    def _parent(self, word: str) -> str:
        if (code := self.brought.get(folded(word))) is not None:
            return code
        above = self.known.called(word)
        if above is None:
            raise Unreadable(f"没有“{word[:20]}”这个上级单位；也在表里的，要写在前面的行")
        return above.code


def _refuse_long(said: Mapping[str, str]) -> None:
    for key, most in _LENGTHS.items():
        if len(said.get(key, "")) > most:
            label = next(one.label for one in COLUMNS if one.key == key)
            raise Unreadable(f"{label}超过 {most} 个字")


def _term(terms: Any, what: str, word: str) -> Any:
    found = next((one for one in terms if one.label == word or one.label == f"{word}级"), None)
    if found is None:
        raise Unreadable(f"{what}“{word[:20]}”要写成：{'、'.join(one.label for one in terms)}")
    return found


def _entry_of(unit: Unit) -> Entry:
    facts = UnitFacts(
        code=unit.code,
        name=unit.name,
        short=unit.short,
        kind=UnitKind.of(unit.kind),
        level=UnitLevel.of(unit.level),
        parent_id=unit.parent_id,
        area_id=unit.area_id,
        signs_off_id=unit.signs_off_id,
        function=UnitFunction.of(unit.function),
    )
    return Entry(facts, unit.parent.code if unit.parent else "", unit.founded_on)


def keeps(actor: Actor, area_id: int) -> bool:
    """Whether somebody keeps the units, of whichever area."""
    return bool(actor.system) or PERMISSIONS.allows(actor, "unit.keep")


def plan(sheet: Sheet, area_id: int, actor: Actor, now: datetime) -> Iterator[Sequence[Planned]]:
    """Compare the units with those there are."""
    reading = _Reading(area_id, clock.local(now).date())
    yield [reading.planned(row) for row in sheet.rows]


def write(author: Author, rows: Sequence[Planned], run_id: int, now: datetime) -> list[Written]:
    """Add what is new, correct what differs, in the order of the table; one Written a row."""
    written = []
    for row in rows:
        entry: Entry = row.values
        above = Unit.objects.filter(code=entry.parent_code).values_list("pk", flat=True).first()
        facts = replace(entry.facts, parent_id=above)
        if row.object_id is None:
            made = actions.create_unit(author=author, facts=facts, founded_on=entry.founded_on, now=now)
            written.append(Written(made.pk))
        else:
            before = asdict(_entry_of(Unit.objects.get(pk=row.object_id)).facts)
            actions.change_unit(author=author, unit_id=row.object_id, facts=facts, now=now)
            written.append(Written(row.object_id, {"before": before, "wrote": asdict(facts)}))
    return written


def restore(author: Author, unit_id: int, before: Mapping[str, Any], now: datetime) -> str:
    """Put a corrected unit back, unless somebody corrected it since."""
    if asdict(_entry_of(Unit.objects.get(pk=unit_id)).facts) != before["wrote"]:
        return "之后又改过资料"
    actions.change_unit(author=author, unit_id=unit_id, facts=UnitFacts(**before["before"]), now=now)
    return ""


UNITS = Import(
    kind="units",
    label="单位",
    columns=COLUMNS,
    model=Unit,
    subject="unit",
    keeps=keeps,
    plan=plan,
    write=write,
    restore=restore,
    imported=StaffTableImported,
    undone=StaffTableUndone,
    note="上级单位写在下级前面；没有代码的按简称的拼音编一个",
)

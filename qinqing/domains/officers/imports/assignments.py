"""A table of assignments: which officer serves which enterprise, as which part, from when to when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count

from qinqing.domains.accounts.queries import LOGIN, PHONE, UNIT, KnownStaff, KnownUnits, said_person
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import actions, rules
from qinqing.domains.officers.actions import NewAssignment
from qinqing.domains.officers.events import RosterTableImported, RosterTableUndone
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.officers.permissions import keeps_enterprise
from qinqing.domains.officers.terms import Part
from qinqing.kernel import bulk, clock, door
from qinqing.kernel.events import Author
from qinqing.kernel.imports import CHUNK, Import, Outcome, Planned, Written
from qinqing.kernel.models import EventAbout
from qinqing.kernel.permissions import Actor
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Column, Row, Sheet, Unreadable
from qinqing.ui import formats

COLUMNS = (
    enterprises.NAMED,
    enterprises.CODED,
    Column(
        "person",
        "首席服务官",
        ("服务官", "服务官姓名", "首席服务员", "服务专员", "挂点干部", "包联干部", "姓名"),
        required=True,
    ),
    Column("part", "角色", ("AB角", "A/B角", "岗位")),
    Column("from", "起始日期", ("开始日期", "挂点日期", "服务起始日期", "起始时间", "起")),
    Column("until", "结束日期", ("截止日期", "终止日期", "结束时间", "止")),
    UNIT,
    PHONE,
    LOGIN,
)
EARLIEST, FARTHEST = date(2000, 1, 1), timedelta(days=366)
_PARTS = {f"{part}{word}": part for part in Part for word in ("", "角", "岗")}


class _Reading:
    """The table so far, and what stands: by enterprise who serves it when."""

    def __init__(self, now: datetime) -> None:
        self.today = clock.local(now).date()
        self.units = KnownUnits(self.today)
        self.lines: dict[int, dict[int, NewAssignment]] = defaultdict(dict)

    def planned(
        self,
        row: Row,
        enterprise: Enterprise | None,
        why: str,
        staff: KnownStaff,
        known: Mapping[int, Officer],
        standing: Mapping[int, Sequence[Assignment]],
    ) -> Planned:
        """What would become of one row."""
        said = row.said()
        label = f"{said.get('name', '')} {said.get('person', '')}"
        try:
            if row.fault or enterprise is None:
                raise Unreadable(row.fault or why)
            officer = _officer(said, staff, known)
            new = self._new(said, officer, enterprise)
            if enterprise.struck_on is not None and (
                new.until_on is None or new.until_on > enterprise.struck_on
            ):
                gone = enterprises.struck_said(enterprise.struck_as, enterprise.struck_on)
                raise Unreadable(f"这家企业{gone}，不再安排服务官")
            for stands in standing.get(enterprise.pk, ()):
                if same := _same(new, stands):
                    return Planned(row.line, Outcome.SAME, same, "", stands.pk, label=label)
                _refuse_standing(new, stands)
            self._refuse_earlier(row.line, new)
            return Planned(row.line, Outcome.NEW, "", "", None, new, label)
        except Unreadable as fault:
            return Planned(row.line, Outcome.REFUSED, str(fault), label=label)

    def _new(self, said: Mapping[str, str], officer: Officer, enterprise: Enterprise) -> NewAssignment:
        from_on = spreadsheets.date_of(said["from"]) if "from" in said else self.today
        until_on = spreadsheets.date_of(said["until"]) if "until" in said else None
        if not EARLIEST <= from_on <= self.today + FARTHEST:
            raise Unreadable("起始日期要在 2000 年以后、一年以内")
        if until_on is not None and until_on <= from_on:
            raise Unreadable("结束日期要在起始日期之后")
        part = _PARTS.get(spreadsheets.folded(said.get("part", "A")))
        if part is None:
            raise Unreadable(f"角色“{said['part'][:20]}”写成 A 角或 B 角")
        if not rules.is_current(officer.active_from_on, officer.active_until_on, from_on):
            day = formats.full_day(officer.active_from_on)
            raise Unreadable(f"{officer.person.name}那时不是首席服务官（从 {day} 起）")
        if reason := rules.part_refused(officer.rank, part):
            raise Unreadable(reason)
        return NewAssignment(officer.pk, enterprise.pk, part, from_on, until_on)

    def _refuse_earlier(self, line: int, new: NewAssignment) -> None:
        for earlier, other in self.lines[new.enterprise_id].items():
            if _overlap(new, other) and (new.officer_id == other.officer_id or new.part == other.part):
                same = new.officer_id == other.officer_id
                raise Unreadable(f"与第 {earlier} 行{'是同一位、同一家' if same else '是同一家的同一个角色'}")
        self.lines[new.enterprise_id][line] = new


def _officer(said: Mapping[str, str], staff: KnownStaff, known: Mapping[int, Officer]) -> Officer:
    if "person" not in said:
        raise Unreadable("没有写首席服务官")
    person, doubt = staff.same_as(said_person(said))
    officer = known.get(person.pk) if person else None
    if officer is None:
        raise Unreadable(doubt or f"{said['person'][:20]}不是首席服务官，请先增加或导入服务官")
    return officer


def _overlap(one: NewAssignment | Assignment, other: NewAssignment | Assignment) -> bool:
    return (other.until_on is None or one.from_on < other.until_on) and (
        one.until_on is None or other.from_on < one.until_on
    )


def _same(new: NewAssignment, stands: Assignment) -> str:
    """Said where an officer serves already as the row wants it; empty otherwise."""
    alike = (new.officer_id, new.part) == (stands.officer_id, stands.part)
    if not alike or not _overlap(new, stands) or new.until_on not in (None, stands.until_on):
        return ""
    return f"从 {formats.full_day(stands.from_on)} 起已经服务这家企业"


def _refuse_standing(new: NewAssignment, stands: Assignment) -> None:
    if not _overlap(new, stands):
        return
    part, day = Part.of(stands.part).label, formats.full_day(stands.from_on)
    if new.officer_id == stands.officer_id:
        raise Unreadable(f"他从 {day} 起已经是这家企业的{part}；要改请在企业页面上办")
    if new.part == stands.part:
        name = stands.officer.person.name
        raise Unreadable(f"{part}从 {day} 起是{name}；换人要逐件写交接，请在企业页面上办")


def plan(sheet: Sheet, area_id: int, actor: Actor, now: datetime) -> Iterator[Sequence[Planned]]:
    """Compare the table with who serves whom."""
    reading = _Reading(now)
    for rows in bulk.chunks(sheet.rows, CHUNK):
        register = enterprises.Known(enterprises.said_by(row) for row in rows)
        found = [register.kept_by(actor, enterprises.said_by(row)) for row in rows]
        staff = KnownStaff([said_person(row.said()) for row in rows], reading.units)
        with door.as_system("assignments.import"):
            known = {row.person_id: row for row in Officer.objects.select_related("person")}
            standing = _standing({one.pk for one, _ in found if one is not None})
        yield [
            reading.planned(row, one, why, staff, known, standing)
            for row, (one, why) in zip(rows, found, strict=True)
        ]


def _standing(enterprise_ids: Collection[int]) -> Mapping[int, Sequence[Assignment]]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(enterprise__in=enterprise_ids).select_related("officer__person")
    for row in rows.order_by("-from_on"):
        found[row.enterprise_id].append(row)
    return found


def write(author: Author, rows: Sequence[Planned], run_id: int, now: datetime) -> list[Written]:
    """Let them serve; one Written a row, in order."""
    ids = actions.assign_officers(author=author, assignments=[row.values for row in rows], now=now)
    return [Written(number) for number in ids]


def restore(author: Author, assignment_id: int, before: Mapping[str, Any], now: datetime) -> str:
    """An import of assignments changes none that is here."""
    return ""


def used(ids: Collection[int], at: datetime) -> Mapping[int, str]:
    """Assignments whose officer has done something about their enterprise since."""
    serving = {
        row.pk: (row.enterprise_id, row.officer.person_id)
        for row in Assignment.objects.filter(pk__in=ids).select_related("officer")
    }
    rows = EventAbout.objects.filter(
        kind="enterprise",
        object_id__in={enterprise_id for enterprise_id, _ in serving.values()},
        event__actor_id__in={person_id for _, person_id in serving.values()},
        event__at__gt=at,
    )
    counted = rows.values_list("object_id", "event__actor_id").annotate(Count("pk")).order_by()
    done = {(enterprise_id, person_id): count for enterprise_id, person_id, count in counted}
    return {number: f"他在这家企业办的事 {done[key]} 件" for number, key in serving.items() if key in done}


def remove(author: Author, ids: Iterable[int], now: datetime) -> None:
    """They never served there; the enterprises' records say that it ended, and problems find their holder."""
    actions.take_back_assignments(author=author, ids=ids, now=now)


ASSIGNMENTS = Import(
    kind="assignments",
    label="挂点",
    columns=COLUMNS,
    model=Assignment,
    subject="assignment",
    keeps=keeps_enterprise,
    plan=plan,
    write=write,
    restore=restore,
    imported=RosterTableImported,
    undone=RosterTableUndone,
    remove=remove,
    used=used,
    note="企业和服务官要先在名册里；没写角色的是 A 角，没写起始日期的从今天起。已有服务官的企业不会被换人",
    area_note="只用来记这次导入是哪里的。",
)

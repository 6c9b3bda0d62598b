"""A table of officers: staff who have an account, with their unit, rank and duties."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.queries import LOGIN, PHONE, UNIT, KnownStaff, KnownUnits, said_person
from qinqing.domains.officers import actions, rules
from qinqing.domains.officers.actions import NewOfficer, OfficerFacts
from qinqing.domains.officers.events import RosterTableImported, RosterTableUndone
from qinqing.domains.officers.models import Officer
from qinqing.domains.officers.permissions import keeps_enterprise
from qinqing.domains.officers.terms import Rank, TenRole
from qinqing.kernel import bulk, clock, door
from qinqing.kernel.events import Author
from qinqing.kernel.imports import CHUNK, Import, Outcome, Planned, Written
from qinqing.kernel.permissions import Actor
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Column, Row, Sheet, Unreadable

COLUMNS = (
    Column(
        "person",
        "姓名",
        ("首席服务官", "服务官", "服务官姓名", "首席服务员", "服务专员", "干部姓名"),
        required=True,
    ),
    UNIT,
    Column("rank", "职级", ("职务级别", "职务职级", "级别", "行政级别", "职务")),
    PHONE,
    Column("specialities", "专长", ("特长", "擅长领域", "擅长", "专业")),
    Column("ten_roles", "十合一", ("职责", "担任角色", "服务角色")),
    Column("from", "起始日期", ("任职日期", "担任日期", "开始日期", "起始时间")),
    LOGIN,
)
_BETWEEN = re.compile(r"[、，,;；/\s]+")
_MOST_SPECIALITIES, _LONGEST_SPECIALITY = 8, 20
_LABELS = {"unit_id": "单位", "rank": "职级", "specialities": "专长", "ten_roles": "十合一"}


class _Reading:
    """The table so far: of whom earlier rows speak."""

    def __init__(self, now: datetime) -> None:
        self.today = clock.local(now).date()
        self.units = KnownUnits(self.today)
        self.lines: dict[int, int] = {}

    def planned(self, row: Row, staff: KnownStaff, officers: Mapping[int, Officer]) -> Planned:
        """What would become of one row."""
        said = row.said()
        label = said.get("person", "")
        try:
            if row.fault or not label:
                raise Unreadable(row.fault or "没有姓名")
            person, doubt = staff.same_as(said_person(said))
            if person is None:
                raise Unreadable(doubt or "没有这个人的账号，请系统管理员先登记或导入人员")
            if (earlier := self.lines.setdefault(person.pk, row.line)) != row.line:
                raise Unreadable(f"与第 {earlier} 行是同一个人")
            return self._compared(row.line, said, person, officers.get(person.pk))
        except Unreadable as fault:
            return Planned(row.line, Outcome.REFUSED, str(fault), label=label)

    def _compared(
        self, line: int, said: Mapping[str, str], person: Person, stands: Officer | None
    ) -> Planned:
        if stands is None:
            new = NewOfficer(person.pk, self._facts(said, None, person), self._from(said))
            return Planned(line, Outcome.NEW, "", "", None, new, person.name)
        if not rules.is_current(stands.active_from_on, stands.active_until_on, self.today):
            raise Unreadable("现在不是首席服务官；重新担任请在“服务官”页面上办")
        now = actions.facts_of(stands)
        wanted = self._facts(said, now, person)
        differing = [label for name, label in _LABELS.items() if getattr(now, name) != getattr(wanted, name)]
        if not differing:
            return Planned(line, Outcome.SAME, object_id=stands.pk, label=person.name)
        message = f"更新：{'、'.join(differing)}"
        return Planned(line, Outcome.CHANGED, message, "", stands.pk, wanted, person.name)

    def _facts(self, said: Mapping[str, str], now: OfficerFacts | None, person: Person) -> OfficerFacts:
        unit_id = now.unit_id if now else person.unit_id
        if "unit" in said:
            unit_id = self.units.id_of(said["unit"])
        if unit_id is None:
            raise Unreadable("没有写派出单位")
        if "rank" not in said and now is None:
            raise Unreadable("没有写职级")
        rank = rank_of(said["rank"]) if "rank" in said or now is None else now.rank
        facts = OfficerFacts(unit_id, rank) if now is None else replace(now, unit_id=unit_id, rank=rank)
        if "specialities" in said:
            facts = replace(facts, specialities=specialities_of(said["specialities"]))
        if "ten_roles" in said:
            facts = replace(facts, ten_roles=ten_roles_of(said["ten_roles"]))
        return facts

    def _from(self, said: Mapping[str, str]) -> date:
        day = spreadsheets.date_of(said["from"]) if "from" in said else self.today
        if day > self.today:
            raise Unreadable("起始日期在将来；到那天再导入")
        return day


_RANKS = sorted(((one.label, one) for one in Rank), key=lambda pair: -len(pair[0]))


def rank_of(text: str) -> Rank:
    """The rank that a cell names, alone or within a post: 正科, 副科级, 局长（正科级）; raises Unreadable."""
    plain = spreadsheets.folded(text)
    found = next((rank for label, rank in _RANKS if label in plain), None)
    if found is None:
        raise Unreadable(f"职级“{text[:20]}”看不懂，写成：{'、'.join(rank.label for rank in Rank)}")
    return found


def specialities_of(text: str) -> tuple[str, ...]:
    """What somebody is good at, one by one; raises Unreadable for too many or too long ones."""
    found = tuple(dict.fromkeys(filter(None, _BETWEEN.split(text))))
    if len(found) > _MOST_SPECIALITIES or any(len(one) > _LONGEST_SPECIALITY for one in found):
        raise Unreadable(f"专长最多 {_MOST_SPECIALITIES} 项，每项最多 {_LONGEST_SPECIALITY} 个字，用顿号分开")
    return found


def ten_roles_of(text: str) -> tuple[TenRole, ...]:
    """The duties of the ten that a cell names; raises Unreadable for one that is none of them."""
    named = {one.label: one for one in TenRole}
    words = list(filter(None, _BETWEEN.split(text)))
    if stranger := next((word for word in words if word not in named), ""):
        raise Unreadable(f"“{stranger[:20]}”不在十合一里，写成：{'、'.join(named)}")
    return tuple(named[word] for word in dict.fromkeys(words))


def plan(sheet: Sheet, area_id: int, actor: Actor, now: datetime) -> Iterator[Sequence[Planned]]:
    """Compare the table with who is an officer."""
    reading = _Reading(now)
    for rows in bulk.chunks(sheet.rows, CHUNK):
        staff = KnownStaff([said_person(row.said()) for row in rows], reading.units)
        with door.as_system("officers.import"):
            officers = {row.person_id: row for row in Officer.objects.all()}
        yield [reading.planned(row, staff, officers) for row in rows]


def write(author: Author, rows: Sequence[Planned], run_id: int, now: datetime) -> list[Written]:
    """Appoint who is new, correct the others; one Written a row, in order."""
    new = [row.values for row in rows if row.object_id is None]
    made = iter(actions.appoint_officers(author=author, officers=new, now=now))
    written = []
    for row in rows:
        if row.object_id is None:
            written.append(Written(next(made).pk))
            continue
        officer = Officer.objects.select_related("person").get(pk=row.object_id)
        before = actions.facts_of(officer).columns()
        actions.change_officer(author=author, officer=officer, facts=row.values, now=now)
        written.append(Written(officer.pk, {"before": before, "wrote": row.values.columns()}))
    return written


def restore(author: Author, officer_id: int, before: Mapping[str, Any], now: datetime) -> str:
    """Put an officer's facts back, unless they were corrected since."""
    officer = Officer.objects.select_related("person").get(pk=officer_id)
    if actions.facts_of(officer).columns() != before["wrote"]:
        return "之后又改过资料"
    for name, value in before["before"].items():
        setattr(officer, name, value)
    was = actions.facts_of(officer)
    officer.refresh_from_db()
    actions.change_officer(author=author, officer=officer, facts=was, now=now)
    return ""


OFFICERS = Import(
    kind="officers",
    label="服务官",
    columns=COLUMNS,
    model=Officer,
    subject="officer",
    keeps=keeps_enterprise,
    plan=plan,
    write=write,
    restore=restore,
    imported=RosterTableImported,
    undone=RosterTableUndone,
    note="人员要先有账号（系统管理员可以用同一张表导入）；以服务官身份办事的角色由安全管理员授",
    area_note="只用来记这次导入是哪里的。",
)

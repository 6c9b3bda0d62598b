"""A table of the staff: accounts, inert until roles are granted, and without a password."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from qinqing.domains.accounts import actions, rules
from qinqing.domains.accounts.actions import PersonFacts
from qinqing.domains.accounts.events import StaffTableImported, StaffTableUndone
from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.permissions import PERMISSIONS
from qinqing.domains.accounts.queries import LOGIN, PHONE, UNIT, KnownStaff, KnownUnits, said_person
from qinqing.kernel import bulk, clock, crypto, door
from qinqing.kernel.events import Author
from qinqing.kernel.imports import CHUNK, Import, Outcome, Planned, Written
from qinqing.kernel.permissions import Actor
from qinqing.lib.spreadsheets import Column, Row, Sheet, Unreadable

COLUMNS = (
    Column("person", "姓名", ("人员姓名", "干部姓名", "首席服务官", "服务官", "服务官姓名"), required=True),
    UNIT,
    Column("post", "职务", ("职务级别", "职务职级", "岗位", "职位")),
    PHONE,
    Column("work_phone", "办公电话", ("座机", "固定电话", "单位电话")),
    Column("email", "邮箱", ("电子邮箱", "邮件", "E-mail")),
    LOGIN,
)
_LENGTHS = {"person": 60, "post": 60, "work_phone": 30, "email": 200}
_LABELS = {
    "unit_id": "单位",
    "post": "职务",
    "work_phone": "办公电话",
    "email": "电子邮箱",
    "phone": "手机号",
}


class _Reading:
    """The table so far: whom earlier rows speak of, and the accounts they take."""

    def __init__(self, now: datetime) -> None:
        self.units = KnownUnits(clock.local(now).date())
        with door.as_system("people.import"):
            self.logins = set(Person.objects.values_list("login", flat=True))
        self.lines: dict[object, int] = {}

    def planned(self, row: Row, staff: KnownStaff) -> Planned:
        """What would become of one row."""
        said = row.said()
        label = said.get("person", "")
        try:
            if row.fault or not label:
                raise Unreadable(row.fault or "没有姓名")
            return self._compared(row.line, said, staff)
        except Unreadable as fault:
            return Planned(row.line, Outcome.REFUSED, str(fault), label=label)

    def _compared(self, line: int, said: dict[str, str], staff: KnownStaff) -> Planned:
        given, warning = self._given(said)
        spoken_of = said_person(said)
        person, doubt = staff.same_as(spoken_of)
        if doubt:
            raise Unreadable(doubt)
        key = person.pk if person else spoken_of.key
        if (earlier := self.lines.setdefault(key, line)) != line:
            raise Unreadable(f"与第 {earlier} 行是同一个人")
        if person is None:
            facts = PersonFacts(self._login(spoken_of.login, spoken_of.name), spoken_of.name, **given)
            return Planned(line, Outcome.NEW, f"账号 {facts.login}", warning, None, facts, spoken_of.name)
        now = facts_of(person)
        wanted = replace(now, **given)
        differing = [label for name, label in _LABELS.items() if getattr(now, name) != getattr(wanted, name)]
        if not differing:
            return Planned(line, Outcome.SAME, "", warning, person.pk, label=person.name)
        message = f"更新：{'、'.join(differing)}"
        return Planned(line, Outcome.CHANGED, message, warning, person.pk, wanted, person.name)

    def _given(self, said: dict[str, str]) -> tuple[dict[str, Any], str]:
        _refuse_odd(said)
        given: dict[str, Any] = {key: said[key] for key in ("post", "work_phone", "email") if key in said}
        if "unit" in said:
            given["unit_id"] = self.units.id_of(said["unit"])
        phone = rules.normal_phone(said.get("phone", ""))
        if phone or "phone" not in said:
            return given | ({"phone": phone} if phone else {}), ""
        if "work_phone" not in said and len(said["phone"]) <= _LENGTHS["work_phone"]:
            return given | {"work_phone": said["phone"]}, "电话不是手机号，记作办公电话"
        return given, f"手机“{said['phone'][:20]}”没有采用：手机号是 11 位，以 1 开头"

    def _login(self, login: str, name: str) -> str:
        """The account as it is written, or one by the sound of the name that nobody has."""
        if login in self.logins:
            raise Unreadable(f"账号 {login[:40]} 已经有人用了")
        login = login or rules.login_for(name, self.logins)
        if fault := rules.login_fault(login):
            raise Unreadable(f"账号“{login[:20]}”不行：{fault}")
        self.logins.add(login)
        return login


def _refuse_odd(said: Mapping[str, str]) -> None:
    for key, most in _LENGTHS.items():
        if len(said.get(key, "")) > most:
            raise Unreadable(f"“{said[key][:10]}…”超过 {most} 个字")
    if "@" not in said.get("email", "@"):
        raise Unreadable(f"邮箱“{said['email'][:30]}”看不懂")


def facts_of(person: Person) -> PersonFacts:
    """What is known of somebody of the staff, his number in clear."""
    return PersonFacts(
        login=person.login,
        name=person.name,
        unit_id=person.unit_id,
        post=person.post,
        email=person.email,
        work_phone=person.work_phone,
        phone=crypto.unseal(person.phone) if person.phone is not None else "",
    )


def keeps(actor: Actor, area_id: int) -> bool:
    """Whether somebody keeps the accounts of the staff, of whichever area."""
    return bool(actor.system) or PERMISSIONS.allows(actor, "account.keep")


def plan(sheet: Sheet, area_id: int, actor: Actor, now: datetime) -> Iterator[Sequence[Planned]]:
    """Compare the people with the staff there is."""
    reading = _Reading(now)
    for rows in bulk.chunks(sheet.rows, CHUNK):
        staff = KnownStaff([said_person(row.said()) for row in rows], reading.units)
        yield [reading.planned(row, staff) for row in rows]


def write(author: Author, rows: Sequence[Planned], run_id: int, now: datetime) -> list[Written]:
    """Make the new accounts, correct the others; one Written a row, in order."""
    new = [row.values for row in rows if row.object_id is None]
    made = iter(actions.create_people(author=author, people=new, now=now) if new else ())
    written = []
    for row in rows:
        if row.object_id is None:
            written.append(Written(next(made).pk))
            continue
        before = _kept(Person.objects.get(pk=row.object_id))
        person = actions.change_person(author=author, person_id=row.object_id, facts=row.values, now=now)
        written.append(Written(row.object_id, {"before": before, "wrote": _kept(person)}))
    return written


def _kept(person: Person) -> dict[str, Any]:
    """What an import may change of somebody, for putting it back; the number stays sealed."""
    return {
        "unit_id": person.unit_id,
        "post": person.post,
        "email": person.email,
        "work_phone": person.work_phone,
        "phone": bytes(person.phone).hex() if person.phone is not None else "",
    }


def restore(author: Author, person_id: int, before: Mapping[str, Any], now: datetime) -> str:
    """Put somebody's facts back, unless they were corrected since."""
    person = Person.objects.get(pk=person_id)
    facts = facts_of(person)
    if replace(facts, **_opened(before["wrote"])) != facts:
        return "之后又改过资料"
    was = replace(facts, **_opened(before["before"]))
    actions.change_person(author=author, person_id=person_id, facts=was, now=now)
    return ""


def _opened(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept of somebody, his number in clear."""
    return {**kept, "phone": crypto.unseal(bytes.fromhex(kept["phone"])) if kept["phone"] else ""}


PEOPLE = Import(
    kind="people",
    label="人员",
    columns=COLUMNS,
    model=Person,
    subject="person",
    keeps=keeps,
    plan=plan,
    write=write,
    restore=restore,
    imported=StaffTableImported,
    undone=StaffTableUndone,
    sealed=("phone",),
    note="单位要先登记；没有账号的按姓名的拼音编一个。账号建好以后没有口令也没有角色：口令由本人用一次性链接设，角色由安全管理员授",
    area_note="只用来记这次导入是哪里的。",
)

"""Of which unit and of whom a row of a table speaks: by a key, by name where that is clear."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.models import Area, Person, Unit
from qinqing.domains.accounts.queries.places import units_valid_on
from qinqing.domains.accounts.terms import PersonKind
from qinqing.kernel import crypto, door
from qinqing.lib.spreadsheets import Column, Unreadable, folded

LOGIN = Column("login", "账号", ("登录账号", "用户名", "登录名", "工号"))
PHONE = Column("phone", "手机", ("手机号", "手机号码", "联系电话", "电话", "电话号码", "联系方式"))
UNIT = Column(
    "unit",
    "单位",
    ("单位名称", "工作单位", "所在单位", "派出单位", "所属单位", "单位及部门", "部门"),
)
"""The columns by which a table says of whom of the staff it speaks, beside his name."""


class KnownUnits:
    """The units there are on a day, by code, full and short name."""

    def __init__(self, on: date) -> None:
        self._by_word: dict[str, Unit] = {}
        for unit in units_valid_on(on).order_by("-pk"):
            self._by_word |= {folded(word): unit for word in (unit.short, unit.name, unit.code)}

    def called(self, word: str) -> Unit | None:
        """The unit that is called so, if there is one."""
        return self._by_word.get(folded(word))

    def id_of(self, word: str) -> int:
        """The unit that is called so; raises Unreadable where there is none."""
        unit = self.called(word)
        if unit is None:
            raise Unreadable(f"没有“{word[:20]}”这个单位，请先登记或导入单位")
        return unit.pk


def area_named() -> dict[str, Area]:
    """The areas by code, and by every name that only one of them has; the words are folded."""
    found: dict[str, list[Area]] = defaultdict(list)
    for area in Area.objects.all():
        for word in {folded(area.code), folded(area.name)}:
            found[word].append(area)
    return {word: areas[0] for word, areas in found.items() if len(areas) == 1}


@dataclass(frozen=True, slots=True)
class SaidPerson:
    """Of whom a row speaks: the digits of a mobile, the name of a unit; each may be missing."""

    name: str
    login: str = ""
    phone: str = ""
    unit: str = ""

    @property
    def key(self) -> str:
        """By what two rows speak of the same person where nobody is known yet."""
        return self.login or self.phone or f"{self.name} {self.unit}"


def said_person(said: Mapping[str, str]) -> SaidPerson:
    """Of whom the cells of a row speak, under `person` and the keys of our columns."""
    return SaidPerson(
        rules.plain_name(said.get("person", "")),
        rules.normal_login(said.get("login", "")),
        rules.normal_phone(said.get("phone", "")),
        said.get("unit", ""),
    )


class KnownStaff:
    """The staff of whom rows may speak, closed accounts left out."""

    def __init__(self, said: Iterable[SaidPerson], units: KnownUnits) -> None:
        people = list(said)
        self._units = units
        with door.as_system("staff.find"):
            rows = Person.objects.filter(kind=PersonKind.STAFF, is_active=True).select_related("unit")
            self._by_login = {row.login: row for row in rows.filter(login__in={one.login for one in people})}
            indexes = {crypto.blind_index(one.phone) for one in people if one.phone}
            self._by_phone = {row.phone_index: row for row in rows.filter(phone_index__in=indexes)}
            self._by_name: dict[str, list[Person]] = defaultdict(list)
            for row in rows.filter(name__in={one.name for one in people}):
                self._by_name[row.name].append(row)

    def same_as(self, said: SaidPerson) -> tuple[Person | None, str]:
        """Who is spoken of, if he is known; and what is doubtful about that, which is then for a person."""
        by_key = self._by_login.get(said.login) if said.login else None
        if by_key is None and said.phone:
            by_key = self._by_phone.get(crypto.blind_index(said.phone))
        if by_key is not None:
            same = by_key.name == said.name
            return (by_key, "") if same else (None, f"这个账号或手机是{by_key.name}的，不是{said.name}的")
        if said.login:
            return None, ""
        alike = self._by_name[said.name]
        if said.unit and (unit := self._units.called(said.unit)) is not None:
            there = [row for row in alike if row.unit_id == unit.pk]
            alike = there or [row for row in alike if row.unit_id is None]
        if len(alike) > 1:
            return None, f"有 {len(alike)} 位{said.name}，写上账号或手机才分得清"
        return (alike[0] if alike else None), ""

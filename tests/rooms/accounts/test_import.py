"""Tables of units and people: compared, written, corrected, taken back; nobody gets a role by a table."""

import zlib
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from qinqing.domains.accounts import actions, queries
from qinqing.domains.accounts.actions import UnitFacts
from qinqing.domains.accounts.imports import PEOPLE, UNITS
from qinqing.domains.accounts.models import Credential, Grant, Person, Unit
from qinqing.domains.accounts.terms import AreaKind, Role, UnitKind, UnitLevel
from qinqing.kernel import door, imports
from qinqing.kernel.events import Author
from qinqing.kernel.imports import Import
from qinqing.kernel.models import ImportRun
from qinqing.kernel.refusals import Refused
from tests.builders import accounts
from tests.builders.officers import an_officer

UNIT_HEAD = "序号,单位全称,单位简称,单位性质,级别,上级单位,所属区域\n"
STAFF_HEAD = "序号,姓名,工作单位,职务级别,联系电话,备注\n"


@dataclass(frozen=True)
class Place:
    """A district with one unit, and its system administrator."""

    area: int
    unit: Unit
    admin: Author
    now: datetime

    def shown(self, kind: Import, table: str) -> ImportRun:
        """The preview of a table."""
        return imports.preview(
            kind,
            author=self.admin,
            content=table.encode(),
            file_name="表.csv",
            area_id=self.area,
            now=self.now,
        )

    def imported(self, kind: Import, table: str) -> ImportRun:
        """A table that was confirmed."""
        return imports.confirm(kind, author=self.admin, run=self.shown(kind, table), now=self.now)


@pytest.fixture
def place(db: None, monday: datetime) -> Place:
    city = accounts.an_area()
    district = accounts.an_area("青岚区", AreaKind.DISTRICT, city)
    accounts.an_area("白鹭街道", AreaKind.TOWN, district)
    unit = accounts.a_unit("市监局", area=district)
    admin = accounts.actor_of(accounts.a_person("系统员", Role.SYSTEM_ADMIN), monday)
    door.step_in(admin)
    return Place(district.pk, unit, Author(admin), monday)


def outcomes(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(row.line, row.outcome, row.message) for row in imports.report(run)]


def test_units_arrive_in_the_order_of_the_table_under_those_above_them(place: Place) -> None:
    place.imported(
        UNITS,
        UNIT_HEAD
        + "1,澜川市青岚区发展和改革局,发改局,政府部门,区级,,青岚区\n"
        + "2,青岚区项目服务中心,项目中心,事业单位,区级,发改局,\n"
        + "3,白鹭街道办事处,白鹭街道,镇街,镇街级,,白鹭街道\n",
    )
    above, below, town = (Unit.objects.get(short=short) for short in ("发改局", "项目中心", "白鹭街道"))
    assert (above.kind, above.level, above.code) == (UnitKind.DEPARTMENT, UnitLevel.DISTRICT, "FGJ")
    assert (below.parent_id, below.kind, below.area_id) == (above.pk, UnitKind.AGENCY, place.area)
    assert (town.area and town.area.name, town.level) == ("白鹭街道", UnitLevel.TOWN)


def test_hostile_rows_of_units_end_in_the_report(place: Place) -> None:
    run = place.shown(
        UNITS,
        UNIT_HEAD
        + "1,,空,政府部门,区级,,\n"
        + "2,甲局,甲局,部门,区级,,\n"
        + "3,乙局,乙局,政府部门,区级,没有的局,\n"
        + "4,丙局,丙局,政府部门,区级,,没有的区\n"
        + "5,丁局,丁局,政府部门,区级,丁局,\n"
        + f"6,{'长' * 101},长,政府部门,区级,,\n"
        + "7,戊局,戊局,政府部门,区级,,\n"
        + "8,戊局,己局,政府部门,区级,,\n"
        + f"9,{'全' * 30},,政府部门,区级,,\n"
        + "10,=cmd|'/c calc'!A0,公式,政府部门,区级,,\n",
    )
    said = {line: message for line, outcome, message in outcomes(run) if outcome == "refused"}
    for line, words in (
        (2, "没有单位名称"), (3, "单位性质“部门”要写成"), (4, "没有“没有的局”这个上级单位"),
        (5, "没有“没有的区”这个区域"),
        (6, "没有“丁局”这个上级单位"), (7, "超过 100 个字"), (9, "与第 8 行相同"), (10, "要写简称"),
    ):  # fmt: skip
        assert words in said[line]
    assert Unit.objects.count() == 1


def test_a_unit_that_is_here_is_corrected_where_the_table_says_something(place: Place) -> None:
    run = place.imported(UNITS, "单位名称,性质,级别,区域\n市监局,事业单位,,\n")
    kept = Unit.objects.get(pk=place.unit.pk)
    assert (kept.kind, kept.level, kept.area_id) == (UnitKind.AGENCY, place.unit.level, place.area)
    assert outcomes(run) == [(2, "changed", "更新：性质")]
    imports.undo(UNITS, author=place.admin, run=run, now=place.now)
    assert Unit.objects.get(pk=place.unit.pk).kind == place.unit.kind
    again = place.shown(UNITS, "单位名称,性质\n市监局,政府部门\n")
    assert outcomes(again) == [(2, "same", "")]


def test_what_was_corrected_since_is_not_put_back(place: Place) -> None:
    run = place.imported(UNITS, "单位名称,性质\n市监局,事业单位\n")
    stands = Unit.objects.get(pk=place.unit.pk)
    facts = UnitFacts(
        stands.code, stands.name, "市场监管局", UnitKind.of(stands.kind), UnitLevel.of(stands.level),
        area_id=stands.area_id,
    )  # fmt: skip
    actions.change_unit(author=place.admin, unit_id=stands.pk, facts=facts, now=place.now)
    imports.undo(UNITS, author=place.admin, run=run, now=place.now)
    assert outcomes(run) == [(2, "kept", "没有撤销：之后又改过资料")]


def test_of_units_those_in_use_stay_and_so_do_those_above_them(place: Place) -> None:
    run = place.imported(
        UNITS,
        UNIT_HEAD
        + "1,甲局,甲局,,,,\n2,甲局下属中心,中心,,,甲局,\n3,乙局,乙局,,,,\n4,乙局下属中心,乙中心,,,乙局,\n",
    )
    with door.as_system("tests.build"):
        Person.objects.filter(name="系统员").update(unit=Unit.objects.get(short="中心"))
    imports.undo(UNITS, author=place.admin, run=run, now=place.now)
    assert [(line, outcome) for line, outcome, _ in outcomes(run)] == [
        (2, "kept"), (3, "kept"), (4, "removed"), (5, "removed"),
    ]  # fmt: skip
    assert outcomes(run)[0][2] == "没有撤销：要保留的单位用到它"
    assert "人员 1 条" in outcomes(run)[1][2]
    assert set(Unit.objects.values_list("short", flat=True)) == {"市监局", "甲局", "中心"}


def test_people_get_an_account_without_password_and_role(place: Place) -> None:
    run = place.imported(
        PEOPLE,
        STAFF_HEAD
        + "1,李　明,市监局,副科级,138 0013 8001,\n"
        + "2,李明,发改局,,13800138002,\n3,王欢,市监局,,0752-1234567,\n",
    )
    made = Person.objects.get(name="李明")
    assert (made.login, made.post, made.unit_id) == ("liming", "副科级", place.unit.pk)
    assert queries.phone_masked(made) == "138****8001"
    assert Person.objects.get(name="王欢").work_phone == "0752-1234567"
    with door.as_system("tests.read"):
        assert not Credential.objects.filter(person=made).exists()
        assert not Grant.objects.filter(person=made).exists()
    assert [(line, outcome) for line, outcome, _ in outcomes(run)] == [(2, "new"), (3, "refused"), (4, "new")]


def test_the_same_person_is_known_by_number_account_or_name_and_unit(place: Place) -> None:
    place.imported(PEOPLE, STAFF_HEAD + "1,李明,市监局,,13800138001,\n2,李明,,,13800138003,\n")
    run = place.shown(
        PEOPLE,
        "姓名,账号,单位,职务,电话\n"
        "李明,,,科长,13800138001\n"  # by his number
        "李明,,市监局,,\n"  # by unit, and twice in the table
        "李明,,,,\n"  # two of that name
        "赵云,,,,13800138001\n"  # another's number
        "李明,liming2,,副科长,\n"
        "孙权,系统员,,,\n"
        "周瑜,a b,,,\n",
    )
    assert outcomes(run) == [
        (2, "changed", "更新：职务"),
        (3, "refused", "与第 2 行是同一个人"),
        (4, "refused", "有 2 位李明，写上账号或手机才分得清"),
        (5, "refused", "这个账号或手机是李明的，不是赵云的"),
        (6, "changed", "更新：职务"),
        (7, "new", "账号 系统员"),
        (8, "refused", "账号“a b”不行：账号用 2 到 40 个字母、数字、汉字、点、横线或下划线"),
    ]


def test_an_account_in_use_stays_when_its_import_is_taken_back(place: Place) -> None:
    run = place.imported(PEOPLE, "姓名,单位\n甲某,市监局\n乙某,市监局\n")
    an_officer(person=Person.objects.get(name="甲某"), unit=place.unit)
    door.step_in(place.admin.actor)
    imports.undo(PEOPLE, author=place.admin, run=run, now=place.now)
    assert [(line, outcome) for line, outcome, _ in outcomes(run)] == [(2, "kept"), (3, "removed")]
    assert "首席服务官 1 条" in outcomes(run)[0][2]


def test_a_number_that_was_corrected_is_put_back_as_it_was(place: Place) -> None:
    place.imported(PEOPLE, "姓名,单位,手机\n甲某,市监局,13800138001\n")
    before = Person.objects.get(name="甲某")
    run = place.imported(PEOPLE, "姓名,账号,手机\n甲某,jiamou,13800138009\n")
    assert Person.objects.get(pk=before.pk).phone_index != before.phone_index
    imports.undo(PEOPLE, author=place.admin, run=run, now=place.now)
    assert Person.objects.get(pk=before.pk).phone_index == before.phone_index


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
@pytest.mark.parametrize("kind", [UNITS, PEOPLE])
def test_only_the_system_administrator_brings_units_and_people(
    place: Place, role: Role, kind: Import
) -> None:
    area = (
        None if role in (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN) else accounts.Area.objects.get(pk=place.area)
    )
    other = accounts.actor_of(accounts.a_person("别人", role, area=area), place.now)
    door.step_in(other)
    with pytest.raises(Refused, match="不归您"):
        replace(place, admin=Author(other)).shown(kind, "姓名,单位名称\n甲,乙\n")


def test_a_table_that_waits_is_kept_sealed_until_it_is_confirmed(place: Place) -> None:
    run = place.shown(PEOPLE, f"{STAFF_HEAD}1,赵一川,市监局,科员,13911112222,\n")
    run.refresh_from_db()
    assert b"13911112222" not in zlib_free(bytes(run.content or b""))
    assert imports.confirm(PEOPLE, author=place.admin, run=run, now=place.now).content is None
    assert Person.objects.get(name="赵一川").phone is not None


def zlib_free(content: bytes) -> bytes:
    """What somebody reads who has a dump and knows how it is packed."""
    try:
        return zlib.decompress(content)
    except zlib.error:
        return content


def test_a_table_of_an_earlier_release_that_still_waits_is_to_be_sent_again(place: Place) -> None:
    run = place.shown(PEOPLE, f"{STAFF_HEAD}1,赵一川,市监局,科员,13911112222,\n")
    ImportRun.objects.filter(pk=run.pk).update(content=zlib.compress(b"[]"))
    run.refresh_from_db()
    with pytest.raises(Refused, match="请重新上传"):
        imports.confirm(PEOPLE, author=place.admin, run=run, now=place.now)

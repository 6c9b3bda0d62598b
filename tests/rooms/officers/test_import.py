"""Tables of officers and of assignments: compared, written, taken back; nobody is replaced by a table."""

from datetime import date, timedelta

import pytest

from qinqing.domains.accounts.terms import Role
from qinqing.domains.officers import actions
from qinqing.domains.officers.imports import ASSIGNMENTS, OFFICERS
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.officers.terms import Rank
from qinqing.kernel import door, imports
from qinqing.kernel.events import Author
from qinqing.kernel.imports import Import
from qinqing.kernel.models import Event, EventAbout, ImportRun
from qinqing.kernel.refusals import Refused
from tests.builders import accounts
from tests.builders.enterprises import a_code, an_enterprise, struck_off
from tests.builders.officers import an_assignment
from tests.rooms.officers.conftest import Place

ROSTER_HEAD = "序号,姓名,派出单位,职务级别,联系电话,专长,十合一\n"
SERVED_HEAD = "企业名称,统一社会信用代码,首席服务官,A/B角,起始日期,结束日期\n"


@pytest.fixture
def author(place: Place) -> Author:
    found = place.author
    door.step_in(found.actor)
    return found


def shown(place: Place, author: Author, kind: Import, table: str) -> ImportRun:
    """The preview of a table."""
    return imports.preview(
        kind,
        author=author,
        content=table.encode(),
        file_name="表.csv",
        area_id=place.district.pk,
        now=place.now,
    )


def imported(place: Place, author: Author, kind: Import, table: str) -> ImportRun:
    """A table that was confirmed."""
    return imports.confirm(kind, author=author, run=shown(place, author, kind, table), now=place.now)


def outcomes(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(row.line, row.outcome, row.message) for row in imports.report(run)]


# --- officers ----------------------------------------------------------


def test_staff_become_officers_with_what_the_table_says(place: Place, author: Author) -> None:
    accounts.a_person("唐海", unit=place.unit)
    door.step_in(author.actor)
    run = imported(
        place, author, OFFICERS, ROSTER_HEAD + "1,唐 海,,主任（正科级）,,环保、消防,政策宣讲员、法律咨询员\n"
    )
    made = Officer.objects.get(person__name="唐海")
    assert (made.rank, made.unit_id, made.specialities) == (
        Rank.SECTION_HEAD,
        place.unit.pk,
        ["环保", "消防"],
    )
    assert (made.ten_roles, made.active_from_on) == (["policy_talker", "legal_adviser"], date(2026, 3, 2))
    assert outcomes(run) == [(2, "new", "")]


def test_hostile_rows_of_officers_end_in_the_report(place: Place, author: Author) -> None:
    for name in ("张伟", "张伟", "唐海", "陆川", "赵云", "孙权"):
        accounts.a_person(name, unit=place.unit if name == "唐海" else None)
    door.step_in(author.actor)
    run = shown(
        place,
        author,
        OFFICERS,
        ROSTER_HEAD
        + "1,,工信局,正科,,,\n2,没有这个人,,正科,,,\n3,张伟,,正科,,,\n4,唐海,,局长,,,\n5,唐海,,,,,\n"
        + "6,陆川,没有的局,正科,,,\n7,赵云,,正科,,,\n8,孙权,市场监管局,正科,,,十项全能\n"
        + "9,<script>,,正科,,,\n",
    )
    words = [message for _, outcome, message in outcomes(run) if outcome == "refused"]
    for said, wanted in zip(
        words,
        ("没有姓名", "没有这个人的账号", "有 2 位张伟", "职级“局长”看不懂", "与第 5 行是同一个人",
         "没有“没有的局”这个单位", "没有写派出单位", "不在十合一里", "没有这个人的账号"),
        strict=True,
    ):  # fmt: skip
        assert wanted in said
    assert Officer.objects.count() == 3


def test_an_officer_is_corrected_and_put_back(place: Place, author: Author) -> None:
    run = imported(place, author, OFFICERS, ROSTER_HEAD + "1,周俊,,正科,,,\n2,林晓岚,,,,,\n")
    assert outcomes(run) == [(2, "changed", "更新：职级"), (3, "same", "")]
    assert Officer.objects.get(pk=place.zhou.pk).rank == Rank.SECTION_HEAD
    imports.undo(OFFICERS, author=author, run=run, now=place.now)
    assert Officer.objects.get(pk=place.zhou.pk).rank == Rank.SECTION_DEPUTY


def test_an_officer_who_serves_stays_when_the_import_is_taken_back(place: Place, author: Author) -> None:
    for name in ("唐海", "陆川"):
        accounts.a_person(name, unit=place.unit)
    door.step_in(author.actor)
    run = imported(place, author, OFFICERS, ROSTER_HEAD + "1,唐海,,正科,,,\n2,陆川,,正科,,,\n")
    an_assignment(Officer.objects.get(person__name="唐海"), place.firm, from_on=date(2026, 3, 2))
    door.step_in(author.actor)
    imports.undo(OFFICERS, author=author, run=run, now=place.now)
    assert [(line, outcome) for line, outcome, _ in outcomes(run)] == [(2, "kept"), (3, "removed")]
    assert "挂点 1 条" in outcomes(run)[0][2]


# --- assignments -------------------------------------------------------


def test_officers_serve_from_the_day_the_table_says(place: Place, author: Author) -> None:
    run = imported(
        place,
        author,
        ASSIGNMENTS,
        SERVED_HEAD
        + f"{place.firm.name},,林晓岚,,2026年2月1日,\n{place.firm.name},,周俊,B角,2026-02-01,2026-12-31\n"
        + f"{place.second.name},,何敬之,A,,\n",
    )
    rows = Assignment.objects.order_by("pk").values_list("officer", "part", "from_on", "until_on")
    assert list(rows) == [
        (place.lin.pk, "A", date(2026, 2, 1), None),
        (place.zhou.pk, "B", date(2026, 2, 1), date(2026, 12, 31)),
        (place.he.pk, "A", date(2026, 3, 2), None),
    ]
    assert run.summary["new"] == 3
    told = Event.objects.filter(name="OfficerAssigned").values_list("record__officer", flat=True)
    assert sorted(told) == sorted(["林晓岚", "周俊", "何敬之"])
    again = shown(place, author, ASSIGNMENTS, SERVED_HEAD + f"{place.firm.name},,林晓岚,A,,\n")
    assert outcomes(again) == [(2, "same", "从 2026年2月1日 起已经服务这家企业")]


def test_hostile_rows_of_assignments_end_in_the_report(place: Place, author: Author) -> None:
    an_assignment(place.lin, place.firm)
    elsewhere = an_enterprise(place.other, "东岭公司")
    clerk = actions.OfficerFacts(place.unit.pk, Rank.CLERK_1)
    actions.change_officer(author=author, officer=place.he, facts=clerk, now=place.now)
    door.step_in(author.actor)
    firm, second = place.firm.name, place.second.name
    run = shown(
        place,
        author,
        ASSIGNMENTS,
        SERVED_HEAD
        + f"没有的公司,,周俊,A,,\n{elsewhere.name},,周俊,A,,\n{firm},,没有的人,A,,\n{firm},,,A,,\n"
        + f"{firm},,周俊,A,,\n{firm},,林晓岚,B,,\n{second},,何敬之,A,,\n{second},,周俊,C,,\n"
        + f"{second},,周俊,A,2099-01-01,\n{second},,周俊,A,2026-03-01,2026-02-01\n{second},,周俊,A,昨天,\n"
        + f"{second},,周俊,A,2025-12-01,\n{second},,周俊,A,2026-03-01,\n{second},,林晓岚,A,2026-06-01,\n"
        + f"{second},{a_code()[:-1]},周俊,A,,\n",
    )
    words = {line: message for line, outcome, message in outcomes(run) if outcome == "refused"}
    for line, wanted in {
        2: "名册里没有这家企业", 3: "登记在别的区域", 4: "没有的人不是首席服务官", 5: "没有写首席服务官",
        6: "换人要逐件写交接", 7: "已经是这家企业的A 角", 8: "科员不单独担任", 9: "写成 A 角或 B 角",
        10: "起始日期要在", 11: "结束日期要在", 12: "看不懂", 13: "那时不是首席服务官",
        15: "与第 14 行是同一家的同一个角色",
    }.items():  # fmt: skip
        assert wanted in words[line], (line, words.get(line))
    assert run.summary["new"] == 1
    assert Assignment.objects.count() == 1


def test_nobody_serves_one_that_was_struck_off_after_that_day(place: Place, author: Author) -> None:
    struck_off(place.firm, date(2026, 2, 20))
    door.step_in(author.actor)
    rows = f"{place.firm.name},,周俊,A,2026-02-01,2026-02-20\n{place.firm.name},,林晓岚,A,2026-02-20,\n"
    run = shown(place, author, ASSIGNMENTS, SERVED_HEAD + rows)
    assert outcomes(run) == [
        (2, "new", ""),
        (3, "refused", "这家企业已于 2026年2月20日 注销，不再安排服务官"),
    ]


def test_an_assignment_whose_officer_has_worked_since_stays(place: Place, author: Author) -> None:
    run = imported(
        place,
        author,
        ASSIGNMENTS,
        SERVED_HEAD + f"{place.firm.name},,林晓岚,A,,\n{place.second.name},,周俊,A,,\n",
    )
    later = place.now + timedelta(hours=1)
    did = Author(place.actor(place.lin, later))
    with door.as_system("tests.build"):
        event = Event.objects.create(
            name="SomethingDone", subject_kind="problem", subject_id=1, at=later, layer="E",
            actor_id=did.actor.person_id, record={},
        )  # fmt: skip
        EventAbout.objects.create(event=event, kind="enterprise", object_id=place.firm.pk)
    door.step_in(author.actor)
    imports.undo(ASSIGNMENTS, author=author, run=run, now=later)
    assert outcomes(run) == [(2, "kept", "没有撤销：已有他在这家企业办的事 1 件"), (3, "removed", "")]
    assert list(Assignment.objects.values_list("officer", flat=True)) == [place.lin.pk]
    ended = Event.objects.get(name="AssignmentEnded")
    assert (ended.record["enterprise_id"], ended.record["officer"]) == (place.second.pk, "周俊")


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.PERSONNEL_VIEWER, Role.LEADER])
@pytest.mark.parametrize("kind", [OFFICERS, ASSIGNMENTS])
def test_only_the_coordination_appoints_and_assigns_by_a_table(
    place: Place, role: Role, kind: Import
) -> None:
    other = place.someone(role)
    door.step_in(other)
    with pytest.raises(Refused, match="不归您"):
        shown(place, Author(other), kind, "姓名,企业名称\n甲,乙\n")

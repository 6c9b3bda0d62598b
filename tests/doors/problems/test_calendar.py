"""The calendar's page: years by the system administrator, an area's days by its coordinator and its head."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems.models import ProposedDay
from qinqing.kernel import door
from qinqing.kernel.models import CalendarDay, CalendarYear, Event
from tests.builders import accounts
from tests.builders.problems import Town
from tests.builders.visits import Visit, words_of
from tests.unit.lib.test_notices import OF_2026

pytestmark = pytest.mark.django_db
NOTICE = (
    "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n"
    "二、春节：2月5日至11日放假，共7天。1月9日（周六）上班。"
)


@pytest.fixture
def administrator(place: Town, monday: datetime) -> Visit:
    return Visit(accounts.a_person("系统管理员", Role.SYSTEM_ADMIN), monday)


def day(place: Town, **changes: object) -> dict[str, object]:
    return {
        "area": place.area.pk, "on": "2026-03-05", "kind": "rest", "name": "台风停工",
        "source": "防指〔2026〕3号", "client_key": str(uuid4()), **changes,
    }  # fmt: skip


def days() -> list[str]:
    with door.as_system("tests.read"):
        return [str(one.on) for one in CalendarDay.objects.exclude(area_id=None)]


def proposed() -> int:
    """The number of the newest proposed day."""
    with door.as_system("tests.read"):
        return ProposedDay.objects.latest("id").pk


def confirmed(coordinator: Visit, head: Visit, path: str, **fields: object) -> None:
    assert coordinator.post(path, **fields).status_code == 302
    assert head.post(f"/calendar/proposed/{proposed()}/confirm/").status_code == 302


def test_a_closed_day_takes_two_to_be_written_and_two_to_be_taken_back(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    assert coordinator.post("/calendar/day/", **day(place)).status_code == 302
    assert days() == []
    assert "等协调办负责人确认，现在还没有改" in coordinator.text("/calendar/")
    waiting = head.text("/calendar/")
    assert "等您确认 2026年3月5日 不上班" in waiting
    assert "防指〔2026〕3号" in waiting
    assert "确认日历" in head.text("/")
    assert head.post(f"/calendar/proposed/{proposed()}/confirm/").status_code == 302
    assert days() == ["2026-03-05"]
    page = coordinator.text("/calendar/")
    assert "2026年3月5日 台风停工" in page
    assert "协调员 拟，协调办负责人 确认" in page
    assert "确认日历" not in head.text("/")
    confirmed(coordinator, head, "/calendar/day/clear/", which=f"{place.area.pk}~2026-03-05")
    assert days() == []
    assert "撤销2026年3月5日的本地安排" in coordinator.text("/calendar/")


def test_the_head_refuses_with_a_reason_and_nothing_changes(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    coordinator.post("/calendar/day/", **day(place))
    silent = head.post(f"/calendar/proposed/{proposed()}/refuse/", reason=" ")
    assert (silent.status_code, "请填写这一项" in words_of(silent)) == (422, True)
    assert head.post(f"/calendar/proposed/{proposed()}/refuse/", reason="台风改道了").status_code == 302
    assert days() == []
    assert "没有同意： 台风改道了" in coordinator.text("/calendar/")
    late = head.post(f"/calendar/proposed/{proposed()}/confirm/")
    assert late.status_code == 409


def test_a_proposal_is_taken_back_before_it_is_decided(place: Town, coordinator: Visit, head: Visit) -> None:
    coordinator.post("/calendar/day/", **day(place))
    assert coordinator.post(f"/calendar/proposed/{proposed()}/take-back/").status_code == 302
    assert head.post(f"/calendar/proposed/{proposed()}/confirm/").status_code == 409
    assert coordinator.post("/calendar/day/", **day(place)).status_code == 302


def test_what_waits_is_not_proposed_again(place: Town, coordinator: Visit) -> None:
    coordinator.post("/calendar/day/", **day(place))
    again = coordinator.post("/calendar/day/", **day(place, kind="morning"))
    assert (again.status_code, "还在等确认" in words_of(again)) == (422, True)


def test_what_cannot_be_any_more_is_said_where_it_is_confirmed(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    coordinator.post("/calendar/day/", **day(place))
    later = Visit(place.people["head"], coordinator.now + timedelta(days=60))
    answer = later.post(f"/calendar/proposed/{proposed()}/confirm/")
    assert (answer.status_code, "30 天以前的日子不能再改" in words_of(answer)) == (422, True)
    assert days() == []


def test_a_head_elsewhere_has_nothing_of_it(place: Town, coordinator: Visit) -> None:
    coordinator.post("/calendar/day/", **day(place))
    there = accounts.an_area("外区")
    other = Visit(accounts.a_person("外区负责人", Role.COORDINATION_HEAD, area=there), coordinator.now)
    assert "台风停工" not in other.text("/calendar/")
    assert other.post(f"/calendar/proposed/{proposed()}/confirm/").status_code == 404
    assert other.post(f"/calendar/proposed/{proposed()}/refuse/", reason="x").status_code == 404


def test_a_notice_becomes_a_year(administrator: Visit) -> None:
    assert "2027 年的放假安排还没有录入" in administrator.text("/calendar/")
    sent = administrator.post("/calendar/year/", year="2027", source="国办发明电〔2026〕9号", notice=NOTICE)
    assert sent.status_code == 302
    page = administrator.text("/calendar/")
    assert "国办发明电〔2026〕9号 已录入" in page
    assert "暂定" not in page.partition("全国放假安排")[2]


def test_a_notice_that_contradicts_itself_is_shown_again_with_the_fault(administrator: Visit) -> None:
    wrong = NOTICE.replace("周五", "周四")
    answer = administrator.post("/calendar/year/", year="2027", source="某号", notice=wrong)
    assert answer.status_code == 422
    text = words_of(answer)
    assert "2027年1月1日是周五，通知里写的是周四" in text
    assert "春节：2月5日至11日放假" in text
    with door.as_system("tests.read"):
        assert not CalendarYear.objects.filter(year=2027).exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"on": "2026-01-01"}, "30 天以前的日子不能再改"),
        ({"on": "2026-03-07"}, "本来就是这样"),
        ({"on": "明天"}, "日期要写成"),
        ({"area": "999999"}, "请选您协调的区域"),
        ({"kind": "dream"}, "这个选项已经没有了"),
        ({"name": ""}, "填"),
        ({"source": "长" * 101}, "最多 100 个字"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_is_kept(
    place: Town, coordinator: Visit, change: dict[str, object], message: str
) -> None:
    answer = coordinator.post("/calendar/day/", **day(place, **change))
    assert answer.status_code == 422
    assert message in words_of(answer)
    kept_word = "防指〔2026〕3号" if "source" not in change else "台风停工"
    assert kept_word in answer.content.decode()
    assert days() == []


def test_the_same_form_twice_makes_one_change(place: Town, coordinator: Visit) -> None:
    fields = day(place)
    assert [coordinator.post("/calendar/day/", **fields).status_code for _ in range(2)] == [302, 302]
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="DayProposed").count() == 1


def test_an_old_page_that_clears_a_day_again_is_told_so(place: Town, coordinator: Visit, head: Visit) -> None:
    confirmed(coordinator, head, "/calendar/day/", **day(place))
    which = f"{place.area.pk}~2026-03-05"
    confirmed(coordinator, head, "/calendar/day/clear/", which=which)
    again = coordinator.post("/calendar/day/clear/", which=which)
    assert (again.status_code, "刚才已经撤销了" in words_of(again)) == (422, True)
    assert coordinator.post("/calendar/day/clear/", which="昨天").status_code == 422


def test_each_changes_only_what_is_his(place: Town, coordinator: Visit, administrator: Visit) -> None:
    assert coordinator.post("/calendar/year/", year="2027", source="x", notice=OF_2026).status_code == 403
    assert administrator.post("/calendar/day/", **day(place)).status_code == 403
    head = Visit(place.people["head"], coordinator.now)
    assert head.get("/calendar/").status_code == 200
    assert head.post("/calendar/day/", **day(place)).status_code == 403
    assert Visit(place.people["officer"], coordinator.now).get("/calendar/").status_code == 403


def test_the_page_asks_the_database_six_times_at_most(place: Town, coordinator: Visit, head: Visit) -> None:
    confirmed(coordinator, head, "/calendar/day/", **day(place))
    with coordinator.at_most(6, "/calendar/") as page:
        assert "台风停工" in page

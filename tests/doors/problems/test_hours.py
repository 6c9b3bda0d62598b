"""The page of office hours: what holds in each area, others proposed by one and confirmed by another."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse

from qinqing.domains.accounts.terms import AreaKind
from qinqing.domains.problems.models import ProposedRule
from qinqing.kernel import door, kept
from qinqing.kernel.calendar import HOURS_KEY, calendar_of
from qinqing.kernel.models import DatedSetting, Event
from qinqing.lib.workdays import hours_said
from tests.builders import accounts
from tests.builders.problems import Town
from tests.builders.rules import at_the_pages
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db
SECOND = {
    "begins_1": "5月1日", "begins_2": "10-1", "morning_opens_2": "08:30", "morning_closes_2": "12:00",
    "afternoon_opens_2": "14:00", "afternoon_closes_2": "17:30",
}  # fmt: skip


def hours(place: Town, **changes: object) -> dict[str, object]:
    return {
        "area": place.area.pk, "from_on": "2026-03-04", "receipt": "any",
        "morning_opens_1": "08:00", "morning_closes_1": "12:00", "afternoon_opens_1": "15:00",
        "afternoon_closes_1": "18:30",
        "source": "青府办〔2026〕12号", "why": "夏天太热", "client_key": str(uuid4()), **changes,
    }  # fmt: skip


def holds(place: Town, day: date) -> str:
    kept.forget_all()
    return hours_said(calendar_of((place.area.pk,)).business_hours(day))


def beside(answer: HttpResponse, field: str) -> str:
    """What is said beside a field."""
    found = re.search(rf'id="id_{field}_error">.*?<span>(.*?)</span>', answer.content.decode(), re.S)
    return found[1] if found else ""


def test_nothing_changes_before_the_head_has_confirmed_it(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    assert "09:00–12:00、14:00–18:00" in coordinator.text("/calendar/hours/")
    assert coordinator.post("/calendar/hours/set/", **hours(place)).status_code == 302
    assert holds(place, date(2026, 3, 4)) == "09:00–12:00、14:00–18:00"
    page = coordinator.text("/calendar/hours/")
    assert "等协调办负责人确认，现在还没有改" in page
    assert "08:00–12:00、15:00–18:30" not in page
    waiting = head.text("/rules/proposed/")
    for said in (
        "等您确认", "全年 09:00–12:00、14:00–18:00", "全年 08:00–12:00、15:00–18:30", "夏天太热", "12号",
    ):  # fmt: skip
        assert said in waiting
    with door.as_system("tests.read"):
        number = ProposedRule.objects.latest("id").pk
    assert head.post(f"/rules/proposed/{number}/confirm/").status_code == 302
    assert holds(place, date(2026, 3, 3)) == "09:00–12:00、14:00–18:00"
    assert holds(place, date(2026, 3, 4)) == "08:00–12:00、15:00–18:30"
    with door.as_system("tests.read"):
        names = Event.objects.filter(subject_kind__in=["proposed_rule", "calendar"]).order_by("id")
        assert [one.name for one in names] == ["RuleProposed", "CalendarChanged", "RuleConfirmed"]


def test_the_page_says_what_holds_since_when_by_whom_and_what_comes(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    at_the_pages(coordinator, head, "/calendar/hours/set/", **hours(place, **SECOND, receipt="closed"))
    before = coordinator.text("/calendar/hours/")
    assert (
        "2026年3月4日起 每年5月1日起 08:00–12:00、15:00–18:30，每年10月1日起 08:30–12:00、14:00–17:30"
        in before
    )
    later = Visit(place.people["head"], head.now + timedelta(days=7))
    page = later.text("/calendar/hours/")
    assert "08:30–12:00、14:00–17:30 每年5月1日起" in page
    for said in (
        f"{place.area.name} 2026年3月4日起", "协调员 拟，协调办负责人 确认", "青府办〔2026〕12号",
        "没有别的安排", "下班以后和休息日收到的，都算下一个工作日收到",
        "随系统提供：全年 09:00–12:00、14:00–18:00",
    ):  # fmt: skip
        assert said in page
    calendar = coordinator.text("/calendar/")
    assert "2026年3月4日起的办公时间：每年5月1日起 08:00–12:00、15:00–18:30" in calendar
    assert "协调员 拟，协调办负责人 确认" in calendar


def test_two_seasons_follow_each_other(place: Town, coordinator: Visit, head: Visit) -> None:
    at_the_pages(coordinator, head, "/calendar/hours/set/", **hours(place, **SECOND))
    assert holds(place, date(2026, 4, 30)) == "08:30–12:00、14:00–17:30"
    assert holds(place, date(2026, 5, 6)) == "08:00–12:00、15:00–18:30"
    assert holds(place, date(2026, 10, 8)) == "08:30–12:00、14:00–17:30"
    form = coordinator.get("/calendar/hours/").content.decode()
    later = Visit(place.people["coordinator"], coordinator.now + timedelta(days=7))
    form = later.get(f"/calendar/hours/?area={place.area.pk}").content.decode()
    for typed in ('value="05-01"', 'value="10-01"', 'value="15:00"', 'value="17:30"'):
        assert typed in form


def test_an_area_goes_back_to_what_holds_above_it(place: Town, coordinator: Visit, head: Visit) -> None:
    assert "不再单独规定" not in coordinator.text("/calendar/hours/")
    at_the_pages(coordinator, head, "/calendar/hours/set/", **hours(place))
    sent = {"area": place.area.pk, "on": "2026-03-06", "client_key": str(uuid4())}
    at_the_pages(coordinator, head, "/calendar/hours/end/", **sent)
    assert holds(place, date(2026, 3, 5)) == "08:00–12:00、15:00–18:30"
    assert holds(place, date(2026, 3, 6)) == "09:00–12:00、14:00–18:00"
    assert f"{place.area.name}：不再单独规定" in coordinator.text("/calendar/hours/")


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"morning_closes_1": "07:00"}, "morning_closes_1", "上午下班要晚于上午上班"),
        ({"afternoon_opens_1": "11:30"}, "afternoon_opens_1", "下午上班不能早于上午下班"),
        ({"afternoon_closes_1": "14:59"}, "afternoon_closes_1", "下午下班要晚于下午上班"),
        ({"afternoon_closes_1": "23:30"}, "afternoon_closes_1", "超过 12 小时"),
        ({"morning_opens_1": "八点"}, "morning_opens_1", "时间要写成 08:30 这样"),
        ({"morning_opens_1": ""}, "morning_opens_1", "请写几点几分"),
        ({"begins_1": "5月1日"}, "begins_2", "分两季的，这一项也要写"),
        ({"begins_1": "5月1日"}, "afternoon_closes_2", "分两季的，这一项也要写"),
        ({**SECOND, "begins_1": ""}, "begins_1", "分两季的，这一项也要写"),
        ({**SECOND, "begins_2": "05-01"}, "begins_2", "两季不能从同一天开始"),
        ({**SECOND, "begins_2": "2月30日"}, "begins_2", "没有这一天"),
        ({**SECOND, "begins_2": "秋天"}, "begins_2", "写月和日"),
        ({**SECOND, "afternoon_closes_2": "13:30"}, "afternoon_closes_2", "下午下班要晚于下午上班"),
        ({"from_on": "2026-03-01"}, "from_on", "不能改已经过去的日子"),
        ({"source": " "}, "source", "请填写这一项"),
        ({"why": ""}, "why", "请填写这一项"),
        ({"receipt": "never"}, "receipt", "这个选项已经没有了"),
        ({"area": 999_999}, "area", "请选您协调的区域"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(
    place: Town, coordinator: Visit, wrong: dict[str, object], field: str, said: str
) -> None:
    answer = coordinator.post("/calendar/hours/set/", **hours(place, **wrong))
    assert answer.status_code == 422
    assert said in beside(answer, field)
    typed = {**hours(place), **wrong}
    page = answer.content.decode()
    for name in ("morning_closes_1", "begins_2", "why"):
        assert name not in typed or f'name="{name}" type="' in page
        assert not typed.get(name) or f'value="{typed[name]}"' in page
    with door.as_system("tests.read"):
        assert not ProposedRule.objects.exists()


def test_hours_without_a_pause_are_one_stretch(place: Town, coordinator: Visit, head: Visit) -> None:
    through = hours(place, morning_opens_1="9:00", afternoon_opens_1="12:00", afternoon_closes_1="17:00")
    at_the_pages(coordinator, head, "/calendar/hours/set/", **through)
    assert holds(place, date(2026, 3, 4)) == "09:00–17:00"
    later = Visit(place.people["coordinator"], coordinator.now + timedelta(days=7))
    form = later.get("/calendar/hours/").content.decode()
    assert re.search(r'name="morning_closes_1" type="time" value="12:00"', form)


def test_what_is_written_for_a_day_already_is_not_written_twice(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    at_the_pages(coordinator, head, "/calendar/hours/set/", **hours(place))
    again = coordinator.post("/calendar/hours/set/", **hours(place, morning_opens_1="07:30"))
    assert "已经写过一条" in beside(again, "from_on")
    same = coordinator.post("/calendar/hours/set/", **hours(place, from_on="2026-03-05"))
    assert "本来就是这样" in beside(same, "from_on")


def test_what_is_confirmed_late_holds_from_that_day(place: Town, coordinator: Visit, head: Visit) -> None:
    coordinator.post("/calendar/hours/set/", **hours(place))
    with door.as_system("tests.read"):
        number = ProposedRule.objects.latest("id").pk
    later = Visit(place.people["head"], head.now + timedelta(days=7))
    assert later.post(f"/rules/proposed/{number}/confirm/").status_code == 302
    assert holds(place, date(2026, 3, 6)) == "09:00–12:00、14:00–18:00"
    assert holds(place, date(2026, 3, 9)) == "08:00–12:00、15:00–18:30"


def test_areas_for_which_the_same_holds_stand_together(place: Town, coordinator: Visit, head: Visit) -> None:
    park = accounts.an_area("高新园", AreaKind.PARK, place.area)
    accounts.an_area("临港园", AreaKind.PARK, place.area)
    at_the_pages(coordinator, head, "/calendar/hours/set/", **hours(place, from_on="2026-03-02"))
    kept.forget_all()
    name, since = place.area.name, f"{place.area.name} 2026年3月2日起"
    assert f"{name} 高新园、临港园 08:00–12:00、15:00–18:30" in coordinator.text("/calendar/hours/")
    others = hours(place, area=park.pk, from_on="2026-03-02", morning_opens_1="07:30")
    at_the_pages(coordinator, head, "/calendar/hours/set/", **others)
    page = coordinator.text("/calendar/hours/")
    assert f"{name} 临港园 08:00–12:00、15:00–18:30" in page
    assert "高新园 07:30–12:00、15:00–18:30" in page
    assert (page.count(since), page.count("高新园 2026年3月2日起")) == (1, 1)


def test_the_head_proposes_nothing_and_the_coordinator_confirms_nothing(
    place: Town, coordinator: Visit, head: Visit
) -> None:
    assert head.post("/calendar/hours/set/", **hours(place)).status_code == 403
    assert head.post("/calendar/hours/end/", area=place.area.pk, on="2026-03-04", why="x").status_code == 403
    coordinator.post("/calendar/hours/set/", **hours(place))
    with door.as_system("tests.read"):
        number = ProposedRule.objects.latest("id").pk
    assert coordinator.post(f"/rules/proposed/{number}/confirm/").status_code == 403


@pytest.mark.parametrize("key", [HOURS_KEY, "calendar.anything_else"])
def test_the_page_of_limits_is_no_way_round(place: Town, coordinator: Visit, key: str) -> None:
    limit = {"amount": 5, "area": place.area.pk, "from_on": "2026-03-04", "source": "某号", "why": "x"}
    assert coordinator.get(f"/limits/{key}/").status_code == 404
    assert coordinator.post(f"/limits/{key}/set/", **limit).status_code == 404
    assert (
        coordinator.post(f"/limits/{key}/end/", area=place.area.pk, on="2026-03-04", why="x").status_code
        == 404
    )
    with door.as_system("tests.read"):
        assert not DatedSetting.objects.exists()

"""A leader names who acts for him, and ends it; both see it, and what the delegate does bears both names."""

from datetime import datetime, timedelta

import pytest

from qinqing.domains.accounts.models import Delegation
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import clock, door
from qinqing.kernel.models import Event
from tests.builders.accounts import a_person, actor_of, grant
from tests.builders.problems import Road, Town, town
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db
PAGE = "/account/delegations/"


@pytest.fixture
def place() -> Town:
    found = town()
    found.people["secretary"] = a_person("秘书沈", login="shen")
    return found


def day(now: datetime, days: int) -> str:
    return (clock.local(now).date() + timedelta(days=days)).isoformat()


def named(place: Town, now: datetime, who: str = "leader", **given: str) -> Visit:
    """Somebody fills in the page: the secretary acts for the leader for five days."""
    visit = Visit(place.people[who], now)
    answer = visit.post(PAGE, **{"delegate": "shen", "until_on": day(now, 5), **given})
    assert answer.status_code == 302, answer.content.decode()
    return visit


def running() -> list[tuple[int, int]]:
    with door.as_system("tests.read"):
        return list(Delegation.objects.values_list("leader_id", "delegate_id"))


# --- the page ----------------------------------------------------------


def test_a_leader_names_somebody_by_name_and_both_see_it(place: Town, monday: datetime) -> None:
    leader = place.people["leader"]
    visit = named(place, monday, delegate="秘书沈")
    secretary = place.people["secretary"]
    assert running() == [(leader.pk, secretary.pk)]
    assert f"秘书沈 代 {leader.name} 正在代办" in visit.text(PAGE)
    for who in ("leader", "secretary"):
        text = Visit(place.people[who], monday).text("/account/")
        assert f"秘书沈 代 {leader.name} 正在代办" in text
        assert "到 2026年3月8日 00:00" in text


def test_his_account_leads_a_leader_there_and_nobody_else(place: Town, monday: datetime) -> None:
    assert PAGE in Visit(place.people["leader"], monday).get("/account/").content.decode()
    assert PAGE not in Visit(place.people["coordinator"], monday).get("/account/").content.decode()
    assert Visit(place.people["coordinator"], monday).get(PAGE).status_code == 403


def test_he_ends_it_before_its_time(place: Town, monday: datetime) -> None:
    visit = named(place, monday)
    with door.as_system("tests.read"):
        number = Delegation.objects.get().pk
    visit.now += timedelta(minutes=20)
    assert visit.post(f"{PAGE}{number}/end/").status_code == 302
    assert "已结束" in visit.text(PAGE)
    assert Role.LEADER not in actor_of(place.people["secretary"], visit.now).roles


def test_a_later_day_is_planned_and_acts_from_then_on(place: Town, monday: datetime) -> None:
    assert "还没开始" in named(place, monday, from_on=day(monday, 2)).text(PAGE)
    held = [
        Role.LEADER in actor_of(place.people["secretary"], monday + timedelta(days=n)).roles for n in (0, 3)
    ]
    assert held == [False, True]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"delegate": "查无此人"}, "没有找到这个人"),
        ({"delegate": "同名"}, "不止一位叫这个名字"),
        ({"delegate": "aa"}, "管理员不能代为批示"),
        ({"until_on": ""}, "请选日期"),
        ({"until_on": "2027-03-02"}, "最长 90 天"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    place: Town, monday: datetime, given: dict[str, str], why: str
) -> None:
    a_person("同名"), a_person("同名")
    a_person("申计", Role.AUDIT_ADMIN, login="aa")
    sent = {"delegate": "shen", "until_on": day(monday, 5), **given}
    answer = Visit(place.people["leader"], monday).post(PAGE, **sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert f'value="{sent["delegate"]}"' in page
    assert running() == []


def test_the_security_administrator_names_somebody_for_a_leader(place: Town, monday: datetime) -> None:
    place.people["security"] = a_person("安思远", Role.SECURITY_ADMIN)
    leader = place.people["leader"]
    visit = named(place, monday, "security", leader_id=str(leader.pk))
    assert running() == [(leader.pk, place.people["secretary"].pk)]
    assert f"秘书沈 代 {leader.name}" in visit.text(PAGE)
    nobody = visit.post(PAGE, delegate="shen", until_on=day(monday, 5))
    assert "请选替哪位领导" in nobody.content.decode()


def test_a_leader_names_and_ends_for_nobody_but_himself(place: Town, monday: datetime) -> None:
    other = a_person("别的领导", Role.LEADER, area=place.area)
    named(place, monday)
    with door.as_system("tests.read"):
        number = Delegation.objects.get().pk
    stranger = Visit(other, monday)
    assert stranger.post(f"{PAGE}{number}/end/").status_code == 404
    assert "秘书沈" not in stranger.text(PAGE)
    a_person("另一位", login="other")
    stranger.post(PAGE, delegate="other", until_on=day(monday, 5), leader_id=str(place.people["leader"].pk))
    assert {leader for leader, _ in running()} == {place.people["leader"].pk, other.pk}


def test_a_delegate_passes_it_on_to_nobody(place: Town, monday: datetime) -> None:
    named(place, monday)
    a_person("另一位", login="other")
    visit = Visit(place.people["secretary"], monday)
    assert "委托不能再转给别人" in visit.text(PAGE)
    sent = {"delegate": "other", "until_on": day(monday, 2), "leader_id": str(place.people["leader"].pk)}
    assert visit.post(PAGE, **sent).status_code == 422
    assert len(running()) == 1


def test_nobody_acts_for_two_leaders_at_a_time(place: Town, monday: datetime) -> None:
    """For whom somebody acted would be in doubt; after the first delegation the second may begin."""
    other = a_person("别的领导", Role.LEADER, area=place.area)
    named(place, monday)
    visit = Visit(other, monday)
    answer = visit.post(PAGE, delegate="shen", until_on=day(monday, 3))
    assert f"他这段时间代{place.people['leader'].name}办理" in answer.content.decode()
    assert len(running()) == 1
    later = visit.post(PAGE, delegate="shen", from_on=day(monday, 6), until_on=day(monday, 8))
    assert later.status_code == 302


# --- what the delegate does --------------------------------------------


def written(road: Road, who: str) -> Event:
    """Who writes a note on the problem, by its page."""
    answer = Visit(road.town.people[who], road.now).step(
        road.problem.public_id, "write_note", view="staff", text="请一周内办结", layer="R"
    )
    assert answer.status_code == 302, answer.content.decode()
    with door.as_system("tests.read"):
        return Event.objects.filter(subject_kind="problem").latest("pk")


@pytest.fixture
def road(place: Town, monday: datetime) -> Road:
    return Road(place, monday).submitted().passed_on()


def test_what_a_delegate_does_bears_both_names(road: Road) -> None:
    leader, secretary = road.town.people["leader"], road.town.people["secretary"]
    named(road.town, road.now)
    told = written(road, "secretary")
    assert (told.actor_id, told.acting_for_id, told.role) == (secretary.pk, leader.pk, Role.LEADER)
    for who in ("coordinator", "secretary", "leader"):
        story = Visit(road.town.people[who], road.now).text(f"/problems/{road.problem.public_id}/")
        assert f"秘书沈（代{leader.name}）·包联/分管领导" in story


def test_every_page_tells_a_delegate_for_whom_he_acts(road: Road) -> None:
    leader = road.town.people["leader"]
    named(road.town, road.now)
    for path in ("/", f"/problems/{road.problem.public_id}/"):
        assert f"您正在代 {leader.name} 办理" in Visit(road.town.people["secretary"], road.now).text(path)
        assert "您正在代" not in Visit(leader, road.now).text(path)


def test_a_leader_is_himself(road: Road) -> None:
    assert written(road, "leader").acting_for_id is None


def test_a_leader_who_stands_in_for_another_is_himself(road: Road) -> None:
    grant(road.town.people["secretary"], Role.LEADER, area=road.town.area)
    named(road.town, road.now)
    assert written(road, "secretary").acting_for_id is None


def test_what_a_delegate_does_in_a_role_of_his_own_is_his_own(road: Road) -> None:
    """A coordinator who also acts for a leader dispatches as himself."""
    grant(road.town.people["secretary"], Role.COORDINATOR, area=road.town.area)
    named(road.town, road.now)
    told = written(road, "secretary")
    assert (told.role, told.acting_for_id) == (Role.COORDINATOR, None)


def test_after_the_delegation_he_may_no_more_and_the_names_stay(road: Road) -> None:
    named(road.town, road.now)
    written(road, "secretary")
    road.wait(days=6)
    secretary = Visit(road.town.people["secretary"], road.now)
    assert secretary.get(f"/problems/{road.problem.public_id}/").status_code == 403
    story = Visit(road.town.people["coordinator"], road.now).text(f"/problems/{road.problem.public_id}/")
    assert f"秘书沈（代{road.town.people['leader'].name}）" in story

"""Lists of problems: narrowed by their address, paged by their place; replies that wait for a reviewer."""

import re
from datetime import datetime

import pytest

from qinqing.domains.problems.queries import lists as reading
from tests.builders.problems import Road, Town, town
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def some(place: Town, monday: datetime) -> list[Road]:
    """One with its officer, one to be given away, one with a unit, one ended, in this order."""
    roads = [Road(place, monday).submitted(f"第{n}件", f"内容{n}") for n in range(1, 5)]
    roads[1].passed_on()
    roads[2].passed_on().dispatched()
    roads[3].take("enterprise", "withdraw", reason="no_longer")
    return roads


def listed(place: Town, now: datetime, query: str = "", who: str = "coordinator") -> str:
    return Visit(place.people[who], now).text(f"/problems/{query}")


def test_open_problems_stand_by_the_date_to_be_kept(some: list[Road], place: Town, monday: datetime) -> None:
    page = listed(place, monday)
    assert "在办 3 件，都没有超期" in page
    assert "第4件" not in page
    assert all(words in page for words in ("首席服务官 今天 15:30", "协调办 今天 15:30", "城管局"))


def test_ended_ones_join_when_asked_for(some: list[Road], place: Town, monday: datetime) -> None:
    assert "第4件" in listed(place, monday, "?whole=1")
    page = listed(place, monday, "?state=withdrawn")
    assert "第4件" in page
    assert "第1件" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?state=handling", {3}),
        ("?holder=officer", {1}),
        ("?holder=coordinator", {2}),
        ("?channel=online", {1, 2, 3}),
        ("?channel=hotline", set()),
        ("?lane=complex", set()),
        ("?level=1", set()),
        ("?since=2026-03-03", set()),
        ("?until=2026-03-02", {1, 2, 3}),
        ("?light=late", set()),
        ("?light=blue", {1, 2, 3}),
        ("?light=nonsense&state=%27--&level=x&since=2026-99-99&area=999999999", set()),
        ("?state=%27--&level=x&since=2026-99-99&after=rubbish~1", {1, 2, 3}),
    ],
)
def test_an_address_narrows_and_nonsense_narrows_nothing(
    some: list[Road], place: Town, monday: datetime, query: str, shown: set[int]
) -> None:
    page = listed(place, monday, query)
    assert {n for n in range(1, 5) if f"第{n}件" in page} == shown


def test_an_area_holds_what_lies_below_it(some: list[Road], place: Town, monday: datetime) -> None:
    assert "第1件" in listed(place, monday, f"?area={place.area.pk}")


def test_lights_count_what_they_open(some: list[Road], place: Town, monday: datetime) -> None:
    later = some[0].wait(days=1).swept().now
    page = listed(place, later)
    assert "在办 3 件，2 件超期" in page
    assert "全部超期 2 严重超期 0 已超期 2" in page
    narrowed = listed(place, later, "?light=late")
    assert {n for n in (1, 2, 3) if f"第{n}件" in narrowed} == {1, 2}
    assert "全部超期 2 件" in narrowed


def test_each_light_says_its_own_number_and_the_serious_ones_are_named(
    some: list[Road], place: Town, monday: datetime
) -> None:
    later = some[0].wait(days=9).swept().now
    page, found = listed(place, later), {}
    for label in ("全部", "全部超期", "严重超期", "已超期", "将到期", "按时"):
        found[label] = int(re.search(f"{label} (\\d+)", page)[1])  # type: ignore[index]
    assert found["全部超期"] == found["严重超期"] + found["已超期"]
    assert found["全部"] == found["全部超期"] + found["将到期"] + found["按时"]
    assert found["严重超期"], "else this test says nothing"
    assert f"，其中 {found['严重超期']} 件严重" in page
    red = listed(place, later, "?light=red")
    assert f"严重超期 {found['严重超期']} 件" in red


def test_chosen_conditions_can_be_taken_away_one_by_one(
    some: list[Road], place: Town, monday: datetime
) -> None:
    page = (
        Visit(place.people["coordinator"], monday)
        .get("/problems/?holder=officer&lane=ordinary")
        .content.decode()
    )
    assert 'href="?lane=ordinary"' in page
    assert 'href="?holder=officer"' in page


def test_a_long_list_goes_on_where_it_stopped(
    some: list[Road], place: Town, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    visit = Visit(place.people["coordinator"], monday)
    first = visit.get("/problems/?channel=online").content.decode()
    after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = visit.text(f"/problems/{after}")
    assert sum(f"第{n}件" in first for n in (1, 2, 3)) == 2
    assert sum(f"第{n}件" in second for n in (1, 2, 3)) == 1
    assert "channel=online" in after


def test_narrow_rows_are_remembered(some: list[Road], place: Town, monday: datetime) -> None:
    visit = Visit(place.people["coordinator"], monday)
    assert "qq-table-compact" not in visit.get("/problems/").content.decode()
    visit.get("/problems/?compact=1")
    assert "qq-table-compact" in visit.get("/problems/").content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 200),
        ("leader", 200),
        ("supervisor", 200),
        ("head", 200),
        ("handler1", 403),
        ("callback", 403),
        ("enterprise", 403),
    ],
)
def test_who_has_the_list(place: Town, monday: datetime, who: str, status: int) -> None:
    assert Visit(place.people[who], monday).get("/problems/").status_code == status


def test_the_row_has_the_verb_of_who_reads_it(some: list[Road], place: Town, monday: datetime) -> None:
    assert "分办" in listed(place, monday, "?holder=coordinator")
    assert "办理" in listed(place, monday, "?holder=officer", "officer")
    assert "今天 15:30 看" in listed(place, monday, "?holder=coordinator", "supervisor")


def test_a_reply_waits_for_the_reviewer_of_its_level(place: Town, monday: datetime) -> None:
    road = Road(place, monday).to_review()
    assert "等您审核的答复，1 件" in Visit(place.people["coordinator"], monday).text("/reviews/")
    assert "没有等您审核的答复" in Visit(place.people["head"], monday).text("/reviews/")
    road.take("officer", "escalate", asked="a", tried="b", blocked_by="c", wanted="d")
    assert "没有等您审核的答复" in Visit(place.people["coordinator"], monday).text("/reviews/")
    assert "路灯不亮" in Visit(place.people["head"], monday).text("/reviews/")


@pytest.mark.parametrize(
    ("path", "statements"),
    # Of a choice that is not kept the counts are written down once more before they are asked.
    [("/problems/", 2), ("/problems/?whole=1&holder=officer", 3), ("/reviews/", 3)],
)
def test_lists_cost_few_statements(
    path: str, statements: int, some: list[Road], place: Town, monday: datetime
) -> None:
    with Visit(place.people["coordinator"], monday).at_most(statements, path):
        pass


def test_whoever_may_say_how_it_was_is_called_from_a_day_on_and_late_from_none(
    place: Town, monday: datetime
) -> None:
    road = Road(place, monday).to_confirm()
    page = listed(place, road.now)
    assert re.search(r"企业 \S+ \S+( \S+)? 起回访", page), page
    found = Visit(place.people["coordinator"], road.now).text(f"/problems/{road.problem.public_id}/")
    called = re.search(r"(\S+ \S+( \S+)?) 起电话回访，最晚 (\S+ \S+( \S+)?) 有结果", found)
    assert called, found
    assert found.count(called[3]) > 1, "the last day is the one that stands at the top"
    own = Visit(place.people["enterprise"], road.now).text(f"/enterprises/{place.enterprise.public_id}/")
    assert re.search(r"您 · \S+ \S+( \S+)? 起电话回访", own), own

"""The search: two characters are enough, and nobody finds what he may not see."""

from datetime import datetime

import pytest

from tests.builders.problems import Road, Town, town
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def road(place: Town, monday: datetime) -> Road:
    return Road(place, monday).submitted().passed_on().dispatched()


def found(road: Road, who: str, query: str) -> str:
    return Visit(road.town.people[who], road.now).text(f"/search/?q={query}")


def test_two_characters_find_the_title_and_the_words_and_are_marked(road: Road) -> None:
    visit = Visit(road.town.people["coordinator"], road.now)
    page = visit.get("/search/?q=路灯").content.decode()
    assert "<mark>路灯</mark>不亮" in page
    assert "兴业路的<mark>路灯</mark>坏了三个月" in page


def test_every_word_must_be_there(road: Road) -> None:
    assert "找到 1 件" in found(road, "coordinator", "路灯 兴业")
    page = found(road, "coordinator", "路灯 地铁")
    assert "没找到“路灯 地铁”" in page
    assert "只找“路灯”" in page


def test_a_whole_number_opens_its_problem_and_a_part_of_it_is_found(road: Road) -> None:
    number = road.problem.number or ""
    visit = Visit(road.town.people["coordinator"], road.now)
    answer = visit.get(f"/search/?q={number.lower()}")
    assert (answer.status_code, answer["Location"]) == (302, f"/problems/{road.problem.public_id}/")
    assert "找到 1 件" in visit.text(f"/search/?q={number[-5:]}")


def test_units_find_what_they_have_and_nothing_else(road: Road) -> None:
    assert "找到 1 件" in found(road, "handler1", "路灯")
    assert "没找到" in found(road, "handler2", "路灯")
    assert "没找到" in found(road, "callback", "路灯")


def test_an_enterprise_leads_to_its_problems(road: Road) -> None:
    page = Visit(road.town.people["coordinator"], road.now).get("/search/?q=微澜").content.decode()
    assert f"enterprise={road.town.enterprise.public_id}" in page


@pytest.mark.parametrize(
    "query", ["", "%", "%25%25", "'", "\\", "%00", "<script>", "a" * 500, "路%20%20灯", "&after=xyz"]
)
def test_anything_may_be_asked(road: Road, query: str) -> None:
    answer = Visit(road.town.people["coordinator"], road.now).get(f"/search/?q={query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_search_stays_below_its_ceiling(road: Road) -> None:
    with Visit(road.town.people["handler1"], road.now).at_most(3, "/search/?q=路灯") as page:
        assert "找到 1 件" in page

"""An enterprise raises so many problems an hour, a person opens so many lists; what was typed is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import override_settings

from qinqing.domains.problems.models import Problem
from qinqing.kernel import door, pace
from qinqing.kernel.permissions import Actor
from tests.builders.problems import Town, a_contact, an_enterprise, town
from tests.builders.programs import Program, a_token
from tests.builders.visits import Visit, words_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SAYS = "这一小时里提得太多了，请过一会儿再试；急事请打 12345"


@pytest.fixture
def place() -> Town:
    return town()


def problems() -> int:
    with door.as_system("tests.read"):
        found = Problem.objects.exclude(submitted_at=None).count()
    door.step_in(Actor())
    return found


Send = Callable[[str, datetime], int]


def by_page(place: Town) -> Send:
    def send(facts: str, now: datetime) -> int:
        form = {"facts": facts, "looked": "1", "duplicate": "new"}
        return Visit(place.people["enterprise"], now).post("/raise/", **form).status_code

    return send


def by_program(place: Town) -> Send:
    def send(facts: str, now: datetime) -> int:
        token = a_token(place.people["enterprise"], now)
        return Program(token, now).send("raise_problem", facts=facts).status_code

    return send


@pytest.mark.parametrize(("way", "done"), [(by_page, 302), (by_program, 201)])
def test_one_enterprise_raises_so_many_an_hour(
    way: Callable[[Town], Send], done: int, place: Town, monday: datetime
) -> None:
    send = way(place)
    with override_settings(RAISED_PER_HOUR=2):
        for number, facts in enumerate(("路灯坏了", "电不够用")):
            assert send(facts, monday + number * MINUTE) == done
        assert send("污水井堵了", monday + 59 * MINUTE) == 429
        assert problems() == 2
        assert send("污水井堵了", monday + 60 * MINUTE) == done
        assert send("门口积水", monday + 60 * MINUTE) == 429


@pytest.mark.parametrize(("way", "done"), [(by_page, 302), (by_program, 201)])
def test_without_the_limit_it_raises_any_number(
    way: Callable[[Town], Send], done: int, place: Town, monday: datetime
) -> None:
    """The twin: the same forms, the limit off."""
    send = way(place)
    with override_settings(RAISED_PER_HOUR=0):
        assert [send(facts, monday) for facts in ("路灯坏了", "电不够用", "污水井堵了")] == [done] * 3


def test_what_was_typed_is_kept_and_a_program_is_told_how_long_to_wait(place: Town, monday: datetime) -> None:
    with override_settings(RAISED_PER_HOUR=1):
        by_page(place)("路灯坏了", monday)
        later = Visit(place.people["enterprise"], monday + 20 * MINUTE)
        answer = later.post("/raise/", facts="污水井堵了三天", looked="1")
        assert SAYS in words_of(answer)
        assert "污水井堵了三天" in answer.content.decode()
        token = a_token(place.people["enterprise"], later.now)
        told = Program(token, later.now).send("raise_problem", facts="污水井堵了三天")
    assert (told.status_code, told["Retry-After"], told.json()["detail"]) == (429, "2400", SAYS)


def test_the_same_form_sent_again_is_not_one_more(place: Town, monday: datetime) -> None:
    form = {"facts": "路灯坏了", "client_key": "5b9c2d1e-8f5c-4b55-9d0e-0d7c3a1b2c3d"}
    visit = Visit(place.people["enterprise"], monday)
    with override_settings(RAISED_PER_HOUR=1):
        assert [visit.post("/raise/", **form).status_code for _ in range(2)] == [302, 302]
    assert problems() == 1


def test_another_enterprise_is_not_made_to_wait_and_a_draft_never(place: Town, monday: datetime) -> None:
    other = a_contact(an_enterprise(place.area, "澜川另一家有限公司"), "另一家", is_main=True)
    with override_settings(RAISED_PER_HOUR=1):
        by_page(place)("路灯坏了", monday)
        assert Visit(other, monday).post("/raise/", facts="电不够用").status_code == 302
        kept = Visit(place.people["enterprise"], monday).post("/raise/", facts="电不够用", act="draft")
    assert kept.status_code == 302


# --- lists -------------------------------------------------------------

LISTS = [
    ("coordinator", "/problems/"),
    ("coordinator", "/search/?q=a"),
    ("coordinator", "/enterprises/"),
    ("enterprise", "/mine/"),
    ("handler1", "/tasks/"),
]


@pytest.mark.parametrize(("who", "path"), LISTS)
def test_one_person_opens_so_many_lists_an_hour(who: str, path: str, place: Town, monday: datetime) -> None:
    with override_settings(LISTS_PER_HOUR=3):
        visit = Visit(place.people[who], monday)
        assert [visit.get(path).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = visit.get(path)
        assert refused["Retry-After"] == "1200"
        assert "翻看列表的次数太多了" in words_of(refused)
        assert visit.get("/").status_code == 200
        assert Visit(place.people["officer"], monday).get("/").status_code == 200
        assert Visit(place.people[who], monday + 20 * MINUTE).get(path).status_code == 200


def test_without_the_limit_lists_open_any_number_of_times(place: Town, monday: datetime) -> None:
    """The twin."""
    with override_settings(LISTS_PER_HOUR=0):
        visit = Visit(place.people["coordinator"], monday)
        assert {visit.get("/problems/").status_code for _ in range(8)} == {200}


def test_an_hours_worth_comes_back_within_the_hour() -> None:
    lists, now = pace.Pace(pace.HOUR), datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 (any clock will do)
    assert [lists.wait(1, now, 600) for _ in range(601)] == [timedelta(0)] * 600 + [timedelta(seconds=6)]
    assert lists.wait(2, now, 600) == timedelta(0)

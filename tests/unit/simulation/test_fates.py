"""What is dealt to problems, when they are raised, and what people say."""

from datetime import date, datetime
from random import Random

import pytest

from qinqing.desks.simulation import imported, world
from qinqing.desks.simulation.fates import DECK, SCENES, arrivals, before, deal
from qinqing.desks.simulation.people import Names
from qinqing.desks.simulation.population import _code
from qinqing.desks.simulation.sayings import Sayings, moved
from qinqing.domains.problems.terms import GIVEN_RESULTS, Result
from qinqing.lib import credit_code
from tests.builders.problems import at
from tests.builders.problems_in_memory import CALENDAR


@pytest.mark.parametrize("count", [25, 290])
def test_every_mark_is_dealt_whatever_the_number_of_problems(count: int) -> None:
    hands = deal(Random(1), count)
    assert len(hands) == count
    assert set().union(*hands) == set(DECK)


def test_the_same_seed_deals_the_same_hands() -> None:
    assert deal(Random(7), 40) == deal(Random(7), 40)
    assert deal(Random(7), 40) != deal(Random(8), 40)


def test_problems_arrive_in_order_and_in_time() -> None:
    since, until = at("2026-03-02 00:00"), at("2026-07-01 10:30")
    moments = arrivals(Random(1), CALENDAR, since, until, 200)
    assert moments == sorted(moments)
    assert all(since <= moment < until for moment in moments)
    resting = [m for m in moments if not CALENDAR.is_workday(m.date())]
    assert 0 < len(resting) < 40


@pytest.mark.parametrize(
    ("minutes", "begun"),
    [
        (90, at("2026-03-03 09:00")),
        (91, at("2026-03-02 17:59")),
        (90 + 240, at("2026-03-02 14:00")),
        (90 + 420 + 60, at("2026-02-28 17:00")),
    ],
)
def test_working_minutes_are_counted_backwards_over_nights_and_rest_days(
    minutes: int, begun: datetime
) -> None:
    moment = at("2026-03-03 10:30")
    assert before(CALENDAR, moment, minutes) == begun
    assert CALENDAR.work_minutes_between(begun, moment) == minutes


def test_every_scene_begins_before_its_end() -> None:
    for now in (at("2026-07-14 10:30"), at("2026-07-12 22:00"), at("2026-02-18 03:00")):
        assert all(scene.at(CALENDAR, now) < now for scene in SCENES)


def test_no_two_people_share_a_name_a_login_or_a_number() -> None:
    names = Names(Random(3))
    people = [names.facts(names.new(), "", None) for _ in range(900)]
    for field in ("name", "login", "phone"):
        assert len({getattr(one, field) for one in people}) == 900
    assert all(one.phone and one.phone.startswith("1900000") for one in people)


def test_invented_codes_hold_and_belong_to_no_region() -> None:
    codes = [credit_code.parse(_code(number)) for number in range(300)]
    assert len({code.value for code in codes}) == 300
    assert all(code.value.startswith("91990201") for code in codes)


def test_dates_in_an_answer_move_to_where_they_are_said() -> None:
    assert moved("9月8日已办，9月15日前到账", date(2026, 3, 2)) == "2月26日已办，3月5日前到账"


def test_an_answer_written_for_one_matter_is_not_given_twice() -> None:
    text = next(
        one
        for one in world.texts()
        if one.outcome is Result.SOLVED and ("R1", one.category) in world.replies()
    )
    sayings = Sayings(Random(1))
    given = {"unit": "工信局", "contact": "陈若溪"}
    first, second = (sayings.answer(text, Result.SOLVED, date(2026, 9, 12), **given) for _ in range(2))
    assert first in world.replies()["R1", text.category]
    assert second != first
    assert text.title in second


@pytest.mark.parametrize("result", GIVEN_RESULTS)
def test_every_answer_names_what_it_answers(result: Result) -> None:
    text = next(one for one in world.texts() if (result.value, one.category) not in world.replies())
    said = Sayings(Random(1)).answer(
        text, result, date(2026, 3, 2), unit="工信局", contact="陈若溪", planned="3月10日"
    )
    assert text.title in said
    assert "{" not in said


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("厂门口路灯坏了，路灯三个月没亮", "0903"),
        ("车间停电两次，有序用电通知太晚", "0502"),
        ("请问一下", imported.GENERAL),
    ],
)
def test_a_message_is_read_by_the_words_of_the_categories(words: str, category: str) -> None:
    assert imported.category_of(words).code == category

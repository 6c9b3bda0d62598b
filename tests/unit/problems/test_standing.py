"""Lights, and how much is left, as the working calendar of 2026 has it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.domains.problems.queries.standing import Today, holder_said, standing_of
from tests.builders.problems import at
from tests.builders.problems_in_memory import CALENDAR

TUESDAY = Today.of(CALENDAR, at("2026-03-10 14:40"))


@pytest.mark.parametrize(
    ("due", "tone", "light", "left"),
    [
        ("2026-03-13 18:00", "green", "按时", "还剩 3 个工作日"),
        ("2026-03-11 18:00", "blue", "将到期", "还剩 1 个工作日"),
        ("2026-03-11 10:00", "blue", "将到期", "还剩 4 小时 20 分"),
        ("2026-03-10 16:05", "blue", "今天到期", "还剩 1 小时 25 分"),
        ("2026-03-10 14:40", "yellow", "已超期", "刚刚到期"),
        ("2026-03-10 14:00", "yellow", "已超期", "已过 40 分"),
        ("2026-03-09 18:00", "yellow", "已超期 1 天", "已过 1 个工作日"),
        ("2026-03-06 18:00", "yellow", "已超期 2 天", "已过 2 个工作日"),
        ("2026-03-05 18:00", "red", "严重超期 3 天", "已过 3 个工作日"),
        ("2026-03-02 18:00", "red", "严重超期 6 天", "已过 6 个工作日"),
    ],
)
def test_a_date_has_its_light_and_its_words(due: str, tone: str, light: str, left: str) -> None:
    stands = standing_of("城管局", at(due), TUESDAY)
    assert (stands.tone, stands.light, stands.left) == (tone, light, left)


def test_nothing_is_due_where_there_is_no_date() -> None:
    assert standing_of("—", None, TUESDAY).tone == "calm"
    assert TUESDAY.left(None) == TUESDAY.left_short(None) == TUESDAY.light(None) == "—"


def test_a_holiday_makes_nothing_late() -> None:
    # 15 to 23 February are off: due on the last day before, nobody has had a working day since.
    today = Today.of(CALENDAR, at("2026-02-23 10:00"))
    assert today.tone(at("2026-02-14 18:00")) == "yellow"
    assert today.left(at("2026-02-14 18:00")) == "刚刚到期"
    assert today.left(at("2026-02-24 18:00")) == "还剩 1 个工作日"


def test_a_queue_says_it_shortly() -> None:
    assert TUESDAY.left_short(at("2026-03-10 16:00")) == "剩 1:20"
    assert TUESDAY.left_short(at("2026-03-13 18:00")) == "剩 3 天"
    assert TUESDAY.left_short(at("2026-03-02 18:00")) == "过 6 天"


MOMENTS = st.integers(0, 500_000).map(lambda minutes: at("2026-01-05 00:00") + timedelta(minutes=minutes))


@given(MOMENTS, st.timedeltas(timedelta(days=-20), timedelta(days=20)))
def test_a_light_is_red_exactly_from_three_working_days_on(now: datetime, away: timedelta) -> None:
    today, due = Today.of(CALENDAR, now), now + away
    over = -today.workdays_to(due)
    expected = "red" if over >= 3 else "yellow"
    assert today.tone(due) == (
        expected if due <= now else "blue" if -over <= 1 and due <= today.soon_until else "green"
    )


@given(MOMENTS, st.timedeltas(timedelta(days=-20), timedelta(days=20)))
def test_a_row_is_counted_under_the_light_it_shows(now: datetime, away: timedelta) -> None:
    today, due = Today.of(CALENDAR, now), now + away
    holds = {tone for tone in ("green", "blue", "yellow", "red") if _holds(today.having(tone), due)}
    assert holds == {today.tone(due)}


WORST_FIRST = ("red", "yellow", "blue", "green")


@given(MOMENTS, st.timedeltas(timedelta(days=-20), timedelta(days=20)), st.sampled_from(range(4)))
def test_a_row_has_passed_its_light_and_no_worse_one(now: datetime, away: timedelta, bound: int) -> None:
    today = Today.of(CALENDAR, now)
    for due in (now + away, (*today.moments, now)[bound]):
        passed = [tone for tone in WORST_FIRST[:3] if _holds(today.passed[tone], due)]
        assert passed == list(WORST_FIRST[WORST_FIRST.index(today.tone(due)) : 3])


def _holds(condition: object, due: datetime) -> bool:
    tests = {"gt": due.__gt__, "lt": due.__lt__, "gte": due.__ge__, "lte": due.__le__}
    return all(tests[name.rpartition("__")[2]](bound) for name, bound in condition.children)  # type: ignore[attr-defined]


def test_a_holder_is_named_to_the_one_who_reads() -> None:
    assert holder_said("unit_head", "城管局") == "城管局审签人"
    assert holder_said("unit_head", "城管局", to_enterprise=True) == "城管局"
    assert holder_said("enterprise", None, to_enterprise=True) == "您"
    assert holder_said("enterprise", None) == "企业"
    assert holder_said("coordinator", None, to_enterprise=True) == "协调办"

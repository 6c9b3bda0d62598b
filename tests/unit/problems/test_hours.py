"""Business hours that somebody wrote: what is wrong with them, and beside which of his words."""

from typing import Any

import pytest

from qinqing.domains.problems.rules.hours import fault_of


def day(*moments: str, begins: str = "01-01") -> dict[str, Any]:
    opens, leaves, returns, closes = moments
    return {"from": begins, "hours": [[opens, leaves], [returns, closes]]}


USUAL = day("08:30", "12:00", "14:00", "17:30")


@pytest.mark.parametrize(
    ("written", "said", "beside"),
    [
        (day("08:30", "08:30", "14:00", "17:30"), "上午下班要晚于上午上班", "morning_closes"),
        (day("08:30", "08:00", "14:00", "17:30"), "上午下班要晚于上午上班", "morning_closes"),
        (day("08:30", "12:00", "11:59", "17:30"), "下午上班不能早于上午下班", "afternoon_opens"),
        (day("08:30", "12:00", "14:00", "13:30"), "下午下班要晚于下午上班", "afternoon_closes"),
        (day("13:00", "13:30", "14:00", "18:00"), "上午要在 13:00 以前上班", "morning_opens"),
        (day("08:00", "10:00", "10:00", "13:00"), "下午要在 13:00 以后下班", "afternoon_closes"),
        (day("11:00", "12:00", "13:00", "15:59"), "不到 4 小时", "afternoon_closes"),
        (day("08:00", "12:00", "12:00", "20:01"), "超过 12 小时", "afternoon_closes"),
    ],
)
def test_a_wrong_moment_is_named(written: dict[str, Any], said: str, beside: str) -> None:
    message, field = fault_of({"seasons": [written]}) or ("", "")
    assert said in message
    assert field == f"{beside}_1"
    later = fault_of({"seasons": [{**USUAL, "from": "05-01"}, {**written, "from": "10-01"}]})
    assert later == (message, f"{beside}_2")


@pytest.mark.parametrize(
    "written",
    [
        USUAL,
        day("09:00", "12:00", "12:00", "17:00"),
        day("11:00", "12:00", "13:00", "16:00"),
        day("08:00", "12:00", "12:00", "20:00"),
    ],
)
def test_what_can_be_is_taken(written: dict[str, Any]) -> None:
    assert fault_of({"seasons": [written]}) is None


def test_two_seasons_do_not_begin_on_one_day() -> None:
    assert fault_of({"seasons": [USUAL, USUAL]}) == ("两季不能从同一天开始", "begins_2")

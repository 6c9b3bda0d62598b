"""When a code is sent, when what is typed is heard, and what is said of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.rules import CodesAsked, CodeTried

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NOTHING = CodesAsked(None, 0, 0)
SENT = CodeTried(is_sent=True, has_failed=False, tries=0, tried_at=None, expires_at=NOW + 10 * MINUTE)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (NOTHING, ""),
        (CodesAsked(NOW - 59 * SECOND, 1, 1), "刚发过一个，请等 1 秒再要"),
        (CodesAsked(NOW - 60 * SECOND, 1, 1), ""),
        (CodesAsked(NOW - MINUTE, 9, 1), ""),
        (CodesAsked(NOW - MINUTE, 10, 1), "今天发到这里的验证码太多了"),
        (CodesAsked(None, 0, 19), ""),
        (CodesAsked(None, 0, 20), "从您这里要的验证码太多了"),
    ],
)
def test_one_a_minute_ten_a_day_and_twenty_an_hour_from_nearby(asked: CodesAsked, said: str) -> None:
    found = rules.code_not_yet(asked, NOW)
    assert found.startswith(said)
    assert bool(found) is bool(said)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"expires_at": NOW + SECOND}, ""),
        ({"expires_at": NOW}, "过了 10 分钟"),
        ({"tries": 4}, ""),
        ({"tries": 5}, "错了 5 次"),
        ({"is_sent": False}, "还在路上"),
        ({"is_sent": False, "has_failed": True}, "没有发出去"),
    ],
)
def test_a_code_is_heard_for_ten_minutes_and_five_tries(changed: dict[str, object], said: str) -> None:
    found = rules.code_not_heard(replace(SENT, **changed), NOW)  # type: ignore[arg-type]
    assert said in found
    assert bool(found) is bool(said)


@pytest.mark.parametrize(("tries", "seconds"), [(1, 0), (2, 5), (3, 10), (4, 20)])
def test_after_the_second_wrong_one_each_try_waits_longer(tries: int, seconds: int) -> None:
    tried = replace(SENT, tries=tries, tried_at=NOW)
    assert rules.code_not_heard(tried, NOW + seconds * SECOND) == ""
    if seconds:
        assert "请等 1 秒再试" in rules.code_not_heard(tried, NOW + (seconds - 1) * SECOND)


def test_how_many_tries_are_left_is_said() -> None:
    assert [rules.wrong_code(tries) for tries in (1, 4)] == [
        "验证码不对，还可以试 4 次",
        "验证码不对，还可以试 1 次",
    ]
    assert "作废了" in rules.wrong_code(5)

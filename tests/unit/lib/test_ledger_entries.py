"""Limits: how they are written, said and counted."""

import pytest

from qinqing.lib.ledger import LedgerFault, Limit, Unit
from tests.unit.lib.calendars import at, official


@pytest.mark.parametrize(
    ("text", "limit", "label"),
    [
        ("7wd", Limit(7, Unit.WORKDAYS), "7个工作日"),
        ("0wd", Limit(0, Unit.WORKDAYS), "0个工作日"),
        ("240wm", Limit(240, Unit.WORK_MINUTES), "4个工作小时"),
        ("90wm", Limit(90, Unit.WORK_MINUTES), "90个工作分钟"),
        ("120m", Limit(120, Unit.WALL_MINUTES), "2小时"),
        ("15m", Limit(15, Unit.WALL_MINUTES), "15分钟"),
    ],
)
def test_a_limit_reads_and_writes_itself_and_says_itself_in_chinese(
    text: str, limit: Limit, label: str
) -> None:
    assert Limit.parse(text) == limit
    assert str(limit) == text
    assert limit.label == label


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "wd",
        "7d",
        "-7wd",
        " 7wd",
        "7wd\n",
        "7.5wd",
        "七wd",
        "９wd",
        "10001wd",
        "14400001m",
        "14400001wm",
    ],
)
def test_anything_else_is_no_limit(text: str) -> None:
    with pytest.raises(LedgerFault, match="时限"):
        Limit.parse(text)


@pytest.mark.parametrize("text", ["10000wd", "14400000wm", "14400000m"])
def test_the_longest_limit_is_forty_years(text: str) -> None:
    assert str(Limit.parse(text)) == text


def test_each_unit_is_counted_its_own_way() -> None:
    friday_evening = at(3, 6, 17, 30)
    due = {text: Limit.parse(text).due(friday_evening, official()).at for text in ("1wd", "60wm", "60m")}
    assert due == {"1wd": at(3, 9, 18), "60wm": at(3, 9, 9, 30), "60m": at(3, 6, 18, 30)}


def test_a_wall_clock_is_never_provisional() -> None:
    assert not Limit.parse("1440m").due(at(12, 31, 17), official()).provisional
    assert Limit.parse("1wd").due(at(12, 31, 17), official()).provisional

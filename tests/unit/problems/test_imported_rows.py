"""What a row of a file of messages says, however it was written."""

import json

import pytest

from qinqing.domains.problems.imports import COLUMNS, TITLE, cleaned, moment_of, read_row
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Row, Sheet, Unreadable
from tests.builders.problems import at

NOW = at("2026-03-02 09:30")


def sheet(content: bytes) -> Sheet:
    return spreadsheets.read(content, COLUMNS)


def row(**cells: str) -> Row:
    return Row(
        3,
        {
            "id": "7",
            "time": "2026/2/8 9:05:03",
            "title": "路灯不亮",
            "body": "三个月了",
            "user": "A01",
            **cells,
        },
    )


def test_json_lines_and_a_table_say_the_same() -> None:
    json_lines = json.dumps(
        {"id": 7, "time": "2026/2/8 9:05:03", "title": "路灯", "body": "不亮", "user": "A01"}
    ).encode()
    table = "id,user,time,title,body\n7,A01,2026/2/8 9:05:03,路灯,不亮\n".encode()
    (first,), (second,) = (sheet(content).rows for content in (json_lines, table))
    assert dict(first.cells) == dict(second.cells)


def test_a_table_in_gb18030_is_read() -> None:
    found = sheet("编号,时间,标题,内容\n7,2026-02-08 09:05:03,路灯,不亮\n".encode("gb18030"))
    assert (found.encoding, found.rows[0].cells["title"]) == ("gb18030", "路灯")


def test_a_line_that_is_no_json_stops_no_other() -> None:
    first = b'{"id": 1, "time": "", "title": "a", "body": ""}'
    rows = sheet(first + b'\n{"id": 2, "ti\n\n[3]\n{"id": 4}\n').rows
    assert [(r.line, bool(r.fault)) for r in rows] == [(1, False), (2, True), (4, True), (5, False)]


def test_control_characters_and_broken_halves_are_taken_out_and_said() -> None:
    entry = read_row(row(title="路\0灯\x07不亮", body="第一行\r\n第二行\ud83d"), NOW)
    assert (entry.title, entry.facts) == ("路灯不亮", "第一行\n第二行")
    assert entry.warning == "有无法识别的字符，已去掉"
    entry.facts.encode()


def test_a_long_title_is_cut_and_kept_whole_in_the_facts() -> None:
    long = "路灯" * TITLE
    entry = read_row(row(title=long), NOW)
    assert len(entry.title) == TITLE
    assert entry.facts == f"{long}\n三个月了"
    assert "全文留在内容里" in entry.warning


def test_without_a_title_the_first_words_are_one() -> None:
    entry = read_row(
        row(title=" ", body="园区门口的路灯坏了三个月没有人修晚上下班的员工摔了两次请尽快派人来看"), NOW
    )
    assert entry.title == "园区门口的路灯坏了三个月没有人修晚上下班的员工摔了两次请尽快…"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"id": ""}, "没有编号"),
        ({"id": "9" * 61}, "编号超过"),
        ({"title": "", "body": "\0 "}, "没有标题，也没有内容"),
        ({"time": "昨天"}, "看不懂"),
        ({"time": "2026/2/30 9:00:00"}, "不存在"),
        ({"time": "2026/3/2 9:31:00"}, "不在 2000 年到现在之间"),
    ],
)
def test_what_cannot_arrive_says_why(cells: dict[str, str], said: str) -> None:
    entry = read_row(row(**cells), NOW)
    assert said in entry.refused


@pytest.mark.parametrize(
    "written",
    [
        "2026/2/8 9:05:03",
        "2026-02-08 09:05:03",
        "2026年2月8日 09:05:03",
        "2026.2.8 9:05:03",
        "2026-02-08T09:05:03",
    ],
)
def test_a_moment_is_read_in_every_spelling(written: str) -> None:
    assert moment_of(written, NOW) == at("2026-02-08 09:05").replace(second=3)


def test_a_day_without_a_time_begins_at_midnight() -> None:
    assert moment_of("2026/2/8", NOW) == at("2026-02-08 00:00")


def test_no_moment_is_read_from_too_much() -> None:
    with pytest.raises(Unreadable):
        moment_of("2026/2/8 9:05:03 左右", NOW)


def test_line_breaks_stay_where_they_mean_something() -> None:
    assert cleaned(" 一\t二 \r\n 三 ", lines=True) == "一 二\n三"
    assert cleaned(" 一\t二 \r\n 三 ") == "一 二 三"

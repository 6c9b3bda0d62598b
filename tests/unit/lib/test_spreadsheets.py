"""Tables as people send them: every row ends readable or with its fault, none takes another with it."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Column, Sheet, Unreadable

COLUMNS = (
    Column("name", "企业名称", ("单位名称",), required=True),
    Column("code", "信用代码"),
    Column("capital", "注册资本"),
)
HEADING = "企业名称,信用代码,注册资本\n"


def read(text: str, encoding: str = "utf-8") -> Sheet:
    return spreadsheets.read(text.encode(encoding), COLUMNS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_reads_alike_in_every_encoding(encoding: str) -> None:
    sheet = read(HEADING + "澜川岚芯微电子有限公司,91,200(万美元)\n", encoding)
    assert [row.cells for row in sheet.rows] == [
        {"name": "澜川岚芯微电子有限公司", "code": "91", "capital": "200(万美元)"}
    ]


def test_columns_are_found_by_their_heading_wherever_they_stand() -> None:
    sheet = read("联系人,注册资本（万元）, 单位名称 *,备注\n甲,5,乙公司,好\n")
    assert sheet.rows[0].cells == {"name": "乙公司", "capital": "5"}
    assert sheet.headings["capital"] == "注册资本（万元）"
    assert sheet.unused == ("联系人", "备注")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_the_one_that_shows_the_headings(delimiter: str) -> None:
    text = (HEADING + "甲公司,91,5\n").replace(",", delimiter)
    assert read(text).rows[0].cells["code"] == "91"


def test_titles_may_stand_above_the_headings() -> None:
    sheet = read("2026年企业名单,,\n,,\n" + HEADING + "甲公司,91,5\n")
    assert [(row.line, row.cells["name"]) for row in sheet.rows] == [(4, "甲公司")]


def test_a_file_without_the_needed_heading_is_refused_with_its_first_line() -> None:
    with pytest.raises(Unreadable, match=r"要有一行写着“企业名称”.*姓名,电话"):
        read("姓名,电话\n甲,1\n")


def test_a_row_with_too_few_or_too_many_columns_is_faulty_and_alone() -> None:
    sheet = read(HEADING + "甲公司,91\n乙公司,92,5,多,了\n丙公司,93,6\n")
    assert [row.fault[:12] for row in sheet.rows] == ["这一行有 2 列，表头有", "这一行有 5 列，表头有", ""]
    assert sheet.rows[0].fault.endswith("哪一列少了")
    assert sheet.rows[1].fault.endswith("哪一列多了")


def test_empty_columns_at_the_end_do_not_count() -> None:
    sheet = read("企业名称,信用代码,注册资本,,\n甲公司,91,5,,\n乙公司,92,6\n丙公司,93,7,,,,\n")
    assert [row.fault for row in sheet.rows] == ["", "", ""]


def test_a_cell_may_run_over_lines_and_counts_as_one_row() -> None:
    sheet = read(HEADING + '"甲公司\n（二厂）",91,5\n乙公司,92,6\n')
    assert [(row.line, row.cells["name"]) for row in sheet.rows] == [(2, "甲公司 （二厂）"), (3, "乙公司")]


def test_an_open_quote_costs_its_own_line_only() -> None:
    sheet = read(HEADING + '"甲公司,91,5\n乙公司,92,6\n丙公司,93,7\n')
    assert sheet.rows[0].fault.startswith("引号没有配对")
    assert [row.cells["name"] for row in sheet.rows[1:]] == ["乙公司", "丙公司"]


def test_a_quote_inside_a_word_is_a_character() -> None:
    sheet = read(HEADING + '甲5"管件公司,91,5\n乙公司,92,6\n')
    assert [row.cells["name"] for row in sheet.rows] == ['甲5"管件公司', "乙公司"]


def test_damaged_bytes_cost_their_own_row_only() -> None:
    good = (HEADING + "甲公司,91,5\n").encode()
    sheet = spreadsheets.read(good + b"\xe7\x94,92,6\n" + "丙公司,93,7\n".encode(), COLUMNS)
    assert sheet.encoding == "utf-8"
    assert [row.fault for row in sheet.rows] == ["", "有认不出的字（编码损坏）", ""]


def test_damaged_bytes_in_a_gb18030_table_cost_their_own_row_only() -> None:
    good = (HEADING + "甲公司,91,5\n").encode("gb18030")
    sheet = spreadsheets.read(good + b"\xff\xff,92,6\n" + "丙公司,93,7\n".encode("gb18030"), COLUMNS)
    assert sheet.encoding == "gb18030"
    assert [row.fault for row in sheet.rows] == ["", "有认不出的字（编码损坏）", ""]


def test_what_cannot_be_seen_is_dropped_and_full_width_letters_are_folded() -> None:
    assert spreadsheets.tidy("\ufeff ＴＣＬ\u200b（惠州）\u202e\x00 公司\u3000\n") == "TCL（惠州） 公司"


@pytest.mark.parametrize(
    "written",
    [
        "2015-06-01",
        "2015/6/1",
        "2015.6.1",
        "2015年6月1日",
        "20150601",
        "２０１５－０６－０１",
        "42156",
        "2015-06-01 08:00:00",
    ],
)
def test_a_day_is_read_in_every_usual_form(written: str) -> None:
    assert spreadsheets.date_of(written) == date(2015, 6, 1)


@pytest.mark.parametrize(
    "written", ["2015-13-01", "2015年2月30日", "去年", "15-6-1", "2015-06", "99999999", ""]
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(Unreadable):
        spreadsheets.date_of(written)


@given(st.binary(max_size=400))
def test_no_bytes_can_break_the_reader(content: bytes) -> None:
    with suppress(Unreadable):
        spreadsheets.read(content, COLUMNS)


names = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters='",'), min_size=1, max_size=12
)


@given(st.lists(names, max_size=30), st.integers(0, 29), st.sampled_from(['"', "a,b,c,d,e", "x", "\x00"]))
def test_a_damaged_row_never_changes_the_others(rows: list[str], place: int, damage: str) -> None:
    lines = [f"{name}公司,91,5" for name in rows]
    whole = read(HEADING + "\n".join(lines))
    lines.insert(min(place, len(lines)), damage)
    damaged = read(HEADING + "\n".join(lines))
    kept = [row.cells for row in damaged.rows if not row.fault]
    assert kept == [row.cells for row in whole.rows]

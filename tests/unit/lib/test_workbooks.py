"""Excel files as offices and strangers make them: a grid of text, or a sentence that says why not."""

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qinqing.kernel import opening
from qinqing.lib import spreadsheets
from qinqing.lib.spreadsheets import Column, Sheet, Unreadable, workbooks
from tests.builders.old_workbook import an_old_workbook
from tests.builders.workbooks import a_sheet, a_workbook, letters

COLUMNS = (
    Column("name", "企业名称", ("单位名称",), required=True),
    Column("code", "信用代码"),
    Column("area", "镇街"),
)
HEADING = ("企业名称", "信用代码", "镇街")
FULL = [HEADING, ("甲公司", "91", "白鹭街道")]


def read(content: bytes) -> Sheet:
    grid = spreadsheets.best(workbooks.grids(content), COLUMNS)
    return spreadsheets.sheet_of(grid, COLUMNS, spreadsheets.guess(grid, COLUMNS))


def test_a_worksheet_reads_like_a_text() -> None:
    assert [row.cells for row in read(a_workbook(FULL)).rows] == [
        {"name": "甲公司", "code": "91", "area": "白鹭街道"}
    ]


def test_a_merged_title_and_a_note_stand_above_the_headings() -> None:
    rows = [["澜川市企业名单"], ["制表：企服中心"], [], *FULL]
    sheet = read(a_workbook(rows, merged=["A1:C1"]))
    assert [(row.line, row.cells["name"]) for row in sheet.rows] == [(5, "甲公司")]


def test_a_cell_merged_over_several_rows_says_the_same_of_each() -> None:
    rows = [HEADING, ("甲公司", "91", "白鹭街道"), ("乙公司", "92"), ("丙公司", "93"), ("丁公司", "94")]
    sheet = read(a_workbook(rows, merged=["C2:C4"]))
    assert [row.cells["area"] for row in sheet.rows] == ["白鹭街道"] * 3 + [""]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (5, "5"),
        (5.0, "5"),
        (1137.7296, "1137.7296"),
        (13800002046, "13800002046"),
        (True, "是"),
        (False, "否"),
        ("=A1&B1→甲公司（算出来的）", "甲公司（算出来的）"),
        ("=HYPERLINK(1)", ""),
        ("甲\n公司", "甲 公司"),
    ],
)
def test_what_stands_in_a_cell_is_read_as_a_person_sees_it(written: object, text: str) -> None:
    sheet = read(a_workbook([HEADING, ("甲公司", written, "x")]))  # type: ignore[list-item]
    assert sheet.rows[0].cells["code"] == text


def test_the_worksheet_with_the_headings_is_read_and_a_hidden_one_is_not() -> None:
    sheets = {"说明": [["请按要求填写"]], "旧": [HEADING, ("旧公司", "1", "")], "新": FULL}
    grid = spreadsheets.best(workbooks.grids(a_workbook(sheets=sheets, hidden=["旧"])), COLUMNS)
    assert grid.name == "新"


def test_an_old_excel_file_is_read() -> None:
    sheet = read(an_old_workbook())
    assert [row.cells["name"] for row in sheet.rows] == ["甲公司", "乙公司"]


# --- bombs -------------------------------------------------------------


def bomb(megabytes: int) -> bytes:
    """A worksheet whose one cell unpacks to so many megabytes of nothing."""
    text = a_sheet(FULL).replace("甲公司", "甲" + " " * (megabytes * 1024 * 1024))
    return a_workbook(FULL, parts={"xl/worksheets/sheet1.xml": text})


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    content = bomb(workbooks.MOST_UNPACKED // 1024 // 1024)
    assert len(content) < 1024 * 1024
    with pytest.raises(Unreadable, match="展开以后太大"):
        workbooks.grids(content)


def test_two_cells_far_apart_are_refused_before_room_is_made_for_all_between() -> None:
    far = a_sheet(FULL).replace(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    with pytest.raises(Unreadable, match=r"1,048,576 行、16,384 列"):
        workbooks.grids(a_workbook(FULL, parts={"xl/worksheets/sheet1.xml": far}))


def test_ten_thousand_columns_are_refused_with_their_number() -> None:
    wide = a_workbook([[f"列{n}" for n in range(10_000)], ["甲"]])
    with pytest.raises(Unreadable, match=r"有 10,000 列，最多读 200 列"):
        read(wide)
    text = ",".join(f"列{n}" for n in range(10_000)).encode()
    with pytest.raises(Unreadable, match=r"有 10,000 列，最多读 200 列"):
        spreadsheets.read(text, COLUMNS)


def test_a_thousand_parts_more_than_any_workbook_has_are_refused() -> None:
    parts = {f"xl/media/{n}.bin": b"x" for n in range(workbooks.MOST_PARTS)}
    with pytest.raises(Unreadable, match="展开以后太大"):
        workbooks.grids(a_workbook(FULL, parts=parts))


def test_entities_are_never_expanded() -> None:
    lol = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    text = a_sheet(FULL).replace("甲公司", "&b;")
    content = a_workbook(FULL, parts={"xl/worksheets/sheet1.xml": lol + text[text.index("<worksheet") :]})
    with suppress(Unreadable):
        assert all("aaaa" not in cell for row in read(content).rows for cell in row.cells.values())


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + b"x" * 500,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600,
        a_workbook(FULL)[:-200],
        a_workbook(FULL, parts={"xl/workbook.xml": "<broken"}),
        a_workbook(FULL, parts={"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"}),
    ],
)
def test_a_damaged_file_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"打不开|没有内容"):
        read(content)


def test_a_file_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(bomb(8))
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"sheet1.xml"))
    content[at + 24 : at + 28] = struct.pack("<I", 100)
    with pytest.raises(Unreadable):
        workbooks.grids(bytes(content))


@settings(max_examples=60)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=40))
def test_no_damage_breaks_the_reader(place: int, damage: bytes) -> None:
    whole = a_workbook([*FULL, ("乙公司", 5, None)])
    at = place % len(whole)
    with suppress(Unreadable):
        read(whole[:at] + damage + whole[at + len(damage) :])


@given(st.integers(1, 16_384))
def test_a_column_is_counted_as_spreadsheet_programs_do(number: int) -> None:
    assert workbooks.column_of(letters(number).encode()) == number


# --- in a process of its own -------------------------------------------


def test_what_takes_too_long_is_given_up_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_SECONDS", 0.0)
    with pytest.raises(Unreadable, match="展开以后太大"):
        opening.grid_of(a_workbook(FULL), COLUMNS)


def test_a_workbook_and_a_refusal_come_through_the_other_process() -> None:
    grid = opening.grid_of(a_workbook(FULL), COLUMNS)
    assert opening.unpacked(opening.packed(grid)).lines[1].cells == ["甲公司", "91", "白鹭街道"]
    with pytest.raises(Unreadable, match="可能已损坏"):
        opening.grid_of(b"PK\x03\x04" + b"x" * 500, COLUMNS)


def test_a_web_page_that_calls_itself_excel_is_named_as_what_it_is() -> None:
    with pytest.raises(Unreadable, match="其实是网页"):
        opening.grid_of("<html><table><tr><td>企业名称</td></tr></table>".encode(), COLUMNS)


def test_an_archive_of_something_else_is_no_workbook() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme.txt", "企业名称")
    with pytest.raises(Unreadable, match="打不开"):
        workbooks.grids(content.getvalue())

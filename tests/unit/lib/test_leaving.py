"""Tables that leave: what a spreadsheet would take for a formula stays a word, and everything comes back."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qinqing.lib.spreadsheets.leaving import FORMULA_STARTS, csv_line, harmless, write_workbook
from qinqing.lib.spreadsheets.workbooks import grids
from tests.builders.printing import Printed, sheets_as_printed

FORMULAS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠SUM", "  =1+1", "　＝1",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.cn")',
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "路灯不亮", "1+1", "a=b", "12-3", "（=1）"])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@given(st.text())
def test_no_cell_of_a_csv_line_begins_a_formula(text: str) -> None:
    (cells,) = csv.reader(io.StringIO(csv_line(["甲", text.replace("\0", "")]).decode(), newline=""))
    assert not cells[1].lstrip(" 　")[:1] or cells[1].lstrip(" 　")[0] not in FORMULA_STARTS


def workbook(*rows: tuple[object, ...], says: str = '导出"<&>"') -> bytes:
    file = io.BytesIO()
    write_workbook(file, rows, name="诉求", title="诉求", who="林知遥", says=says, heads=1)
    return file.getvalue()


def test_a_workbook_is_read_back_as_it_was_written() -> None:
    content = workbook(
        ("导出：林知遥",), ("编号", "标题", "次数"), ("WT1", "=1+1\n二", 3), ("WT2", "<b>&", None)
    )
    (grid,) = grids(content)
    read = [[cell for cell in line.cells if cell] for line in grid.lines]
    assert read == [["导出：林知遥"], ["编号", "标题", "次数"], ["WT1", "'=1+1\n二", "3"], ["WT2", "<b>&"]]


def test_a_workbook_holds_no_formula_and_says_who_took_it() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(*((text,) for text in FORMULAS)))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        core = book.read("docProps/core.xml").decode()
    assert "<f>" not in sheet
    assert "林知遥" in core


def test_a_workbook_prints_as_wide_as_the_paper_with_its_headings_and_its_foot() -> None:
    (sheet,) = sheets_as_printed(workbook(("导出：林知遥",), ("编号", "标题"), ("WT1", "路灯")))
    assert sheet == Printed("诉求!$2:$2", "landscape", "9", "0", '&L&8 导出"<&&>"&R&8 第 &P 页，共 &N 页')


def test_a_line_that_is_too_long_for_a_foot_is_cut_and_the_page_still_counted() -> None:
    (sheet,) = sheets_as_printed(workbook(("甲",), says="2" * 400))
    assert len(sheet.foot) <= 255
    assert sheet.foot.startswith("&L&8 222")
    assert sheet.foot.endswith("第 &P 页，共 &N 页")


@given(st.lists(st.text(), max_size=5))
def test_whatever_stands_in_its_cells_a_workbook_can_be_read(cells: list[str]) -> None:
    assert grids(workbook(("甲",), tuple(cells)))

"""Excel files: .xlsx, .xlsm, .xlsb, .xls and .ods as grids of text, refused where they are bombs.

What is read here was made by strangers: call it where memory and time are bounded (`kernel.opening`).
"""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from qinqing.lib.spreadsheets.cells import Unreadable
from qinqing.lib.spreadsheets.columns import MOST_COLUMNS, Grid, Line

MOST_UNPACKED = 200 * 1024 * 1024
"""A list of 50,000 rows with 40 columns unpacks to a third of this."""
MOST_PARTS = 2_000
MOST_CELLS = 4_000_000
MOST_SHEETS = 50
_ZIP = b"PK\x03\x04"
_LOCKED = "这个文件有密码，打不开。请去掉密码再传"
_BROKEN = "这个 Excel 文件打不开，可能已损坏。用 Excel 打开后另存一次再传"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_PLACE = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_LETTERS = 26


def grids(content: bytes) -> list[Grid]:
    """Every worksheet that can be seen, in order; numbers and days as text, merged cells filled downward.

    Raises Unreadable, in words, for what is no workbook, has a password, or unpacks to more than a list has.
    """
    if content.startswith(_ZIP):
        _refuse_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [
            one.name
            for one in book.sheets_metadata
            if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
        ]
        return [_grid(book, name) for name in shown[:MOST_SHEETS]]
    except PasswordError:
        raise Unreadable(_LOCKED) from None
    except Unreadable:
        raise
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable(_LOCKED if "assword" in str(error) else _BROKEN) from None


def _refuse_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.infolist()
            if len(names) > MOST_PARTS or sum(one.file_size for one in names) > MOST_UNPACKED:
                raise Unreadable("这个文件展开以后太大，打不开。请只留要导入的那张表，另存后再传")
            for one in names:
                if _SHEET.fullmatch(one.filename):
                    _refuse_size(*_extent(parts.read(one)))
    except Unreadable:
        raise
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError):
        raise Unreadable(_BROKEN) from None


def _extent(xml: bytes) -> tuple[int, int]:
    """A reader reserves room for the whole rectangle, however few of its cells are there."""
    width = height = 0
    for letters, number in set(_PLACE.findall(xml)):
        height = max(height, int(number))
        width = max(width, column_of(letters))
    return width, height


def _refuse_size(width: int, height: int) -> None:
    if width * height > MOST_CELLS:
        raise Unreadable(
            f"表太大：{height:,} 行、{width:,} 列。最多读 {MOST_COLUMNS} 列，请删掉表格右边和下面没用的内容"
        )


def column_of(letters: bytes) -> int:
    """The number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - ord("A") + 1
    return number


def _grid(book: CalamineWorkbook, name: str) -> Grid:
    sheet = book.get_sheet_by_name(name)
    _refuse_size(sheet.total_width + 1, sheet.total_height + 1)
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for first, last in sheet.merged_cell_ranges or ():
        _fill(rows, first, last)
    return Grid("Excel", tuple(Line(number, row) for number, row in enumerate(rows, 1)), name)


def _fill(rows: Sequence[list[str]], first: tuple[int, int], last: tuple[int, int]) -> None:
    """A cell merged over several rows says the same of each; one merged over columns is a title."""
    (top, left), (bottom, right) = first, last
    if left == right and top < len(rows) and left < len(rows[top]):
        for row in rows[top + 1 : bottom + 1]:
            row[left] = rows[top][left]


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    return str(cell) if isinstance(cell, int | date | time | timedelta) else ""

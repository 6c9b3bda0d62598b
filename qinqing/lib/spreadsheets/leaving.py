"""Tables as they leave: CSV lines and workbooks that carry words and numbers, never a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import IO, Any

MARK = "\ufeff".encode()
"""What Excel needs to read a CSV file as UTF-8."""
FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""What a spreadsheet takes for the beginning of a formula, also in full width and behind blanks."""
BLANKS = " \u3000"
LONGEST_CELL = 32_767
LONGEST_FOOT = 200
"""A footer holds 255 signs, those that say where it stands among them."""
_FOOT = "&L&8 {}&R&8 第 &P 页，共 &N 页"
"""What follows an & is an order to the printer; a blank keeps a size apart from a word that is a number."""
_A4 = 9
_WORDS_ALONE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what would be one."""
    first = text.lstrip(BLANKS)[:1]
    return f"'{text}" if first and first in FORMULA_STARTS else text


def csv_line(cells: Sequence[str]) -> bytes:
    """One line of a CSV file."""
    line = io.StringIO()
    # Only what ends a line is quoted; PostgreSQL, which writes the other lines, ends them without a return.
    csv.writer(line, lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    return line.getvalue().removesuffix("\r\n").encode() + b"\n"


def write_workbook(
    file: IO[bytes],
    rows: Iterable[Sequence[object]],
    *,
    name: str,
    title: str,
    who: str,
    says: str,
    heads: int,
) -> None:
    """Write a workbook of one sheet, row by row; numbers as numbers, everything else as words.

    `heads` is the line of the headings, `says` what stands at the foot of every printed page.
    """
    with import_module("xlsxwriter").Workbook(file, _WORDS_ALONE) as book:
        book.set_properties({"title": title, "author": who, "comments": says})
        sheet = book.add_worksheet(name)
        print_whole(sheet, heads=heads, says=says)
        for line, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, int) and not isinstance(value, bool):
                    sheet.write_number(line, place, value)
                elif value is not None:
                    sheet.write_string(line, place, harmless(str(value))[:LONGEST_CELL])


def print_whole(sheet: Any, *, heads: int, says: str) -> None:
    """A sheet prints as wide as the paper, its headings on every page, a line and its number at its foot."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heads)
    sheet.set_footer(_FOOT.format(says[:LONGEST_FOOT].replace("&", "&&")))

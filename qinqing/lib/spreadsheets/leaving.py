"""Tables as they leave: CSV lines and workbooks that carry words and numbers, never a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import IO

MARK = "\ufeff".encode()
"""What Excel needs to read a CSV file as UTF-8."""
FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""What a spreadsheet takes for the beginning of a formula, also in full width and behind blanks."""
BLANKS = " \u3000"
LONGEST_CELL = 32_767
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
) -> None:
    """Write a workbook of one sheet, row by row; numbers as numbers, everything else as words."""
    with import_module("xlsxwriter").Workbook(file, _WORDS_ALONE) as book:
        book.set_properties({"title": title, "author": who, "comments": says})
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, int) and not isinstance(value, bool):
                    sheet.write_number(line, place, value)
                elif value is not None:
                    sheet.write_string(line, place, harmless(str(value))[:LONGEST_CELL])

"""Reads the tables that people really send: in whatever encoding, columns anywhere, damaged here and there.

`cells` reads single values, `texts` CSV and JSON lines, `workbooks` (apart, in a process of its own) Excel
files; all three give a `Grid`, of which `columns` finds the headings and makes a `Sheet`. Every line of the
file ends as a row: readable, or with the fault that makes it unreadable. No line can stop or swallow the
others, and nothing is guessed where a guess could put a value under the wrong heading.
"""

from qinqing.lib.spreadsheets.cells import Unreadable, date_of, folded, is_absent, tidy
from qinqing.lib.spreadsheets.columns import (
    HEADING_WITHIN,
    MOST_COLUMNS,
    Column,
    Grid,
    Line,
    Mapping,
    Row,
    Sheet,
    best,
    guess,
    sheet_of,
)
from qinqing.lib.spreadsheets.texts import LINES_PER_RECORD, decoded, grid_of_text, read

__all__ = [
    "HEADING_WITHIN",
    "LINES_PER_RECORD",
    "MOST_COLUMNS",
    "Column",
    "Grid",
    "Line",
    "Mapping",
    "Row",
    "Sheet",
    "Unreadable",
    "best",
    "date_of",
    "decoded",
    "folded",
    "grid_of_text",
    "guess",
    "is_absent",
    "read",
    "sheet_of",
    "tidy",
]

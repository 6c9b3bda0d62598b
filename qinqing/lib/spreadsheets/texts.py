"""Tables as text: CSV with any delimiter, in UTF-8, UTF-16 or GB18030, and JSON with one object a line."""

import codecs
import csv
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from qinqing.lib.spreadsheets.cells import Unreadable
from qinqing.lib.spreadsheets.columns import (
    HEADING_WITHIN,
    UNKNOWN_CHARACTER,
    Column,
    Grid,
    Line,
    Sheet,
    guess,
    places_of,
    sheet_of,
    without_empty_end,
)

LINES_PER_RECORD = 20
"""How many lines a quoted cell may run over; a quote that stays open longer is a damaged line."""

_DELIMITERS = ",\t;|"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 4_000
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
_BETWEEN_OBJECTS = "\ufeff\0 \t\r"


def read(content: bytes, columns: Sequence[Column]) -> Sheet:
    """The rows of a table in text under the headings found in it; raises Unreadable where there are none."""
    grid = grid_of_text(content, columns)
    mapping = guess(grid, columns)
    if mapping.lacks(columns):
        wanted = "、".join(f"“{column.label}”" for column in columns if column.required)
        first = next((line for line in decoded(content)[1].split("\n") if line.strip()), "")
        raise Unreadable(f"没有找到表头：要有一行写着{wanted}。文件开头是：{first.strip()[:60] or '（空）'}")
    return sheet_of(grid, columns, mapping)


def grid_of_text(content: bytes, columns: Sequence[Column]) -> Grid:
    """A text as lines of cells, cut where that shows the headings, else where it cuts most.

    Raises Unreadable for what is no text.
    """
    encoding, text = decoded(content)
    if len(_NO_TEXT.findall(text[:_LOOKED_AT])) * 10 > len(text[:_LOOKED_AT]):
        raise Unreadable("这不是表格文件。请传 Excel（.xlsx、.xls）或 CSV 文件")
    if text.lstrip(_BETWEEN_OBJECTS + "\n")[:1] == "<":
        raise Unreadable("这个文件其实是网页，不是表格。用 Excel 打开它，另存为 .xlsx 再传")
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if text.lstrip(_BETWEEN_OBJECTS + "\n").startswith("{"):
        return Grid(encoding, tuple(_object_lines(text)))
    lines = text.split("\n")
    delimiter, width = _cut(lines, columns)
    return Grid(encoding, tuple(Line(*record) for record in _records(lines, delimiter, width=width)))


def decoded(content: bytes) -> tuple[str, str]:
    """The encoding and the text; where single bytes are damaged they become U+FFFD, and the rest is read.

    Text in GB18030 taken for UTF-8 is mostly unknown; damaged UTF-8 is mostly known.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return encoding, content.decode(encoding, errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return encoding, content.decode(encoding)
        except UnicodeDecodeError:
            continue
    text = content.decode("utf-8", errors="replace")
    unknown, foreign = text.count(UNKNOWN_CHARACTER), sum(not character.isascii() for character in text)
    if unknown * 4 <= foreign:
        return "utf-8", text
    return "gb18030", content.decode("gb18030", errors="replace")


# --- one object a line -------------------------------------------------


def _object_lines(text: str) -> Iterator[Line]:
    """A line 0 of the keys in the order they are met, then one line for each object."""
    found: list[tuple[int, dict[str, Any] | str]] = []
    keys: dict[str, None] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip(_BETWEEN_OBJECTS):
            continue
        value = _object(line.strip(_BETWEEN_OBJECTS))
        found.append((number, value))
        if isinstance(value, dict):
            keys |= dict.fromkeys(value)
    yield Line(0, tuple(keys))
    for number, value in found:
        if isinstance(value, str):
            yield Line(number, fault=value)
        else:
            yield Line(number, [_plain(value.get(key)) for key in keys])


def _object(line: str) -> dict[str, Any] | str:
    try:
        value = json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return "这一行不是完整的 JSON"
    return value if isinstance(value, dict) else "这一行不是一条记录"


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


# --- cells between delimiters ------------------------------------------


def _cut(lines: list[str], columns: Sequence[Column]) -> tuple[str, int]:
    """The delimiter, and how many cells the line of the headings has by it."""
    widest = (",", 0)
    for delimiter in _DELIMITERS:
        for _, cells, fault in _records(lines, delimiter, most=HEADING_WITHIN):
            found = {} if fault else places_of(cells, columns)
            if found and all(column.key in found for column in columns if column.required):
                return delimiter, len(cells)
            if len(without_empty_end(cells)) > widest[1]:
                widest = (delimiter, len(cells))
    return widest


def _records(
    lines: list[str], delimiter: str, *, width: int = 0, most: int | None = None
) -> Iterator[tuple[int, list[str], str]]:
    """Each record with its number and its fault, if any; an open quote costs its own line only."""
    place = number = 0
    while place < len(lines) and (most is None or number < most):
        number += 1
        cells, took, fault = _record(lines, place, delimiter, width)
        place += took
        yield number, cells, fault


def _record(lines: list[str], place: int, delimiter: str, width: int) -> tuple[list[str], int, str]:
    line = lines[place]
    if '"' not in line:
        return line.split(delimiter), 1, ""
    if not line.count('"') % 2:
        return _parsed(line, delimiter), 1, ""
    cells, is_open = _strictly_parsed(line, delimiter)
    if not is_open:
        return cells, 1, ""
    joined, quotes = line, line.count('"')
    for took in range(2, min(LINES_PER_RECORD, len(lines) - place) + 1):
        joined += "\n" + lines[place + took - 1]
        quotes += lines[place + took - 1].count('"')
        if quotes % 2:
            continue
        cells, is_open = _strictly_parsed(joined, delimiter)
        if not is_open and (not width or len(cells) == width):
            return cells, took, ""
        if width and len(cells) > width:
            break
    return [], 1, "引号没有配对，这一行读不出来"


def _parsed(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return text.split(delimiter)


def _strictly_parsed(text: str, delimiter: str) -> tuple[list[str], bool]:
    """The cells, and whether a quote is still open at the end."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), []), False
    except csv.Error as error:
        if "unexpected end" in str(error):
            return [], True
        return _parsed(text, delimiter), False

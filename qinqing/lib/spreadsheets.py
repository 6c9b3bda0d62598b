"""Reads the tables that people really send: in whatever encoding, columns anywhere, damaged here and there.

Every line of the file ends as a row: readable, or with the fault that makes it unreadable. No line can stop
or swallow the others, and nothing is guessed where a guess could put a value under the wrong heading.
"""

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

HEADING_WITHIN = 20
"""How many lines may stand above the headings (titles, dates, notes)."""
LINES_PER_RECORD = 20
"""How many lines a quoted cell may run over; a quote that stays open longer is a damaged line."""

_DELIMITERS = ",\t;|"
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNKNOWN_CHARACTER = "\N{REPLACEMENT CHARACTER}"
_FIRST_EXCEL_DAY = date(1899, 12, 30)


class Unreadable(ValueError):
    """The text cannot be read as what it should be; the message says why, to the person who sent it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is looked for: by its label or one of its other headings; in any place."""

    key: str
    label: str
    headings: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row as numbered by a spreadsheet program; with a `fault`, its cells are not to be relied on."""

    line: int
    cells: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its known columns; `headings` are as written, by key, `unused` those nobody looks for."""

    encoding: str
    headings: Mapping[str, str]
    unused: tuple[str, ...]
    rows: tuple[Row, ...]


def read(content: bytes, columns: Sequence[Column]) -> Sheet:
    """The rows of a table in CSV text (comma, tab, semicolon or bar; UTF-8, UTF-16 or GB18030).

    The headings are the first line, within HEADING_WITHIN, that holds every required column. Raises
    Unreadable when there is none.
    """
    encoding, text = decoded(content)
    lines = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for delimiter in _DELIMITERS:
        for line, cells, fault in _records(lines, delimiter, most=HEADING_WITHIN):
            found = {} if fault else _mapping(cells, columns)
            if found and all(column.key in found for column in columns if column.required):
                return _sheet(encoding, lines, delimiter, line, cells, found)
    wanted = "、".join(f"“{column.label}”" for column in columns if column.required)
    first = next((line.strip() for line in lines if line.strip()), "")
    raise Unreadable(f"没有找到表头：要有一行写着{wanted}。文件开头是：{first[:60] or '（空）'}")


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
    unknown, foreign = text.count(_UNKNOWN_CHARACTER), sum(not character.isascii() for character in text)
    if unknown * 4 <= foreign:
        return "utf-8", text
    return "gb18030", content.decode("gb18030", errors="replace")


def tidy(text: str) -> str:
    """The text without invisible characters, full-width letters and digits folded, runs of space made one.

    Chinese punctuation stays as it was written.
    """
    return " ".join(text.translate(_TIDY).split()) if _UNTIDY.search(text) else text


def folded(text: str) -> str:
    """The text for comparing and parsing: forms folded (（ to (, ５ to 5), no spaces, upper case."""
    plain = tidy(text)
    return "".join((plain if plain.isascii() else unicodedata.normalize("NFKC", plain)).split()).upper()


def date_of(text: str) -> date:
    """A day: 2015-06-01, 2015/6/1, 2015.6.1, 2015年6月1日, 20150601, also with a time, or Excel's number.

    Raises Unreadable for anything else, a day that does not exist among it.
    """
    plain = unicodedata.normalize("NFKC", tidy(text))
    if _EXCEL_DAY.fullmatch(plain):
        return _FIRST_EXCEL_DAY + timedelta(days=int(plain))
    match = _DATE.fullmatch(plain) or _COMPACT_DATE.fullmatch(plain)
    if match is None:
        raise Unreadable(f"日期“{text[:20]}”看不懂，写成 2015-06-01 这样就可以")
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise Unreadable(f"没有“{text[:20]}”这一天") from None


_SPACES = (*range(0x20), 0x85, 0xA0, 0x2028, 0x2029, 0x3000)
_INVISIBLE = (
    *(*range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD, 0x180E, 0xFEFF),
    *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)),
)
_FULL_WIDTH = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_TIDY: dict[int, int | str | None] = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_INVISIBLE),
    **{code: code - 0xFEE0 for code in _FULL_WIDTH},
}
_UNTIDY = re.compile(f"[{re.escape(''.join(map(chr, sorted({*_TIDY} - {0x20}))))}]|  |^ | $")
_EXCEL_DAY = re.compile(r"[1-5]\d{4}")
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DATE = re.compile(r"([12]\d{3})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?" + _TIME)
_COMPACT_DATE = re.compile(r"([12]\d{3})(\d{2})(\d{2})")
_UNIT = re.compile(r"\(.*?\)")


def _heading(text: str) -> str:
    return _UNIT.sub("", folded(text)).strip("*:_-#")


def _mapping(cells: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        places.setdefault(_heading(cell), place)
    found: dict[str, int] = {}
    for column in columns:
        for name in (column.label, *column.headings):
            if _heading(name) in places:
                found[column.key] = places[_heading(name)]
                break
    return found


def _sheet(
    encoding: str, lines: list[str], delimiter: str, line: int, heading: list[str], found: dict[str, int]
) -> Sheet:
    rows = []
    for number, cells, fault in _records(lines, delimiter, width=len(heading)):
        if number > line and fault:
            rows.append(Row(number, fault=fault))
        elif number > line and any(cell.strip() for cell in cells):
            rows.append(_row(number, cells, heading, found))
    used = set(found.values())
    return Sheet(
        encoding,
        headings={key: tidy(heading[place]) for key, place in found.items()},
        unused=tuple(tidy(name) for place, name in enumerate(heading) if place not in used and name.strip()),
        rows=tuple(rows),
    )


def _row(line: int, cells: list[str], heading: list[str], found: Mapping[str, int]) -> Row:
    width = len(_without_empty_end(heading))
    if len(cells) != len(heading) and len(_without_empty_end(cells, least=width)) != width:
        much = "多" if len(cells) > width else "少"
        return Row(line, fault=f"这一行有 {len(cells)} 列，表头有 {width} 列，看不出是哪一列{much}了")
    if any(_UNKNOWN_CHARACTER in cell for cell in cells):
        return Row(line, fault="有认不出的字（编码损坏）")
    return Row(line, {key: tidy(cells[place]) for key, place in found.items()})


def _without_empty_end(cells: list[str], least: int = 0) -> list[str]:
    end = len(cells)
    while end > least and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


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

"""Which column is what: headings found wherever they stand, corrected by a person, rows read under them."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Named
from dataclasses import dataclass, field

from qinqing.lib.spreadsheets.cells import Unreadable, are_tidy, folded, is_absent, tidy

HEADING_WITHIN = 20
"""How many lines may stand above the headings (titles, dates, notes)."""
MOST_COLUMNS = 200
"""A table that is wider is no list of anything that is imported here."""
UNKNOWN_CHARACTER = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is looked for: by its label or one of its other headings; in any place.

    Of a `raw` one the room gets the cell as it was written, line breaks and broken characters included.
    """

    key: str
    label: str
    headings: tuple[str, ...] = ()
    required: bool = False
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line as numbered by a spreadsheet program; with a `fault`, its cells are not to be relied on."""

    number: int
    cells: Sequence[str] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it was sent, nothing decided yet: how it was read, the worksheet's name if it has one."""

    source: str
    lines: tuple[Line, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which line holds the headings, and in which place each known column stands."""

    head: int
    places: Named[str, int]

    def lacks(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """The required columns that have no place."""
        return tuple(one for one in columns if one.required and one.key not in self.places)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as numbered by a spreadsheet program; with a `fault`, its cells are not to be relied on."""

    line: int
    cells: Named[str, str] = field(default_factory=dict)
    fault: str = ""

    def said(self) -> dict[str, str]:
        """The cells that say something."""
        return {key: text for key, text in self.cells.items() if not is_absent(text)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its known columns; `headings` are as written, by key, `unused` those nobody looks for."""

    encoding: str
    headings: Named[str, str]
    unused: tuple[str, ...]
    rows: tuple[Row, ...]


def guess(grid: Grid, columns: Sequence[Column], head: int = 0) -> Mapping:
    """The first line with every required heading, else the one that holds most, else the first full one.

    With `head` that line and no other. Raises Unreadable for a table that is empty or too wide.
    """
    found = Mapping(head, {})
    for line in grid.lines[:HEADING_WITHIN]:
        if line.fault or (head and line.number != head):
            continue
        if (width := len(without_empty_end(line.cells))) > MOST_COLUMNS:
            raise Unreadable(f"第 {line.number} 行有 {width:,} 列，最多读 {MOST_COLUMNS} 列，请只留要用的列")
        here = Mapping(line.number, places_of(line.cells, columns))
        if here.places and not here.lacks(columns):
            return here
        if len(here.places) > len(found.places) or (not found.head and width > 1):
            found = here
    if not found.head:
        first = next((line for line in grid.lines if any(map(str.strip, line.cells))), None)
        if first is None:
            raise Unreadable("这个文件里没有内容")
        found = Mapping(first.number, {})
    return found


def places_of(cells: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """In which place each known column stands, if the line is the one of the headings."""
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


def best(grids: Sequence[Grid], columns: Sequence[Column]) -> Grid:
    """Of the worksheets of a file the first one with every required heading, else the first that holds most.

    Raises Unreadable where all are empty.
    """
    kept, most, fault = None, -1, Unreadable("这个文件里没有内容")
    for grid in grids:
        try:
            mapping = guess(grid, columns)
        except Unreadable as unreadable:
            fault = unreadable
            continue
        if not mapping.lacks(columns):
            return grid
        if len(mapping.places) > most:
            kept, most = grid, len(mapping.places)
    if kept is None:
        raise fault
    return kept


def sheet_of(grid: Grid, columns: Sequence[Column], mapping: Mapping) -> Sheet:
    """The rows below the headings, by the keys of the columns that have a place."""
    heading = next((line.cells for line in grid.lines if line.number == mapping.head), ())
    places = {key: place for key, place in mapping.places.items() if place < len(heading)}
    used = set(places.values())
    return Sheet(
        grid.source,
        headings={key: tidy(heading[place]) for key, place in places.items()},
        unused=tuple(tidy(name) for place, name in enumerate(heading) if place not in used and name.strip()),
        rows=tuple(_rows(grid, mapping.head, heading, places, frozenset(c.key for c in columns if c.raw))),
    )


def _rows(
    grid: Grid, head: int, heading: Sequence[str], places: Named[str, int], raw: frozenset[str]
) -> Iterator[Row]:
    width = len(without_empty_end(heading))
    named = [(key, place, key not in raw) for key, place in places.items()]
    for line in grid.lines:
        if line.number <= head:
            continue
        cells = line.cells
        if line.fault:
            yield Row(line.number, fault=line.fault)
        elif not any(cell.strip() for cell in cells):
            continue
        elif len(cells) != len(heading) and (n := len(without_empty_end(cells, least=width))) != width:
            yield Row(line.number, fault=_miscounted(n, width))
        elif any(tidied and UNKNOWN_CHARACTER in cells[place] for _, place, tidied in named):
            yield Row(line.number, fault="有认不出的字（编码损坏）")
        elif are_tidy(cells):
            yield Row(line.number, {key: cells[place] for key, place, _ in named})
        else:
            yield Row(
                line.number,
                {key: tidy(cells[place]) if tidied else cells[place] for key, place, tidied in named},
            )


def _miscounted(count: int, width: int) -> str:
    much = "多" if count > width else "少"
    return f"这一行有 {count} 列，表头有 {width} 列，看不出是哪一列{much}了"


def without_empty_end(cells: Sequence[str], least: int = 0) -> Sequence[str]:
    """The cells up to the last one with something in it, but no fewer than `least`."""
    end = len(cells)
    while end > least and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


_UNIT = re.compile(r"\(.*?\)")


def _heading(text: str) -> str:
    return _UNIT.sub("", folded(text)).strip("*:_-#")

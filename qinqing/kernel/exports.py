"""Lists that may leave the house as files: declared by the rooms, guarded and streamed here.

A room says in its `documents` which rows of an actor, which columns, and by which right. PostgreSQL itself
writes the CSV: masks and the guard against formulas are expressions of the one statement, so a stream of
everything costs little more than a copy, and no more memory than a block.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Case, CharField, F, Func, QuerySet, Value, When
from django.db.models.expressions import Combinable

from qinqing.kernel import clock, declared, door, speaking
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.spreadsheets.leaving import BLANKS, FORMULA_STARTS, MARK, csv_line

BLOCK: Final = 1 << 16
PART: Final = 2_000


@dataclass(frozen=True)
class Leaving:
    """One column of a list that leaves: its heading and its value; `typed` where people wrote it."""

    heading: str
    value: "str | Combinable"
    typed: bool = False
    number: bool = False


@dataclass(frozen=True)
class Extract:
    """A list that may leave as a file: whose `right`, which rows of an actor, narrowed as in an address.

    `area` is the path to the area of a row: whoever reaches all of them may let it go. `says` puts what the
    list is narrowed to into words.
    """

    kind: str
    label: str
    right: str
    area: str
    columns: Sequence[Leaving]
    rows: "Callable[[Actor, Mapping[str, str], datetime], QuerySet[Any]]"
    says: Callable[[Mapping[str, str]], str]
    back: Callable[[Actor], str]
    """The name of the address of the page that an actor comes from."""


def extracts() -> tuple[Extract, ...]:
    """Every list that the rooms let go."""
    found = declared.declarations("documents", "EXTRACTS")
    return tuple(one for one in found if isinstance(one, Extract))


def extract_of(kind: str) -> Extract:
    """The list of a kind; NotFound for none."""
    for one in extracts():
        if one.kind == kind:
            return one
    raise NotFound


def said(field: str, choices: Iterable[tuple[str, str]]) -> Case:
    """The label of a stored word."""
    cases = [When(**{field: value}, then=Value(label)) for value, label in choices]
    return Case(*cases, default=F(field), output_field=CharField())


def moment(field: str) -> Func:
    """A time as the installation's clock shows it."""
    # Written out and cut, `2026-03-02 10:00`: half as long as `to_char` takes. The clock has stood at eight
    # hours since 1991, before the first row; so said, no table of its earlier changes is asked.
    template = "left((%(expressions)s at time zone interval '8 hours')::text, 16)"
    return Func(F(field), template=template, output_field=CharField())


@dataclass(frozen=True, slots=True)
class Watermark:
    """Who takes a list away, when and why: on the first and the last row, and in a workbook's properties."""

    who: str
    at: datetime
    serial: str
    why: str
    label: str

    def head(self) -> str:
        """The first row."""
        why = f"，用途：{self.why}" if self.why else ""
        at = clock.local(self.at).strftime("%Y-%m-%d %H:%M")
        return f"{self.label}：{self.who} {at} 导出，编号 {self.serial}{why}。内部资料，请勿外传"

    def foot(self, rows: int) -> str:
        """The last row."""
        return f"共 {rows} 行，{self.who} 导出，编号 {self.serial}"


def rows_of(extract: Extract, actor: Actor, given: Mapping[str, str], now: datetime) -> "QuerySet[Any]":
    """The rows an actor may take now."""
    return extract.rows(actor, given, now)


def areas_of(extract: Extract, rows: "QuerySet[Any]") -> list[int]:
    """The areas that the rows lie in."""
    return sorted(rows.order_by().values_list(extract.area, flat=True).distinct())


def csv_stream(
    extract: Extract, person_id: int, given: Mapping[str, str], water: Watermark, now: datetime
) -> Iterator[bytes]:
    """The file as it is written; the rights are those of the person at the moment the rows are read, and
    whoever speaks for several takes away what is of the one for whom he asked.

    It begins before the database is asked, and holds a block at a time.
    """
    headings = [column.heading for column in extract.columns]
    yield MARK + csv_line([water.head()]) + csv_line(headings)
    rows = 0
    with transaction.atomic():
        actor = door.become(person_id, now, speaking.kept_in(given))
        statement = _statement(extract, actor, given, now)
        if statement is not None:
            sql, params = statement
            with (
                connection.cursor() as cursor,
                cursor.copy(f"copy ({sql}) to stdout (format csv)", params) as copy,
            ):
                block = bytearray()
                for row in copy:
                    rows += 1
                    block += row
                    if len(block) >= BLOCK:
                        yield bytes(block)
                        block.clear()
                yield bytes(block)
    yield csv_line([water.foot(rows)])


def read_rows(
    extract: Extract, person_id: int, given: Mapping[str, str], now: datetime
) -> Iterator[tuple[Any, ...]]:
    """The rows themselves, guarded alike, a part at a time; for a workbook."""
    with transaction.atomic():
        actor = door.become(person_id, now, speaking.kept_in(given))
        statement = _statement(extract, actor, given, now)
        if statement is None:
            return
        with connection.cursor() as cursor:
            cursor.execute(*statement)
            while part := cursor.fetchmany(PART):
                yield from part


def _statement(
    extract: Extract, actor: Actor, given: Mapping[str, str], now: datetime
) -> tuple[str, list[Any]] | None:
    """The one statement; None where nothing can be found."""
    rows = extract.rows(actor, given, now).values_list(*(column.value for column in extract.columns))
    try:
        inner, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    names = [f"c{place}" for place in range(len(extract.columns))]
    shown = [
        guarded(name) if column.typed else name for name, column in zip(names, extract.columns, strict=True)
    ]
    return f"select {', '.join(shown)} from ({inner}) as listed ({', '.join(names)})", list(params)


def guarded(name: str) -> str:
    """SQL for a cell that no spreadsheet takes for a formula: an apostrophe stands before what would be."""
    blank = " || ".join(f"chr({ord(character)})" for character in BLANKS)
    # Nearly every cell begins otherwise, and is asked no more; its first character is asked as a number, so
    # that nothing is cut off for it.
    may_be = _begins(name, FORMULA_STARTS + BLANKS)
    is_one = _begins(f"ltrim({name}, {blank})", FORMULA_STARTS)
    return f"case when {may_be} and {is_one} then '''' || {name} else {name} end"


def _begins(text: str, characters: str) -> str:
    return f"ascii({text}) in ({', '.join(str(ord(character)) for character in characters)})"

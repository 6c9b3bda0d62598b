"""The list of sheets, and how far each is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from markupsafe import Markup

from qinqing.domains.officers.queries import Sheet
from qinqing.ui.cells import Column, light, table_rows, title, with_note
from qinqing.ui.formats import EMPTY, full_day, moment

SHEETS = (
    Column("企业", "title"),
    Column("谁离开", labelled=True),
    Column("从哪天起", "date", labelled=True),
    Column("几件", "num", labelled=True),
    Column("他确认", labelled=True),
    Column("接替人接手", labelled=True),
)


def groups(sheets: Iterable[Sheet]) -> Mapping[str, list[Sheet]]:
    """The sheets by what they are to the reader: to confirm, to take, and all others."""
    found: dict[str, list[Sheet]] = {"mine": [], "follow": [], "others": []}
    for sheet in sheets:
        found["mine" if sheet.is_mine else "follow" if sheet.is_served else "others"].append(sheet)
    return found


def sheet_rows(sheets: Sequence[Sheet], now: datetime) -> Markup:
    """The sheets of one group."""
    return table_rows(SHEETS, [_row(sheet, now) for sheet in sheets])


def _row(sheet: Sheet, now: datetime) -> tuple[object, ...]:
    row = sheet.assignment
    return (
        title(reverse("handover:sheet", args=[row.pk]), row.enterprise.name),
        f"{row.officer.person.name} {row.officer.unit.short}",
        full_day(sheet.ends_on) if sheet.ends_on else EMPTY,
        _lines(sheet),
        _confirmed(sheet, now),
        _taken(sheet, now),
    )


def _lines(sheet: Sheet) -> object:
    """How many things, and beside how many nobody has written a word; those of a later end are not fixed."""
    if sheet.has_ended and not sheet.is_listed:
        return "还没有列"
    if not sheet.lines:
        return "0" if sheet.has_ended else EMPTY
    return with_note(len(sheet.lines), f"{sheet.unwritten} 件没有写" if sheet.unwritten else "都写了")


def _confirmed(sheet: Sheet, now: datetime) -> Markup:
    if sheet.confirmed_at is not None:
        return light("green", f"{moment(sheet.confirmed_at, now)} 确认了")
    return light("yellow", "还没有确认")


def _taken(sheet: Sheet, now: datetime) -> Markup:
    if sheet.taken_at is not None:
        return light("green", f"{sheet.taken_by}，{moment(sheet.taken_at, now)}")
    return light("yellow", "还没有接手") if sheet.has_ended else light("calm", "到那天再接手")


def state_of(sheet: Sheet, now: datetime) -> Sequence[tuple[str, object]]:
    """How far a sheet is, as facts."""
    officer = sheet.assignment.officer
    return [
        ("谁离开", f"{officer.person.name} {officer.unit.short}"),
        ("从哪天起", full_day(sheet.ends_on) if sheet.ends_on else "没有登记离开"),
        ("几件", _lines(sheet)),
        ("他自己确认", _confirmed(sheet, now)),
        ("接替人接手", _taken(sheet, now)),
    ]

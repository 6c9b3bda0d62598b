"""The official arrangement of days off, as it is written down: read, checked, turned into layers."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from .days import CalendarFault, DayEntry, Layer

FORM = (
    "放假安排的写法应为 years: {年: {source: 文件, rest: {节日: [日期]}, work: [补班日期], workdays: 天数}}"
)


def official_years(parsed: Mapping[str, Any]) -> frozenset[int]:
    """The years the document arranges; refuses with CalendarFault what is no such document."""
    return frozenset(number for number, _ in _years(parsed))


def official_layers(parsed: Mapping[str, Any]) -> tuple[Layer, Layer]:
    """The national rest days and, below them, the national make-up days.

    `parsed` is `{years: {2026: {source, workdays, rest: {holiday: [dates]}, work: [dates]}}}`. Refuses with
    CalendarFault what is no such document, and a year that contradicts itself: a date of another year,
    a rest day on a weekend, a make-up day on a weekday, a date given twice, or a number of working days
    that does not come out.
    """
    rest: list[DayEntry] = []
    work: list[DayEntry] = []
    for number, year in _years(parsed):
        off, on_duty, stated = _read_year(year)
        _check_year(number, off, on_duty, stated)
        rest += off
        work += on_duty
    return Layer.of("national rest", rest), Layer.of("national make-up", work)


def _years(parsed: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    try:
        return [(int(number), year) for number, year in parsed["years"].items()]
    except (KeyError, TypeError, AttributeError, ValueError) as unreadable:
        raise CalendarFault(FORM) from unreadable


def _read_year(year: Mapping[str, Any]) -> tuple[list[DayEntry], list[DayEntry], int | None]:
    try:
        source, stated = str(year["source"]), year.get("workdays")
        rest = [
            DayEntry(_day(on), works=False, source=source, name=holiday)
            for holiday, days in year["rest"].items()
            for on in days
        ]
        work = [DayEntry(_day(on), works=True, source=source, name="补班") for on in year.get("work", ())]
        return rest, work, None if stated is None else int(stated)
    except (KeyError, TypeError, AttributeError, ValueError) as unreadable:
        raise CalendarFault(FORM) from unreadable


def _day(written: date | str) -> date:
    if isinstance(written, datetime):
        return written.date()
    return written if isinstance(written, date) else date.fromisoformat(written)


def _check_year(number: int, rest: list[DayEntry], work: list[DayEntry], stated: int | None) -> None:
    for entry in (*rest, *work):
        if entry.on.year != number:
            raise CalendarFault(f"{number}年的安排里出现了{entry.on}")
        if entry.works != (entry.on.weekday() > 4):
            raise CalendarFault(f"{entry.on}是{'工作日，无需补班' if entry.works else '周末，无需列为放假'}")
    if len({entry.on for entry in (*rest, *work)}) != len(rest) + len(work):
        raise CalendarFault(f"{number}年的安排里有重复的日期")
    counted = _weekdays(number) - len(rest) + len(work)
    if stated is not None and stated != counted:
        raise CalendarFault(f"{number}年应有{stated}个工作日，按所列日期算得{counted}个")


def _weekdays(number: int) -> int:
    first, last = date(number, 1, 1), date(number, 12, 31)
    days: Iterable[date] = (first + timedelta(days=i) for i in range((last - first).days + 1))
    return sum(day.weekday() < 5 for day in days)

"""The State Council's notice of a year's days off, read as it is published and checked against itself."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from .days import CalendarFault

_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(](?:[^）)]*、)?(?:周|星期)([一二三四五六日])[）)])?"
_REST = re.compile(rf"{_DAY}(?:至{_DAY})?放假(?:调休)?[，,]?(?:共?(\d{{1,2}})天)?")
_WORK = re.compile(rf"((?:{_DAY}[、，,]?)+)(?:补班|上班|照常上班)")
_ONE = re.compile(_DAY)
_HOLIDAY = re.compile(r"(?:^|\n)\s*[一二三四五六七八九十]+、\s*([^：:\n]{2,12})[：:]")
_WEEKDAYS = "一二三四五六日"


def read_notice(text: str, year: int, source: str) -> dict[str, Any]:
    """The arrangement of a year in the form that `official_layers` reads.

    Weekend days inside a holiday are left out, as in that form. Refuses with CalendarFault a text without
    numbered holidays, a day that does not exist or does not fall on the weekday it names, and a holiday that
    is not as long as it says, or that names make-up days in a way that is not understood.
    """
    parts = _HOLIDAY.split(text.replace(" ", "").replace("\u3000", ""))
    rest: dict[str, list[date]] = {}
    work: list[date] = []
    for name, said in zip(parts[1::2], parts[2::2], strict=True):
        spans = list(_REST.finditer(said))
        if not spans:
            raise CalendarFault(f"“{name}”后面没有找到放假的日期")
        rest[name] = [day for span in spans for day in _span(span, year, name) if day.weekday() < 5]
        worked = list(_WORK.finditer(said))
        if said.count("上班") + said.count("补班") > len(worked):
            raise CalendarFault(f"“{name}”后面写着上班，没有读出是哪几天")
        work += [day for found in worked for day in _days(found[1], year)]
    if not rest:
        raise CalendarFault("没有找到放假安排。请把通知里“一、元旦：……”到最后一个节日整段贴进来")
    kept = {name: [day for day in days if day.year == year] for name, days in rest.items()}
    return {"source": source, "rest": kept, "work": [day for day in work if day.year == year]}


def _span(found: re.Match[str], year: int, name: str) -> list[date]:
    first = _day(found.groups()[:4], year, None)
    last = _day(found.groups()[4:8], year, first) if found[7] else first
    if last < first:
        raise CalendarFault(f"“{name}”放假的日期前后颠倒")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if found[9] and int(found[9]) != len(days):
        raise CalendarFault(f"“{name}”写着共 {found[9]} 天，从日期算是 {len(days)} 天")
    return days


def _days(text: str, year: int) -> Iterator[date]:
    before: date | None = None
    for found in _ONE.finditer(text):
        before = _day(found.groups(), year, before)
        yield before


def _day(said: tuple[str | None, ...], year: int, before: date | None) -> date:
    own_year, month, day, weekday = said
    if month is None and before is None:
        raise CalendarFault(f"“{day}日”没有写是几月")
    try:
        found = date(
            int(own_year) if own_year else before.year if before else year,
            int(month) if month else before.month if before else 1,
            int(day or 0),
        )
    except ValueError:
        raise CalendarFault(f"没有{month or ''}月{day}日这一天") from None
    if weekday and _WEEKDAYS[found.weekday()] != weekday:
        at = f"{found.month}月{found.day}日"
        raise CalendarFault(f"{found.year}年{at}是周{_WEEKDAYS[found.weekday()]}，通知里写的是周{weekday}")
    return found

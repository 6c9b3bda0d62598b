"""Rows of the calendar's page."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from markupsafe import Markup

from qinqing.domains.problems.queries.calendar import DayShown, YearShown
from qinqing.kernel.models import Event
from qinqing.ui import formats
from qinqing.ui.cells import Column, light, table_rows, with_note

YEARS = (
    Column("年", "title"),
    Column("工作日", "num", labelled=True),
    Column("依据", labelled=True),
    Column("状态"),
)
DAYS = (
    Column("哪一天", "title"),
    Column("适用区域", labelled=True),
    Column("怎样", labelled=True),
    Column("依据", labelled=True),
)


def year_rows(rows: Iterable[YearShown], today: date) -> Markup:
    """Each year with its document, or that it is only computed."""
    return table_rows(YEARS, [_year(row, today) for row in rows])


def _year(row: YearShown, today: date) -> Sequence[object]:
    if row.source:
        state = light("green", "已录入")
    else:
        state = light("yellow", "暂定") if row.year >= today.year else light("calm", "没有录入")
    source = row.source or "按周末和固定节日推算"
    return (f"{row.year} 年", f"{row.workdays} 天", source, state)


def day_rows(rows: Iterable[DayShown]) -> Markup:
    """Days that are otherwise in an area, the latest first."""
    return table_rows(
        DAYS,
        [
            (with_note(formats.full_day(row.on), row.name), row.area, row.kind.label, row.source)
            for row in rows
        ],
    )


def change_lines(changes: Iterable[Event], names: dict[int, str], now: datetime) -> list[dict[str, object]]:
    """What was changed, the newest first, for a timeline."""
    return [
        {
            "icon": "calendar-event",
            "title": str(one.record["said"]),
            "when": formats.moment(one.at, now),
            "text": names.get(one.subject_id, "全国"),
        }
        for one in changes
    ]

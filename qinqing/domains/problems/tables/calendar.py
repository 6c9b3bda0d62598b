"""Rows of the calendar's page."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from markupsafe import Markup

from qinqing.domains.accounts.terms import ProposedState
from qinqing.domains.problems.models import ProposedDay
from qinqing.domains.problems.queries.calendar import CalendarShown, DayShown, YearShown, proposed_said
from qinqing.kernel.models import Event
from qinqing.ui import formats
from qinqing.ui.cells import Column, light, own, table_rows, with_note

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
            (with_note(formats.full_day(row.on), own(row.name)), row.area, row.kind.label, own(row.source))
            for row in rows
        ],
    )


def change_lines(found: CalendarShown, names: dict[int, str], now: datetime) -> list[dict[str, object]]:
    """What was changed by whom, and what was not agreed to, the newest first, for a timeline."""
    rows = found.decided
    by_two = {
        (row.area_id, row.decided_at): (row.proposed_by.name, row.decided_by.name)
        for row in rows
        if row.state == ProposedState.CONFIRMED and row.decided_by is not None
    }
    lines = [
        (one.at, _changed(one, _two(one, found.people) or by_two.get((one.subject_id, one.at)), names, now))
        for one in found.changes
    ]
    lines += [
        (row.decided_at, _not_agreed(row, now))
        for row in rows
        if row.decided_at is not None and row.state != ProposedState.CONFIRMED
    ]
    return [line for _, line in sorted(lines, key=lambda one: one[0], reverse=True)]


def _two(one: Event, people: dict[int, str]) -> tuple[str, str] | None:
    """Who proposed and who confirmed what the event says by itself: hours."""
    proposer = one.record.get("proposed_by")
    return (people.get(proposer, ""), people.get(one.actor_id or 0, "")) if proposer else None


def _changed(
    one: Event, two: tuple[str, str] | None, names: dict[int, str], now: datetime
) -> dict[str, object]:
    said = ""
    if two is not None:
        by_name, who_name = two
        said = f"·{by_name} 拟，{who_name} 确认"
    return {
        "icon": "calendar-event",
        "title": str(one.record["said"]),
        "when": formats.moment(one.at, now),
        "text": names.get(one.subject_id, "全国") + said,
    }


def _not_agreed(row: ProposedDay, now: datetime) -> dict[str, object]:
    refused = row.state == ProposedState.REFUSED
    who = row.decided_by.name if row.decided_by else ""
    said = f"{row.area.name}·{row.proposed_by.name} 拟，{who} {'没有同意' if refused else '收回'}"
    return {
        "icon": "calendar-x" if refused else "arrow-back-up",
        "title": Markup("{} {}").format(f"没有改：{proposed_said(row.on, row.kind)}", own(row.name)),
        "when": formats.moment(row.decided_at, now) if row.decided_at else "",
        "text": Markup("{}：{}").format(said, own(row.reason)) if row.reason else said,
        "state": "done",
    }

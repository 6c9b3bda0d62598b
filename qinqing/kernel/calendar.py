"""The working calendar of an area: official years as versioned rows, local overrides above them."""

from collections.abc import Sequence
from datetime import date, time
from importlib.resources import files
from typing import Any

import yaml

from qinqing.kernel import settings
from qinqing.kernel.kept import Kept
from qinqing.kernel.models import CalendarDay, CalendarYear
from qinqing.lib.workdays import (
    DEFAULT_SCHEDULE,
    Calendar,
    DayEntry,
    Layer,
    Schedule,
    official_layers,
    official_years,
)

SCHEDULE_KEY = "calendar.business_hours"
RECEIVED_KEY = "calendar.received_next_workday"


def load_official_years() -> list[int]:
    """Store the official years this release knows and the database does not; gives the years that are new."""
    parsed = yaml.safe_load(
        files("qinqing.kernel").joinpath("data/official_days.yaml").read_text(encoding="utf-8")
    )
    return load_years(parsed)


def load_years(parsed: dict[str, Any]) -> list[int]:
    """Store the arrangement of years not yet known; a document that contradicts itself is a CalendarFault."""
    known = set(CalendarYear.objects.values_list("year", flat=True))
    new = sorted(official_years(parsed) - known)
    version = str(parsed["version"])
    rest, work = official_layers(parsed)
    CalendarDay.objects.bulk_create(
        CalendarDay(on=e.on, works=e.works, name=e.name, source=e.source, version=version)
        for layer in (rest, work)
        for e in layer.days.values()
        if e.on.year in new
    )
    CalendarYear.objects.bulk_create(
        CalendarYear(year=year, source=str(parsed["years"][year]["source"]), version=version) for year in new
    )
    return new


class _Rows:
    """The calendar's rows at one reading, and the calendars already built from them."""

    def __init__(self) -> None:
        self.days = list(CalendarDay.objects.all())
        self.years = frozenset(CalendarYear.objects.values_list("year", flat=True))
        self.version = max(CalendarYear.objects.values_list("version", flat=True), default="weekly")
        self.built: dict[tuple[int, ...], Calendar] = {}


_rows: Kept[_Rows] = Kept(_Rows)


def calendar_of(nodes: Sequence[int] = ()) -> Calendar:
    """The calendar for a chain of area nodes, nearest first."""
    rows = _rows()
    with_override = {day.area_id for day in rows.days if day.area_id is not None}
    key = tuple(nodes)
    if key not in rows.built:
        layers = [_layer(rows.days, node) for node in nodes if node in with_override]
        layers.append(_layer(rows.days, None))
        rows.built[key] = Calendar(
            version=rows.version,
            layers=tuple(layers),
            known_years=rows.years,
            schedules=_schedules(nodes),
            received_next_workday=bool(
                settings.current().value(RECEIVED_KEY, nodes, date.max, default=False).value
            ),
        )
    return rows.built[key]


def _layer(days: list[CalendarDay], node: int | None) -> Layer:
    name = "national" if node is None else f"area {node}"
    return Layer.of(
        name,
        [
            DayEntry(day.on, day.works, day.source, day.name, day.opens, day.closes)
            for day in days
            if day.area_id == node
        ],
    )


def _schedules(nodes: Sequence[int]) -> tuple[Schedule, ...]:
    """Business hours as settings write them: [{"from": "2026-05-01", "hours": [["09:00", "12:00"], …]}]."""
    written = settings.current().value(SCHEDULE_KEY, nodes, date.max, default=None).value
    if not written:
        return (DEFAULT_SCHEDULE,)
    return tuple(
        Schedule(
            date.fromisoformat(one["from"]),
            tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in one["hours"]),
        )
        for one in written
    )

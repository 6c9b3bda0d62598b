"""The official calendar as it is shipped, and the moments the tests speak of."""

from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qinqing.lib.workdays import Calendar, DayEntry, Layer, Schedule, official_layers, official_years
from qinqing.lib.workdays.calendar import SHANGHAI

DOCUMENT = Path(__file__).parents[3] / "qinqing" / "kernel" / "data" / "official_days.yaml"


@cache
def document() -> dict[str, Any]:
    return yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))


@cache
def official() -> Calendar:
    return calendar()


def calendar(*overrides: DayEntry, schedules: tuple[Schedule, ...] | None = None) -> Calendar:
    """The official calendar with an area's own days above it."""
    layers = (Layer.of("area", overrides), *official_layers(document()))
    hours = {} if schedules is None else {"schedules": schedules}
    version = f"{document()['version']}+{len(overrides)}"
    known = official_years(document())
    return Calendar(version, layers, known, **hours)


def at(month: int, day: int, hour: int = 10, minute: int = 0, second: int = 0, year: int = 2026) -> datetime:
    """A moment on the clocks of Shanghai."""
    return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)


def rest(on: date, name: str = "台风") -> DayEntry:
    return DayEntry(on, works=False, source="市政府通告", name=name)


def half_day(on: date, *, closes: time) -> DayEntry:
    return DayEntry(on, works=True, source="市政府通告", closes=closes)

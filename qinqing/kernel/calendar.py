"""The working calendar of an area: official years as versioned rows, local overrides above them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, time
from importlib.resources import files
from typing import Any, Self

import yaml

from qinqing.kernel import settings
from qinqing.kernel.kept import Kept
from qinqing.kernel.models import CalendarDay, CalendarYear, DatedSetting
from qinqing.kernel.settings import ENDED, Settings
from qinqing.lib.workdays import (
    DEFAULT_SCHEDULE,
    Calendar,
    CalendarFault,
    DayEntry,
    Layer,
    Schedule,
    official_layers,
    official_years,
    read_hours,
)

HOURS_KEY = "calendar.business_hours"
"""The dated setting of an area's business hours, written as `lib.workdays.read_hours` reads them."""


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


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the calendar, of an area or the country: what stood before on the days it touched.

    Of hours it is only told from which day on others were written: they take nothing's place, so that
    without them it is as it was.
    """

    area_id: int | None
    was: Mapping[date, DayEntry | None]
    years: frozenset[int] = frozenset()
    """Years that were not known before it."""
    hours_from: date | None = None

    def as_record(self) -> dict[str, Any]:
        """The same as an event keeps it."""
        return {
            "area_id": self.area_id,
            "was": {on.isoformat(): entry and _written(entry) for on, entry in self.was.items()},
            "years": sorted(self.years),
            "hours_from": self.hours_from and self.hours_from.isoformat(),
        }

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Self:
        """What `as_record` gave."""
        was = {date.fromisoformat(on): said and _read(said) for on, said in record["was"].items()}
        hours = record.get("hours_from")
        return cls(record["area_id"], was, frozenset(record["years"]), hours and date.fromisoformat(hours))


def _written(entry: DayEntry) -> dict[str, Any]:
    return {
        name: value if isinstance(value, bool) else value and str(value)
        for name, value in asdict(entry).items()
    }


def _read(said: Mapping[str, Any]) -> DayEntry:
    clock = {name: said[name] and time.fromisoformat(said[name]) for name in ("opens", "closes")}
    return DayEntry(**{**said, **clock, "on": date.fromisoformat(said["on"])})


def arrange_year(year: int, parsed: Mapping[str, Any]) -> Change:
    """Store the arrangement of a year that is not known yet, in the form of a release's document.

    Refuses with CalendarFault what contradicts itself, and a year that is known.
    """
    if not load_years({"version": _next_version(), "years": {year: parsed}}):
        raise CalendarFault(f"{year} 年的安排已经有了；个别日子有变动，请单独记那一天")
    _rows.forget()
    days = CalendarDay.objects.filter(area_id=None, on__year=year).values_list("on", flat=True)
    return Change(None, dict.fromkeys(days), frozenset({year}))


def set_day(area_id: int | None, entry: DayEntry) -> Change:
    """Let a day be what a document says, in an area and below it or in the whole country."""
    before = CalendarDay.objects.filter(area_id=area_id, on=entry.on).first()
    values = {"works": entry.works, "name": entry.name, "source": entry.source, "version": _next_version()}
    hours = {"opens": entry.opens, "closes": entry.closes}
    CalendarDay.objects.update_or_create(area_id=area_id, on=entry.on, defaults={**values, **hours})
    _rows.forget()
    return Change(area_id, {entry.on: _entry(before) if before else None})


def clear_day(area_id: int | None, on: date) -> Change:
    """Let a day be again what holds above: in the country, or by the weekly pattern."""
    row = CalendarDay.objects.get(area_id=area_id, on=on)
    row.delete()
    _rows.forget()
    return Change(area_id, {on: _entry(row)})


def set_hours(area_id: int, from_on: date, written: Mapping[str, Any] | None, source: str) -> Change:
    """Let business hours hold in an area and below it from a day on, or (without any) those from above it."""
    value = dict(written) if written else ENDED
    DatedSetting.objects.create(
        key=HOURS_KEY, area_id=area_id, effective_on=from_on, value=value, source=source
    )
    forget()
    return Change(area_id, {}, hours_from=from_on)


def hours_on(nodes: Sequence[int], on: date) -> Schedule:
    """The business hours that hold for a chain of area nodes on a day."""
    return _hours_on(settings.current(), nodes, on)


def hours_days(nodes: Sequence[int]) -> list[date]:
    """The days on which other business hours begin to hold for a chain of area nodes, the first first."""
    return list(dict.fromkeys(settings.current().days(HOURS_KEY, nodes)))


def _next_version() -> str:
    """The version after the present one, greater than it as text: `2026.1`, `2026.1-0001`, `2026.1-0002`."""
    stem, _, number = _Rows().version.partition("-")
    return f"{stem}-{int(number or 0) + 1:04d}"


class _Rows:
    """The calendar's rows at one reading, and the calendars already built from them."""

    def __init__(self) -> None:
        self.days = list(CalendarDay.objects.all())
        self.years = frozenset(CalendarYear.objects.values_list("year", flat=True))
        self.built: dict[tuple[int, ...], Calendar] = {}
        versions = CalendarYear.objects.values_list("version", flat=True)
        self.version = max([*versions, *(day.version for day in self.days)], default="weekly")


_rows: Kept[_Rows] = Kept(_Rows)


def forget() -> None:
    """Read the calendar anew at the next question: somebody else has changed it."""
    settings.current.forget()
    _rows.forget()


def calendar_of(nodes: Sequence[int] = ()) -> Calendar:
    """The calendar for a chain of area nodes, nearest first."""
    rows, key = _rows(), tuple(nodes)
    if key not in rows.built:
        rows.built[key] = _built(rows, key)
    return rows.built[key]


def calendar_before(nodes: Sequence[int], change: Change) -> Calendar:
    """The calendar as it was before a change, everything else as it is now."""
    rows, said = _rows(), settings.current()
    layer = {entry.on: entry for entry in _entries(rows, change.area_id) if entry.on not in change.was}
    layer |= {on: entry for on, entry in change.was.items() if entry is not None}
    if change.hours_from is not None:
        said = said.without(HOURS_KEY, change.area_id, change.hours_from)
    return _built(rows, tuple(nodes), {change.area_id: list(layer.values())}, change.years, said)


def calendar_with(nodes: Sequence[int], area_id: int, entry: DayEntry) -> Calendar:
    """The calendar as it would be with one more day of an area; refuses as it would with CalendarFault."""
    rows = _rows()
    layer = [one for one in _entries(rows, area_id) if one.on != entry.on]
    return _built(rows, tuple(nodes), {area_id: [*layer, entry]})


def _built(
    rows: _Rows,
    nodes: tuple[int, ...],
    instead: Mapping[int | None, list[DayEntry]] | None = None,
    unknown: frozenset[int] = frozenset(),
    said: Settings | None = None,
) -> Calendar:
    entries = {node: _entries(rows, node) for node in (*nodes, None)} | dict(instead or {})
    names = {node: "national" if node is None else f"area {node}" for node in entries}
    said = said or settings.current()
    written = said.days(HOURS_KEY, nodes)
    return Calendar(
        version=f"{rows.version}+{len(written)}" if written else rows.version,
        layers=tuple(Layer.of(names[node], entries[node]) for node in (*nodes, None) if entries[node]),
        known_years=rows.years - unknown,
        schedules=(DEFAULT_SCHEDULE, *(_hours_on(said, nodes, on) for on in dict.fromkeys(written))),
    )


def _entries(rows: _Rows, node: int | None) -> list[DayEntry]:
    return [_entry(day) for day in rows.days if day.area_id == node]


def _entry(day: CalendarDay) -> DayEntry:
    return DayEntry(day.on, day.works, day.source, day.name, day.opens, day.closes)


def _hours_on(said: Settings, nodes: Sequence[int], on: date) -> Schedule:
    found = said.value(HOURS_KEY, nodes, on, default=None)
    if found.value is None:
        return replace(DEFAULT_SCHEDULE, effective_from=on)
    return read_hours(found.value, on, found.source)

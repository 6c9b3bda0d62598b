"""What a calendar is made of: entries about single days, and layers of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Self

Interval = tuple[time, time]
# Half-open stretches of one day, in minutes after midnight.
Hours = tuple[tuple[int, int], ...]


class CalendarFault(ValueError):
    """A calendar contradicts itself; the message says in Chinese where."""


def minute_of(moment: time) -> int:
    """Minutes after midnight; refuses a time that is not a whole minute."""
    if moment.second or moment.microsecond:
        raise CalendarFault("办公时段须以整分钟为界")
    return moment.hour * 60 + moment.minute


def clock_time(minute: int) -> time:
    """The time of day so many minutes after midnight."""
    return time(minute // 60, minute % 60)


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One document's word about one day: a rest day, a day of work, or a day of fewer hours.

    `source` is the number of the document, `name` the holiday or cause. `opens` and `closes` shorten
    the business hours of a day of work (a half day); a half day counts as a whole working day.
    """

    on: date
    works: bool
    source: str
    name: str = ""
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """Entries of one origin, such as the national rest days or an area's overrides."""

    name: str
    days: Mapping[date, DayEntry]

    @classmethod
    def of(cls, name: str, entries: Sequence[DayEntry]) -> Self:
        """The layer of these entries; refuses two about one day."""
        days = {entry.on: entry for entry in entries}
        if len(days) != len(entries):
            raise CalendarFault(f"“{name}”里有重复的日期")
        return cls(name, days)

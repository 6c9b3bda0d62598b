"""Working-day arithmetic over an injected calendar: when is it due, what time has passed, why that date.

A calendar is data: layers of dated entries, the years whose arrangement is known, dated business hours.
A year that is not known is counted by the weekly pattern and the fixed-date holidays, and every result
that reaches into one says so; nothing falls back in silence.
"""

from .calendar import MAX_WORKDAYS, Calendar, Due
from .days import CalendarFault, DayEntry, Interval, Layer
from .explanation import ExplainedDay, Explanation, Mark
from .hours import DEFAULT_SCHEDULE, Receipt, Schedule, Season, hours_said, read_hours
from .notice import read_notice
from .official import official_layers, official_years

__all__ = [
    "DEFAULT_SCHEDULE",
    "MAX_WORKDAYS",
    "Calendar",
    "CalendarFault",
    "DayEntry",
    "Due",
    "ExplainedDay",
    "Explanation",
    "Interval",
    "Layer",
    "Mark",
    "Receipt",
    "Schedule",
    "Season",
    "hours_said",
    "official_layers",
    "official_years",
    "read_hours",
    "read_notice",
]

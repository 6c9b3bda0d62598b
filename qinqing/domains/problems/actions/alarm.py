"""Alarms about what the room itself rests on."""

from datetime import datetime, time

from django.db import transaction

from qinqing.domains.problems.events import CalendarYearMissing
from qinqing.domains.problems.queries.years import missing_years
from qinqing.kernel import clock, events
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import system


def alarm_of_missing_years(now: datetime) -> list[int]:
    """Tell of each year without data that a running clock reaches into, once a day; gives the years told.

    Dates in such a year are counted by weekends and fixed holidays and marked 暂定, never silently.
    """
    told = []
    for year in missing_years(now):
        with transaction.atomic():
            if not _told_today(year, now):
                author = Author(system("problems.missing_years"))
                subject = ("calendar_year", year)
                events.tell(CalendarYearMissing, subject=subject, author=author, at=now, layer="S")
                told.append(year)
    return told


def _told_today(year: int, now: datetime) -> bool:
    midnight = datetime.combine(clock.local(now).date(), time(), clock.LOCAL)
    found = Event.objects.filter(name=CalendarYearMissing.__name__, subject_id=year, at__gte=midnight)
    return found.exists()

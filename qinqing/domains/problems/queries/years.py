"""Dates that rest on a year whose official days off are not known yet."""

from datetime import date, datetime

from django.db.models import Max

from qinqing.domains.problems.models import Problem, Task
from qinqing.kernel import clock
from qinqing.kernel.calendar import calendar_of

EXPECTED = (11, 1)
"""Month and day of the year before, from which on the State Council's notice of a year is to be expected."""


def missing_years(now: datetime) -> list[int]:
    """Years without data into which a running clock's date reaches, once their notice is to be expected.

    Read as the system, over everything: a year is no business content.
    """
    today = clock.local(now).date()
    known = calendar_of().known_years
    due = range(today.year, _last_year(now) + 1)
    return [year for year in due if year not in known and today >= date(year - 1, *EXPECTED)]


def _last_year(now: datetime) -> int:
    """The year of the latest date that anybody must keep."""
    dates = [
        *Problem.objects.filter(is_open=True).aggregate(a=Max("due_at"), b=Max("promised_at")).values(),
        *Task.objects.filter(is_open=True).aggregate(a=Max("due_at"), b=Max("finish_at")).values(),
    ]
    return max((clock.local(at).year for at in dates if at is not None), default=clock.local(now).year)

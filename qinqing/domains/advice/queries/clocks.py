"""The calendar and the limits of a place, and when its people must have acted."""

from dataclasses import dataclass
from datetime import date, datetime

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.advice import rules
from qinqing.domains.advice.terms import Wait
from qinqing.kernel import calendar, settings
from qinqing.lib.ledger import Limit
from qinqing.lib.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Promised:
    """By when, by which limit, from where that number is, by which calendar."""

    due_at: datetime
    limit: str
    source: str
    calendar_version: str


def calendar_at(area_id: int) -> Calendar:
    """The working days of a place."""
    return calendar.calendar_of(tuple(accounts.areas_upward(area_id)))


def calendar_of_all() -> Calendar:
    """The working days of the country, for whoever has no place of his own."""
    return calendar.calendar_of()


def limits_in(area_id: int, day: date) -> list[tuple[Wait, rules.Effective]]:
    """How long each wait may take in a place on a day."""
    nodes = tuple(accounts.areas_upward(area_id))
    return [(wait, rules.effective(settings.current(), wait, nodes, day)) for wait in Wait]


def promised(area_id: int, wait: Wait, now: datetime) -> Promised:
    """By when something that begins now must be done there."""
    nodes = tuple(accounts.areas_upward(area_id))
    days = calendar.calendar_of(nodes)
    held = rules.effective(settings.current(), wait, nodes, days.local(now).date())
    due = held.limit.due(now, days)
    return Promised(due.at, str(held.limit), held.source, due.calendar_version)


def a_day_later(area_id: int, due_at: datetime) -> datetime:
    """When something overdue is told to the coordinators, too."""
    return Limit.parse(rules.TO_COORDINATOR).due(due_at, calendar_at(area_id)).at

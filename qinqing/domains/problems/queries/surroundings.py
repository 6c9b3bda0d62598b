"""What a step must know beside the problem: the area's calendar and limits, who is present, who can sign."""

from dataclasses import dataclass, field
from datetime import datetime

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.officers import queries as officers
from qinqing.domains.problems.limits import LimitTable
from qinqing.domains.problems.rules.situation import Case, UnitFacts
from qinqing.domains.problems.terms import CaseState
from qinqing.kernel import calendar, settings
from qinqing.lib.workdays import Calendar

_ASKS_FOR_OFFICER = frozenset({CaseState.DRAFT, CaseState.SUBMITTED, CaseState.OFFICER})


@dataclass(frozen=True)
class Surroundings:
    """The world around one problem at one moment."""

    calendar: Calendar
    limits: LimitTable
    officer_present: bool
    units: dict[int, UnitFacts] = field(default_factory=dict)


def place(area_id: int, now: datetime) -> tuple[Calendar, LimitTable]:
    """Calendar and limits of an area on the day of `now`."""
    nodes = accounts.area_chain(area_id)
    days = calendar.calendar_of(nodes)
    return days, LimitTable(settings.current(), nodes, days.local(now).date())


def surroundings(case: Case, now: datetime, *, with_units: bool = False) -> Surroundings:
    """Everything a step of this problem may ask about."""
    days, limits = place(case.area_id, now)
    present = (
        case.enterprise_id is not None
        and case.state in _ASKS_FOR_OFFICER
        and officers.present_officer(case.enterprise_id, now) is not None
    )
    return Surroundings(days, limits, present, unit_facts(now) if with_units else {})


def unit_facts(now: datetime) -> dict[int, UnitFacts]:
    """Who signs off and who handles, of every unit."""
    return {
        unit.unit_id: UnitFacts(unit.name, frozenset(unit.head_ids), frozenset(unit.handler_ids))
        for unit in accounts.staffed_units(now)
    }

"""What a step must know beside the problem: the area's calendar and limits, who is present, who can sign."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from qinqing.domains.accounts.models import Area, Grant, Unit
from qinqing.domains.accounts.queries import current
from qinqing.domains.accounts.terms import Role
from qinqing.domains.officers import queries as officers
from qinqing.domains.problems.limits import LimitTable
from qinqing.domains.problems.rules.situation import Case, UnitFacts
from qinqing.domains.problems.terms import CaseState
from qinqing.kernel import calendar, settings
from qinqing.kernel.kept import Kept
from qinqing.lib.workdays import Calendar

_ASKS_FOR_OFFICER = frozenset({CaseState.DRAFT, CaseState.SUBMITTED, CaseState.SUPPLEMENT, CaseState.OFFICER})


@dataclass(frozen=True)
class Surroundings:
    """The world around one problem at one moment."""

    calendar: Calendar
    limits: LimitTable
    officer_present: bool
    units: dict[int, UnitFacts] = field(default_factory=dict)


def _read_chains() -> dict[int, tuple[int, ...]]:
    paths = Area.objects.values_list("id", "path")
    return {
        number: tuple(int(step) for step in reversed(path.rstrip(".").split("."))) for number, path in paths
    }


_chains: Kept[dict[int, tuple[int, ...]]] = Kept(_read_chains)


def place(area_id: int, now: datetime) -> tuple[Calendar, LimitTable]:
    """Calendar and limits of an area on the day of `now`."""
    nodes = area_chain(area_id)
    days = calendar.calendar_of(nodes)
    return days, LimitTable(settings.current(), nodes, days.local(now).date())


def surroundings(case: Case, now: datetime, *, with_units: bool = False) -> Surroundings:
    """Everything a step of this problem may ask about."""
    units = unit_facts(now) if with_units else {}
    return surroundings_within(case, attended_enterprises([case], now), now, units)


def surroundings_within(
    case: Case, attended: Collection[int], now: datetime, units: Mapping[int, UnitFacts] | None = None
) -> Surroundings:
    """The same where it is already known which enterprises have an officer present."""
    days, limits = place(case.area_id, now)
    return Surroundings(days, limits, case.enterprise_id in attended, dict(units or {}))


def attended_enterprises(cases: Iterable[Case], now: datetime) -> frozenset[int]:
    """Of the enterprises of these problems those whose officer is present, as far as the problems ask."""
    asked = {
        case.enterprise_id
        for case in cases
        if case.state in _ASKS_FOR_OFFICER and case.enterprise_id is not None
    }
    return frozenset(officers.present_officers(asked, now)) if asked else frozenset()


def area_chain(area_id: int) -> tuple[int, ...]:
    """An area and those above it, the nearest first."""
    if area_id not in _chains():
        _chains.forget()  # a node that was added a moment ago
    return _chains()[area_id]


def areas_under(area_id: int) -> list[int]:
    """An area and everything below it."""
    return [number for number, chain in _chains().items() if area_id in chain]


def root_area() -> int | None:
    """The area above all others of this installation; None before there is any."""
    return min(_chains(), default=None)


def unit_facts(now: datetime) -> dict[int, UnitFacts]:
    """Who handles and who signs off, of every unit; where no head is there, whoever the unit names."""

    def holding(role: Role) -> ArraySubquery:
        grants = Grant.objects.filter(current(now), role=role, person__is_active=True, unit=OuterRef("pk"))
        return ArraySubquery(grants.values("person_id"))

    units = Unit.objects.filter(ended_on__isnull=True).values_list(
        "id", "short", "signs_off_id", holding(Role.UNIT_HEAD), holding(Role.HANDLER)
    )
    return {
        unit: UnitFacts(name, frozenset({*heads, named} - {None}), frozenset(handlers))
        for unit, name, named, heads, handlers in units
    }

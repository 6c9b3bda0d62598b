"""The calendar for a page: which years are arranged, which days an area made otherwise, what was changed."""

from dataclasses import dataclass
from datetime import date, datetime

from qinqing.domains.accounts.queries import names_of
from qinqing.domains.accounts.terms import ProposedState
from qinqing.domains.problems.models import ProposedDay
from qinqing.domains.problems.queries.catalogue import area_names
from qinqing.domains.problems.terms import DayKind
from qinqing.kernel import clock
from qinqing.kernel.calendar import calendar_of
from qinqing.kernel.models import CalendarDay, CalendarYear, Event
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.ui import formats

NEWEST = 20
YEARS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class YearShown:
    """A year: its working days, and the document that arranges it; none where it is only computed."""

    year: int
    workdays: int
    source: str


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day that is otherwise in an area; `mine` where the actor may take it back."""

    area_id: int
    area: str
    on: date
    kind: DayKind
    name: str
    source: str
    mine: bool


@dataclass(frozen=True, slots=True)
class CalendarShown:
    """Everything a page says about the calendar; `proposed` waits, `decided` is what became of others."""

    years: list[YearShown]
    days: list[DayShown]
    changes: list[Event]
    proposed: list[ProposedDay]
    decided: list[ProposedDay]
    people: dict[int, str]
    """The names of those by whose word something was changed that was no single day."""


def calendar_shown(actor: Actor, now: datetime) -> CalendarShown:
    """The next year and those before, the days of areas that the actor's offices reach, the last changes."""
    today = clock.local(now).date()
    whole, sources = calendar_of(), dict(CalendarYear.objects.values_list("year", "source"))
    years = [
        YearShown(
            year,
            whole.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)),
            sources.get(year, ""),
        )
        for year in range(today.year + 1, today.year + 1 - YEARS_SHOWN, -1)
    ]
    names, mine = area_names(), set(actor.ids("coordinator"))
    reached = list(names) if "system_admin" in actor.roles else list(actor.ids("area"))
    rows = CalendarDay.objects.filter(area_id__in=reached).order_by("-on", "area_id")[: NEWEST * 5]
    days = [
        DayShown(
            row.area_id or 0,
            names.get(row.area_id or 0, ""),
            row.on,
            kind_of(row),
            row.name,
            row.source,
            row.area_id in mine and row.on >= today,
        )
        for row in rows
    ]
    changes = Event.objects.filter(name="CalendarChanged", subject_id__in=[0, *reached]).order_by("-id")
    by_two = ProposedDay.objects.filter(area__among=reached)
    newest = list(by_two.select_related("area", "proposed_by", "decided_by").order_by("-id")[: NEWEST * 2])
    proposed = [row for row in newest if row.state == ProposedState.WAITING]
    decided = [row for row in newest if row.state != ProposedState.WAITING]
    newest_changes = list(changes[:NEWEST])
    said_by = (number for one in newest_changes for number in (one.record.get("proposed_by"), one.actor_id))
    return CalendarShown(years, days, newest_changes, proposed, decided, names_of(said_by))


def name_of(area_id: int, on: date) -> str:
    """Why a day is otherwise in an area; a word for it where it is not any more."""
    found = CalendarDay.objects.filter(area_id=area_id, on=on).values_list("name", flat=True).first()
    return found or "撤销本地安排"


def proposed_for(actor: Actor, proposed_id: int) -> ProposedDay:
    """A proposed day of an area that the actor coordinates or heads. Raises NotFound."""
    reach = [*actor.ids("coordinator"), *actor.ids("coordination_head")]
    found = ProposedDay.objects.filter(pk=proposed_id, area__among=reach).first()
    if found is None:
        raise NotFound
    return found


def proposed_said(on: date, kind: str) -> str:
    """What is proposed, in one line: the day and what it is to be."""
    return f"{formats.full_day(on)} {DayKind.label_of(kind) if kind else '回到全国的安排'}"


def kind_of(row: CalendarDay) -> DayKind:
    """What a stored day is, in the words it was chosen by."""
    if not row.works:
        return DayKind.REST
    if row.closes is not None:
        return DayKind.MORNING
    return DayKind.AFTERNOON if row.opens is not None else DayKind.WORK

"""Changing the calendar, and counting anew the dates that rest on it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.db import transaction

from qinqing.domains.problems import life
from qinqing.domains.problems.actions.record import write_down
from qinqing.domains.problems.actions.sweep import AT_ONCE
from qinqing.domains.problems.events import CalendarChanged
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.permissions import PERMISSIONS
from qinqing.domains.problems.queries.load import load_many
from qinqing.domains.problems.queries.surroundings import (
    area_chain,
    areas_under,
    attended_enterprises,
    surroundings_within,
)
from qinqing.domains.problems.rules.hours import NOON
from qinqing.domains.problems.rules.situation import Situation
from qinqing.domains.problems.terms import ClockKind, DayKind
from qinqing.kernel import bulk, calendar, clock, events, idempotency, jobs
from qinqing.kernel.calendar import Change
from qinqing.kernel.events import Author
from qinqing.kernel.models import CalendarDay, Event
from qinqing.kernel.permissions import system
from qinqing.kernel.refusals import Refused
from qinqing.lib.workdays import CalendarFault, DayEntry, read_notice
from qinqing.lib.workflow import SYSTEM
from qinqing.ui import formats

RECOUNT = "problems.recount"
SUBJECT = "calendar"
MOST_BACK = timedelta(days=30)
"""A day may be said to have been otherwise for so long; whoever waits for it is not done with it."""
_HOURS = {DayKind.MORNING: (None, NOON), DayKind.AFTERNOON: (NOON, None)}
_RECOUNTER = Author(system(RECOUNT))


def entry_of(on: date, kind: DayKind, name: str, source: str) -> DayEntry:
    """A day of an area as the calendar reads it."""
    opens, closes = _HOURS.get(kind, (None, None))
    return DayEntry(on, kind is not DayKind.REST, source, name, opens, closes)


def arrange_year(*, author: Author, year: int, notice: str, source: str, now: datetime) -> int:
    """Load the official days off of a year, from the notice's own words; gives its working days.

    Refuses a year that is arranged already or far away, and a notice that contradicts itself.
    """
    if not author.actor.system and not PERMISSIONS.allows(author.actor, "calendar.arrange"):
        raise Refused("no_right", "放假安排由系统管理员录入")
    this = clock.local(now).year
    if not this <= year <= this + 1:
        raise Refused("far", f"现在只录 {this} 年和 {this + 1} 年的", "year")
    if idempotency.first_result(author) is None:
        try:
            change = calendar.arrange_year(year, read_notice(notice, year, source))
        except CalendarFault as fault:
            raise Refused("notice", str(fault), "notice") from None
        tell_changed(change, f"录入 {year} 年放假安排（{source}）", f"{year}年放假安排公布", author, now)
    whole = calendar.calendar_of()
    return whole.workdays_between(date(year - 1, 12, 31), date(year, 12, 31))


def changed_day(
    *, author: Author, area_id: int, on: date, kind: DayKind | None, name: str, source: str, now: datetime
) -> int:
    """Let a day be otherwise in an area and below it, or (without a kind) again what holds above it, and
    count running dates anew; gives the change's event.

    Refuses a day long past, one that is so already, and one without business hours.
    """
    if reason := refused_day(area_id, on, kind, name, source, clock.local(now).date()):
        raise Refused("day", *reason)
    if kind is None:
        said = f"撤销{formats.full_day(on)}的本地安排"
        return tell_changed(calendar.clear_day(area_id, on), said, said, author, now)
    change = calendar.set_day(area_id, entry_of(on, kind, name, source))
    said = f"{formats.full_day(on)}{kind.label}：{name}"
    return tell_changed(change, f"{said}（{source}）", said, author, now)


def refused_day(
    area_id: int, on: date, kind: DayKind | None, name: str, source: str, today: date
) -> tuple[str, str] | None:
    """Why a day cannot become that, and beside which field it is said; None where it can."""
    if kind is None:
        if on < today:
            return "过去的日子已经按它算过了，不能撤销", "on"
        found = CalendarDay.objects.filter(area_id=area_id, on=on).exists()
        return None if found else ("这一天刚才已经撤销了", "on")
    if on < today - MOST_BACK:
        return f"{MOST_BACK.days} 天以前的日子不能再改", "on"
    chain = area_chain(area_id)
    before = calendar.calendar_of(chain).business_hours(on)
    try:
        after = calendar.calendar_with(chain, area_id, entry_of(on, kind, name, source)).business_hours(on)
    except CalendarFault as fault:
        return str(fault), "kind"
    return (f"{formats.full_day(on)}本来就是这样", "kind") if before == after else None


def tell_changed(
    change: Change,
    said: str,
    because: str,
    author: Author,
    now: datetime,
    besides: Mapping[str, Any] = MappingProxyType({}),
) -> int:
    """The calendar is another: let running dates be counted anew; gives the event."""
    event = events.tell(
        CalendarChanged,
        subject=(SUBJECT, change.area_id or 0),
        author=author,
        at=now,
        layer="H",
        record={"said": said, "because": because, **change.as_record(), **besides},
    )
    jobs.start(RECOUNT, event=event)
    return event


def recount_dates(event_id: int, now: datetime) -> int:
    """Count the dates of all running clocks anew that a change of the calendar reaches; gives how many
    problems it moved. Runs as the system; a second time it moves nothing."""
    record = Event.objects.get(pk=event_id).record
    change = Change.of_record(record)
    calendar.forget()
    reached = Problem.objects.filter(is_open=True)
    if change.area_id is not None:
        reached = reached.filter(area__in=areas_under(change.area_id))
    numbers = list(reached.order_by("id").values_list("id", flat=True))
    moved = 0
    for some in bulk.chunks(numbers, AT_ONCE):
        with transaction.atomic():
            held = Problem.objects.select_for_update().filter(pk__in=some, is_open=True)
            moved += _recount(list(held.values_list("id", flat=True)), change, record["because"], now)
    return moved


def _recount(numbers: list[int], change: Change, because: str, now: datetime) -> int:
    moved = 0
    problems = load_many(numbers)
    attended = attended_enterprises((one.case for one in problems), now)
    for loaded in problems:
        case = loaded.case
        around = surroundings_within(case, attended, now)
        situation = Situation(
            case=case,
            actor_id=None,
            relations=frozenset({SYSTEM}),
            now=now,
            calendar=around.calendar,
            limits=around.limits,
            officer_present=around.officer_present,
            window_due_at=life.due_of_clock(case, ClockKind.CALLBACK, None, around.calendar, now),
        )
        was = calendar.calendar_before(area_chain(case.area_id), change)
        play = life.recount(situation, around.limits, was, because)
        if play is not None:
            write_down(play, author=_RECOUNTER, version=loaded.version)
            moved += 1
    return moved

"""Business hours of an area, with the day from which they hold. Running clocks are counted anew by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qinqing.domains.problems.actions.calendar import tell_changed
from qinqing.domains.problems.actions.dated import Deed, Subject
from qinqing.domains.problems.queries.catalogue import area_names
from qinqing.domains.problems.queries.hours import decided_in, seasons_said, written_hours
from qinqing.domains.problems.queries.surroundings import area_chain
from qinqing.domains.problems.rules.hours import fault_of
from qinqing.kernel import calendar
from qinqing.kernel.models import DatedSetting
from qinqing.kernel.refusals import Refused
from qinqing.lib.workdays import CalendarFault, Schedule, read_hours
from qinqing.ui import formats

HOURS = "hours"


@dataclass(frozen=True, slots=True)
class HoursFacts:
    """The hours as `lib.workdays.read_hours` reads them, and by which document."""

    area_id: int
    hours: Mapping[str, Any]
    source: str


@dataclass(frozen=True, slots=True)
class EndHours:
    """The area is to have no hours of its own any more."""

    area_id: int


def hours_subject(facts: HoursFacts | EndHours) -> Subject:
    """The hours of the area."""
    return Subject(facts.area_id, HOURS, area_names().get(facts.area_id, ""))


def hours_before(facts: HoursFacts | EndHours, today: date) -> dict[str, Any] | None:
    """What holds in the area today."""
    holds = calendar.hours_on(area_chain(facts.area_id), today)
    return {"area_id": facts.area_id, "hours": written_hours(holds), "source": holds.source}


def refuse_hours(facts: HoursFacts, day: date, today: date) -> None:
    """Refuses hours that contradict themselves, a day that has passed, one for which others are written
    already, and what holds then anyway."""
    if fault := fault_of(facts.hours):
        raise Refused("hours", *fault)
    _refuse_day(facts.area_id, day, today, "from_on")
    wanted, holds = _read(facts, day), calendar.hours_on(area_chain(facts.area_id), day)
    if (wanted.seasons, wanted.receipt) == (holds.seasons, holds.receipt):
        raise Refused("same", f"{formats.full_day(day)}本来就是这样", "from_on")


def refuse_end_hours(facts: EndHours, day: date, today: date) -> None:
    """Refuses a day as setting them does, and an area without hours of its own then."""
    _refuse_day(facts.area_id, day, today, "on")
    if decided_in(facts.area_id, day) != facts.area_id:
        raise Refused("same", "这个区域那天没有单独规定办公时间", "area")


def put_hours(facts: HoursFacts, deed: Deed) -> None:
    """Let hours hold in an area from a day on, and count running dates anew."""
    said = f"{formats.full_day(deed.on)}起办公时间改了"
    schedule = _read(facts, deed.on)
    change = calendar.set_hours(facts.area_id, deed.on, facts.hours, facts.source)
    basis = facts.source
    whole = f"{formats.full_day(deed.on)}起的办公时间：{seasons_said(schedule)}（{basis}）"
    tell_changed(change, whole, said, deed.author, deed.now, deed.proposer)


def put_end_hours(facts: EndHours, deed: Deed) -> None:
    """The area goes back to the hours above it from a day on, and running dates are counted anew."""
    said = f"{formats.full_day(deed.on)}起不再单独规定办公时间"
    change = calendar.set_hours(facts.area_id, deed.on, None, "停用")
    tell_changed(change, said, said, deed.author, deed.now, deed.proposer)


def _read(facts: HoursFacts, day: date) -> Schedule:
    try:
        return read_hours(facts.hours, day, facts.source)
    except CalendarFault as fault:
        raise Refused("hours", str(fault)) from None


def _refuse_day(area_id: int, day: date, today: date, field: str) -> None:
    if day < today:
        raise Refused("past", "不能改已经过去的日子；走完的时限按当时的算", field)
    if DatedSetting.objects.filter(key=calendar.HOURS_KEY, area_id=area_id, effective_on=day).exists():
        raise Refused("overlap", f"这个区域{formats.full_day(day)}起的已经写过一条，请换一天", field)

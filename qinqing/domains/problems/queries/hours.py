"""Business hours for a page: what holds in each area, since when, by whom, what comes next; the history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.problems.queries.catalogue import area_names
from qinqing.domains.problems.queries.dated import reach_of
from qinqing.domains.problems.queries.surroundings import area_chain
from qinqing.kernel import calendar, settings
from qinqing.kernel.models import DatedSetting, Event
from qinqing.kernel.permissions import Actor
from qinqing.lib.workdays import Schedule, Season, hours_said, read_hours


@dataclass(frozen=True, slots=True)
class HoursWord:
    """One word of an area on its hours, and who said it; without hours it went back to those above it."""

    area_id: int
    area: str
    from_on: date
    schedule: Schedule | None
    proposed_by: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class HoursHolding:
    """The hours that hold for an area, the word that says so (none: the release), and which hold next."""

    area_id: int
    name: str
    schedule: Schedule
    word: HoursWord | None
    then: Schedule | None


def hours_of(areas: Iterable[tuple[int, str]], words: Sequence[HoursWord], today: date) -> list[HoursHolding]:
    """The hours as they hold in each of these areas."""
    return [_holding(area, name, words, today) for area, name in areas]


def words_on_hours(actor: Actor) -> list[HoursWord]:
    """All that was set in the areas the actor keeps or is bound by, the newest first."""
    names = area_names()
    rows = DatedSetting.objects.filter(key=calendar.HOURS_KEY, area_id__in=reach_of(actor)).order_by(
        "-effective_on", "-id"
    )
    said = _said_by([row.area_id or 0 for row in rows])
    return [
        HoursWord(
            row.area_id or 0,
            names.get(row.area_id or 0, ""),
            row.effective_on,
            read_hours(row.value, row.effective_on, row.source) if row.value != settings.ENDED else None,
            *said.get((row.area_id or 0, row.effective_on.isoformat()), ("", "")),
        )
        for row in rows
    ]


def decided_in(area_id: int, day: date) -> int | None:
    """The area whose word on hours holds for an area on a day; None where it is the release's."""
    return settings.current().value(calendar.HOURS_KEY, area_chain(area_id), day, default=None).area_id


def seasons_said(schedule: Schedule) -> str:
    """`全年 09:00–12:00、14:00–18:00`, or each season with the day it begins every year."""
    if len(schedule.seasons) == 1:
        return f"全年 {hours_said(schedule.seasons[0].intervals)}"
    return "，".join(_season_said(one) for one in schedule.seasons)


def _season_said(one: Season) -> str:
    day, hours = f"{one.month}月{one.day}日", hours_said(one.intervals)
    return f"每年{day}起 {hours}"


def written_hours(schedule: Schedule) -> dict[str, Any]:
    """A schedule as `lib.workdays.read_hours` reads it."""
    return {
        "seasons": [
            {
                "from": f"{one.month:02}-{one.day:02}",
                "hours": [[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in one.intervals],
            }
            for one in schedule.seasons
        ],
        "receipt": schedule.receipt.value,
    }


def _holding(area: int, name: str, words: Sequence[HoursWord], today: date) -> HoursHolding:
    chain = area_chain(area)
    holds = calendar.hours_on(chain, today)
    node = decided_in(area, today)
    later = (calendar.hours_on(chain, day) for day in calendar.hours_days(chain) if day > today)
    return HoursHolding(
        area, name, holds,
        next((word for word in words if word.area_id == node and word.from_on <= today), None),
        next((one for one in later if _kind(one) != _kind(holds)), None),
    )  # fmt: skip


def _kind(schedule: Schedule) -> tuple[object, ...]:
    return schedule.seasons, schedule.receipt, schedule.source


def _said_by(areas: Sequence[int]) -> dict[tuple[int, str], tuple[str, str]]:
    """Who proposed and who confirmed hours, by their area and day."""
    events = list(
        Event.objects.filter(
            name="CalendarChanged", subject_id__in=areas, record__has_key="proposed_by"
        ).values_list("subject_id", "record", "actor_id")
    )
    names = accounts.names_of(
        number for _, record, actor in events for number in (record["proposed_by"], actor)
    )
    return {
        (area, record["hours_from"]): (names.get(record["proposed_by"], ""), names.get(actor or 0, ""))
        for area, record, actor in events
    }

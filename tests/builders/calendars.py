"""A day or the hours of a local calendar made otherwise, by the two people that this takes."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from qinqing.domains.problems import actions
from qinqing.domains.problems.terms import DayKind
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor


def a_day_changed(
    author: Callable[[str], Author], area_id: int, on: str, now: datetime, kind: DayKind = DayKind.REST
) -> Event:
    """What the coordinator proposed and the head confirmed; the event that says so."""
    facts = actions.DayFacts(area_id, date.fromisoformat(on), kind, "台风停工", "防指〔2026〕3号")
    proposed = actions.propose_day(author=author("coordinator"), facts=facts, now=now)
    actions.confirm_day(author=author("head"), proposed_id=proposed, now=now)
    return _changed()


def hours_changed(author: Callable[[str], Author], facts: Any, from_on: str, now: datetime) -> Event:
    """The same for hours of an area, or their end."""
    day = date.fromisoformat(from_on)
    coordinator = author("coordinator")
    proposed = actions.propose_rule(author=coordinator, facts=facts, from_on=day, why="夏天太热", now=now)
    actions.confirm_rule(author=author("head"), proposed_id=proposed, now=now)
    return _changed()


def all_year(opens: str, leaves: str, returns: str, closes: str, receipt: str = "any") -> dict[str, Any]:
    """Hours of the whole year as they are written."""
    season = {"from": "01-01", "hours": [[opens, leaves], [returns, closes]]}
    return {"seasons": [season], "receipt": receipt}


def _changed() -> Event:
    door.step_in(Actor())
    with door.as_system("tests.read"):
        return Event.objects.filter(name="CalendarChanged").latest("id")

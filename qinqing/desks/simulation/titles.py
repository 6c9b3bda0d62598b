"""Titles through the year: given on their days by who keeps the register, renewed where they ran out."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final

from qinqing.desks.simulation import world
from qinqing.desks.simulation.play import History, acting_as, look_again
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import actions as enterprises
from qinqing.domains.enterprises.models import Enterprise, Title, YearlyFacts
from qinqing.domains.enterprises.terms import TitleKind
from qinqing.domains.policies import queries as policies
from qinqing.domains.policies.models import Edition
from qinqing.kernel import clock

LISTED_AT: Final = time(10, 20)
BELOW: Final[Mapping[TitleKind, Collection[TitleKind]]] = {
    TitleKind.HIGH_TECH: (TitleKind.TECH_SME, TitleKind.INNOVATIVE, TitleKind.SRDI),
    TitleKind.SRDI: (TitleKind.INNOVATIVE, TitleKind.TECH_SME),
    TitleKind.LITTLE_GIANT: (TitleKind.SRDI,),
    TitleKind.GAZELLE: (TitleKind.HIGH_TECH,),
}
"""From which titles one climbs to another."""
SCALE, INDUSTRY = 20_000_000, range(13, 47)
"""From which revenue on, in yuan, an industrial firm is above the scale, and what is industry."""
RENEWED: Final = 4
"""Of so many that run out one is not renewed."""


def let_titles_be_won(history: History, since: datetime) -> None:
    """Let titles be given on the days on which their lists come out."""
    for one in world.read("flagships"):
        for kind, from_on, until_on in one["titles"]:
            if from_on is not None:
                begins, ends = _day(from_on, history.until), until_on and _day(until_on, history.until)
                _let_be_given(history, since, one["name"], TitleKind(kind), begins, ends)
    for day in _days(since, history.until):
        for one in world.read("takeup")["titles"]:
            if [day.month, day.day] == one["day"]:
                history.at(_at(day), partial(_give_some, history, one, day))


def _let_be_given(
    history: History, since: datetime, name: str, kind: TitleKind, begins: date, ends: date | None
) -> None:
    """One of a flagship's: when it begins, and once more when it runs out, but for some."""
    if _at(begins) >= since:
        history.at(_at(begins), partial(_give_to, history, name, kind, begins, ends))
    if ends is not None and since <= _at(ends) and sum(name.encode()) % RENEWED:
        history.at(_at(ends), partial(_give_to, history, name, kind, ends, _later(ends, 3)))


def _give_to(
    history: History, name: str, kind: TitleKind, from_on: date, until_on: date | None, now: datetime
) -> None:
    found = Enterprise.objects.filter(name=name).first()
    if found is not None:
        _give(history, found, kind, from_on, until_on, now)


def _give_some(history: History, one: Mapping[str, Any], day: date, now: datetime) -> None:
    """A list comes out: on it are of those whom the item fits that gives the title some, and where they are
    too few others who climbed as far: of whom the platform does not know everything that is asked."""
    kind = TitleKind(one["kind"])
    way = Edition.objects.current(day).filter(title_kind=kind).order_by("pk").first()
    borne = _bearers([kind], day)
    able = [firm for firm in policies.fitting(way) if firm not in borne] if way else []
    found = history.rng.sample(able, min(len(able), one["firms"]))
    climbing = sorted(_climbing(kind, day) - borne - set(found))
    found += history.rng.sample(climbing, min(len(climbing), one["firms"] - len(found)))
    for firm in found:
        ends = _later(day, one["years"]) if one["years"] else date(day.year, 12, 31)
        _give(history, Enterprise.objects.get(pk=firm), kind, day, ends, now)


def _climbing(kind: TitleKind, day: date) -> set[int]:
    """Who may be on the list of a title without everything being known that it asks."""
    if kind is not TitleKind.ABOVE_SCALE:
        return _bearers(BELOW.get(kind, ()), day)
    said = YearlyFacts.objects.standing().filter(year=day.year - 1, revenue__gte=SCALE)
    large = said.filter(enterprise__industry__in=[str(number) for number in INDUSTRY])
    return set(large.values_list("enterprise", flat=True))


def _bearers(kinds: Collection[TitleKind], day: date) -> set[int]:
    rows = Title.objects.filter(kind__in=kinds).exclude(until_on__lte=day)
    return set(rows.values_list("enterprise", flat=True))


def _give(
    history: History, one: Enterprise, kind: TitleKind, from_on: date, until_on: date | None, now: datetime
) -> None:
    """Nobody is given what he bears."""
    if Title.objects.filter(enterprise=one, kind=kind).exclude(until_on__lte=from_on).exists():
        return
    keeper = history.cast.of_area(Role.COORDINATOR, one.area_id)[0]
    enterprises.give_title(
        author=acting_as(keeper, now), enterprise=one, kind=kind, from_on=from_on, until_on=until_on, now=now
    )
    look_again()


def _day(text: str, until: datetime) -> date:
    return world.as_many_years_later(date.fromisoformat(text), until)


def _later(day: date, years: int) -> date:
    return day.replace(year=day.year + years)


def _days(since: datetime, until: datetime) -> Iterator[date]:
    first = clock.local(since).date()
    yield from (first + timedelta(days=n) for n in range((until - since).days + 1))


def _at(day: date) -> datetime:
    return datetime.combine(day, LISTED_AT, clock.LOCAL)

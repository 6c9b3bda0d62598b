"""A year of taking up: month by month who claims what in its season, and lists that are paid.

At the beginning of each month it is dealt out who wants what in it; what is then in force and whom it fits
is seen at that moment.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from qinqing.desks.simulation import payouts, pushes, world
from qinqing.desks.simulation.claiming import Life, Move, Taken, of_amount, walk
from qinqing.desks.simulation.play import History
from qinqing.domains.policies import queries as policies
from qinqing.domains.policies.models import Edition
from qinqing.kernel import clock
from qinqing.kernel.figures import Period

SETTLED: Final = timedelta(days=4)
"""How long after the beginning the first claims are made."""
PUSHED: Final = 0.4
"""Of how many the officer brought the item before anybody wanted it."""
SPREAD: Final = 8
"""Over so many working days of a month officers bring what is in season."""
ON_THEIR_OWN: Final = 0.55
"""Of the others so many apply at once; the rest say first that they want it."""
_EXAMINED: Final[tuple[Move, ...]] = ((0, "handler", "accept"), (5, "handler", "approve"))
_GIVEN: Final[Move] = (1, "enterprise", "give_account")
_ROADS: Final[tuple[tuple[int, tuple[Move, ...]], ...]] = (
    # Of a hundred so many go this road after they have applied.
    (34, (*_EXAMINED, _GIVEN, (7, "handler", "pay"))),
    (24, ((1, "handler", "accept"), (7, "handler", "approve"), (8, "enterprise", "confirm_account"),
          (4, "handler", "pay"))),
    (10, ((0, "handler", "ask"), (4, "enterprise", "supply"), (1, "handler", "accept"),
          (6, "handler", "approve"), _GIVEN, (9, "handler", "pay"))),
    # Somebody is late: who accepts, who pays.
    (6, ((3, "handler", "accept"), (4, "handler", "approve"), _GIVEN, (6, "handler", "pay"))),
    (6, (*_EXAMINED, _GIVEN, (19, "handler", "pay"))),
    (2, (*_EXAMINED, (2, "handler", "object"), (2, "unit_head", "dismiss"),
         (9, "enterprise", "confirm_account"), (3, "handler", "pay"))),
    (8, ((0, "handler", "accept"), (6, "handler", "refuse"))),
    (4, ((1, "handler", "turn_down"),)),
    (6, ((1, "handler", "accept"), (2, "enterprise", "withdraw"))),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Year:
    """What a month is dealt from."""

    history: History
    enterprises: Sequence[int]
    demo: int
    taken: Taken


def let_a_year_be_taken_up(
    history: History, enterprises: Sequence[int], demo: int, since: datetime, taken: Taken
) -> None:
    """Let items be claimed, listed and paid in their months, from the beginning of the world to its end."""
    year = _Year(history, enterprises, demo, taken)
    for month in _months(since + SETTLED, history.until):
        begun = max(month.since + timedelta(hours=7), since + SETTLED)
        history.at(begun, partial(_deal, year, month, begun))


def _months(since: datetime, until: datetime) -> Iterator[Period]:
    month = Period.month_of(clock.local(since).date())
    while month.since < until:
        yield month
        month = Period.month_of(month.last + timedelta(days=1))


def _deal(year: _Year, month: Period, begun: datetime, now: datetime) -> None:
    """Who wants what this month, and what is listed."""
    written, current = world.read("takeup"), _current(month.last)
    year.taken.know(list(current.values()))
    for one in written["items"]:
        edition = current.get(one["item"])
        if edition is not None:
            _claim(year, edition, one, month, begun)
            _let_be_brought(year, edition, one, month, begun)
    for one in written["lists"]:
        edition, at = current.get(one["item"]), _day(month, one["day"])
        if edition is not None and month.first.month in one["months"] and at > begun:
            able = [firm for firm in policies.fitting(edition) if firm != year.demo]
            mine = [year.demo] if one.get("demo") else []
            firms = year.taken.first([*_shuffled(year, able), *mine], edition, one["firms"])
            amounts = {firm: of_amount(_one_of(one["amounts"], n)) for n, firm in enumerate(firms)}
            if amounts:
                payouts.let_be_paid(year.history, edition, amounts, at)


def _current(day: date) -> Mapping[str, Edition]:
    """By its title what is in force on a day."""
    held = Edition.objects.current(day).filter(unit__isnull=False).select_related("item__policy")
    return {one.title: one for one in held.order_by("pk")}


def _claim(year: _Year, edition: Edition, one: Mapping[str, Any], month: Period, begun: datetime) -> None:
    """Some enterprises want an item this month: those it fits first, then others that try."""
    rng, count = year.history.rng, one["months"].get(month.first.month, 0)
    if not count:
        return
    able = _shuffled(year, [firm for firm in policies.fitting(edition) if firm != year.demo])
    mine = [year.demo] if one.get("demo") == month.first.month else []
    others = rng.sample(year.enterprises, min(len(year.enterprises), 3 * count))
    trying = [firm for firm in others if firm != year.demo]
    for number, firm in enumerate(year.taken.first([*mine, *able, *trying], edition, count)):
        seed = month.first.month * 7 + number
        life = Life(firm, edition, of_amount(_one_of(one["amounts"], seed)), seed=seed, said=one)
        begins = _some_moment(year.history, month)
        if not begun < begins < year.history.until:
            continue
        if clock.local(begins).date() >= edition.from_on:
            _go(year.history, life, begun, begins, fits=firm in able or firm in mine)


def _let_be_brought(
    year: _Year, edition: Edition, one: Mapping[str, Any], month: Period, begun: datetime
) -> None:
    """In its season officers bring an item to those whom it fits."""
    if month.first.month not in one["months"] or month.last < edition.from_on:
        return
    first = max(month.first, clock.local(begun).date(), edition.from_on)
    rng = pushes.dice_of(edition, month.first)
    day = year.history.calendar.workday_from(first, 1 + rng.randrange(SPREAD))
    at = year.history.calendar.opening(day) + timedelta(minutes=30 + rng.randrange(200))
    if at < year.history.until:
        able = [firm for firm in policies.fitting(edition) if firm != year.demo]
        pushes.let_be_brought(year.history, edition, able, at)


def _go(history: History, life: Life, dealt: datetime, begins: datetime, *, fits: bool) -> None:
    """By which road: whom it does not fit is refused more often than not."""
    rng = history.rng
    weights = [count if fits or "refuse" not in road[-1] else 40 for count, road in _ROADS]
    road = rng.choices([road for _, road in _ROADS], weights)[0]
    if fits and rng.random() < PUSHED:
        brought = max(begins - timedelta(days=rng.randint(1, 6)), dealt + timedelta(minutes=20))
        history.at(brought, partial(pushes.bring, history, life.enterprise_id, life.edition))
    at_once = rng.random() < ON_THEIR_OWN
    wanted: tuple[Move, ...] = () if at_once else ((rng.randint(1, 3), "enterprise", "apply"),)
    walk(history, life, (*wanted, *road), begins, at_once=at_once)


def _some_moment(history: History, month: Period) -> datetime:
    days = [
        day
        for n in range((month.last - month.first).days + 1)
        if history.calendar.is_workday(day := month.first + timedelta(days=n))
    ]
    day = history.rng.choice(days)
    return history.calendar.opening(day) + timedelta(minutes=history.rng.randint(10, 440))


def _day(month: Period, day: int) -> datetime:
    return month.since + timedelta(days=day - 1, hours=10)


def _shuffled(year: _Year, firms: Sequence[int]) -> list[int]:
    return year.history.rng.sample(firms, len(firms))


def _one_of(amounts: Sequence[float], number: int) -> float:
    return amounts[number % len(amounts)]

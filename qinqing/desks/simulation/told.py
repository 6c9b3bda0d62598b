"""A place as an article tells of it: its totals, made of rows by the same people and the same steps.

What the article counts, the figures must find; whoever builds the world is told where they do not.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any, Final

from qinqing.desks.simulation import population, world
from qinqing.desks.simulation.catalogue import load_catalogue
from qinqing.desks.simulation.demo import BEFORE, Demo, freeze_months, logins, new_password
from qinqing.desks.simulation.fates import Fate, arrivals
from qinqing.desks.simulation.people import Names, found_places, settle_people
from qinqing.desks.simulation.play import History, looking
from qinqing.desks.simulation.policies import let_these_be_entered
from qinqing.desks.simulation.talks import let_talks_be_given
from qinqing.desks.simulation.world import Text
from qinqing.domains.accounts import actions as accounts
from qinqing.domains.officers import actions as officers
from qinqing.domains.officers.actions import NewAssignment
from qinqing.domains.officers.terms import Part
from qinqing.domains.problems.terms import Channel, LaneClass, Result
from qinqing.kernel import clock, events, figures, kept
from qinqing.kernel.events import Author
from qinqing.kernel.figures import Period
from qinqing.kernel.permissions import system

WORLDS: Final = ("zhongkai",)
RANKS: Final = ("fuke", "fuke", "fuke", "zhengke")
POSTS: Final = ("班子成员", "副职", "二级单位负责人")
COLLECTED: Final = (Channel.VISIT, Channel.VISIT, Channel.CALL, Channel.MEETING, Channel.ONLINE)
ANSWERED_WITHIN: Final = timedelta(days=4)
"""How long before the end the last is raised that an officer answers on the spot; two of these days may be a
weekend, on which nobody answers."""
SETTLED_WITHIN: Final = timedelta(days=16)
"""Likewise of what units are to have settled by the end."""
FEW: Final = 3
QUICK: Final = 6
"""Working days within which a matter must be done that is to be settled soon."""


@dataclass(frozen=True, slots=True)
class Check:
    """What the article counts and what the figures find; `opens` is where those rows are, if anywhere."""

    label: str
    told: int
    found: int
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The world as it was made: whom to sign in as, and whether the figures say what the article says."""

    title: str
    note: str
    demo: Demo
    checks: Sequence[Check]


def plan_of(name: str) -> Mapping[str, Any]:
    """What the article of one of `WORLDS` counts."""
    found: Mapping[str, Any] = world.read("worlds")[name]
    return found


def build_told(plan: Mapping[str, Any], seed: int) -> Told:
    """Make the place in an empty database. Everything follows from plan and seed, except ids and numbers."""
    rng = Random(seed)  # noqa: S311  (invents a world, guards none)
    password = new_password()
    until = datetime.combine(plan["as_of"], time(18), clock.LOCAL)
    begun = datetime(until.year, 1, 1, tzinfo=clock.LOCAL)
    with events.kept_back(), looking() as author:
        load_catalogue()
        served, apart = _found_place(author, rng, password, plan, begun - BEFORE)
    kept.forget_all()
    history = History(rng, since=begun, until=until)
    fates = _fates(rng, history, plan, served, apart)
    history.raise_all(fates)
    freeze_months(history, begun, until)
    let_these_be_entered(history, begun, plan["policies"])
    let_talks_be_given(history, plan["talks"])
    history.run()
    with looking():
        demo = Demo(logins(), password, len(fates), dict(history.refused))
        return Told(
            plan["title"], plan["note"], demo, list(_checks(plan, Period(begun.date(), plan["as_of"])))
        )


# --- the place ---------------------------------------------------------


def _found_place(
    author: Author, rng: Random, password: str, plan: Mapping[str, Any], now: datetime
) -> tuple[list[int], list[int]]:
    """People, register, who serves whom; gives the enterprises served, apart those of the unit apart."""
    names = Names(rng)
    digest = accounts.password_hash(password)
    places = found_places(author, now)
    written = _appointed(rng, names, plan)
    people = settle_people(author, places, names, digest, now, written)
    holding = population.appoint(author, places, written, people, now)
    firms = population.invent(rng, places, plan["register"])
    serves = [
        officer for at, officer in enumerate(holding) for _ in range(2 if at < plan["serving_two"] else 1)
    ]
    ids = population.register(author, rng, firms, names, digest, now, spoken_for=len(serves))
    day = clock.local(now).date()
    assigned = [
        NewAssignment(officer.pk, number, Part.A, day) for officer, number in zip(serves, ids, strict=False)
    ]
    officers.assign_officers(author=author, assignments=assigned, now=now + timedelta(minutes=1))
    unit = places.units[plan["apart"]["unit"]].pk
    apart = [number for officer, number in zip(serves, ids, strict=False) if officer.unit_id == unit]
    return [number for number in ids[: len(serves)] if number not in apart], apart


def _appointed(rng: Random, names: Names, plan: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The officers: those of the demo world in office, and others until there are enough; of the unit apart
    just so many."""
    written = [one for one in world.read("people")["officers"] if one["rank"] in RANKS]
    apart, wanted = plan["apart"]["unit"], plan["apart"]["officers"]
    units = [one["code"] for one in world.read("units")["units"] if one["code"] != apart]
    own = [apart] * (wanted - sum(one["unit"] == apart for one in written))
    missing = plan["officers"] - len(written) - len(own)
    skills = sorted({skill for one in written for skill in one["specialities"]})
    roles = sorted({role for one in written for role in one["roles"]})
    more = [
        {
            "name": names.new(),
            "unit": unit,
            "rank": rng.choice(RANKS),
            "post": rng.choice(POSTS),
            "specialities": rng.sample(skills, 2),
            "roles": rng.sample(roles, rng.randint(1, 3)),
        }
        for unit in [*own, *(unit for unit, _ in zip(cycle(units), range(missing), strict=False))]
    ]
    found = [*written, *more]
    rng.shuffle(found)
    return found


# --- what happens ------------------------------------------------------


def _fates(
    rng: Random, history: History, plan: Mapping[str, Any], served: Sequence[int], apart: Sequence[int]
) -> list[Fate]:
    """On the spot, settled by units, still with them, and those of the unit apart: month by month, of each
    class as many as there were."""
    year, texts = history.until.year, _Texts(rng)
    classes = [code for code, count in plan["by_class"].items() for _ in range(count)]
    fates = []
    for one in plan["apart"]["problems"]:
        classes.remove(one["category"][:2])
        at = _moments(rng, history, date(year, one["month"], 1), 1, SETTLED_WITHIN)[0]
        text = texts.settled(one["category"])
        marks = frozenset({"content"})
        fates.append(Fate(text, at, rng.choice(apart), Channel.ONLINE, marks, lane=LaneClass.ORDINARY))
    rng.shuffle(classes)
    kinds = iter(classes)
    for month, count in plan["on_the_spot"].items():
        for at in _moments(rng, history, date(year, month, 1), count, ANSWERED_WITHIN):
            fates.append(Fate(texts.at_once(next(kinds)), at, rng.choice(served), rng.choice(COLLECTED)))
    own = [one["month"] for one in plan["apart"]["problems"]]
    left = [month for month, count in plan["tracked"].items() for _ in range(count - own.count(month))]
    settled = left[: -plan["still_handled"]]
    for month in settled:
        at = _moments(rng, history, date(year, month, 1), 1, SETTLED_WITHIN)[0]
        fates.append(Fate(texts.settled(next(kinds)), at, rng.choice(served), rng.choice(COLLECTED)))
    for month in left[len(settled) :]:
        at = _moments(rng, history, date(year, month, 1), 1, ANSWERED_WITHIN)[0]
        text = texts.settled(next(kinds))
        fates.append(
            Fate(
                text,
                at,
                rng.choice(served),
                rng.choice(COLLECTED),
                rests_in="accepted",
                lane=LaneClass.COMPLEX,
            )
        )
    return fates


def _moments(rng: Random, history: History, first: date, count: int, before_end: timedelta) -> list[datetime]:
    """So many moments of a month, at least so long before the end of all."""
    month = Period.month_of(first)
    until = min(month.until, history.until - before_end)
    return arrivals(rng, history.calendar, month.since, until, count)


class _Texts:
    """Texts by class or kind, that with which people and units are soon done; each as seldom as may be."""

    def __init__(self, rng: Random) -> None:
        self._solved = [one for one in world.texts() if one.outcome is Result.SOLVED]
        rng.shuffle(self._solved)
        self._used: Counter[str] = Counter()

    def at_once(self, code: str) -> Text:
        """One that an officer answers on the spot."""
        return replace(self._next(code), on_the_spot=True)

    def settled(self, code: str) -> Text:
        """One that a unit settles."""
        return replace(self._next(code), on_the_spot=False)

    def _next(self, code: str) -> Text:
        fit = [one for one in self._solved if one.category.startswith(code)]
        quick = [one for one in fit if one.days <= QUICK] or sorted(fit, key=lambda one: one.days)[:FEW]
        chosen = min(quick, key=lambda one: self._used[one.id])
        self._used[chosen.id] += 1
        return chosen


# --- what is found -----------------------------------------------------


def _checks(plan: Mapping[str, Any], period: Period) -> Iterator[Check]:
    """The article's numbers beside those of the figures, each over rows that can be opened."""
    asker, known = system("simulation"), figures.figures()
    serving = {name: number for number, name in figures.splits()["serving"].names().items()}
    short = next(one["short"] for one in world.read("units")["units"] if one["code"] == plan["apart"]["unit"])

    def check(label: str, told: int, key: str, **within: int) -> Check:
        figure = known[key]
        for split, value in within.items():
            figure = figure.within(split, [value])
        return Check(label, told, figure.value(asker, period), known[key].href(period, **within))

    spot, tracked = sum(plan["on_the_spot"].values()), sum(plan["tracked"].values())
    own = len(plan["apart"]["problems"])
    yield check("首席服务官", plan["officers"], "officers.in_office")
    yield check("服务的企业", plan["officers"] + plan["serving_two"], "officers.served_all")
    yield check("登记的企业", plan["register"], "officers.whole_all")
    yield check("收集的诉求", spot + tracked, "problems.received")
    yield check("当场答复", spot, "problems.at_once")
    yield check("跟踪办理", tracked, "problems.tracked")
    yield check("政策宣讲", sum(plan["talks"].values()), "advice.talks")
    open_still = known["problems.tracked"].rows(asker, period).filter(is_open=True).count()
    yield Check("跟踪办理里还在办的", plan["still_handled"], open_still)
    unit = serving[short]
    yield check(f"{short}的首席服务官", plan["apart"]["officers"], "officers.in_office", unit=unit)
    for label, key in (("收集的诉求", "received"), ("办结", "closed"), ("企业满意", "satisfied")):
        yield check(f"{short}服务官{label}", own, f"problems.{key}", serving=unit)

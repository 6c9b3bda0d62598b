"""What is known of the invented enterprises: figures of last year, titles, lists, leaders beside officers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from qinqing.desks.simulation import world
from qinqing.desks.simulation.play import RULE, History
from qinqing.desks.simulation.population import Firm
from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import actions as enterprises
from qinqing.domains.enterprises.actions import NewStatement, Statement
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import FactSource, Measure, RollKind, TitleKind
from qinqing.domains.officers import actions as officers
from qinqing.domains.policies import actions as policies
from qinqing.kernel import clock
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import system
from qinqing.lib.size_class import Indicator, SizeClass, lines_of

KNOWN = 0.8
"""Of how many figures of last year have come in."""
_SIZES = {SizeClass.MEDIUM: 0.08, SizeClass.SMALL: 0.5, SizeClass.MICRO: 0.42}
COME = (1, 6)
"""The month and the day on which the figures of a year come that is over."""
BEFORE = Decimal("0.93")
"""The money of a year beside that of the next."""
_CHAINS = {"39": "电子信息产业链", "38": "新能源产业链", "35": "智能装备产业链", "14": "食品产业链"}
TIER = "重点工业企业 50 家"


def learn(author: Author, firms: Sequence[tuple[int, Firm]], now: datetime, until: datetime) -> None:
    """What is known when the city begins, of a world that ends at `until`: figures of the years before, what
    the flagships told, their titles and lists; the same every time."""
    rng = Random(len(firms))  # noqa: S311 (an invented world, the same every time)
    written = {one["name"]: one for one in world.read("flagships")}
    known = _known_by(now)
    _state(author, _statements(rng, firms, until, lambda year: year <= known), now)
    state_facts(author, now)
    named = {firm.facts.name: number for number, firm in firms if firm.facts.name in written}
    rows = Enterprise.objects.in_bulk(list(named.values()))
    flagships = [(rows[number], written[name]) for name, number in named.items()]
    _distinguish(author, rng, flagships, now, until)


def let_more_be_known(history: History, firms: Sequence[tuple[int, Firm]], since: datetime) -> None:
    """Let the figures of a year come when it is over, and the flagships tell anew what rules ask."""
    for year in range(clock.local(since).year, clock.local(history.until).year + 1):
        come = datetime(year, *COME, 10, tzinfo=clock.LOCAL)
        if since < come:
            history.at(come, partial(_come, firms, history.until))


def _come(firms: Sequence[tuple[int, Firm]], until: datetime, now: datetime) -> None:
    rng, last = Random(len(firms)), _known_by(now)  # noqa: S311 (an invented world)
    author = Author(system(RULE))
    _state(author, _statements(rng, firms, until, lambda year: year == last), now)
    state_facts(author, now)


def _known_by(now: datetime) -> int:
    """The last year whose figures have come."""
    day = clock.local(now).date()
    return day.year - 1 if (day.month, day.day) >= COME else day.year - 2


def _state(author: Author, statements: Iterable[NewStatement], now: datetime) -> None:
    enterprises.state_many(author=author, statements=list(statements), now=now)


def _statements(
    rng: Random, firms: Sequence[tuple[int, Firm]], until: datetime, wanted: Callable[[int], bool]
) -> Iterator[NewStatement]:
    """The figures of the wanted years; those of the year before the last a little less than those of it."""
    written = {one["name"]: one for one in world.read("flagships")}
    last = _known_by(until)
    for number, firm in firms:
        flagship = written.get(firm.facts.name)
        if flagship is not None:
            found = list(_written(rng, firm, flagship["figures"], last))
        else:
            values = _figures(rng, firm.facts.industry, _drawn(rng))
            if not values or rng.random() >= KNOWN:
                continue
            found = [_said(last, values), _said(last - 1, _less(values))]
        yield from (NewStatement(number, said) for said in found if wanted(said.year))


def _said(year: int, values: Mapping[Measure, Decimal | int]) -> Statement:
    return Statement(year, FactSource.STATISTICS, date(year + 1, *COME), dict(values))


def _less(values: Mapping[Measure, Decimal | int]) -> Mapping[Measure, Decimal | int]:
    """What was a year before: as many people, and less money."""
    return {
        measure: value if isinstance(value, int) else _whole(value * BEFORE)
        for measure, value in values.items()
    }


def state_facts(author: Author, now: datetime) -> None:
    """What rules ask beyond the register is told of the flagships, for the year."""
    written = {one["name"]: one["facts"] for one in world.read("flagships")}
    found = Enterprise.objects.filter(name__in=written).values_list("pk", "name")
    policies.state_many(author=author, stated={number: written[name] for number, name in found}, now=now)


def _written(rng: Random, firm: Firm, figures: Mapping[str, Any], year: int) -> Iterator[Statement]:
    """The figures of a flagship year by year, the last two in full: what is not written follows from the
    revenue of the year. Written in 万元."""
    shares = _shares(rng, firm.facts.industry)
    for ago in range(max(len(figures["revenue"]), 1)):
        values: dict[Measure, Decimal | int] = {
            measure: Decimal(str(figures[measure][ago])) * world.WAN
            for measure in (Measure.REVENUE, Measure.RND)
            if ago < len(figures[measure])
        }
        if ago <= 1:
            values |= _of_revenue(values.get(Measure.REVENUE), shares) | values
            values |= _like_last(figures, ago)
        if values:
            yield _said(year - ago, values)


def _like_last(figures: Mapping[str, Any], ago: int) -> dict[Measure, Decimal | int]:
    """What is written of the last year alone; a year before as many people, and of money as much less as the
    revenue was."""
    revenue = figures[Measure.REVENUE]
    part = Decimal(str(revenue[ago])) / Decimal(str(revenue[0])) if revenue and revenue[0] else Decimal(1)
    money = (one for one in (Measure.ASSETS, Measure.PROFIT) if one in figures)
    people = (one for one in (Measure.STAFF, Measure.RND_STAFF) if one in figures)
    return {one: _whole(Decimal(str(figures[one])) * world.WAN * part) for one in money} | {
        one: figures[one] for one in people
    }


def _drawn(rng: Random) -> SizeClass:
    return rng.choices(list(_SIZES), list(_SIZES.values()))[0]


def _figures(rng: Random, industry: str, size: SizeClass) -> dict[Measure, Decimal | int]:
    """Figures that give this class; none for an industry that has none or several lines."""
    lines = lines_of(industry)
    if len(lines) != 1:
        return {}
    place = min(list(SizeClass).index(size), 2)
    stretch = (0.2, 0.9) if size is SizeClass.MICRO else (1.05, 1.6)
    found: dict[Measure, Decimal | int] = {}
    for indicator, bounds in lines[0].bounds.items():
        value = int(bounds[place] * rng.uniform(*stretch)) or 1
        found[Measure(indicator)] = value if indicator is Indicator.STAFF else Decimal(value * 10_000)
    return found | _of_revenue(found.get(Measure.REVENUE, Decimal(3_000_000)), _shares(rng, industry))


def _shares(rng: Random, industry: str) -> Mapping[Measure, int]:
    """What a firm pays in taxes, makes and spends on research, in hundredths of its revenue."""
    shares = {Measure.TAX: rng.randint(2, 7)}
    if industry.isdecimal() and 13 <= int(industry) <= 43:
        shares |= {Measure.OUTPUT: rng.randint(96, 110), Measure.RND: rng.randint(1, 6)}
    return shares


def _of_revenue(revenue: Decimal | int | None, shares: Mapping[Measure, int]) -> dict[Measure, Decimal | int]:
    """The figures that hang on a revenue."""
    if revenue is None:
        return {}
    return {measure: _whole(revenue * Decimal(share) / 100) for measure, share in shares.items()}


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1))


def _distinguish(
    author: Author, rng: Random, flagships: Sequence[tuple[Enterprise, Mapping[str, Any]]], now: datetime,
    until: datetime,
) -> None:  # fmt: skip
    """Titles that begin later are given when they do."""
    day = clock.local(now).date()
    leaders = list(accounts.holders(Role.LEADER, now).order_by("pk"))
    for place, (one, written) in enumerate(flagships):
        since = date(day.year - rng.randint(0, 2), rng.randint(1, 6), 1)
        for kind, from_on, until_on in written["titles"]:
            begins, ends = _moved(from_on, until) or since, _moved(until_on, until)
            if begins < day:
                enterprises.give_title(
                    author=author, enterprise=one, kind=TitleKind(kind), now=now, from_on=begins,
                    until_on=ends,
                )  # fmt: skip
        lists = [(RollKind.TIER, TIER)] if one.is_key else []
        if one.industry in _CHAINS:
            lists.append((RollKind.CHAIN, _CHAINS[one.industry]))
        for kind_of_list, name in lists:
            roll = enterprises.make_roll(author=author, kind=kind_of_list, name=name, area_id=_top(one))
            enterprises.join_roll(author=author, enterprise=one, roll=roll, from_on=since, now=now)
        if one.is_key and leaders:
            leader = leaders[place % len(leaders)]
            officers.pair_leader(author=author, enterprise=one, leader_id=leader.pk, from_on=day, now=now)


def _moved(text: str | None, until: datetime) -> date | None:
    return None if text is None else world.as_many_years_later(date.fromisoformat(text), until)


def _top(one: Enterprise) -> int:
    """The area below the city that the enterprise stands in: lists are its."""
    path = accounts.areas_upward(one.area_id)
    return path[-2] if len(path) > 1 else path[-1]

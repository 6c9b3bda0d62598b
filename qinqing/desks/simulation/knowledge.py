"""What is known of the invented enterprises: figures of last year, titles, lists, leaders beside officers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from qinqing.desks.simulation import world
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
from qinqing.lib.size_class import Indicator, SizeClass, lines_of

KNOWN = 0.8
"""Of how many figures of last year have come in."""
_SIZES = {SizeClass.MEDIUM: 0.08, SizeClass.SMALL: 0.5, SizeClass.MICRO: 0.42}
WRITTEN = 2026
"""The year in which the flagships were written."""
_CHAINS = {"39": "电子信息产业链", "38": "新能源产业链", "35": "智能装备产业链", "14": "食品产业链"}
TIER = "重点工业企业 50 家"


def learn(author: Author, firms: Sequence[tuple[int, Firm]], now: datetime) -> None:
    """State the figures and give the flagships what is written of them; the same every time."""
    rng = Random(len(firms))  # noqa: S311 (an invented world, the same every time)
    written = {one["name"]: one for one in world.read("flagships")}
    year = clock.local(now).year - 1
    statements = []
    for number, firm in firms:
        flagship = written.get(firm.facts.name)
        if flagship is not None:
            statements += [
                NewStatement(number, said) for said in _written(rng, firm, flagship["figures"], year)
            ]
            continue
        values = _figures(rng, firm.facts.industry, _drawn(rng))
        if values and rng.random() < KNOWN:
            said = Statement(year, FactSource.STATISTICS, date(year + 1, 2, 28), values)
            statements.append(NewStatement(number, said))
    enterprises.state_many(author=author, statements=statements, now=now)
    named = {firm.facts.name: number for number, firm in firms if firm.facts.name in written}
    rows = Enterprise.objects.in_bulk(list(named.values()))
    flagships = [(rows[number], written[name]) for name, number in named.items()]
    _distinguish(author, rng, flagships, now)


def tell(author: Author, now: datetime) -> None:
    """What rules ask beyond the register was told of the flagships this year."""
    written = {one["name"]: one["facts"] for one in world.read("flagships")}
    found = Enterprise.objects.filter(name__in=written).values_list("pk", "name")
    policies.state_many(author=author, stated={number: written[name] for number, name in found}, now=now)


def _written(rng: Random, firm: Firm, figures: Mapping[str, Any], year: int) -> Iterator[Statement]:
    """The figures of a flagship year by year, the last one in full. Written in 万元."""
    last = _figures(rng, firm.facts.industry, SizeClass.SMALL)
    for ago in range(max(len(figures["revenue"]), 1)):
        values = dict(last) if ago == 0 else {}
        for measure in (Measure.REVENUE, Measure.RND):
            if ago < len(figures[measure]):
                values[measure] = Decimal(str(figures[measure][ago])) * world.WAN
        if ago == 0:
            of_last = (one for one in (Measure.ASSETS, Measure.PROFIT) if one in figures)
            values |= {one: Decimal(str(figures[one])) * world.WAN for one in of_last}
            values |= {one: figures[one] for one in (Measure.STAFF, Measure.RND_STAFF) if one in figures}
        if values:
            yield Statement(year - ago, FactSource.STATISTICS, date(year - ago + 1, 2, 28), values)


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
    revenue = found.get(Measure.REVENUE, Decimal(3_000_000))
    found[Measure.TAX] = (revenue * Decimal(rng.randint(2, 7)) / 100).quantize(Decimal(1))
    if industry.isdecimal() and 13 <= int(industry) <= 43:
        found[Measure.OUTPUT] = (revenue * Decimal(rng.randint(96, 110)) / 100).quantize(Decimal(1))
        found[Measure.RND] = (revenue * Decimal(rng.randint(1, 6)) / 100).quantize(Decimal(1))
    return found


def _distinguish(
    author: Author, rng: Random, flagships: Sequence[tuple[Enterprise, Mapping[str, Any]]], now: datetime
) -> None:
    day = clock.local(now).date()
    leaders = list(accounts.holders(Role.LEADER, now).order_by("pk"))
    for place, (one, written) in enumerate(flagships):
        since = date(day.year - rng.randint(0, 2), rng.randint(1, 6), 1)
        for kind, from_on, until_on in written["titles"]:
            enterprises.give_title(
                author=author, enterprise=one, kind=TitleKind(kind), now=now,
                from_on=_shifted(from_on, day) or since, until_on=_shifted(until_on, day),
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


def _shifted(text: str | None, today: date) -> date | None:
    """A day as it was written, as many years later as the world is older than its writing."""
    if text is None:
        return None
    written = date.fromisoformat(text)
    return written.replace(year=written.year + today.year - WRITTEN)


def _top(one: Enterprise) -> int:
    """The area below the city that the enterprise stands in: lists are its."""
    path = accounts.areas_upward(one.area_id)
    return path[-2] if len(path) > 1 else path[-1]

"""What is known of the invented enterprises: figures of last year, titles, lists, leaders beside officers."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from random import Random

from qinqing.desks.simulation import world
from qinqing.desks.simulation.population import Firm
from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import actions as enterprises
from qinqing.domains.enterprises.actions import NewStatement, Statement
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import FactSource, Measure, RollKind, TitleKind
from qinqing.domains.officers import actions as officers
from qinqing.kernel import clock
from qinqing.kernel.events import Author
from qinqing.lib.size_class import Indicator, SizeClass, lines_of

KNOWN = 0.8
"""Of how many figures of last year have come in."""
_SIZES = {SizeClass.MEDIUM: 0.08, SizeClass.SMALL: 0.5, SizeClass.MICRO: 0.42}
_TITLES = (TitleKind.HIGH_TECH, TitleKind.SRDI, TitleKind.TECH_SME, TitleKind.GREEN_FACTORY)
_YEARS = 3
_CHAINS = {"39": "电子信息产业链", "38": "新能源产业链", "35": "智能装备产业链", "14": "食品产业链"}
TIER = "重点工业企业 50 家"


def learn(author: Author, firms: Sequence[tuple[int, Firm]], now: datetime) -> None:
    """State the figures and give the flagships their titles, lists and leaders; the same every time."""
    rng = Random(len(firms))  # noqa: S311 (an invented world, the same every time)
    sizes = {one["name"]: one["size_class"] for one in world.read("enterprises")["flagships"]}
    year = clock.local(now).year - 1
    statements = []
    for number, firm in firms:
        flagship = firm.facts.name in sizes
        size = SizeClass.of(sizes[firm.facts.name]) if flagship else _drawn(rng)
        values = _figures(rng, firm.facts.industry, size)
        if values and (flagship or rng.random() < KNOWN):
            said = Statement(year, FactSource.STATISTICS, date(year + 1, 2, 28), values)
            statements.append(NewStatement(number, said))
    enterprises.state_many(author=author, statements=statements, now=now)
    named = {firm.facts.name: number for number, firm in firms if firm.facts.name in sizes}
    rows = Enterprise.objects.in_bulk(list(named.values()))
    _distinguish(author, rng, [rows[number] for number in named.values()], now)


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


def _distinguish(author: Author, rng: Random, flagships: Sequence[Enterprise], now: datetime) -> None:
    day = clock.local(now).date()
    leaders = list(accounts.holders(Role.LEADER, now).order_by("pk"))
    for place, one in enumerate(flagships):
        since = date(day.year - rng.randint(0, 2), rng.randint(1, 6), 1)
        kinds = [_TITLES[place % len(_TITLES)]]
        if one.is_key:
            kinds.append(TitleKind.ABOVE_SCALE)
        for kind in kinds:
            until = None if kind is TitleKind.ABOVE_SCALE else since.replace(year=since.year + _YEARS)
            enterprises.give_title(
                author=author, enterprise=one, kind=kind, from_on=since, until_on=until, now=now
            )
        lists = [(RollKind.TIER, TIER)] if one.is_key else []
        if one.industry in _CHAINS:
            lists.append((RollKind.CHAIN, _CHAINS[one.industry]))
        for kind_of_list, name in lists:
            roll = enterprises.make_roll(author=author, kind=kind_of_list, name=name, area_id=_top(one))
            enterprises.join_roll(author=author, enterprise=one, roll=roll, from_on=since, now=now)
        if one.is_key and leaders:
            leader = leaders[place % len(leaders)]
            officers.pair_leader(author=author, enterprise=one, leader_id=leader.pk, from_on=day, now=now)


def _top(one: Enterprise) -> int:
    """The area below the city that the enterprise stands in: lists are its."""
    path = accounts.areas_upward(one.area_id)
    return path[-2] if len(path) > 1 else path[-1]

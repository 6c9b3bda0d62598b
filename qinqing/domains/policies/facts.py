"""The bridge from the register to the facts of rules: what is known of an enterprise on a day.

Money stands in yuan in the register and in 万元 in the book of facts. Titles are public lists that the
register keeps: one that it does not hold is not borne. What else is not known is left out, never guessed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import SECTION_OF, EnterpriseType, Measure, TitleKind
from qinqing.domains.policies import queries, rules
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.rules import Match
from qinqing.kernel import clock
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.rules import Rule, Value, WrongRules, judge
from qinqing.lib.size_class import lines_of

_WAN = Decimal(10_000)
_TITLES: Mapping[str, frozenset[str]] = {
    "hnte_valid": frozenset({TitleKind.HIGH_TECH}),
    "is_srdi_sme": frozenset({TitleKind.SRDI, TitleKind.LITTLE_GIANT}),
    "is_little_giant": frozenset({TitleKind.LITTLE_GIANT}),
    "is_tech_or_innovative_sme": frozenset({TitleKind.TECH_SME, TitleKind.INNOVATIVE}),
    "provincial_rd_institution": frozenset({TitleKind.RND_CENTRE}),
}
_OF_LAST_YEAR = {
    Measure.STAFF: ("employees", "staff_total"),
    Measure.ASSETS: ("assets_total",),
    Measure.RND_STAFF: ("rd_staff",),
}
_OF_YEARS = {Measure.REVENUE: ("revenue", 4), Measure.RND: ("rd_expense", 3)}
"""Facts that go back some years: revenue_y1 is the last full year, revenue_y2 the one before."""
_NO_ENTITY = frozenset(
    {EnterpriseType.BRANCH, EnterpriseType.HOUSEHOLD, EnterpriseType.SOLE, EnterpriseType.PARTNERSHIP}
)
_ENTITY = frozenset({EnterpriseType.COMPANY, EnterpriseType.PUBLIC, EnterpriseType.COOPERATIVE})
_STATISTICS = {"51": "wholesale", "52": "retail", "61": "accommodation", "62": "catering"}
_BY_SECTION = {"B": "industry", "C": "industry", "D": "industry", "E": "construction"}


@dataclass(frozen=True, slots=True)
class Matched:
    """An item in force beside what it says to an enterprise; no match where `rule_of` finds no rule."""

    edition: Edition
    match: Match | None


def matches_for(actor: Actor, enterprise: Enterprise, now: datetime) -> list[Matched]:
    """Every item that holds today where the enterprise stands, judged by what is known of it.

    For its own people and who serves it: they read its figures. Raises NotFound for everybody else.
    """
    if not enterprises.relations_to(actor, enterprise) & {"member", "served"}:
        raise NotFound
    day = clock.local(now).date()
    editions = queries.editions_visible_to(actor).current(day)
    here = editions.filter(item__policy__area__in=accounts.areas_upward(enterprise.area_id))
    facts = known_of(actor, enterprise, now)
    return [Matched(one, _match(one, facts, day)) for one in here.order_by("pk")]


_Said = tuple[Mapping[str, Any], str, date, date | None]
_read: dict[int, tuple[_Said, Rule | None]] = {}
"""What was last read of each edition, beside what it was read from: reading again costs a third of a ms."""


def rule_of(edition: Edition) -> Rule | None:
    """The rule of an edition; None where its unit judges by itself, or what is stored reads no more.

    The latter happens where a fact that it names has left the book since it was written.
    """
    said: _Said = (edition.rule, edition.title, edition.from_on, edition.until_on)
    read = _read.get(edition.pk)
    if read is None or read[0] != said:
        read = _read[edition.pk] = (said, _rule(*said))
    return read[1]


def _rule(stored: Mapping[str, Any], title: str, from_on: date, until_on: date | None) -> Rule | None:
    try:
        return rules.parsed(stored, title, from_on, until_on) if rules.is_rule(stored) else None
    except WrongRules:
        return None


def _match(edition: Edition, facts: Mapping[str, Value], day: date) -> Match | None:
    rule = rule_of(edition)
    return None if rule is None else rules.match_of(judge(rules.book(), rule, facts, day))


def known_of(actor: Actor, enterprise: Enterprise, now: datetime) -> dict[str, Value]:
    """What rules may know of an enterprise, as far as this actor may read it."""
    day = clock.local(now).date()
    years = enterprises.plain_figures(actor, enterprise)
    borne = {title.kind for title in enterprises.titles_of(enterprise, day) if title.is_current}
    return known(enterprise, years, borne, day)


def known(
    enterprise: Enterprise, years: Mapping[int, Mapping[Measure, Any]], titles: Collection[str], day: date
) -> dict[str, Value]:
    """The same from what was read: figures by year, and the titles that are borne on the day."""
    return {
        **_registered(enterprise, day),
        **_trade(enterprise.industry, enterprise.industry_code),
        **{name: bool(kinds.intersection(titles)) for name, kinds in _TITLES.items()},
        **_figures(years, day.year - 1),
    }


def _registered(enterprise: Enterprise, day: date) -> dict[str, Value]:
    found: dict[str, Value] = {}
    if enterprise.type in _ENTITY | _NO_ENTITY:
        found["is_legal_entity"] = enterprise.type in _ENTITY
    if enterprise.credit_code:
        found["is_resident_enterprise"] = True
    if (since := enterprise.registered_on) is not None:
        full = day.year - since.year - ((day.month, day.day) < (since.month, since.day))
        found["years_since_registration"] = float(full)
    return found


def _trade(division: str, code: str) -> dict[str, Value]:
    """The branch of trade, as statistics and the size table name it; of a short code only what is sure."""
    if not division:
        return {}
    section = SECTION_OF[division]
    found: dict[str, Value] = {"industry_division": f"{section}{division}"}
    lines = lines_of(code or division)
    if len(lines) == 1:
        found["size_industry"] = lines[0].key
    if section in _BY_SECTION or division in _STATISTICS:
        found["stat_industry"] = _STATISTICS.get(division) or _BY_SECTION[section]
    return found


def _figures(years: Mapping[int, Mapping[Measure, Any]], last: int) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for measure, names in _OF_LAST_YEAR.items():
        if measure in years.get(last, {}):
            value = _number(measure, years[last][measure].value)
            found |= dict.fromkeys(names, value)
    for measure, (name, back) in _OF_YEARS.items():
        for ago in range(back):
            if measure in years.get(last - ago, {}):
                found[f"{name}_y{ago + 1}"] = _number(measure, years[last - ago][measure].value)
    return found


def _number(measure: Measure, value: Decimal | int) -> float:
    return float(value) if measure in (Measure.STAFF, Measure.RND_STAFF) else float(Decimal(value) / _WAN)

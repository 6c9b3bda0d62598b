"""What is known of an enterprise on a day, in the words and units of the book of facts.

Money stands in yuan in the register and in 万元 in the book of facts. Titles are public lists that the
register keeps: one that it does not hold is not borne. What else is not known is left out, never guessed.
"""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import SECTION_OF, EnterpriseType, Measure, TitleKind
from qinqing.lib.rules import Value
from qinqing.lib.size_class import lines_of

_WAN = Decimal(10_000)
_TITLES: Mapping[str, frozenset[str]] = {
    "hnte_valid": frozenset({TitleKind.HIGH_TECH}),
    "is_srdi_sme": frozenset({TitleKind.SRDI, TitleKind.LITTLE_GIANT}),
    "is_little_giant": frozenset({TitleKind.LITTLE_GIANT}),
    "is_tech_or_innovative_sme": frozenset({TitleKind.TECH_SME, TitleKind.INNOVATIVE}),
    "provincial_rd_institution": frozenset({TitleKind.RND_CENTRE}),
}
FACTS_OF_TITLES: Mapping[str, frozenset[str]] = {
    kind: frozenset(name for name, kinds in _TITLES.items() if kind in kinds)
    for kind in sorted(frozenset().union(*_TITLES.values()))
} | {TitleKind.ABOVE_SCALE: frozenset({"first_time_above_scale"})}
"""What becomes true of an enterprise with a title."""
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


REGISTERED = frozenset(
    {
        "is_legal_entity", "is_resident_enterprise", "years_since_registration", "industry_division",
        "size_industry", "stat_industry", *_TITLES,
        *(name for some in _OF_LAST_YEAR.values() for name in some),
        *(f"{name}_y{ago + 1}" for name, back in _OF_YEARS.values() for ago in range(back)),
    }
)  # fmt: skip
"""What the register knows or has a place for: it is put right there, not told again."""


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

"""What is known of an enterprise on a day, in the words and units of the book of facts.

Money stands in yuan in the register and in 万元 in the book of facts. Titles are public lists that the
register keeps: one that it does not hold is not borne. What else is not known is left out, never guessed.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import COUNTED, SECTION_OF, EnterpriseType, Measure, TitleKind
from qinqing.lib.rules import Value
from qinqing.lib.size_class import lines_of

_WAN = Decimal(10_000)
OF_TITLES: Mapping[str, frozenset[str]] = {
    "hnte_valid": frozenset({TitleKind.HIGH_TECH}),
    "is_srdi_sme": frozenset({TitleKind.SRDI, TitleKind.LITTLE_GIANT}),
    "is_little_giant": frozenset({TitleKind.LITTLE_GIANT}),
    "is_tech_or_innovative_sme": frozenset({TitleKind.TECH_SME, TitleKind.INNOVATIVE}),
    "provincial_rd_institution": frozenset({TitleKind.RND_CENTRE}),
}
FACTS_OF_TITLES: Mapping[str, frozenset[str]] = {
    kind: frozenset(name for name, kinds in OF_TITLES.items() if kind in kinds)
    for kind in sorted(frozenset().union(*OF_TITLES.values()))
} | {TitleKind.ABOVE_SCALE: frozenset({"first_time_above_scale"})}
"""What becomes true of an enterprise with a title."""
OF_FIGURES: Mapping[str, tuple[Measure, int]] = {
    "employees": (Measure.STAFF, 0),
    "staff_total": (Measure.STAFF, 0),
    "assets_total": (Measure.ASSETS, 0),
    "rd_staff": (Measure.RND_STAFF, 0),
    **{f"revenue_y{ago + 1}": (Measure.REVENUE, ago) for ago in range(4)},
    **{f"rd_expense_y{ago + 1}": (Measure.RND, ago) for ago in range(3)},
}
"""What a figure of a year says, and how many years before the last full one: revenue_y1 is of that one."""
_NO_ENTITY = frozenset(
    {EnterpriseType.BRANCH, EnterpriseType.HOUSEHOLD, EnterpriseType.SOLE, EnterpriseType.PARTNERSHIP}
)
_ENTITY = frozenset({EnterpriseType.COMPANY, EnterpriseType.PUBLIC, EnterpriseType.COOPERATIVE})
_STATISTICS = {"51": "wholesale", "52": "retail", "61": "accommodation", "62": "catering"}
_BY_SECTION = {"B": "industry", "C": "industry", "D": "industry", "E": "construction"}


def _is_entity(kind: str, _: date) -> Value | None:
    return kind in _ENTITY if kind in _ENTITY | _NO_ENTITY else None


def _is_resident(code: str | None, _: date) -> Value | None:
    return True if code else None


def _full_years(since: date | None, day: date) -> Value | None:
    if since is None:
        return None
    return float(day.year - since.year - ((day.month, day.day) < (since.month, since.day)))


def _division(division: str, _code: str, _: date) -> Value | None:
    return f"{SECTION_OF[division]}{division}" if division else None


def _size_line(division: str, code: str, _: date) -> Value | None:
    """The line of the size table; of a short code only what is sure."""
    lines = lines_of(code or division) if division else ()
    return lines[0].key if len(lines) == 1 else None


def _statistics(division: str, _code: str, _: date) -> Value | None:
    """The branch of trade as statistics name it."""
    return _STATISTICS.get(division) or (_BY_SECTION.get(SECTION_OF[division]) if division else None)


@dataclass(frozen=True, slots=True)
class OfEntry:
    """What the register's own entry says: the fields it is read from, and how, on a day."""

    fields: tuple[str, ...]
    read: Callable[..., Value | None]


OF_ENTRY: Mapping[str, OfEntry] = {
    "is_legal_entity": OfEntry(("type",), _is_entity),
    "is_resident_enterprise": OfEntry(("credit_code",), _is_resident),
    "years_since_registration": OfEntry(("registered_on",), _full_years),
    "industry_division": OfEntry(("industry", "industry_code"), _division),
    "size_industry": OfEntry(("industry", "industry_code"), _size_line),
    "stat_industry": OfEntry(("industry", "industry_code"), _statistics),
}

REGISTERED = frozenset({*OF_ENTRY, *OF_TITLES, *OF_FIGURES})
"""What the register knows or has a place for: it is put right there, not told again."""


def known(
    enterprise: Enterprise, years: Mapping[int, Mapping[Measure, Any]], titles: Collection[str], day: date
) -> dict[str, Value]:
    """The same from what was read: figures by year, and the titles that are borne on the day."""
    return {
        **_of_entry(enterprise, day),
        **{name: bool(kinds.intersection(titles)) for name, kinds in OF_TITLES.items()},
        **_of_figures(years, day.year - 1),
    }


def _of_entry(enterprise: Enterprise, day: date) -> dict[str, Value]:
    said = {
        name: one.read(*(getattr(enterprise, field) for field in one.fields), day)
        for name, one in OF_ENTRY.items()
    }
    return {name: value for name, value in said.items() if value is not None}


def _of_figures(years: Mapping[int, Mapping[Measure, Any]], last: int) -> dict[str, Value]:
    return {
        name: _number(measure, years[last - ago][measure].value)
        for name, (measure, ago) in OF_FIGURES.items()
        if measure in years.get(last - ago, {})
    }


def _number(measure: Measure, value: Decimal | int) -> float:
    return float(value) if measure in COUNTED else float(Decimal(value) / _WAN)

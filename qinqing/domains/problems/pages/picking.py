"""What stands chosen on the triage desk: units by the catalogue or looked up, class, matter, enterprise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qinqing.domains.problems.models import Duty
from qinqing.domains.problems.pages.units import others_by_kind, says_why, suggested_for, taken_for
from qinqing.domains.problems.queries import catalogue
from qinqing.domains.problems.queries.catalogue import UNIT_WORDS, Suggestion, UnitEntry
from qinqing.domains.problems.queries.detail import Detail
from qinqing.domains.problems.queries.raising import known_kinds
from qinqing.domains.problems.terms import Part
from qinqing.lib.text import whole_number
from qinqing.ui.cells import Own

MOST_FOUND = 6


@dataclass(frozen=True, slots=True)
class Picked:
    """The form of the desk as it stands: typed and sent, or suggested by the catalogue."""

    lead: str
    parallel: Sequence[str]
    assist: Sequence[str]
    lane: str
    duty: str
    category: str
    message: str
    enterprise: str
    enterprise_words: str
    find: str
    choices: Sequence[Mapping[str, str]]
    groups: Sequence[tuple[str, Sequence[tuple[int, str]]]]
    matters: Sequence[tuple[int, str]]
    guessed: bool

    @classmethod
    def of(cls, sent: Mapping[str, Any], found: Detail, day: date) -> "Picked":
        case, problem = found.case, found.problem
        category = str(sent.get("category", "")) if sent else str(problem.category_id or _guessed(found, day))
        number = whole_number(category)
        area = problem.enterprise.area_id if problem.enterprise else case.area_id
        taken = taken_for("dispatch", case)
        suggested = suggested_for(found, number, day, taken)
        wanted = str(sent.get("find", ""))
        hits = [unit for unit in catalogue.units_found(wanted, day) if unit.id not in taken][:MOST_FOUND]
        lead = _lead(sent, hits, suggested)
        parallel, assist = (_several(sent, name) for name in ("parallel", "assist"))
        matters = catalogue.matters_of(number, area, day)
        duty = (
            str(sent.get("duty", ""))
            if sent
            else next((str(s.duty_id) for s in suggested if str(s.unit.id) == lead), "")
        )
        named = {lead, str(sent.get("lead", "")), *parallel, *assist}
        kept = [unit for unit in catalogue.units_on(day) if str(unit.id) in named]
        choices = _choices(hits, suggested, kept)
        offered = {int(one["value"]) for one in choices}
        return cls(
            lead=lead,
            parallel=parallel,
            assist=assist,
            lane=str(sent.get("lane", "")) or case.lane,
            duty=duty,
            category=category,
            message=str(sent.get("message", "")),
            enterprise=str(sent.get("enterprise", "")),
            enterprise_words=str(sent.get("enterprise_words", "")),
            find=wanted,
            choices=choices,
            groups=others_by_kind(found, day, taken | offered),
            matters=[(duty.pk, _matter(duty, suggested)) for duty in matters],
            guessed=not sent and problem.category_id is None and bool(category),
        )


def _lead(sent: Mapping[str, Any], hits: Sequence[UnitEntry], suggested: Sequence[Suggestion]) -> str:
    """Who is to lead: the unit pressed among all, the one that was looked up, the one chosen before, and
    on a desk just opened the one that the catalogue puts first."""
    if sent.get("add"):
        return str(sent["add"])
    if len(hits) == 1 or (hits and hits[0].short == str(sent.get("find", "")).strip()):
        return str(hits[0].id)
    if not sent and suggested and suggested[0].part == Part.LEAD:
        return str(suggested[0].unit.id)
    return str(sent.get("lead", ""))


def _guessed(found: Detail, day: date) -> int | str:
    """The category the words sound like, for a message that came without one."""
    known = known_kinds().within(found.case.area_id, day)
    return known.likeliest(f"{found.problem.title} {found.problem.facts}") or ""


def _matter(duty: Duty, suggested: Sequence[Suggestion]) -> str:
    """A matter with the unit that leads it, so that one chosen for another unit is seen."""
    lead = next(
        (one.unit.short for one in suggested if one.unit.code == duty.lead), UNIT_WORDS.get(duty.lead, "")
    )
    return f"{duty.matter}（{lead}）" if lead else duty.matter


def _several(sent: Mapping[str, Any], name: str) -> Sequence[str]:
    return list(sent.getlist(name)) if hasattr(sent, "getlist") else []


def _choices(
    hits: Sequence[UnitEntry], suggested: Sequence[Suggestion], kept: Sequence[UnitEntry]
) -> list[Mapping[str, str]]:
    """The units to pick from: those just looked up, those of the catalogue, those chosen before."""
    found: dict[int, Mapping[str, str]] = {}
    for unit in hits:
        found[unit.id] = {**_named(unit), "says": unit.name, "tag": "找到的"}
    for one in suggested:
        found.setdefault(one.unit.id, {**_named(one.unit), "says": says_why(one)})
    for unit in kept:
        found.setdefault(unit.id, {**_named(unit), "says": unit.name})
    return list(found.values())


def _named(unit: UnitEntry) -> dict[str, str]:
    return {"value": str(unit.id), "title": Own(unit.short), "name": unit.short}

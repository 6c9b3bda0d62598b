"""What stands chosen on the triage desk: units by the catalogue or looked up, class, matter, enterprise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from qinqing.domains.problems.models import Duty
from qinqing.domains.problems.queries import catalogue
from qinqing.domains.problems.queries.catalogue import UNIT_WORDS, Suggestion, UnitEntry
from qinqing.domains.problems.queries.detail import Detail
from qinqing.domains.problems.queries.raising import known_kinds
from qinqing.domains.problems.terms import Part
from qinqing.lib.text import whole_number
from qinqing.ui.cells import own

MOST_FOUND = 6
MOST_SUGGESTED = 7


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
    matters: Sequence[tuple[int, str]]
    guessed: bool

    @classmethod
    def of(cls, sent: Mapping[str, Any], found: Detail, day: date) -> "Picked":
        case, problem = found.case, found.problem
        category = str(sent.get("category", "")) if sent else str(problem.category_id or _guessed(found, day))
        number = whole_number(category)
        area = problem.enterprise.area_id if problem.enterprise else case.area_id
        words = f"{problem.title} {problem.facts}"
        suggested = catalogue.suggestions_for(number, area, day, words)[:MOST_SUGGESTED]
        wanted = str(sent.get("find", ""))
        hits = catalogue.units_found(wanted, day)[:MOST_FOUND]
        lead = str(sent.get("lead", ""))
        if len(hits) == 1 or (hits and hits[0].short == wanted.strip()):
            lead = str(hits[0].id)
        elif not sent and suggested and suggested[0].part == Part.LEAD:
            lead = str(suggested[0].unit.id)
        parallel, assist = (_several(sent, name) for name in ("parallel", "assist"))
        matters = catalogue.matters_of(number, area, day)
        duty = (
            str(sent.get("duty", ""))
            if sent
            else next((str(s.duty_id) for s in suggested if str(s.unit.id) == lead), "")
        )
        named = {lead, *parallel, *assist}
        kept = [unit for unit in catalogue.units_on(day) if str(unit.id) in named]
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
            choices=_choices(hits, suggested, kept),
            matters=[(duty.pk, _matter(duty, suggested)) for duty in matters],
            guessed=not sent and problem.category_id is None and bool(category),
        )


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
        found[unit.id] = {"value": str(unit.id), "title": unit.short, "says": unit.name, "tag": "找到的"}
    for one in suggested:
        found.setdefault(
            one.unit.id, {"value": str(one.unit.id), "title": one.unit.short, "says": _says(one)}
        )
    for unit in kept:
        found.setdefault(unit.id, {"value": str(unit.id), "title": unit.short, "says": unit.name})
    return list(found.values())


def _says(one: Suggestion) -> Markup:
    part = "目录里主办" if one.part == Part.LEAD else "目录里协办"
    words = "、".join(f"“{word}”" for word in one.words)
    said = [
        Markup("{}：{}").format(part, own(one.matter)),
        Markup("原文提到{}").format(own(words)) if words else "",
        own(one.basis),
        f"常见错派：{one.not_this}" if one.part == Part.LEAD and one.not_this else "",
    ]
    return Markup("·").join(word for word in said if word)

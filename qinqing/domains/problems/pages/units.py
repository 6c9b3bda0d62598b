"""Units to choose from: those the duty catalogue speaks for, each with why, then all others by kind."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from qinqing.domains.problems.queries import catalogue
from qinqing.domains.problems.queries.catalogue import Suggestion
from qinqing.domains.problems.queries.detail import Detail
from qinqing.domains.problems.rules.situation import Case
from qinqing.domains.problems.terms import Part, TaskState
from qinqing.ui.cells import Own, own

MOST_SUGGESTED: Final = 7
ASKS_UNIT: Final[Mapping[str, str]] = {"add_unit": "new_unit", "change_lead": "lead"}
"""The field in which a step names one unit."""
WITHOUT: Final[Mapping[str, str]] = {"change_lead": "先不定单位，回到分办"}
"""What follows where a step may go without a unit and none is named."""


@dataclass(frozen=True, slots=True)
class UnitsOffered:
    """The units a step may name: as `ui.one_of_many` draws them."""

    near: Sequence[Mapping[str, object]]
    groups: Sequence[tuple[str, Sequence[tuple[int, str]]]]
    without: str


def offered_for(step: str, found: Detail, day: date) -> UnitsOffered | None:
    """The units that a step may name on a day; None where it names none."""
    if step not in ASKS_UNIT:
        return None
    taken = taken_for(step, found.case)
    category = found.problem.category_id
    suggested = suggested_for(found, category, day, taken, first=Part.ASSIST if step == "add_unit" else "")
    near = {one.unit.id for one in suggested}
    return UnitsOffered(
        near=[
            {"value": one.unit.id, "title": Own(one.unit.short), "says": says_why(one)} for one in suggested
        ],
        groups=others_by_kind(found, day, near | taken),
        without=WITHOUT.get(step, ""),
    )


def taken_for(step: str, case: Case) -> set[int]:
    """The units that a step may not name: to be added, who has a share; to lead, who is done or leads now."""
    if step == "add_unit":
        return {task.unit_id for task in case.current_tasks}
    done = {task.unit_id for task in case.current_tasks if task.state == TaskState.DONE}
    return done | ({case.lead.unit_id} if case.lead is not None else set())


def suggested_for(
    found: Detail, category_id: int | None, day: date, taken: Collection[int], first: str = ""
) -> list[Suggestion]:
    """What the catalogue has for a problem as one of a category; units of the part `first` before others."""
    problem = found.problem
    area = problem.enterprise.area_id if problem.enterprise else found.case.area_id
    said = f"{problem.title} {problem.facts}"
    near = [
        one for one in catalogue.suggestions_for(category_id, area, day, said) if one.unit.id not in taken
    ]
    return sorted(near, key=lambda one: bool(first) and one.part != first)[:MOST_SUGGESTED]


def others_by_kind(
    found: Detail, day: date, without: Collection[int]
) -> list[tuple[str, Sequence[tuple[int, str]]]]:
    """All units of a day but some, by kind and area, to choose from."""
    units = [unit for unit in catalogue.units_on(day) if unit.id not in without]
    return [
        (label, [(unit.id, Own(unit.short)) for unit in group])
        for label, group in catalogue.grouped(units, found.case.area_id)
    ]


def says_why(one: Suggestion) -> Markup:
    """Why a unit is suggested: the matter, what speaks for it, the basis, and what the matter is not."""
    part = "目录里主办" if one.part == Part.LEAD else "目录里协办"
    words = "、".join(f"“{word}”" for word in one.words)
    said = [
        Markup("{}：{}").format(part, own(one.matter)),
        Markup("原文提到{}").format(own(words)) if words else "",
        own(one.basis),
        f"常见错派：{one.not_this}" if one.part == Part.LEAD and one.not_this else "",
    ]
    return Markup("·").join(word for word in said if word)

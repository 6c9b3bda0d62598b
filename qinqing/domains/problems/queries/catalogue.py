"""Categories, units and the duty catalogue, which change by decree: kept by the process for a few seconds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from qinqing.domains.accounts.models import Unit
from qinqing.domains.accounts.queries import AreaNode, area_tree
from qinqing.domains.accounts.terms import UnitKind
from qinqing.domains.problems.models import Category, Duty
from qinqing.domains.problems.queries.dated import in_force
from qinqing.domains.problems.queries.kinds import called, in_group
from qinqing.domains.problems.queries.surroundings import area_chain
from qinqing.kernel.kept import Kept
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from qinqing.lib import text

PLACES = {"@town": UnitKind.TOWN, "@park": UnitKind.PARK}
"""Words of the catalogue for the unit of the place where the enterprise stands."""
PLACE_WORDS = {"@town": "企业所在镇街", "@park": "企业所在园区"}
UNIT_WORDS = PLACE_WORDS | {
    "@policy_owner": "政策主管部门",
    "@inspector": "实施检查的单位",
    "@penalty_issuer": "作出处罚的单位",
}
"""All words that stand for a unit; who it is by the last three, only the problem itself tells."""
MOST_WITHOUT_KIND = 3
MANY_SHARE = 12
"""A word that more than one in so many matters has does not tell them apart."""


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit as it may be given a problem."""

    id: int
    code: str
    short: str
    name: str
    kind: str
    area_id: int | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit of the duty catalogue for a problem, the matter that speaks for it, and what was said of it."""

    unit: UnitEntry
    part: str
    matter: str
    basis: str
    not_this: str
    duty_id: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kind:
    """A category below a group, and the area whose own it is; 0 where it is everybody's."""

    id: int
    label: str
    area_id: int


def _read_categories() -> list[_Kind]:
    rows = Category.objects.filter(parent__isnull=False).select_related("parent").order_by("code")
    return [
        _Kind(kind.pk, in_group(kind.parent.name if kind.parent else "", called(kind)), kind.area_id or 0)
        for kind in rows
    ]


def _read_units() -> list[UnitEntry]:
    rows = Unit.objects.order_by("-level", "short", "id")
    return [
        UnitEntry(*row)
        for row in rows.values_list("id", "code", "short", "name", "kind", "area_id", "ended_on")
    ]


_categories: Kept[list[_Kind]] = Kept(_read_categories)
_units: Kept[list[UnitEntry]] = Kept(_read_units)
_areas: Kept[list[AreaNode]] = Kept(area_tree)
_duties: Kept[list[Duty]] = Kept(lambda: list(Duty.objects.order_by("code", "id")))


def categories_for_choice() -> list[tuple[int, str]]:
    """Every category below a group, with the group's name before it."""
    return [(one.id, one.label) for one in _categories()]


def categories_within(actor: Actor) -> list[tuple[int, str]]:
    """Those that a problem in the actor's sight can have: everybody's, and those that the areas he
    reaches by an office or a unit have of their own, or the areas above them."""
    near = _line_of(actor)
    return [(one.id, one.label) for one in _categories() if not one.area_id or one.area_id in near]


def _line_of(actor: Actor) -> set[int]:
    """The areas an actor reaches by an office or a unit, and all above them."""
    units = {*actor.ids("unit"), actor.unit_id or 0}
    reached = set(actor.ids("area")) | {unit.area_id or 0 for unit in _units() if unit.id in units}
    line = set(actor.ids("area"))
    # Each parent before its children: what a unit's area reaches is known when its children are met.
    for node in _areas():
        if node.id in reached or node.parent_id in reached:
            reached.add(node.id)
            line.add(node.id)
    for node in reversed(_areas()):
        if node.id in line and node.parent_id is not None:
            line.add(node.parent_id)
    return line


def areas_for_choice(actor: Actor) -> list[tuple[int, str]]:
    """The areas an actor's offices reach, each below its parent."""
    reached = set(actor.ids("area"))
    return [(node.id, f"{'　' * node.depth}{node.name}") for node in _areas() if node.id in reached]


def area_names() -> dict[int, str]:
    """The names of the areas."""
    return {node.id: node.name for node in _areas()}


def units_on(day: date) -> list[UnitEntry]:
    """The units that exist on a day."""
    return [unit for unit in _units() if unit.ended_on is None or unit.ended_on > day]


def grouped(units: Sequence[UnitEntry], area_id: int) -> list[tuple[str, list[UnitEntry]]]:
    """Units as somebody in an area looks for them: those of his line of areas by kind, the towns and parks
    beside him among them, then those of every other area together."""
    found: dict[tuple[str, int], list[UnitEntry]] = {}
    for unit in units:
        elsewhere = _elsewhere(unit, area_id)
        found.setdefault(("", elsewhere) if elsewhere else (unit.kind, 0), []).append(unit)
    names, order = area_names(), [(kind, 0) for kind in UnitKind.values()]
    others = [(("", node.id), names[node.id]) for node in _areas() if ("", node.id) in found]
    near = [(key, UnitKind.label_of(key[0])) for key in order if key in found]
    return [(label, found[key]) for key, label in (*near, *others)]


def _elsewhere(unit: UnitEntry, area_id: int) -> int:
    """The area that a unit belongs to beside the line of another; 0 where it stands in that line."""
    line, own = area_chain(area_id), area_chain(unit.area_id) if unit.area_id else ()
    beside = next((below for below, above in pairwise(own) if below not in line and above in line), 0)
    return 0 if unit.kind in PLACES.values() and beside == unit.area_id else beside


def unit_names(day: date) -> dict[str, str]:
    """What a matter may name, by code: the words for a unit, and the units that exist on a day."""
    return UNIT_WORDS | {unit.code: unit.short for unit in units_on(day)}


def codes_of(written: str, day: date) -> tuple[str, ...]:
    """The codes of units written by their short names with 、 between them. Refuses a name nobody has."""
    codes = {name: code for code, name in unit_names(day).items()}
    names = words_in(written)
    if unknown := [name for name in names if name not in codes]:
        raise Refused("unknown_unit", f"没有这个单位：{'、'.join(unknown)}；请写单位的简称", "assist")
    return tuple(codes[name] for name in names)


def words_in(written: str) -> tuple[str, ...]:
    """The words that were written with 、 between them."""
    return tuple(filter(None, re.split(r"[、，,;；\s]+", written)))


def forget_catalogue() -> None:
    """Read duties and categories anew at the next use: one was written here."""
    _duties.forget()
    _categories.forget()


def duties_on(area_id: int, day: date) -> list[Duty]:
    """The duty catalogue as it holds for an area on a day."""
    return in_force(_duties(), area_id, day)


def matters_of(category_id: int | None, area_id: int, day: date) -> list[Duty]:
    """What the catalogue of an area says of a category."""
    return [duty for duty in duties_on(area_id, day) if duty.category_id == category_id]


def units_found(words: str, day: date) -> list[UnitEntry]:
    """Units whose names hold every word; an exact short name first. Blank words find nothing."""
    wanted = text.search_words(words)
    if not wanted:
        return []
    found = [
        u for u in units_on(day) if all(word in text.normalise(f"{u.short} {u.name}") for word in wanted)
    ]
    return sorted(found, key=lambda unit: text.normalise(unit.short) != text.normalise(words))


def suggestions_for(category_id: int | None, area_id: int, day: date, said: str = "") -> list[Suggestion]:
    """Who leads and who assists by the catalogue, with the words of `said` that speak for the matter.

    Leads first, each unit once, the matters that have most in common with what was said before the others.
    Without a category it is the matters that have anything in common.
    """
    units, duties = units_on(day), duties_on(area_id, day)
    telling = _Telling(duties)
    near = [
        (duty, telling.words(duty.matter, said))
        for duty in duties
        if category_id is None or duty.category_id == category_id
    ]
    near.sort(key=lambda one: -sum(map(len, one[1])))
    if category_id is None:
        near = [one for one in near if one[1]][:MOST_WITHOUT_KIND]
    found: dict[int, Suggestion] = {}
    for part in ("lead", "assist"):
        for duty, words in near:
            for code in (duty.lead,) if part == "lead" else duty.assist:
                unit = _unit_named(code, units, area_id)
                if unit is not None and unit.id not in found:
                    found[unit.id] = Suggestion(
                        unit, part, duty.matter, duty.basis, duty.not_this, duty.pk, tuple(words)
                    )
    return list(found.values())


class _Telling:
    """Which words of a matter tell it from the others: one that many matters share says nothing."""

    def __init__(self, duties: Sequence[Duty]) -> None:
        self._matters = [text.normalise(duty.matter) for duty in duties]

    def words(self, matter: str, said: str) -> list[str]:
        """The words of a matter that were said, without those that many matters have."""
        most = max(1, len(self._matters) // MANY_SHARE)
        return [
            word
            for word in text.shared_words(matter, said)
            if sum(word in one for one in self._matters) <= most
        ]


def _unit_named(code: str, units: Sequence[UnitEntry], area_id: int) -> UnitEntry | None:
    """The unit of a code, or of a place word; None for a word that needs more than the place to be known."""
    kind = PLACES.get(code)
    if kind is None:
        return next((unit for unit in units if unit.code == code), None)
    nodes = area_chain(area_id)
    local = [unit for unit in units if unit.kind == kind and unit.area_id in nodes]
    return min(local, key=lambda unit: nodes.index(unit.area_id or 0), default=None)

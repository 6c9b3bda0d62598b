"""Categories, units and the duty catalogue, which change by decree: kept by the process for a few seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qinqing.domains.accounts.models import Unit
from qinqing.domains.accounts.queries import AreaNode, area_tree
from qinqing.domains.accounts.terms import UnitKind
from qinqing.domains.problems.models import Category, Duty
from qinqing.domains.problems.queries.surroundings import area_chain
from qinqing.kernel.kept import Kept
from qinqing.kernel.permissions import Actor
from qinqing.lib import text

PLACES = {"@town": UnitKind.TOWN, "@park": UnitKind.PARK}
"""Words of the catalogue for the unit of the place where the enterprise stands."""


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
    """A unit of the duty catalogue for a problem, and the matter that speaks for it."""

    unit: UnitEntry
    part: str
    matter: str
    basis: str
    not_this: str
    duty_id: int


def _read_categories() -> list[tuple[int, str]]:
    rows = (
        Category.objects.filter(parent__isnull=False)
        .order_by("code")
        .values_list("id", "parent__name", "name")
    )
    return [(number, f"{parent}·{name}") for number, parent, name in rows]


def _read_units() -> list[UnitEntry]:
    rows = Unit.objects.order_by("-level", "short", "id")
    return [
        UnitEntry(*row)
        for row in rows.values_list("id", "code", "short", "name", "kind", "area_id", "ended_on")
    ]


_categories: Kept[list[tuple[int, str]]] = Kept(_read_categories)
_units: Kept[list[UnitEntry]] = Kept(_read_units)
_areas: Kept[list[AreaNode]] = Kept(area_tree)
_duties: Kept[list[Duty]] = Kept(lambda: list(Duty.objects.order_by("code")))


def categories_for_choice() -> list[tuple[int, str]]:
    """Every category below a group, with the group's name before it."""
    return _categories()


def areas_for_choice(actor: Actor) -> list[tuple[int, str]]:
    """The areas an actor's offices reach, each below its parent."""
    reached = set(actor.ids("area"))
    return [(node.id, f"{'　' * node.depth}{node.name}") for node in _areas() if node.id in reached]


def units_on(day: date) -> list[UnitEntry]:
    """The units that exist on a day."""
    return [unit for unit in _units() if unit.ended_on is None or unit.ended_on > day]


def unit_choices(day: date) -> list[tuple[int, str]]:
    """The units that exist on a day, by their short names, to choose from."""
    return [(unit.id, unit.short) for unit in units_on(day)]


def matters_of(category_id: int | None) -> list[Duty]:
    """What the catalogue says of a category."""
    return [duty for duty in _duties() if duty.category_id == category_id]


def units_found(words: str, day: date) -> list[UnitEntry]:
    """Units whose names hold every word; an exact short name first. Blank words find nothing."""
    wanted = text.search_words(words)
    if not wanted:
        return []
    found = [
        u for u in units_on(day) if all(word in text.normalise(f"{u.short} {u.name}") for word in wanted)
    ]
    return sorted(found, key=lambda unit: text.normalise(unit.short) != text.normalise(words))


def suggestions_for(category_id: int | None, area_id: int, day: date) -> list[Suggestion]:
    """Who leads and who assists by the catalogue: leads first, each unit once, by the order of matters."""
    units = units_on(day)
    found: dict[int, Suggestion] = {}
    for part in ("lead", "assist"):
        for duty in matters_of(category_id):
            for code in (duty.lead,) if part == "lead" else duty.assist:
                unit = _unit_named(code, units, area_id)
                if unit is not None and unit.id not in found:
                    found[unit.id] = Suggestion(unit, part, duty.matter, duty.basis, duty.not_this, duty.pk)
    return list(found.values())


def _unit_named(code: str, units: Sequence[UnitEntry], area_id: int) -> UnitEntry | None:
    """The unit of a code, or of a place word; None for a word that needs more than the place to be known."""
    kind = PLACES.get(code)
    if kind is None:
        return next((unit for unit in units if unit.code == code), None)
    nodes = area_chain(area_id)
    local = [unit for unit in units if unit.kind == kind and unit.area_id in nodes]
    return min(local, key=lambda unit: nodes.index(unit.area_id or 0), default=None)

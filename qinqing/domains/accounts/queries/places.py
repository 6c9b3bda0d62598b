"""Areas and units."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from qinqing.domains.accounts.models import Area, Unit
from qinqing.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True)
class AreaNode:
    """A node of the tree as it is printed: `depth` steps below the first one."""

    id: int
    code: str
    name: str
    kind: str
    depth: int
    parent_id: int | None


def area_tree() -> list[AreaNode]:
    """Every node, each parent before its children, siblings by code."""
    children: dict[int | None, list[Area]] = {}
    for area in Area.objects.order_by("code"):
        children.setdefault(area.parent_id, []).append(area)
    found: list[AreaNode] = []

    def walk(parent_id: int | None, depth: int) -> None:
        for area in children.get(parent_id, []):
            found.append(AreaNode(area.pk, area.code, area.name, area.kind, depth, parent_id))
            walk(area.pk, depth + 1)

    walk(None, 0)
    return found


def place_name() -> str:
    """The name of the place this installation is for; empty before its first area was entered."""
    return Area.objects.filter(parent=None).order_by("pk").values_list("name", flat=True).first() or ""


def area_and_below(area_id: int) -> QuerySet[Area]:
    """A node and everything below it."""
    return Area.objects.filter(path__startswith=_path_of(area_id))


def areas_upward(area_id: int) -> list[int]:
    """A node and those above it, the nearest first: the order in which a dated setting is looked for."""
    return _upward(_path_of(area_id))


def upward(area: Area) -> list[int]:
    """The same of a node that was read already."""
    return _upward(area.path)


def _upward(path: str) -> list[int]:
    return [int(step) for step in reversed(path.rstrip(".").split("."))]


def _path_of(area_id: int) -> str:
    path = Area.objects.filter(pk=area_id).values_list("path", flat=True).first()
    if path is None:
        raise NotFound
    return path


def units_valid_on(on: date) -> QuerySet[Unit]:
    """The units that exist on a day."""
    return Unit.objects.filter(founded_on__lte=on).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))


def units_for_choice(on: date) -> list[tuple[int, str]]:
    """Id and short name of the units that exist on a day, those of the district before those of the city."""
    units = units_valid_on(on).order_by("-level", "short", "id").values_list("id", "short")
    return list(units)


def all_units() -> list[Unit]:
    """Every unit there is or was, the living ones first."""
    found = Unit.objects.select_related("signs_off", "successor")
    return list(found.order_by(F("ended_on").asc(nulls_first=True), "-level", "code"))


def unit_for(unit_id: int) -> Unit:
    """One unit; NotFound where it does not exist."""
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise NotFound
    return unit


def area_of_unit(unit: Unit) -> int:
    """Whose coordination a unit belongs to: its area's; without one the whole place's."""
    if unit.area_id is not None:
        return unit.area_id
    return Area.objects.filter(parent=None).order_by("pk").values_list("pk", flat=True)[0]


def unit_line(unit_id: int, on: date) -> list[int]:
    """A unit and, where it is dissolved by that day, those that took over from it, the living one last."""
    line = [unit_id]
    while True:
        after = Unit.objects.filter(pk=line[-1], successor__isnull=False, ended_on__lte=on)
        heir = after.values_list("successor_id", flat=True).first()
        if heir is None or heir in line:
            return line
        line.append(heir)

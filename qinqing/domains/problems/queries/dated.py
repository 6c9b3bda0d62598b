"""Rows that hold for an area from a day to a day: which do, which follow which, and whose they are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.db.models import Q

from qinqing.domains.problems.models import Dated
from qinqing.domains.problems.queries.surroundings import area_chain
from qinqing.kernel.permissions import Actor

Row = TypeVar("Row", bound=Dated)


def is_in_use(row: Dated, day: date) -> bool:
    """Whether a row holds on a day."""
    return row.valid_from_on <= day and (row.valid_until_on is None or day < row.valid_until_on)


def in_force(rows: Sequence[Row], area_id: int, day: date) -> list[Row]:
    """The rows that hold for an area on a day: of those that stand in one place, the nearest area's."""
    nodes, by_id = area_chain(area_id), {row.pk: row for row in rows}
    nearest: dict[int, Row] = {}
    for row in rows:
        if is_in_use(row, day) and (row.area_id is None or row.area_id in nodes):
            place = first_of(row, by_id)
            nearest[place] = min(nearest.get(place, row), row, key=lambda one: distance(one, nodes))
    return list(nearest.values())


def distance(row: Dated, nodes: Sequence[int]) -> int:
    """How far above an area the one stands that decided; the release is farthest."""
    return nodes.index(row.area_id) if row.area_id is not None else len(nodes)


def first_of(row: Dated, by_id: Mapping[int, Dated]) -> int:
    """The first row of those that one stands in the place of, itself where there is none."""
    seen = {row.pk}
    while row.replaces_id is not None and row.replaces_id in by_id and row.replaces_id not in seen:
        row = by_id[row.replaces_id]
        seen.add(row.pk)
    return row.pk


def family_of(row: Row, rows: Iterable[Row]) -> list[Row]:
    """All that stood or stands in one place, the newest first."""
    by_id = {one.pk: one for one in rows}
    same = [one for one in by_id.values() if first_of(one, by_id) == first_of(row, by_id)]
    return sorted(same, key=lambda one: (one.valid_from_on, one.pk), reverse=True)


def kept_by(actor: Actor) -> Q:
    """What somebody keeps or is bound by: of his areas, of those above and below, and of the release."""
    return Q(area__among=reach_of(actor)) | Q(area=None)


def areas_kept_by(actor: Actor) -> tuple[int, ...]:
    """The areas whose rules somebody proposes or confirms."""
    return tuple({*actor.ids("coordinator"), *actor.ids("coordination_head")})


def reach_of(actor: Actor) -> list[int]:
    """Those areas and the ones above, whose rules hold in them."""
    own = areas_kept_by(actor)
    return list({*own, *(node for area in own for node in area_chain(area))})

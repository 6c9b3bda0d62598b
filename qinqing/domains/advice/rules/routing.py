"""To which group a question goes."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class RouteLike(Protocol):
    """A line of the table: where it holds and for whose policies of which class; '' is any."""

    area_id: int
    issuer: str
    benefit_class: str


R = TypeVar("R", bound=RouteLike)


def route_of(rows: Iterable[R], nodes: Sequence[int], issuer: str, benefit_class: str) -> R | None:
    """The line that decides: of the nearest area, and there the one that says most; None where none fits."""
    fitting = [
        row
        for row in rows
        if row.area_id in nodes and row.issuer in ("", issuer) and row.benefit_class in ("", benefit_class)
    ]
    order = {node: place for place, node in enumerate(nodes)}
    return min(
        fitting, key=lambda row: (order[row.area_id], not row.issuer, not row.benefit_class), default=None
    )

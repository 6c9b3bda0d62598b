"""Whom a proposal concerns: who may decide it, and who made it."""

from collections.abc import Iterable
from datetime import datetime

from qinqing.domains.accounts.models import Proposed
from qinqing.domains.accounts.queries.people import people_of_area
from qinqing.domains.accounts.terms import Role


def deciders(
    kind: type[Proposed], number: int, roles: Iterable[Role], proposer: int | None, now: datetime
) -> list[int]:
    """Who may confirm what was proposed: those of the offices of its area, whoever proposed it apart."""
    area = kind._default_manager.values_list("area_id", flat=True).get(pk=number)
    found = {one for role in roles for one in people_of_area(area, role, now).values_list("id", flat=True)}
    return sorted(found - {proposer})


def proposers(kind: type[Proposed], number: int) -> list[int]:
    """Who proposed it."""
    return list(kind._default_manager.filter(pk=number).values_list("proposed_by_id", flat=True))

"""Reads of corrections that were proposed."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.models import Enterprise, ProposedEdit
from qinqing.domains.enterprises.permissions import PERMISSIONS, keeps_area
from qinqing.domains.enterprises.terms import EditState
from qinqing.kernel.compiled import Asked, Compiled
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True)
class EditShown:
    """A proposed correction with the facts it is about, and what this reader may do about it."""

    row: ProposedEdit
    changes: Sequence[tuple[str, str, str]]
    takes_back: bool


def _shown(actor: Actor, row: ProposedEdit) -> EditShown:
    changes = [
        (rules.PROPOSABLE[name], rules.shown(name, was), rules.shown(name, wanted))
        for name, (was, wanted) in row.changes.items()
    ]
    own = row.proposed_by_id == actor.person_id and row.state == EditState.WAITING
    return EditShown(row, changes, own)


def _with_names(rows: QuerySet[ProposedEdit]) -> QuerySet[ProposedEdit]:
    return rows.select_related("enterprise", "proposed_by", "decided_by")


def last_edit_of(actor: Actor, enterprise: Enterprise) -> EditShown | None:
    """The newest correction proposed for an enterprise while it waits or was refused; for those concerned."""
    if not PERMISSIONS.relations(actor, enterprise) & {"main_contact", "member", "served", "keeper"}:
        return None
    row = _with_names(ProposedEdit.objects.all()).filter(enterprise=enterprise).order_by("-id").first()
    told = {EditState.WAITING, EditState.REFUSED}
    return _shown(actor, row) if row is not None and EditState.of(row.state) in told else None


@dataclass(frozen=True, slots=True)
class EditWaiting:
    """A proposed correction that waits, as a line says it; `changes` counts the facts it is about."""

    pk: int
    enterprise: str
    proposed_by: str
    changes: int


def edits_waiting_for(actor: Actor, most: int) -> Asked[list[EditWaiting]]:
    """Those that wait for this keeper, the longest first; his own are another's to decide."""
    return Asked(*_WAITING.bound(actor, most), 4, _edits_waiting)


def _edits_waiting(rows: Sequence[Sequence[Any]]) -> list[EditWaiting]:
    return [
        EditWaiting(number, enterprise, by, len(json.loads(changes)))
        for number, enterprise, by, changes in rows
    ]


def _waiting(actor: Actor, most: int) -> QuerySet[ProposedEdit, tuple[Any, ...]]:
    shown = ("pk", "enterprise__name", "proposed_by__name", Cast("changes", TextField()))
    return _to_decide(actor)[:most].values_list(*shown)


_WAITING: Final = Compiled(_waiting)


def _to_decide(actor: Actor) -> QuerySet[ProposedEdit]:
    here = Q(enterprise__area__among=actor.ids("coordinator"))
    here |= Q(enterprise__area__among=actor.ids("coordination_head"))
    rows = ProposedEdit.objects.filter(here, state=EditState.WAITING)
    return rows.exclude(proposed_by=actor.person_id).order_by("id")


def edits_open_at(enterprise_ids: Collection[int], at: datetime) -> list[tuple[int, str]]:
    """The corrections that waited at a moment, by their ids: which facts of the register they are about. For
    enterprises the caller may see.
    """
    waited = Q(state=EditState.WAITING) | Q(decided_at__gt=at)
    rows = ProposedEdit.objects.filter(waited, enterprise__in=enterprise_ids, proposed_at__lte=at)
    return [
        (row.pk, f"更正{'、'.join(rules.PROPOSABLE[name] for name in row.changes)}")
        for row in rows.order_by("pk")
    ]


def edit_addresses_of(actor: Actor, ids: Collection[int]) -> dict[int, str]:
    """By correction the public id of its enterprise, where the actor sees that."""
    seen = Enterprise.objects.filter(PERMISSIONS.scope(actor)).order_by().values("pk")
    rows = ProposedEdit.objects.filter(pk__in=ids, enterprise__in=seen)
    return dict(rows.values_list("pk", "enterprise__public_id"))


def edits_shown(actor: Actor, most: int) -> list[EditShown]:
    """The same with the facts they are about."""
    return [_shown(actor, row) for row in _with_names(_to_decide(actor))[:most]]


def edit_for(actor: Actor, number: int) -> ProposedEdit:
    """One that concerns the actor: its keeper or whoever proposed it. Raises NotFound."""
    row = _with_names(ProposedEdit.objects.all()).filter(pk=number).first()
    if row is None or not (
        keeps_area(actor, row.enterprise.area_id) or row.proposed_by_id == actor.person_id
    ):
        raise NotFound
    return row

"""Reads of corrections that were proposed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.models import Enterprise, ProposedEdit
from qinqing.domains.enterprises.permissions import PERMISSIONS, keeps_area
from qinqing.domains.enterprises.terms import EditState
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


def _rows() -> QuerySet[ProposedEdit]:
    return ProposedEdit.objects.select_related("enterprise", "proposed_by", "decided_by")


def last_edit_of(actor: Actor, enterprise: Enterprise) -> EditShown | None:
    """The newest correction proposed for an enterprise while it waits or was refused; for those concerned."""
    if not PERMISSIONS.relations(actor, enterprise) & {"main_contact", "member", "served", "keeper"}:
        return None
    row = _rows().filter(enterprise=enterprise).order_by("-id").first()
    told = {EditState.WAITING, EditState.REFUSED}
    return _shown(actor, row) if row is not None and EditState.of(row.state) in told else None


def edits_waiting_for(actor: Actor, most: int) -> list[ProposedEdit]:
    """Those that wait for this keeper, the longest first; his own are another's to decide."""
    areas = [*actor.ids("coordinator"), *actor.ids("coordination_head")]
    rows = _rows().filter(enterprise__area__among=areas, state=EditState.WAITING)
    return list(rows.exclude(proposed_by=actor.person_id).order_by("id")[:most])


def edits_shown(actor: Actor, most: int) -> list[EditShown]:
    """The same with the facts they are about."""
    return [_shown(actor, row) for row in edits_waiting_for(actor, most)]


def edit_for(actor: Actor, number: int) -> ProposedEdit:
    """One that concerns the actor: its keeper or whoever proposed it. Raises NotFound."""
    row = _rows().filter(pk=number).first()
    if row is None or not (
        keeps_area(actor, row.enterprise.area_id) or row.proposed_by_id == actor.person_id
    ):
        raise NotFound
    return row

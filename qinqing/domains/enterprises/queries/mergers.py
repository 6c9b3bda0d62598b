"""Reads of mergers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.models import Enterprise, Merger
from qinqing.domains.enterprises.permissions import PERMISSIONS, keeps_area
from qinqing.domains.enterprises.queries.register import enterprises_visible_to
from qinqing.kernel import door
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True)
class MergerShown:
    """A merger as the page of one of its sides shows it, and what this reader may do about it."""

    pk: int
    losing: str
    into: str
    reason: str
    merged_at: datetime | None
    may_agree: bool
    may_end: bool
    waits_for: str


def mergers_of(actor: Actor, enterprise: Enterprise) -> list[MergerShown]:
    """What is proposed or in force between this enterprise and others, for those whom it concerns."""
    rows = Merger.objects.filter(Q(losing=enterprise) | Q(into=enterprise), ended_at=None)
    # One side does not see the other's entry yet; whom it concerns has to learn its name.
    with door.as_system("merger.read"):
        found = list(rows.select_related("losing", "into").order_by("-pk"))
    return [_shown(actor, row) for row in found if row.merged_at or concerns(actor, row)]


def _shown(actor: Actor, row: Merger) -> MergerShown:
    mains = _main_of(actor, row)
    lacking = [
        one.name
        for one, agreed in ((row.losing, row.losing_agreed_at), (row.into, row.into_agreed_at))
        if agreed is None
    ]
    missing = {"losing": row.losing_agreed_at is None, "into": row.into_agreed_at is None}
    return MergerShown(
        pk=row.pk,
        losing=row.losing.name,
        into=row.into.name,
        reason=row.reason,
        merged_at=row.merged_at,
        may_agree=any(missing[side] for side in mains),
        may_end=keeps_area(actor, row.into.area_id) or (row.merged_at is None and bool(mains)),
        waits_for="、".join(lacking),
    )


def _main_of(actor: Actor, row: Merger) -> list[str]:
    sides = (("losing", row.losing), ("into", row.into))
    return [side for side, one in sides if "main_contact" in PERMISSIONS.relations(actor, one)]


def concerns(actor: Actor, row: Merger) -> bool:
    """Whether somebody keeps the one that stays or is main contact of either."""
    return keeps_area(actor, row.into.area_id) or bool(_main_of(actor, row))


def merger_for(actor: Actor, number: int) -> Merger:
    """A merger that concerns the actor; raises NotFound otherwise."""
    with door.as_system("merger.read"):
        row = Merger.objects.select_related("losing", "into").filter(pk=number).first()
    if row is None or not concerns(actor, row):
        raise NotFound
    return row


def named_or_coded(actor: Actor, text: str) -> Enterprise | None:
    """The one enterprise in sight with this credit code or whole name; None for none and for several."""
    code = rules.checked_code(text).code
    rows = enterprises_visible_to(actor).registered()
    rows = rows.filter(credit_code=code) if code else rows.filter(name_key=rules.name_key(text))
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None

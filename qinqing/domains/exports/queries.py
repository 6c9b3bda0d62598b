"""Reads: what one took away or asked for, and what waits for one's word."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import QuerySet

from qinqing.domains.exports import rules
from qinqing.domains.exports.models import Export
from qinqing.domains.exports.permissions import PERMISSIONS
from qinqing.kernel import clock, exports
from qinqing.kernel.exports import Extract
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound

PAGE = 50
COUNTED = 5_000_000


def exports_visible_to(actor: Actor) -> QuerySet[Export]:
    """The exports an actor may know of, the newest first."""
    found = Export.objects.filter(PERMISSIONS.scope(actor)).select_related("person__unit", "decided_by")
    return found.order_by("-pk")


def export_for(actor: Actor, public_id: str) -> Export:
    """One export by its address; NotFound out of sight, too."""
    found = exports_visible_to(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class ExportPage:
    """One page of exports; `older` opens the next one."""

    exports: list[Export]
    older: int | None


def exports_page(actor: Actor, before: int | None = None) -> ExportPage:
    """What an actor may know of, from a place on."""
    found = exports_visible_to(actor)
    rows = list((found.filter(pk__lt=before) if before is not None else found)[: PAGE + 1])
    return ExportPage(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What would leave: how many rows, of which areas, in words."""

    rows: int
    areas: list[int]
    says: str

    @property
    def goes_at_once(self) -> bool:
        return rules.goes_at_once(self.rows)


def wanted(extract: Extract, actor: Actor, given: dict[str, str], now: datetime) -> Wanted:
    """What an actor's list holds now."""
    rows = exports.rows_of(extract, actor, given, now)
    return Wanted(rows.count(), exports.areas_of(extract, rows), extract.says(given))


def made_today(actor: Actor, now: datetime) -> int:
    """How many exports the actor made or asked for today."""
    midnight = datetime.combine(clock.local(now).date(), time(), clock.LOCAL)
    return Export.objects.filter(person=actor.person_id, requested_at__gte=midnight).count()

"""Reads of payout lists: a unit's own, one with its entries, which items a unit can list."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from qinqing.domains.claims.models import ListEntry, PayoutList
from qinqing.domains.claims.permissions import IN_UNIT, PERMISSIONS, lists_visible
from qinqing.domains.claims.queries.claims import budget_left
from qinqing.domains.claims.rules import ListSituation
from qinqing.domains.claims.workflow import LIST_FLOW
from qinqing.domains.policies import queries as policies
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.terms import ClaimMode
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.workflow import Step

MOST = 200


def payout_lists_of(actor: Actor) -> QuerySet[PayoutList]:
    """The payout lists in sight, the newest first, with how many and how much."""
    stays = Q(entries__out_reason="")
    rows = PayoutList.objects.filter(lists_visible(actor)).select_related("edition__item", "unit", "made_by")
    counted = rows.annotate(count=Count("entries", filter=stays), total=Sum("entries__amount", filter=stays))
    return counted.order_by("-pk")


@dataclass(frozen=True)
class ListRead:
    """A payout list with its entries and what the actor may do."""

    payout_list: PayoutList
    entries: list[ListEntry]
    taken_out: list[ListEntry]
    total: Decimal
    left: Decimal | None
    edits: bool
    steps: dict[str, Step]
    why_not: str


def payout_list_for(actor: Actor, public_id: str) -> PayoutList:
    """One payout list in sight. Raises NotFound."""
    found = payout_lists_of(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def list_read(actor: Actor, public_id: str, now: datetime) -> ListRead:
    """One payout list with its entries, dearest first. Raises NotFound."""
    found = payout_list_for(actor, public_id)
    rows = list(
        ListEntry.objects.filter(payout_list=found.pk).select_related("enterprise").order_by("-amount", "pk")
    )
    stays = [row for row in rows if not row.out_reason]
    situation = list_situation(actor, found, stays)
    relations = PERMISSIONS.relations(actor, found)
    is_keeper = PERMISSIONS.allows(actor, "payout_list.keep")
    steps = LIST_FLOW.open_steps(found.state, relations, situation) if is_keeper else ()
    return ListRead(
        payout_list=found,
        entries=stays,
        taken_out=[row for row in rows if row.out_reason],
        total=situation.total,
        left=situation.budget_left,
        edits=is_keeper and found.state == "draft" and bool({"handler", "unit_head"} & relations),
        steps={step.name: step for step in steps},
        why_not=_why_not(found, situation),
    )


def _why_not(found: PayoutList, situation: ListSituation) -> str:
    if found.state == "to_confirm" and situation.actor_id == found.made_by_id:
        return "名单是您列的，等另一位负责人确认"
    return ""


def entry_for(payout_list: PayoutList, number: int) -> ListEntry:
    """An enterprise that stands in a list. Raises NotFound for one that does not, or was taken out."""
    rows = ListEntry.objects.filter(payout_list=payout_list.pk, pk=number, out_reason="")
    found = rows.select_related("enterprise").first()
    if found is None:
        raise NotFound
    return found


def list_situation(actor: Actor, found: PayoutList, stays: list[ListEntry]) -> ListSituation:
    """A list as its life sees it."""
    return ListSituation(
        made_by_id=found.made_by_id,
        actor_id=actor.person_id,
        entries=len(stays),
        total=sum((row.amount for row in stays), Decimal(0)),
        budget_left=budget_left(found.edition),
    )


def listable(actor: Actor, day: date) -> list[Edition]:
    """The items in force that the actor's units pay without an application, and nobody lists now."""
    units = [unit for role in IN_UNIT for unit in actor.ids(role)]
    rows = (
        policies.editions_visible_to(actor).current(day).filter(unit__in=units, mode=ClaimMode.NO_APPLICATION)
    )
    busy = PayoutList.objects.exclude(state="confirmed").values("edition")
    return list(rows.exclude(pk__in=busy).order_by("title", "pk")[:MOST])

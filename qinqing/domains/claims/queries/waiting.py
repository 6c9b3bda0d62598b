"""What waits for this very person: claims he must act upon next, and payout lists."""

from datetime import datetime

from django.db.models import F, Q

from qinqing.domains.claims.models import Claim, PayoutList
from qinqing.domains.claims.permissions import lists_visible, own_claims
from qinqing.domains.claims.queries.claims import claims_visible_to
from qinqing.domains.claims.terms import ClaimHolder, ListState
from qinqing.kernel.permissions import Actor


def waiting_for(actor: Actor, now: datetime, most: int) -> list[Claim]:
    """The open claims that this person must act upon next, in any of his roles, by date; one statement.

    A unit's head decides objections, none against what he approved himself, and is told of what is late.
    """
    found = claims_visible_to(actor).filter(_his_turn(actor, now), is_open=True)
    rows = found.select_related("edition", "enterprise", "unit").order_by(
        F("due_at").asc(nulls_last=True), "pk"
    )
    return list(rows[:most])


def _his_turn(actor: Actor, now: datetime) -> Q:
    found = Q(holder=ClaimHolder.ENTERPRISE) & own_claims(actor)
    found |= Q(holder=ClaimHolder.OFFICER, enterprise__in=actor.ids("served"))
    found |= Q(holder=ClaimHolder.UNIT, unit__in=actor.ids("handler"))
    headed = Q(unit__in=actor.ids("unit_head"))
    found |= headed & Q(holder=ClaimHolder.UNIT, due_at__lt=now)
    return found | headed & Q(holder=ClaimHolder.UNIT_HEAD) & ~Q(approved_by=actor.person_id)


def lists_waiting_for(actor: Actor, most: int) -> list[PayoutList]:
    """The payout lists another made that this head confirms, and his own that came back; one statement."""
    confirms = Q(state=ListState.TO_CONFIRM, unit__in=actor.ids("unit_head")) & ~Q(made_by=actor.person_id)
    came_back = Q(state=ListState.DRAFT, made_by=actor.person_id) & ~Q(refusal="")
    rows = PayoutList.objects.filter(lists_visible(actor)).filter(confirms | came_back)
    return list(rows.select_related("edition", "made_by").order_by("pk")[:most])

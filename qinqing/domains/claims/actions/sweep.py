"""Clock-driven work: a public notice that is over ends, and who is late is told, once."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction

from qinqing.domains.claims import events
from qinqing.domains.claims.actions.claims import take_step
from qinqing.domains.claims.actions.moving import tell
from qinqing.domains.claims.models import Claim, ClaimQuerySet
from qinqing.domains.claims.terms import ClaimState
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import system

MOST: Final = 500
_SWEEPER: Final = Author(system("claims.sweep"))


def sweep(now: datetime) -> int:
    """End what notice is over and say what is late, oldest first; gives how many claims were touched.

    Runs as the system, each claim in a transaction of its own; two sweeps at once never meet on one.
    """
    due = Claim.objects.filter(is_open=True, due_at__lt=now)
    over = due.filter(state=ClaimState.NOTICE)
    late = due.exclude(state=ClaimState.NOTICE).filter(late_told_at=None)
    ended = [_alone(number, now) for number in _oldest(over)]
    told = [_alone(number, now) for number in _oldest(late)]
    return sum(ended) + sum(told)


def _oldest(rows: ClaimQuerySet) -> Collection[int]:
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:MOST])


def _alone(number: int, now: datetime) -> bool:
    with transaction.atomic():
        free = Claim.objects.select_for_update(skip_locked=True, of=("self",)).select_related("edition")
        claim = free.filter(pk=number, is_open=True, due_at__lt=now).first()
        if claim is None:
            return False
        if claim.state == ClaimState.NOTICE:
            take_step(author=_SWEEPER, claim=claim, step="end_notice", given={}, now=now)
            return True
        if claim.late_told_at is None:
            claim.late_told_at = now
            claim.save(update_fields=["late_told_at"])
            tell(events.ClaimLate, claim, _SWEEPER, now)
        return True

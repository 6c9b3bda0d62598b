"""What is to be judged again, and what is worked out of nobody any more."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef

from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.policies.models import KeptMatch, Stale
from qinqing.kernel import bulk, door

RULE = "policies.matches"


def mark(enterprise_ids: Collection[int], now: datetime) -> None:
    """Have these enterprises judged again; one that waits already waits on."""
    with door.as_system(RULE):
        for some in bulk.chunks(list(enterprise_ids)):
            known = Enterprise.objects.filter(pk__in=some).values_list("pk", flat=True)
            rows = [Stale(enterprise_id=number, since_at=now) for number in known]
            Stale.objects.bulk_create(rows, ignore_conflicts=True)


def mark_item(item_id: int, now: datetime) -> None:
    """Have all enterprises judged again by an item that says something else now."""
    with door.as_system(RULE):
        Stale.objects.bulk_create([Stale(item_id=item_id, since_at=now)], ignore_conflicts=True)


def forget_gone() -> None:
    """Take away what was worked out of enterprises that are no longer in the register at all."""
    there = Exists(Enterprise.objects.filter(pk=OuterRef("enterprise")))
    with door.as_system(RULE):
        KeptMatch.objects.filter(~there).delete()
        Stale.objects.filter(~there, enterprise__isnull=False).delete()

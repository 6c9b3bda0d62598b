"""Keeping what the figures of each place say when a month is over."""

from datetime import datetime, timedelta

from django.db import transaction

from qinqing.domains.accounts.queries import area_and_below, area_tree
from qinqing.kernel import clock, door, frozen
from qinqing.kernel.figures import Period


def freeze_month(now: datetime) -> None:
    """Freeze the month before this one for every place, the first time it is asked; a place at a time."""
    month = Period.month_of(clock.local(now).date().replace(day=1) - timedelta(days=1))
    for node in area_tree():
        with transaction.atomic(), door.as_system("accounts.freeze_month") as actor:
            below = area_and_below(node.id).values_list("pk", flat=True)
            frozen.freeze(actor, month, node.id, list(below), now)

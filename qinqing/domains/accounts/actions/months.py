"""Keeping what the figures of each place say when a month is over."""

from datetime import datetime, timedelta

from django.db import transaction

from qinqing.domains.accounts.models import Area
from qinqing.kernel import clock, door, frozen
from qinqing.kernel.figures import Period


def freeze_month(now: datetime) -> None:
    """Freeze the month before this one for every place, the first time it is asked."""
    month = Period.month_of(clock.local(now).date().replace(day=1) - timedelta(days=1))
    with transaction.atomic(), door.as_system("accounts.freeze_month") as actor:
        paths = list(Area.objects.values_list("pk", "path"))
        places = {place: [below for below, path in paths if path.startswith(above)] for place, above in paths}
        frozen.freeze(actor, month, places, now)

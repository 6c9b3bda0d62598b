"""The look at everything that is watched, and the alarm."""

from collections.abc import Iterable
from datetime import datetime

from qinqing.desks.operations.watches import WATCHES, Watch
from qinqing.domains.accounts.events import SystemAlarmed
from qinqing.kernel import events
from qinqing.kernel.events import Author
from qinqing.kernel.models import Watched
from qinqing.kernel.permissions import system

MOST = 300


def look_at_all(now: datetime, watches: Iterable[Watch] = WATCHES) -> list[str]:
    """Write down how everything is; gives what has become unwell since the last look, and tells of it."""
    known = Watched.objects.in_bulk(field_name="key")
    return [watch.key for watch in watches if _looked_at(watch, known.get(watch.key), now)]


def _looked_at(watch: Watch, row: Watched | None, now: datetime) -> bool:
    fault = watch.look(now)[:MOST]
    was_well = row is None or not row.fault
    if row is None:
        row = Watched(key=watch.key, since_at=now)
    if bool(fault) == was_well:
        row.since_at = now
    row.fault, row.looked_at = fault, now
    row.save()
    alarms = bool(fault) and was_well
    if alarms:
        _tell(watch, row, now)
    return alarms


def _tell(watch: Watch, row: Watched, now: datetime) -> None:
    events.tell(
        SystemAlarmed,
        subject=("watched", row.pk),
        author=Author(system("operations.look")),
        at=now,
        layer="S",
        record={"label": watch.label, "fault": row.fault},
    )

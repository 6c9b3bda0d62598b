"""What a room says and the desk does: a service that ended leaves a sheet of what was open then."""

from collections.abc import Mapping
from datetime import datetime

from qinqing.desks.handover.actions import list_what_was_open
from qinqing.domains.officers.events import AssignmentEnded
from qinqing.kernel.events import Hearer


def list_of_assignment(event: AssignmentEnded, now: datetime) -> None:
    """A service ended whichever way: what was open stands on the sheet. A planned end waits for its day."""
    list_what_was_open(now, event.assignment_id)


HEARS: Mapping[type, tuple[Hearer, ...]] = {AssignmentEnded: (list_of_assignment,)}

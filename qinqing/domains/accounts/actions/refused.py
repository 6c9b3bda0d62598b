"""What somebody tried without having the right to it stays on record."""

from datetime import datetime, timedelta
from typing import Final

from qinqing.domains.accounts.events import ActRefused
from qinqing.kernel import door, events
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor

AGAIN_AFTER: Final = timedelta(minutes=10)
"""Who knocks at the same door over and over is written down once in so long."""
LONGEST: Final = 120


def note_refused_act(actor: Actor, what: str, now: datetime) -> bool:
    """Record that an act was refused for want of a right; gives whether it was not on record just now."""
    if actor.person_id is None:
        return False
    what = what[:LONGEST]
    known = Event.objects.filter(
        name=ActRefused.__name__, subject_kind="person", subject_id=actor.person_id, at__gt=now - AGAIN_AFTER
    )
    with door.as_system("accounts.note_refused_act"):
        if known.filter(record__what=what).exists():
            return False
    with events.kept_back():  # nobody is told of it: it is there to be looked up
        events.tell(
            ActRefused,
            subject=("person", actor.person_id),
            author=Author(actor),
            at=now,
            layer="S",
            record={"what": what},
        )
    return True

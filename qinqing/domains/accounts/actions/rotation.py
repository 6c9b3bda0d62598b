"""That the key of sealed fields was changed stays on record."""

from datetime import datetime

from qinqing.domains.accounts.events import FieldKeyRotated
from qinqing.kernel import events
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import system
from qinqing.kernel.resealing import RULE


def tell_field_key_rotated(*, moved: int, now: datetime) -> None:
    """Record that so many sealed values passed to a fresh key; run as the system."""
    events.tell(
        FieldKeyRotated,
        subject=("watched", 0),
        author=Author(system(RULE)),
        at=now,
        layer="S",
        record={"moved": moved},
    )

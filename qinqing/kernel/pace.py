"""How fast a program or person may knock, kept by each process that serves: a bucket that time refills.

Nothing is written for a request: a counter in the database would be undone with every request that fails,
and would make the requests of one token wait for each other.
"""

from datetime import datetime, timedelta
from typing import Final

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)


class Pace:
    """By whom, until when a span's worth is spent: a number of requests at once, then one for each that
    the passing time gives back."""

    def __init__(self, span: timedelta = MINUTE) -> None:
        self._span = span
        self._spent_until: dict[int, datetime] = {}

    def wait(self, number: int, now: datetime, most: int) -> timedelta:
        """Count one request; gives nothing, or how long to wait where that was one too many. 0 in a span is
        any number."""
        if most == 0:
            return timedelta(0)
        # A clock that was set back must not shut anybody out for longer than the span.
        spent = min(max(self._spent_until.get(number, now), now), now + self._span)
        after = spent + self._span / most
        too_fast = after > now + self._span
        self._spent_until[number] = spent if too_fast else after
        return after - now - self._span if too_fast else timedelta(0)


PACE: Final = Pace()
"""The programs of this process, by their tokens."""
LISTS: Final = Pace(HOUR)
"""Who opens lists in this process, by his person."""

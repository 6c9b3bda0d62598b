"""How fast one program may knock, kept by each process that serves: a bucket of a minute's worth, refilled.

Nothing is written for a request: a counter in the database would be undone with every request that fails,
and would make the requests of one token wait for each other.
"""

from datetime import datetime, timedelta
from typing import Final

MINUTE: Final = timedelta(minutes=1)


class Pace:
    """By whom, until when a minute's worth is spent: a number of requests at once, then one for each that
    the passing time gives back."""

    def __init__(self) -> None:
        self._spent_until: dict[int, datetime] = {}

    def wait(self, number: int, now: datetime, per_minute: int) -> timedelta:
        """Count one request; gives nothing, or how long to wait where that was one too many. 0 a minute is
        any number."""
        if per_minute == 0:
            return timedelta(0)
        # A clock that was set back must not shut anybody out for longer than a minute.
        spent = min(max(self._spent_until.get(number, now), now), now + MINUTE)
        after = spent + MINUTE / per_minute
        too_fast = after > now + MINUTE
        self._spent_until[number] = spent if too_fast else after
        return after - now - MINUTE if too_fast else timedelta(0)


PACE: Final = Pace()
"""The programs of this process, by their tokens."""

"""When a letter leaves the house: at once, after the quiet hours, or with the one letter of the day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from qinqing.domains.inbox.terms import Level

HOURS = tuple(range(24))


@dataclass(frozen=True, slots=True)
class Reaching:
    """How somebody wants to be reached, in full hours of the local clock."""

    daily: bool = False
    daily_at: int = 8
    quiet: bool = False
    quiet_from: int = 20
    quiet_until: int = 8


AT_ONCE = Reaching()


def leaves_at(level: str, wanted: Reaching, now: datetime) -> datetime | None:
    """From when on a letter may leave, `now` on the local clock; None for at once.

    What is urgent waits for nothing.
    """
    if level == Level.ALARM:
        return None
    at = _next(wanted.daily_at, now) if wanted.daily else now
    if wanted.quiet and _is_within(at.hour, wanted.quiet_from, wanted.quiet_until):
        at = _next(wanted.quiet_until, at)
    return at if at > now else None


def _is_within(hour: int, since: int, until: int) -> bool:
    return since <= hour < until if since < until else hour >= since or hour < until


def _next(hour: int, after: datetime) -> datetime:
    today = after.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > after else today + timedelta(days=1)

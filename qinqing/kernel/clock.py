"""The one clock. Only doors (pages, API, jobs, commands) read it; everything else is given `now`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

LOCAL: tzinfo = ZoneInfo("Asia/Shanghai")

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """The present moment in UTC, or the moment the clock was set to by `set_to`."""
    return _set_to.get() or datetime.now(UTC)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within the block the clock stands at `moment` (aware): for tests and simulated history."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)


def today() -> date:
    """The day it is here; for doors, as `now` is."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """`moment` on the wall clock of the installation."""
    return moment.astimezone(LOCAL)

"""Lower events this room reacts to: another calendar moves the dates that were counted by it."""

from collections.abc import Mapping
from datetime import datetime

from qinqing.domains.claims import actions
from qinqing.domains.problems import events as problems
from qinqing.kernel import jobs
from qinqing.kernel.events import Hearer


def recount_of_calendar(event: problems.CalendarChanged, now: datetime) -> None:
    """The calendar is another: the dates of claims that run are counted anew."""
    jobs.start(actions.RECOUNT, event=event.event_id)


HEARS: Mapping[type, tuple[Hearer, ...]] = {problems.CalendarChanged: (recount_of_calendar,)}

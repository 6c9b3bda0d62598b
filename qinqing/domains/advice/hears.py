"""Lower events this room reacts to: an item that says something new, another calendar."""

from collections.abc import Mapping
from datetime import datetime

from qinqing.domains.advice import actions
from qinqing.domains.policies import events as policies
from qinqing.domains.problems import events as problems
from qinqing.kernel import jobs
from qinqing.kernel.events import Hearer


def mark_of_edition(event: policies.EditionPublished | policies.ItemStopped, now: datetime) -> None:
    """An item says something new, or is claimed no longer: its answers are marked."""
    actions.mark_outdated(event.policy_item_id, now)


def recount_of_calendar(event: problems.CalendarChanged, now: datetime) -> None:
    """The calendar is another: what was promised to those who asked is counted anew."""
    jobs.start(actions.RECOUNT, event=event.event_id)


HEARS: Mapping[type, tuple[Hearer, ...]] = {
    policies.EditionPublished: (mark_of_edition,),
    policies.ItemStopped: (mark_of_edition,),
    problems.CalendarChanged: (recount_of_calendar,),
}

"""Clock-driven work of the room."""

from qinqing.domains.claims import actions
from qinqing.kernel import clock, jobs


@jobs.job("claims.sweep", cron="*/5 * * * * 40")
def sweep() -> None:
    """End public notices that are over, and tell who is late."""
    actions.sweep(clock.now())


@jobs.job(actions.RECOUNT)
def recount(*, event: int) -> None:
    """Count the dates of claims that run anew after a change of the calendar."""
    actions.recount_dates(event, clock.now())

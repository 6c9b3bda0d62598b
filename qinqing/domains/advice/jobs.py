"""Clock-driven work of the room."""

from qinqing.domains.advice import actions
from qinqing.kernel import clock, jobs


@jobs.job("advice.sweep", cron="* * * * * 40")
def sweep() -> None:
    """Tell of what is overdue, and let rest what nobody answers to."""
    actions.sweep(clock.now())


@jobs.job(actions.RECOUNT)
def recount(*, event: int) -> None:
    """Count the promises to those who asked anew after a change of the calendar."""
    actions.recount_dates(event, clock.now())

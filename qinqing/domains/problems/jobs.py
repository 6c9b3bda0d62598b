"""Clock-driven work of the room."""

from qinqing.domains.problems import actions
from qinqing.kernel import clock, jobs


@jobs.job("problems.sweep", cron="* * * * * */20")
def sweep() -> None:
    """Play what has fallen due since the last look."""
    actions.sweep(clock.now())


@jobs.job("problems.reseat", cron="*/5 * * * * 30")
def reseat() -> None:
    """Assignments and absences begin and end by date alone, too: C1 and C3 go to whoever is present."""
    actions.reseat_waiting(clock.now())


@jobs.job(actions.RECOUNT)
def recount(*, event: int) -> None:
    """Count the dates of running clocks anew after a change of the calendar."""
    actions.recount_dates(event, clock.now())


@jobs.job("problems.drafts", cron="20 19 * * * 0")
def discard_old_drafts() -> None:
    """Throw away drafts that were forgotten; at night in China."""
    actions.discard_old_drafts(clock.now())


@jobs.job("problems.missing_years", cron="30 0 * * * 0")
def alarm_of_missing_years() -> None:
    """Alarm the system administrators of a year without official days off; in the morning in China."""
    actions.alarm_of_missing_years(clock.now())

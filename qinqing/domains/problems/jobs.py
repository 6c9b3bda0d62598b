"""Clock-driven work of the room."""

from qinqing.domains.problems import actions
from qinqing.kernel import clock, jobs


@jobs.job("problems.sweep", cron="*/20 * * * * *")
def sweep() -> None:
    """Play what has fallen due since the last look."""
    actions.sweep(clock.now())

"""What the worker does for handing over."""

from qinqing.desks.handover import actions
from qinqing.kernel import clock, jobs


@jobs.job("handover.list_ended", cron="2 16 * * * 0")
def list_ended() -> None:
    """Two minutes past midnight in China: what was open where a planned end has come goes onto its sheet."""
    actions.list_what_was_open(clock.now())

"""What the worker does for the inbox."""

from qinqing.domains.inbox import actions
from qinqing.kernel import clock, jobs, notices


@jobs.job(actions.SEND, cron="* * * * * 0")
def send() -> None:
    """Send what waits; every minute again what could not be sent."""
    actions.send_waiting(known=notices.notices(), now=clock.now())

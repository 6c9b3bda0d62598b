"""What keeps the platform well: the look at itself, the scanner's round."""

from qinqing.desks.operations import actions
from qinqing.kernel import clock, files, jobs


@jobs.job("operations.look", cron="* * * * * */30")
def look() -> None:
    """See how everything is, and alarm where something has become unwell."""
    actions.look_at_all(clock.now())


@jobs.job("operations.scan", cron="* * * * * */15")
def scan() -> None:
    """Have the scanner, where one stands by, look at what waits in quarantine."""
    files.scan_waiting()

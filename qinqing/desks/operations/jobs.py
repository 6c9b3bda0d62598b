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


@jobs.job("operations.compare_files", cron="10 18 * * * 0")
def compare_files() -> None:
    """Compare kept files with their digests, and clear what killed processes left; at night in China."""
    now = clock.now()
    files.compare(now)
    files.clear_leftovers(now)


@jobs.job("operations.prune_jobs", cron="40 * * * * 0")
def prune_jobs() -> None:
    """Forget jobs that ended long ago."""
    jobs.prune(clock.now())

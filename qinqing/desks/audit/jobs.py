"""The sealing of the chain."""

from qinqing.kernel import audit, clock, jobs


@jobs.job("audit.seal", cron="* * * * * */10")
def seal() -> None:
    """Carry out the heads that are committed, then seal what has been recorded since."""
    audit.export_heads()
    audit.seal(clock.now())

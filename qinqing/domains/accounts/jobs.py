"""What the worker does for the accounts."""

from qinqing.domains.accounts import actions
from qinqing.kernel import clock, jobs


@jobs.job("accounts.forget_old", cron="40 3 * * * 0")
def forget_old() -> None:
    """Delete tries to sign in and sessions of which nobody needs to know any more."""
    actions.forget_old(now=clock.now())


@jobs.job("accounts.freeze_month", cron="15 16 * * * 0")
def freeze_month() -> None:
    """Keep the figures of the month that is over; every night, so that none is missed."""
    actions.freeze_month(clock.now())

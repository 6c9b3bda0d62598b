"""What the worker does for the accounts."""

from qinqing.domains.accounts import actions
from qinqing.kernel import clock, jobs


@jobs.job("accounts.forget_old", cron="40 3 * * * 0")
def forget_old() -> None:
    """Delete tries to sign in and sessions of which nobody needs to know any more."""
    actions.forget_old(now=clock.now())

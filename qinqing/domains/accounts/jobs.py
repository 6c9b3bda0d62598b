"""What the worker does for the accounts."""

from qinqing.domains.accounts import actions, queries
from qinqing.kernel import clock, jobs, webhooks


@jobs.job("accounts.close_leavers", cron="5 0 * * * 0")
def close_leavers() -> None:
    """Close the accounts of those who have left; they open nothing since the day itself."""
    actions.close_leavers(now=clock.now())


@jobs.job("accounts.forget_old", cron="40 3 * * * 0")
def forget_old() -> None:
    """Delete tries to sign in, codes and sessions of which nobody needs to know any more."""
    actions.forget_old(now=clock.now())


@jobs.job(actions.SEND_CODE)
def send_code(*, code_id: int) -> None:
    """Draw a code and send it to whoever asked for it."""
    actions.send_code(code_id=code_id, now=clock.now())


@jobs.job("accounts.freeze_month", cron="15 16 * * * 0")
def freeze_month() -> None:
    """Keep the figures of the month that is over; every night, so that none is missed."""
    actions.freeze_month(clock.now())


@jobs.job(webhooks.SEND, cron="* * * * * 30")
def tell_programs() -> None:
    """Send what programs wait for; every minute again what could not be sent."""
    webhooks.send_due(queries.allowed_to, clock.now())

"""Work of the room that goes over very many enterprises."""

from qinqing.domains.policies.actions import judging, originals, trials, trying
from qinqing.kernel import clock, jobs


@jobs.job("policies.judge_stale", cron="* * * * * */10")
def judge_stale() -> None:
    """Judge again the items and the enterprises of which something changed."""
    judging.judge_stale(clock.now())


@jobs.job("policies.judge_everything", cron="10 20 * * * 0")
def judge_everything() -> None:
    """Judge everything: dates pass, titles end, editions begin; before the morning in China."""
    judging.judge_everything(clock.now())


@jobs.job("policies.look_at_originals", cron="25 * * * * 30")
def look_at_originals() -> None:
    """Look whether originals can still be opened, some each hour, where the house may call the world."""
    originals.look_at_originals(clock.now())


@jobs.job(trials.TRY)
def try_edition(*, trial: int) -> None:
    """Try a draft on all enterprises of its area."""
    trying.run_trial(trial, clock.now())

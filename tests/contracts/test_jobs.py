"""The clock's jobs run as often as they say, and no more."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from croniter import croniter

from qinqing.config import worker
from qinqing.kernel import jobs

SHORTEST = timedelta(seconds=10)
CRONS = {name: job.cron for name, job in jobs.registry().items() if job.cron}


def test_the_worker_has_a_task_for_every_job() -> None:
    assert set(jobs.registry()) <= set(worker.app.tasks)


def test_what_a_dead_worker_held_is_seen_to_before_all_that_waits() -> None:
    # In turn it would come after every delivery that was raised since: minutes, behind thousands.
    others = [task.priority for name, task in worker.app.tasks.items() if name != worker.RETRY_STALLED]
    assert worker.app.tasks[worker.RETRY_STALLED].priority > max(others)


@pytest.mark.parametrize("name", sorted(CRONS))
def test_no_job_of_the_clock_runs_every_second(name: str) -> None:
    # Seconds written first, as other programs have them, would be taken for minutes: a burst each hour.
    times = croniter(CRONS[name], datetime(2026, 3, 2, 9, tzinfo=UTC))
    fired = [times.get_next(datetime) for _ in range(50)]
    assert min(later - earlier for earlier, later in itertools.pairwise(fired)) >= SHORTEST

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


@pytest.mark.parametrize("name", sorted(CRONS))
def test_no_job_of_the_clock_runs_every_second(name: str) -> None:
    # Seconds written first, as other programs have them, would be taken for minutes: a burst each hour.
    times = croniter(CRONS[name], datetime(2026, 3, 2, 9, tzinfo=UTC))
    fired = [times.get_next(datetime) for _ in range(50)]
    assert min(later - earlier for earlier, later in itertools.pairwise(fired)) >= SHORTEST

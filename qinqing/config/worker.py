"""The worker process: delivers events, runs jobs and the clock-driven sweeps, as the system.

Run as `python -m qinqing.config.worker` with QINQING_ROLE=worker.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import close_old_connections, transaction
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django.utils import connector_params

from qinqing.config import setup, wiring
from qinqing.kernel import clock, declared, door, events, jobs, search
from qinqing.kernel.permissions import system

HEARTBEAT_SECONDS = 5.0
STALLED_AFTER_SECONDS = 25.0
"""Longer than four heartbeats: a shorter threshold would also restart jobs that are still running."""

RETRY_STALLED = "kernel.retry_stalled"


@jobs.job(events.DELIVER)
def deliver(*, ids: list[int]) -> None:
    """Tell the hearers of these events."""
    events.deliver(ids, clock.now())


@jobs.job(search.SETTLE)
def settle_search() -> None:
    """Work texts that were filed by thousands into the index."""
    search.settle()


@jobs.job(search.FILL)
def fill_search(*, kind: str, after: int = 0) -> None:
    """File rows that were there before their kind could be found."""
    search.fill(kind, after, clock.now())


def as_system(job: jobs.Job) -> Callable[..., None]:
    """A job's function run on a healthy connection, as the system, in one transaction."""

    @wraps(job.run)
    def run(**args: Any) -> None:
        close_old_connections()
        args.pop("timestamp", None)
        with transaction.atomic():
            door.step_in(system(job.name))
            job.run(**args)

    return run


def build() -> App:
    """The procrastinate application with every declared job."""
    wiring.connect()
    declared.modules("jobs")
    app = App(connector=PsycopgConnector(kwargs=connector_params()), worker_defaults={"wait": True})
    for job in jobs.registry().values():
        task = app.task(name=job.name, queue="default", retry=5, pass_context=False)(as_system(job))
        if job.cron:
            app.periodic(cron=job.cron, queueing_lock=job.name)(task)

    # Before all that waits: else what a dead worker held would come after thousands that were raised since.
    @app.periodic(cron="* * * * * */10")
    @app.task(name=RETRY_STALLED, queue="default", queueing_lock=RETRY_STALLED, priority=1)
    async def retry_stalled(timestamp: int) -> None:
        stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
        for job in stalled:
            if job.task_name != RETRY_STALLED:
                await app.job_manager.retry_job(job)

    return app


app = build()


def main() -> None:
    """Work until told to stop."""
    setup.freeze()
    with app.open():
        app.run_worker(concurrency=1, update_heartbeat_interval=HEARTBEAT_SECONDS)


if __name__ == "__main__":
    main()

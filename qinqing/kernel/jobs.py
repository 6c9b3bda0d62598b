"""Jobs are started by name; only the worker knows their code."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from qinqing.kernel import declared


@dataclass(frozen=True)
class Job:
    """A piece of work the worker does: by name, or at the times of `cron`.

    Its six fields are minute, hour, day, month, weekday and, last, second.
    """

    name: str
    run: Callable[..., None]
    cron: str = ""


_registry: dict[str, Job] = {}


def job(name: str, *, cron: str = "") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a function of a room's `jobs.py` as the job `name` (`room.verb`)."""

    def declare(function: Callable[..., None]) -> Callable[..., None]:
        assert name not in _registry, f"two jobs are called {name}"
        _registry[name] = Job(name, function, cron)
        return function

    return declare


def registry() -> dict[str, Job]:
    """Every declared job, once the rooms' `jobs` are imported (the worker and the tests do)."""
    return dict(_registry)


def run(name: str, **args: Any) -> None:
    """Do a job here and now: who builds a world does not wait for the worker. Raises KeyError."""
    declared.modules("jobs")
    _registry[name].run(**args)


DONE_FOR = timedelta(days=3)
FAILED_FOR = timedelta(days=30)
"""Longer than anybody who looks into a failure needs."""
_PRUNE = """
with old as (
  select j.id from procrastinate_jobs j
    where j.status in ('succeeded', 'failed', 'cancelled', 'aborted')
      and (select max(e.at) from procrastinate_events e where e.job_id = j.id)
          < case j.status when 'succeeded' then %s::timestamptz else %s::timestamptz end
    order by j.id limit %s
)
delete from procrastinate_jobs where id in (select id from old)
"""
AT_ONCE = 50_000


def prune(now: datetime) -> int:
    """Forget jobs that ended long ago, and how they went; gives how many. What waits or runs stays."""
    with connection.cursor() as cursor:
        cursor.execute(_PRUNE, [now - DONE_FOR, now - FAILED_FOR, AT_ONCE])
        return int(cursor.rowcount)


def start(name: str, **args: Any) -> None:
    """Start a job in the running transaction: it runs only if that commits."""
    assert connection.in_atomic_block, "a job is started inside the transaction that wants it"
    with connection.cursor() as cursor:
        cursor.execute("select defer_job(%s::text, %s::jsonb)", [name, json.dumps(args)])

"""Jobs are started by name; only the worker knows their code."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection


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


def start(name: str, **args: Any) -> None:
    """Start a job in the running transaction: it runs only if that commits."""
    assert connection.in_atomic_block, "a job is started inside the transaction that wants it"
    with connection.cursor() as cursor:
        cursor.execute("select defer_job(%s::text, %s::jsonb)", [name, json.dumps(args)])

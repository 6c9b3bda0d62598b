"""`python -m benchmarks.record [N]`: a million rows of the record sealed as the worker does, and verified."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import psycopg
from django.db import transaction

import qinqing.config.setup  # noqa: F401  (imported for what it does)
from qinqing.cli import verifying
from qinqing.kernel import audit, clock, door
from qinqing.kernel.database.launcher import SUPERUSER, Server, temporary_server
from qinqing.kernel.permissions import system
from tests.conftest import point_at

NAME = "record"
AT_ONCE = 10_000
"""Rows of one transaction, as an import of thousands writes them."""
_ROWS = """
with made as (
  insert into kernel_event
    (name, subject_kind, subject_id, actor_id, role, rule, layer, at, record, client_digest, imported)
  select 'ReplyDrafted', 'problem', n, n %% 500, 'handler', '', 'H', now(),
         jsonb_build_object('answer', repeat('路灯线缆老化，已更换。', 3), 'unit_id', n %% 60), '', false
    from generate_series(%s::int, %s::int) n returning id
)
insert into kernel_eventabout (event_id, kind, object_id)
  select id, kind, id from made, (values ('problem'), ('enterprise')) k(kind)
"""


def main(arguments: list[str]) -> int:
    """Print what sealing and verifying cost, in seconds of the clock and of this process's CPU."""
    count = int(arguments[0]) if arguments else 1_000_000
    with temporary_server() as server:
        _fill(server, count)
        point_at(server.url("qinqing_worker", NAME))
        print(f"{count} rows sealed: {_timed(_seal_all)}", flush=True)
        address = server.url("qinqing_worker", NAME)
        print(f"and verified: {_timed(lambda: verifying.verify_database(address, []))}")
    return 0


def _fill(server: Server, count: int) -> None:
    server.create_database(NAME)
    environ = {**os.environ, **server.urls(NAME), "QINQING_ROLE": "owner"}
    subprocess.run([sys.executable, "-m", "qinqing.config.commands", "migrate"], env=environ, check=True)
    with psycopg.connect(server.url(SUPERUSER, NAME), autocommit=True) as superuser:
        for first in range(1, count + 1, AT_ONCE):
            superuser.execute(_ROWS, [first, min(first + AT_ONCE - 1, count)])
        superuser.execute("analyze")


def _seal_all() -> None:
    sealed = 1
    while sealed:
        with transaction.atomic():
            door.step_in(system("audit.seal"))
            sealed = audit.seal(clock.now())


def _timed(run: Callable[[], object]) -> str:
    began, spent = time.monotonic(), _cpu()
    run()
    return f"{time.monotonic() - began:.1f} s, {_cpu() - spent:.1f} of them CPU of Python"


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

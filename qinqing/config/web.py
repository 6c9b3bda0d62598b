"""The web server: `python -m qinqing.config.web HOST PORT`.

All that its processes need is loaded before they are forked: what they read and do not write is there once.
"""

import multiprocessing
import sys
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from qinqing.config import setup, urls, wsgi

PROCESSES = 2
# Without a limit it would open 512.
THREADS = 4
# A request still running then is given up; a process that was just starting would never end by itself.
PATIENCE = 5
PAGES = len(urls.urlpatterns)
"""The addresses lead to every page: else the first request of each process loads them."""


def application() -> Callable[..., Any]:
    """What a process that was forked finds loaded."""
    return wsgi.application


def main(host: str, port: str) -> None:
    """Serve until told to stop."""
    if sys.platform == "linux":
        # Elsewhere libraries of the system do not bear a fork; there each process loads for itself.
        multiprocessing.set_start_method("fork")
    setup.freeze()
    server = Granian(
        "qinqing.config.wsgi:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        websockets=False,
        workers=PROCESSES,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=application, wrap_loader=False)


if __name__ == "__main__":
    main(*sys.argv[1:])

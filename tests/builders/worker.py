"""The worker's connection for one test, undone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from qinqing.kernel import door
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.permissions import system
from tests.conftest import point_at


@contextmanager
def working(server: Server, database: str = "qinqing_test") -> Iterator[None]:
    """Within the block everything is done as the worker does it: by its role, as the system."""
    point_at(server.url("qinqing_worker", database))
    try:
        with transaction.atomic():
            door.step_in(system("test"))
            yield
            transaction.set_rollback(True)
    finally:
        point_at(server.url("qinqing_web", database))

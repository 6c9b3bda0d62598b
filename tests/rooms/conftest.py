"""The whole platform beside a test that kills parts of it."""

import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from qinqing.kernel.database.launcher import Server
from tests.builders.platform import Platform
from tests.conftest import point_at


@pytest.fixture
def platform(server: Server, django_db_setup: None, django_db_blocker: Any) -> Iterator[Platform]:
    """A platform of its own; Django's connections stand in its database meanwhile."""
    with tempfile.TemporaryDirectory(prefix="qq-") as home, django_db_blocker.unblock():
        Path(home).chmod(0o711)
        running = Platform(Path(home))
        running.start()
        point_at(Server(running.home).url("qinqing_web"))
        yield running
        connections.close_all()
        point_at(server.url("qinqing_web", "qinqing_test"))
        if running.process and running.process.poll() is None:
            running.end(signal.SIGTERM)

"""The worker tells and sends; the tests of reading use the web's connection."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from qinqing.kernel.database.launcher import Server
from tests.builders.worker import working


@pytest.fixture
def worker(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test is done by the worker."""
    with django_db_blocker.unblock(), working(server):
        yield

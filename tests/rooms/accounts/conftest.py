"""Every test of the room runs in a transaction that is undone, with a quick hasher."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from qinqing.kernel.database.launcher import Server
from tests.builders.hashing import QUICK
from tests.builders.worker import working


@pytest.fixture(autouse=True)
def _quickly() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=QUICK):
        yield


@pytest.fixture
def worker(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test is done by the worker."""
    with django_db_blocker.unblock(), working(server):
        yield

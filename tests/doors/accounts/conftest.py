"""Pages of the room, opened through the whole house at a moment that stands still."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.test import Client, override_settings

from qinqing.kernel import clock, door
from qinqing.kernel.permissions import Actor
from tests.builders.accounts import PASSWORD
from tests.builders.hashing import QUICK


@pytest.fixture(autouse=True)
def _standing_still(db: None, monday: datetime) -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=QUICK), clock.set_to(monday):
        yield


def browser(login: str = "") -> Client:
    """A browser; signed in if a login is given."""
    client = Client()
    if login:
        answer = client.post("/sign-in/", {"who": "staff", "login": login, "password": PASSWORD})
        assert answer.status_code == 302, "the person of this test cannot sign in"
    door.step_in(Actor())
    return client

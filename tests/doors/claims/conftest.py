"""An office with an item to apply for and one to list."""

import pytest

from tests.builders.claims import Office, an_office
from tests.builders.problems import at, town


@pytest.fixture
def office(db: None) -> Office:
    return an_office(town(), at("2026-03-02 10:00"))

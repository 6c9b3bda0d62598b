"""A place where questions are asked."""

import pytest

from tests.builders import advice
from tests.builders.advice import Place
from tests.builders.problems import at


@pytest.fixture
def place(db: None) -> Place:
    return advice.a_place(at("2026-03-02 10:00"))

"""Who decides on the rules of an area: the coordinator who proposes, the head who confirms."""

from datetime import datetime

import pytest

from qinqing.kernel import kept
from tests.builders.problems import Town, town
from tests.builders.visits import Visit


@pytest.fixture
def place(db: None) -> Town:
    kept.forget_all()
    return town()


@pytest.fixture
def coordinator(place: Town, monday: datetime) -> Visit:
    return Visit(place.people["coordinator"], monday)


@pytest.fixture
def head(place: Town, monday: datetime) -> Visit:
    return Visit(place.people["head"], monday)

"""An enterprise with an officer and one who may follow him; a problem of it under way, and one that ended."""

from datetime import datetime

import pytest

from qinqing.domains.accounts.terms import Role
from tests.builders import accounts, officers
from tests.builders.problems import Road, Town, town


@pytest.fixture
def place() -> Town:
    made = town()
    made.people["successor"] = accounts.a_person("周砚青", Role.OFFICER, unit=made.units[1])
    officers.an_officer(unit=made.units[1], person=made.people["successor"])
    return made


@pytest.fixture
def road(place: Town, monday: datetime) -> Road:
    Road(place, monday).submitted("结束了的").passed_on().refused()
    return Road(place, monday).submitted().passed_on().dispatched().wait(hours=2)

"""A city with two districts, a coordinator for each level, and nobody signed in."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from qinqing.domains.accounts.models import Area
from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from tests.builders import accounts


@dataclass(frozen=True)
class Place:
    """Where the tests of this room happen."""

    city: Area
    district: Area
    town: Area
    other: Area
    now: datetime

    def actor(self, role: Role, area: Area) -> Actor:
        """Somebody with a role for an area."""
        return accounts.actor_of(accounts.a_person("周砚青", role, area=area), self.now)

    @property
    def coordinator(self) -> Actor:
        """The coordinator of the district."""
        return self.actor(Role.COORDINATOR, self.district)

    @property
    def author(self) -> Author:
        """The same as an author."""
        return Author(self.coordinator, role=Role.COORDINATOR)


@pytest.fixture
def place(db: None, monday: datetime) -> Place:
    city = accounts.an_area()
    district = accounts.an_area("青岚区", AreaKind.DISTRICT, city)
    town = accounts.an_area("白鹭街道", AreaKind.TOWN, district)
    return Place(city, district, town, accounts.an_area("东岭区", AreaKind.DISTRICT, city), monday)

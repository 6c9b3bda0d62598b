"""A district with its coordinator, three officers and two enterprises."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from qinqing.domains.accounts.models import Area, Unit
from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers.models import Officer
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from tests.builders import accounts
from tests.builders.enterprises import an_enterprise
from tests.builders.officers import an_officer


@dataclass(frozen=True)
class Place:
    """Where the tests of this room happen."""

    district: Area
    other: Area
    unit: Unit
    lin: Officer
    zhou: Officer
    he: Officer
    firm: Enterprise
    second: Enterprise
    now: datetime

    def actor(self, officer: Officer, now: datetime | None = None) -> Actor:
        """The officer as he comes through the door."""
        return accounts.actor_of(officer.person, now or self.now)

    def someone(self, role: Role) -> Actor:
        """Somebody else with a role here."""
        return accounts.actor_of(
            accounts.a_person("某人", role, area=self.district, unit=self.unit), self.now
        )

    @property
    def author(self) -> Author:
        """The coordinator of the district as an author."""
        return Author(self.someone(Role.COORDINATOR), role=Role.COORDINATOR)


@pytest.fixture
def place(db: None, monday: datetime) -> Place:
    city = accounts.an_area()
    district = accounts.an_area("青岚区", AreaKind.DISTRICT, city)
    unit = accounts.a_unit("市场监管局", area=district)
    return Place(
        district=district,
        other=accounts.an_area("东岭区", AreaKind.DISTRICT, city),
        unit=unit,
        lin=an_officer("林晓岚", unit=unit),
        zhou=an_officer("周俊", unit=unit),
        he=an_officer("何敬之", unit=unit),
        firm=an_enterprise(district, "澜川砺川精密科技有限公司"),
        second=an_enterprise(district, "柏木里家居制造有限公司"),
        now=monday,
    )

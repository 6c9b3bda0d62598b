"""A district, its coordinator at the door, and one enterprise with a main contact."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.test import Client

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.enterprises.models import Contact, Enterprise
from qinqing.kernel import clock
from tests.builders import accounts
from tests.builders.browsers import signed_in
from tests.builders.enterprises import a_contact, a_member, an_enterprise


@dataclass(frozen=True)
class Place:
    """Where the tests of these doors happen."""

    district: Area
    other: Area
    firm: Enterprise
    foreign: Enterprise
    contact: Contact
    main: Person
    now: datetime

    def client(self, role: Role, area: Area | None = None) -> Client:
        """Somebody with a role, at the door."""
        person = accounts.a_person(role.label, role, area=area or self.district, unit=accounts.a_unit())
        return signed_in(person, self.now)

    @property
    def member(self) -> Client:
        """The main contact, at the door."""
        return signed_in(self.main, self.now)


@pytest.fixture
def place(db: None, monday: datetime) -> Iterator[Place]:
    city = accounts.an_area()
    district = accounts.an_area("青岚区", AreaKind.DISTRICT, city)
    other = accounts.an_area("东岭区", AreaKind.DISTRICT, city)
    firm = an_enterprise(district, "澜川砺川精密科技有限公司", address="创新路1号", capital_text="500万元")
    contact = a_contact(firm, "陈若溪", phone="13800002046")
    main = a_member(firm, "罗砚", is_main=True)
    with clock.set_to(monday):
        yield Place(district, other, firm, an_enterprise(other, "东岭外区公司"), contact, main, monday)


@pytest.fixture
def coordinator(place: Place) -> Client:
    return place.client(Role.COORDINATOR)

"""People, places and roles made by the room's own actions, as the system."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count

from qinqing.domains.accounts import actions
from qinqing.domains.accounts.actions import PersonFacts, UnitFacts
from qinqing.domains.accounts.models import Area, Person, Unit
from qinqing.domains.accounts.terms import (
    AREA_ROLES,
    UNIT_ROLES,
    AreaKind,
    PersonKind,
    Role,
    UnitFunction,
    UnitKind,
    UnitLevel,
)
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor, system

SYSTEM = Author(system("tests.build"))
FOUNDED = datetime(2026, 1, 1, tzinfo=UTC)
PASSWORD = "Lu-Deng.7742"  # no person's: every world is made anew

_numbers: Iterator[int] = count(1)


def an_area(name: str = "澜川市", kind: AreaKind = AreaKind.CITY, parent: Area | None = None) -> Area:
    """A node of the area tree."""
    with door.as_system("tests.build"):
        return actions.create_area(
            author=SYSTEM,
            code=f"A{next(_numbers):06}",  # in the order in which they were made
            name=name,
            kind=kind,
            parent_id=parent.pk if parent else None,
            now=FOUNDED,
        )


def a_unit(
    short: str = "工信局",
    *,
    area: Area | None = None,
    function: UnitFunction = UnitFunction.NONE,
    signs_off: Person | None = None,
    level: UnitLevel = UnitLevel.DISTRICT,
) -> Unit:
    """A unit that exists since long before every test."""
    facts = UnitFacts(
        code=f"U{next(_numbers)}",
        name=f"青岚区{short}",
        short=short,
        kind=UnitKind.DEPARTMENT,
        level=level,
        area_id=area.pk if area else None,
        signs_off_id=signs_off.pk if signs_off else None,
        function=function,
    )
    with door.as_system("tests.build"):
        return actions.create_unit(author=SYSTEM, facts=facts, founded_on=date(2000, 1, 1), now=FOUNDED)


def a_person(
    name: str = "周砚青",
    *roles: Role,
    area: Area | None = None,
    unit: Unit | None = None,
    kind: PersonKind = PersonKind.STAFF,
    login: str = "",
    password: str = "",
    **known: str,
) -> Person:
    """Somebody with these roles, for the area or the unit where a role has one; perhaps with a password."""
    facts = PersonFacts(
        login=login or f"p{next(_numbers)}", name=name, kind=kind, unit_id=unit.pk if unit else None, **known
    )
    with door.as_system("tests.build"):
        digest = actions.password_hash(password) if password else ""
        (person,) = actions.create_people(author=SYSTEM, people=[facts], now=FOUNDED, password_hash=digest)
    for role in roles:
        grant(person, role, area=area, unit=unit)
    return person


def grant(
    person: Person,
    role: Role,
    *,
    area: Area | None = None,
    unit: Unit | None = None,
    now: datetime = FOUNDED,
    until_at: datetime | None = None,
) -> int:
    """Give a role; gives the grant's number."""
    with door.as_system("tests.build"):
        given = actions.grant_role(
            author=SYSTEM,
            person_id=person.pk,
            role=role,
            area_id=area.pk if area and role in AREA_ROLES else None,
            unit_id=unit.pk if unit and role in UNIT_ROLES else None,
            until_at=until_at,
            now=now,
        )
    return given.pk


def actor_of(person: Person, now: datetime) -> Actor:
    """Who this person is at a moment, by his grants; the database is left with nobody."""
    actor = door.become(person.pk, now)
    door.step_in(Actor())
    return actor

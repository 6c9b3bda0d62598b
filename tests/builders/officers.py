"""Officers, assignments and absences made by the room's own actions, as the system."""

from datetime import date, datetime

from qinqing.domains.accounts.models import Person, Unit
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import actions
from qinqing.domains.officers.actions import OfficerFacts
from qinqing.domains.officers.models import Absence, Assignment, Officer
from qinqing.domains.officers.terms import Part, Rank, TenRole
from qinqing.kernel import door
from tests.builders import accounts
from tests.builders.accounts import FOUNDED, SYSTEM

SINCE = date(2026, 1, 1)


def an_officer(
    name: str = "林晓岚",
    *,
    unit: Unit | None = None,
    rank: Rank = Rank.SECTION_DEPUTY,
    specialities: tuple[str, ...] = (),
    ten_roles: tuple[TenRole, ...] = (),
    person: Person | None = None,
    from_on: date = SINCE,
    password: str = "",
) -> Officer:
    """Someone with the role of an officer who is one."""
    place = unit or accounts.a_unit()
    someone = person or accounts.a_person(name, Role.OFFICER, unit=place, password=password)
    facts = OfficerFacts(unit_id=place.pk, rank=rank, specialities=specialities, ten_roles=ten_roles)
    with door.as_system("tests.build"):
        return actions.appoint_officer(
            author=SYSTEM, person=someone, facts=facts, from_on=from_on, now=FOUNDED
        )


def an_assignment(
    officer: Officer,
    enterprise: Enterprise,
    part: Part = Part.A,
    *,
    from_on: date = SINCE,
    now: datetime = FOUNDED,
    replaces: bool = False,
) -> Assignment:
    """The officer serves the enterprise."""
    with door.as_system("tests.build"):
        return actions.assign_officer(
            author=SYSTEM,
            officer=officer,
            enterprise=enterprise,
            part=part,
            from_on=from_on,
            now=now,
            replaces=replaces,
        )


def an_end(assignment: Assignment, until_on: date, now: datetime = FOUNDED) -> None:
    """He serves it no longer."""
    with door.as_system("tests.build"):
        actions.end_assignment(author=SYSTEM, assignment=assignment, until_on=until_on, now=now)


def an_absence(
    officer: Officer,
    from_at: datetime,
    until_at: datetime,
    substitute: Officer | None = None,
    now: datetime = FOUNDED,
) -> Absence:
    """The officer is away."""
    with door.as_system("tests.build"):
        return actions.record_absence(
            author=SYSTEM, officer=officer, from_at=from_at, until_at=until_at, substitute=substitute, now=now
        )

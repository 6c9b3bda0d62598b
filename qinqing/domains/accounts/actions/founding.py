"""The beginning of an installation: its place and its three administrators, and nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from qinqing.domains.accounts import queries
from qinqing.domains.accounts.actions.grants import grant_role
from qinqing.domains.accounts.actions.links import make_one_time_link
from qinqing.domains.accounts.actions.people import PersonFacts, create_person
from qinqing.domains.accounts.actions.places import create_area
from qinqing.domains.accounts.models import Grant, Person
from qinqing.domains.accounts.terms import ADMINISTRATORS, AreaKind, Role
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused

LOGINS: Mapping[Role, str] = {
    Role.SYSTEM_ADMIN: "xitong",
    Role.SECURITY_ADMIN: "anquan",
    Role.AUDIT_ADMIN: "shenji",
}


@dataclass(frozen=True, slots=True)
class Founded:
    """One of the three, and the key of the link by which he chooses his password."""

    role: Role
    person: Person
    key: str


def found_place(
    *, author: Author, name: str, code: str, kind: AreaKind, people: Mapping[Role, str], now: datetime
) -> list[Founded]:
    """The root of the area tree and the three administrators, each by a one-time link; runs as the system.

    Asked again, it gives new links to those of the three who have chosen no password yet, and refuses once
    all of them have: from then on the house keeps itself.
    """
    if not Person.objects.exists():
        create_area(author=author, code=code, name=name, kind=kind, now=now)
        for role in ADMINISTRATORS:
            facts = PersonFacts(login=LOGINS[role], name=people[role], post=role.label)
            person = create_person(author=author, facts=facts, now=now)
            grant_role(author=author, person_id=person.pk, role=role, now=now)
    held = Grant.objects.filter(queries.current(now), role__in=ADMINISTRATORS).select_related("person")
    waiting = queries.without_password({grant.person_id for grant in held})
    found = []
    for grant in held.order_by("pk"):
        if grant.person_id in waiting:
            key = make_one_time_link(author=author, person_id=grant.person_id, now=now)
            found.append(Founded(Role(grant.role), grant.person, key))
    if not found:
        raise Refused("founded", "这里已经有人管了：三员都设好了口令，以后的账号由系统管理员建")
    return found

"""Enterprises and contacts made by the room's own actions, as the system."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.accounts.terms import PersonKind
from qinqing.domains.enterprises import actions
from qinqing.domains.enterprises.actions import Facts, NewContact
from qinqing.domains.enterprises.models import Contact, Enterprise, RollEntry, Title
from qinqing.domains.enterprises.terms import (
    ContactSees,
    FactSource,
    Measure,
    RollKind,
    StruckAs,
    TitleKind,
)
from qinqing.kernel import door
from qinqing.lib import credit_code
from tests.builders import accounts
from tests.builders.accounts import FOUNDED, SYSTEM

_numbers = count(1)


def a_code() -> str:
    """A credit code that holds, of a region that does not exist."""
    organisation = f"MA{next(_numbers):06}"
    body = f"91990201{organisation}{credit_code.inner_check_digit(organisation)}"
    # The inner check digit may be an X, which is in the alphabet of the outer one.
    return body + credit_code.check_digit(body)


def an_enterprise(area: Area, name: str = "澜川微澜电子有限公司", **known: object) -> Enterprise:
    """A registered enterprise; with a code of its own unless told otherwise."""
    given = {"credit_code": a_code(), **known}
    if given["credit_code"] is None:
        given.setdefault("code_missing_reason", "登记时没有信用代码")
    facts = Facts(name=name, area_id=area.pk, **given)  # type: ignore[arg-type]
    with door.as_system("tests.build"):
        return actions.register_enterprise(author=SYSTEM, facts=facts, now=FOUNDED)


def a_contact(
    enterprise: Enterprise,
    name: str = "陈若溪",
    *,
    phone: str = "13800002046",
    person: Person | None = None,
    sees: ContactSees = ContactSees.OWN,
    is_main: bool = False,
    now: datetime = FOUNDED,
) -> Contact:
    """Someone who speaks for the enterprise, with or without an account."""
    contact = NewContact(
        name=name,
        post="行政经理",
        phone=phone,
        person_id=person.pk if person else None,
        sees=sees,
        is_main=is_main,
    )
    with door.as_system("tests.build"):
        return actions.add_contact(author=SYSTEM, enterprise=enterprise, contact=contact, now=now)


def a_statement(
    enterprise: Enterprise,
    year: int = 2025,
    source: FactSource = FactSource.STATISTICS,
    **said: Decimal | int,
) -> None:
    """What a source says of a year of the enterprise."""
    values = {Measure(name): value for name, value in said.items()}
    statement = actions.Statement(year, source, date(year, 12, 31), values)
    with door.as_system("tests.build"):
        actions.state_facts(author=SYSTEM, enterprise=enterprise, statement=statement, now=FOUNDED)


def a_title(
    enterprise: Enterprise,
    paper: str,
    kind: TitleKind = TitleKind.HIGH_TECH,
    from_on: date = FOUNDED.date(),  # noqa: B008
) -> Title:
    """A title the enterprise bears by a paper, from a day on."""
    with door.as_system("tests.build"):
        return actions.give_title(
            author=SYSTEM, enterprise=enterprise, kind=kind, from_on=from_on, paper=paper, now=FOUNDED
        )


def an_entry(enterprise: Enterprise, name: str, kind: RollKind = RollKind.TIER) -> RollEntry:
    """The enterprise is on a list of its area."""
    with door.as_system("tests.build"):
        roll = actions.make_roll(author=SYSTEM, kind=kind, name=name, area_id=enterprise.area_id)
        return actions.join_roll(
            author=SYSTEM, enterprise=enterprise, roll=roll, from_on=FOUNDED.date(), now=FOUNDED
        )


def a_member(
    enterprise: Enterprise,
    name: str = "陈若溪",
    *,
    sees: ContactSees = ContactSees.OWN,
    is_main: bool = False,
    password: str = "",
) -> Person:
    """Someone who signs in and acts for the enterprise."""
    person = accounts.a_person(name, kind=PersonKind.ENTERPRISE, password=password)
    a_contact(enterprise, name, person=person, sees=sees, is_main=is_main)
    return person


def struck_off(enterprise: Enterprise, struck_on: date) -> None:
    """The enterprise was deregistered on a day."""
    now = datetime.combine(struck_on, FOUNDED.timetz())
    with door.as_system("tests.build"):
        actions.strike_off(
            author=SYSTEM, enterprise=enterprise, kind=StruckAs.DEREGISTERED, struck_on=struck_on,
            source="准予注销登记通知书", now=now,
        )  # fmt: skip
        enterprise.refresh_from_db()

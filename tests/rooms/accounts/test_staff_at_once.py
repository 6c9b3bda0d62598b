"""A unit takes back whom the office confirms at the same moment: one wins, the other is told."""

from datetime import datetime

from django.db import transaction

from qinqing.domains.accounts import actions
from qinqing.domains.accounts.models import Person, ProposedStaff
from qinqing.domains.accounts.terms import Role
from qinqing.kernel import door
from qinqing.kernel.events import Author
from tests.builders import accounts
from tests.builders.at_once import Act, at_once


def test_who_is_taken_back_and_confirmed_at_once_has_an_account_or_was_taken_back(
    fresh_database: str, monday: datetime
) -> None:
    with transaction.atomic():
        area = accounts.an_area()
        unit = accounts.a_unit(area=area)
        head = accounts.a_person("顾局", Role.UNIT_HEAD, unit=unit)
        office = accounts.a_person("许知行", Role.COORDINATOR, area=area)
        facts = actions.PersonFacts("", "方遥", unit_id=unit.pk, phone="13800002046")
        number = actions.propose_joining(
            author=Author(door.become(head.pk, monday)), facts=facts, why="", now=monday
        )

    def confirm(author: Author) -> str:
        actions.confirm_staff(author=author, proposed_id=number, now=monday)
        return "confirmed"

    def take_back(author: Author) -> str:
        actions.take_back_staff(author=author, proposed_id=number, now=monday)
        return "taken_back"

    outcomes = at_once(monday, (office, confirm), (head, take_back))
    with transaction.atomic(), door.as_system("tests.read"):
        state = ProposedStaff.objects.get(pk=number).state
        made = Person.objects.filter(name="方遥").count()
    assert state in outcomes
    assert outcomes.count("conflict") == 1
    assert made == (state == "confirmed")


def test_a_number_that_two_units_say_at_once_waits_once(fresh_database: str, monday: datetime) -> None:
    with transaction.atomic():
        area = accounts.an_area()
        units = [accounts.a_unit(short, area=area) for short in ("工信局", "商务局")]
        heads = [accounts.a_person("分管", Role.UNIT_HEAD, unit=unit) for unit in units]

    def says(unit_id: int) -> Act:
        facts = actions.PersonFacts("", "方遥", unit_id=unit_id, phone="13800002046")
        return lambda author: (
            actions.propose_joining(author=author, facts=facts, why="", now=monday) and "waits now"
        )

    outcomes = at_once(monday, *((head, says(unit.pk)) for head, unit in zip(heads, units, strict=True)))
    assert sorted(map(str, outcomes)) == ["waits", "waits now"]

"""The sheet of whoever leaves: made with the end, told to himself, gone with what it was made of."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from qinqing.domains.accounts import actions as account_actions
from qinqing.domains.accounts.events import LeavingPlanned
from qinqing.domains.accounts.models import Grant
from qinqing.domains.enterprises.events import EnterpriseStruckOff
from qinqing.domains.officers import actions
from qinqing.domains.officers.actions import OpenThing
from qinqing.domains.officers.events import AssignmentEnded
from qinqing.domains.officers.models import Assignment, Handover, HandoverLine, Officer
from qinqing.domains.officers.notices import NOTICES
from qinqing.kernel import clock, door
from tests.builders.accounts import SYSTEM
from tests.builders.officers import an_assignment, an_end
from tests.rooms.officers.conftest import Place

THING = OpenThing("problem", 7, "路灯不亮")
_BY_KEY = {notice.key: notice for notice in NOTICES}


def told(key: str, event: object, place: Place) -> set[int]:
    with door.as_system("tests.read"):
        return set(_BY_KEY[key].to(event, place.now))


def ended(row: Assignment) -> AssignmentEnded:
    return AssignmentEnded(
        assignment_id=row.pk,
        event_id=1,
        actor_id=1,
        officer_id=row.officer_id,
        enterprise_id=row.enterprise_id,
    )


def over(place: Place) -> Assignment:
    """An assignment that ended today."""
    row = an_assignment(place.lin, place.firm)
    an_end(row, clock.local(place.now).date(), place.now)
    return row


def test_what_is_listed_anew_keeps_the_word_beside_it_and_drops_what_is_open_no_more(place: Place) -> None:
    row = an_assignment(place.lin, place.firm)
    with door.as_system("tests.build"):
        actions.list_what_is_open(
            assignment=row, things=[THING, OpenThing("claim", 8, "设备补助")], now=place.now
        )
        HandoverLine.objects.filter(thing_id=7).update(words="先去看现场")
        actions.list_what_is_open(assignment=row, things=[THING], now=place.now)
        assert list(HandoverLine.objects.values_list("kind", "thing_id", "words")) == [
            ("problem", 7, "先去看现场")
        ]


def test_who_left_is_told_until_he_has_confirmed(place: Place) -> None:
    row = over(place)
    assert told("officers.confirm_handover", ended(row), place) == {place.lin.person_id}
    with door.as_system("tests.build"):
        Handover.objects.update(confirmed_at=place.now)
    assert told("officers.confirm_handover", ended(row), place) == set()


def test_whoever_serves_a_firm_is_told_that_it_was_struck_off(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    struck = EnterpriseStruckOff(enterprise_id=place.firm.pk, actor_id=1, event_id=1)
    assert told("officers.struck_off", struck, place) == {place.lin.person_id}
    assert told("officers.struck_off", replace(struck, actor_id=place.lin.person_id), place) == set()


def test_who_has_lost_the_role_is_told_nothing(place: Place) -> None:
    row = over(place)
    with door.as_system("tests.build"):
        for grant in Grant.objects.filter(person=place.lin.person_id):
            account_actions.end_role(author=SYSTEM, grant_id=grant.pk, now=place.now)
    assert told("officers.confirm_handover", ended(row), place) == set()


def test_who_is_to_leave_is_told_himself_where_he_serves_anybody(place: Place) -> None:
    on = (clock.local(place.now).date() + timedelta(days=9)).isoformat()
    for officer, people in ((place.lin, {place.lin.person_id}), (place.zhou, set())):
        if people:
            an_assignment(officer, place.firm)
        event = LeavingPlanned(person_id=officer.person_id, event_id=1, actor_id=1, on=on)
        assert told("officers.confirm_before_leaving", event, place) == people


def test_with_a_released_officer_every_sheet_gets_its_end(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_assignment(place.lin, place.second)
    with door.as_system("tests.build"):
        officer = Officer.objects.select_related("person").get(pk=place.lin.pk)
        actions.release_officer(
            author=SYSTEM, officer=officer, until_on=clock.local(place.now).date(), now=place.now
        )
        assert set(Handover.objects.values_list("ended_at", "closes_at")) == {
            (place.now, place.now + timedelta(days=30))
        }
        assert Handover.objects.count() == 2


def test_an_assignment_that_is_taken_back_takes_its_sheet_with_it(place: Place) -> None:
    row = over(place)
    with door.as_system("tests.build"):
        actions.take_back_assignments(author=SYSTEM, ids=[row.pk], now=place.now)
        assert not Handover.objects.exists()


@pytest.mark.parametrize("values", [{"ended_at": None}, {"taken_at": "2026-03-02T00:00Z"}])
def test_the_database_refuses_half_a_sheet(place: Place, values: dict[str, str | None]) -> None:
    over(place)
    with door.as_system("tests.build"), pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.update(**values)

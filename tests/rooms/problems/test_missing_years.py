"""A date that rests on a year without official days off is never counted silently."""

from datetime import datetime

import pytest

from qinqing.domains.accounts.terms import Role
from qinqing.domains.inbox import actions as inbox
from qinqing.domains.inbox.models import Message
from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.events import CalendarYearMissing
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.notices import NOTICES
from qinqing.kernel import clock, door, events
from qinqing.kernel.calendar import calendar_of
from qinqing.kernel.models import Event
from tests.builders import accounts
from tests.builders.problems import Road, at, town

pytestmark = pytest.mark.django_db

UNKNOWN = 2027
DECEMBER = at(f"{UNKNOWN - 1}-12-28 10:00")
SYSTEM = "problems.missing_years"


def dispatched(now: datetime) -> Road:
    """A problem whose unit has seven working days from now on."""
    return Road(town(), now).submitted().passed_on().dispatched()


def alarmed(now: datetime) -> list[int]:
    with clock.set_to(now), door.as_system(SYSTEM):
        return actions.alarm_of_missing_years(now)


def told(now: datetime) -> list[Message]:
    """What lies in everybody's inbox once the alarms are told."""
    notice = next(one for one in NOTICES if one.event is CalendarYearMissing)
    with door.as_system(SYSTEM):
        for alarm in Event.objects.filter(name="CalendarYearMissing").order_by("id"):
            inbox.tell_people(notice, events.revive(CalendarYearMissing, alarm), now)
        return list(Message.objects.filter(notice=notice.key).order_by("id"))


def test_the_next_year_is_not_known_in_this_release(db: None) -> None:
    assert UNKNOWN not in calendar_of().known_years


def test_a_date_in_a_year_without_data_is_alarmed_of_once_a_day(db: None) -> None:
    keeper = accounts.a_person("系统管理员", Role.SYSTEM_ADMIN)
    road = dispatched(DECEMBER)
    later = at(f"{UNKNOWN - 1}-12-29 08:30")
    assert [alarmed(now) for now in (DECEMBER, DECEMBER, later, later)] == [[UNKNOWN], [], [UNKNOWN], []]
    messages = told(later)
    assert [message.person_id for message in messages] == [keeper.pk] * 2
    assert {message.level for message in messages} == {"alarm"}
    assert str(UNKNOWN) in messages[0].text
    assert road.problem.number not in messages[0].text
    assert road.problem.title not in messages[0].text


def test_nobody_is_alarmed_before_the_notice_is_to_be_expected(db: None) -> None:
    road = dispatched(DECEMBER)
    assert queries.missing_years(at(f"{UNKNOWN - 1}-10-31 23:00")) == []
    with door.as_system(SYSTEM):
        assert Problem.objects.filter(pk=road.problem_id, is_open=True).exists()
        assert queries.missing_years(at(f"{UNKNOWN - 1}-11-01 00:00")) == [UNKNOWN]


def test_nobody_is_alarmed_while_every_date_lies_in_a_known_year(db: None) -> None:
    dispatched(at(f"{UNKNOWN - 1}-12-01 10:00"))
    assert alarmed(at(f"{UNKNOWN - 1}-12-01 11:00")) == []


def test_what_has_ended_alarms_nobody(db: None) -> None:
    dispatched(DECEMBER).take("officer", "withdraw", reason="mistaken", confirmation="企业说了")
    assert alarmed(DECEMBER) == []

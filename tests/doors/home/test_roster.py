"""The first page of whoever reads the roster and no problem: who came, who leaves, who is away."""

from datetime import date, datetime, timedelta

import pytest

from qinqing.desks.home.queries import MOST_MOVES
from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.officers.models import Absence, Officer
from qinqing.kernel import clock, door
from tests.builders import accounts
from tests.builders.officers import an_officer
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db
OLD = date(2025, 6, 1)


@pytest.fixture
def reader() -> Person:
    return accounts.a_person("章以宁", Role.PERSONNEL_VIEWER, area=accounts.an_area())


def page_of(who: Person, now: datetime) -> str:
    with clock.set_to(now):
        return Visit(who, now).text("/")


def test_who_came_who_leaves_and_who_is_away_stand_there(reader: Person, monday: datetime) -> None:
    came, left, away = (an_officer(name, from_on=OLD) for name in ("池永安", "林晓岚", "唐海"))
    with door.as_system("tests.build"):
        Officer.objects.filter(pk=came.pk).update(active_from_on=date(2026, 2, 20))
        Officer.objects.filter(pk=left.pk).update(active_until_on=date(2026, 3, 10))
        Absence.objects.create(
            officer=away, substitute=came, from_at=monday - timedelta(1), until_at=monday + timedelta(4)
        )
    page = page_of(reader, monday)
    assert "名册 30 天里有 3 处变化" in page
    assert "2026年2月20日 起担任首席服务官" in page
    assert "2026年3月10日 起不再担任首席服务官" in page
    assert "2026年3月1日 离岗，到 3月6日 周五 09:30，池永安 代管" in page
    assert page.index("林晓岚") < page.index("唐海") < page.index("2026年2月20日 起担任")


def test_a_citys_first_month_does_not_fill_the_page(reader: Person, monday: datetime) -> None:
    for number in range(MOST_MOVES + 3):
        an_officer(f"新任{number}", from_on=date(2026, 2, 20))
    page = page_of(reader, monday)
    assert f"名册 30 天里有 {MOST_MOVES + 3} 处变化" in page
    assert page.count("起担任首席服务官") == MOST_MOVES
    assert "另有 3 处更早的" in page


def test_what_is_long_ago_or_far_ahead_is_no_change(reader: Person, monday: datetime) -> None:
    old, far = an_officer("池永安", from_on=OLD), an_officer("林晓岚", from_on=OLD)
    with door.as_system("tests.build"):
        Officer.objects.filter(pk=far.pk).update(active_until_on=date(2026, 6, 1))
        Absence.objects.create(officer=old, from_at=monday - timedelta(60), until_at=monday - timedelta(31))
    page = page_of(reader, monday)
    assert "名册 30 天里没有变化" in page
    assert "池永安" not in page


def test_nobody_else_is_told_the_roster_first(reader: Person, monday: datetime) -> None:
    an_officer("池永安", from_on=date(2026, 2, 20))
    for role in (Role.SUPERVISOR, Role.POLICY_EDITOR, Role.SYSTEM_ADMIN):
        who = accounts.a_person(role.label, role, area=accounts.an_area(f"{role.label}区"))
        assert "名册上的变化" not in page_of(who, monday), role

"""Accounts that nobody has used for long are seen in the list of people, and found by one choice."""

from datetime import datetime, timedelta

import pytest

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from tests.builders.accounts import FOUNDED, a_person
from tests.builders.browsers import signed_in
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db

NOW = FOUNDED + timedelta(days=120)
IDLE = "/people/?signed_in=idle"


@pytest.fixture
def admin() -> Person:
    return a_person("吴管理", Role.SYSTEM_ADMIN)


@pytest.mark.parametrize(("days", "idle"), [(89, False), (91, True)])
def test_who_signed_in_long_ago_is_found_as_idle(days: int, idle: bool, admin: Person) -> None:
    lin = a_person("林知遥")
    signed_in(lin, NOW - timedelta(days=days + 20))
    signed_in(lin, NOW - timedelta(days=days))
    assert ("林知遥" in Visit(admin, NOW).text(IDLE)) == idle


def test_who_never_signed_in_is_idle_once_his_account_is_old(admin: Person) -> None:
    a_person("从未来过")
    assert "从未来过" in Visit(admin, NOW).text(IDLE)
    assert "从未来过" not in Visit(admin, FOUNDED + timedelta(days=89)).text(IDLE)


def test_the_list_says_when_somebody_last_signed_in(admin: Person) -> None:
    lin = a_person("林知遥")
    for when in ("2026-03-05T09:30:00+08:00", "2026-04-20T14:05:00+08:00"):
        signed_in(lin, datetime.fromisoformat(when))
    a_person("从未来过")
    page = Visit(admin, NOW).text("/people/")
    assert "4月20日" in page
    assert "3月5日" not in page
    assert "没有登录记录" in page


def test_the_administrators_alone_read_it(admin: Person) -> None:
    assert Visit(a_person("安思远", Role.SECURITY_ADMIN), NOW).get(IDLE).status_code == 200
    for role in (Role.AUDIT_ADMIN, Role.OFFICER):
        assert Visit(a_person(role.label, role), NOW).get(IDLE).status_code == 403


def test_a_closed_account_is_no_longer_looked_after(admin: Person) -> None:
    gone = a_person("已经走了")
    visit = Visit(admin, NOW)
    visit.post(f"/people/{gone.pk}/disable/", reason="调离本区")
    visit.get("/people/")  # tells once that it is done
    assert "已经走了" not in visit.text(IDLE)

"""Who opened a number or figures: the audit administrator reads it, and he himself."""

from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import GRANTED_ROLES, Role
from qinqing.domains.enterprises.models import Enterprise, FiguresGrant
from qinqing.kernel import clock, door, timeline
from qinqing.kernel.models import Event
from tests.builders import accounts
from tests.builders.browsers import signed_in
from tests.builders.enterprises import a_contact, an_enterprise
from tests.conftest import acting

pytestmark = pytest.mark.django_db

NUMBER, REASON, PURPOSE = "13800002046", "核对专精特新申报条件", "研究它的用地诉求"

OF_ENTERPRISES = ("enterprise", "figures_grant")


class Opened(NamedTuple):
    firm: Enterprise
    coordinator: Person
    auditor: Person
    now: datetime


@pytest.fixture
def opened(monday: datetime) -> Opened:
    """A coordinator opened a contact's number and, later, the figures; a leader one that he was given."""
    area = accounts.an_area()
    firm = an_enterprise(area, "澜川微澜电子有限公司")
    contact = a_contact(firm, "陈若溪", phone=NUMBER)
    coordinator = accounts.a_person("林知遥", Role.COORDINATOR, area=area)
    with clock.set_to(monday):
        client = signed_in(coordinator, monday)
        assert (
            NUMBER
            in client.post(f"/enterprises/{firm.public_id}/contacts/{contact.pk}/phone/").content.decode()
        )
    with clock.set_to(monday + timedelta(minutes=20)):
        client.post(f"/enterprises/{firm.public_id}/figures/open/", {"reason": REASON})
        leader = accounts.a_person("江一帆", Role.LEADER, area=area)
        until = {"purpose": PURPOSE, "until_on": "2026-03-20"}
        given = {"who": f"leader-{leader.pk}", "measures": ["tax"], **until}
        client.post(f"/enterprises/{firm.public_id}/grants/", given)
        with door.as_system("tests.read"):
            number = FiguresGrant.objects.get().pk
        assert signed_in(leader, clock.now()).post(f"/figures-for-me/{number}/").status_code == 200
    return Opened(
        firm, coordinator, accounts.a_person("申计", Role.AUDIT_ADMIN), monday + timedelta(minutes=25)
    )


def shown(person: Person, path: str, now: datetime) -> str:
    with clock.set_to(now):
        return signed_in(person, now).get(path).content.decode()


def test_the_audit_administrator_reads_who_opened_what_of_whom_and_why(opened: Opened) -> None:
    text = shown(opened.auditor, "/security-log/", opened.now)
    assert "查看了 陈若溪 的号码（澜川微澜电子有限公司）" in text
    assert f"登记查看年度数据：{REASON}（澜川微澜电子有限公司）" in text
    assert "林知遥" in text
    assert f"江一帆（包联、分管领导）看了实缴税金，用途：{PURPOSE}（澜川微澜电子有限公司）" in text


def test_the_number_itself_is_in_no_record(opened: Opened) -> None:
    assert NUMBER not in shown(opened.auditor, "/security-log/", opened.now)
    with door.as_system("tests.read"):
        records = [str(row.record) for row in Event.objects.filter(name__in=timeline.openings())]
    assert len(records) == 3
    assert NUMBER not in "".join(records)


def test_who_opened_reads_it_in_his_own_log(opened: Opened) -> None:
    text = shown(opened.coordinator, "/account/", opened.now)
    assert "查看了 陈若溪 的号码（澜川微澜电子有限公司）" in text
    assert REASON in text


def test_another_coordinator_of_the_place_reads_it_in_no_log(opened: Opened) -> None:
    colleague = accounts.a_person("周砚青", Role.COORDINATOR, area=opened.firm.area)
    assert "查看了" not in shown(colleague, "/account/", opened.now)


def test_the_security_administrator_reads_no_business(opened: Opened) -> None:
    security = accounts.a_person("安思远", Role.SECURITY_ADMIN)
    text = shown(security, "/security-log/", opened.now)
    assert "查看了" not in text
    assert REASON not in text
    assert "谁看了工作人员的手机号" in text  # and the page promises him no more


NOT_ITS_KEEPERS = [role for role in GRANTED_ROLES if role not in {Role.COORDINATOR, Role.COORDINATION_HEAD}]


@pytest.mark.parametrize("role", NOT_ITS_KEEPERS)
def test_of_those_who_do_not_keep_it_the_database_shows_it_to_the_auditor_alone(
    role: Role, opened: Opened
) -> None:
    somebody = accounts.a_person("某人", role, area=opened.firm.area, unit=accounts.a_unit())
    with acting(accounts.actor_of(somebody, opened.now)):
        seen = set(Event.objects.filter(name__in=timeline.openings()).values_list("name", flat=True))
    assert seen == (timeline.openings() - {"PhoneRevealed"} if role == Role.AUDIT_ADMIN else set())


def test_of_an_enterprise_the_auditor_reads_nothing_else(opened: Opened) -> None:
    with acting(accounts.actor_of(opened.auditor, opened.now)):
        seen = set(Event.objects.filter(subject_kind__in=OF_ENTERPRISES).values_list("name", flat=True))
        assert not Enterprise.objects.exists()
    assert seen == {"ContactPhoneRevealed", "FiguresOpened", "GrantedFiguresOpened"}
    with door.as_system("tests.read"):  # the twin: without the protection the rest is there
        there = Event.objects.filter(subject_kind__in=OF_ENTERPRISES).values_list("name", flat=True)
        assert set(there) > seen

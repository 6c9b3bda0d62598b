"""The audit administrator sees who opened covered things of how many enterprises, and opens the rows."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import NamedTuple

import pytest

from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.events import ContactPhoneRevealed
from qinqing.domains.enterprises.rules import MANY
from qinqing.kernel import clock, door, events
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from tests.builders import accounts
from tests.builders.browsers import signed_in
from tests.builders.enterprises import a_contact, an_enterprise
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=25)


class House(NamedTuple):
    coordinator: Person
    head: Person
    auditor: Visit


@pytest.fixture
def house(monday: datetime) -> House:
    """The coordinator opened numbers of two enterprises, of one twice and its figures; the head of one."""
    area = accounts.an_area()
    firms = [an_enterprise(area, f"澜川{name}电子有限公司") for name in ("微澜", "云帆")]
    contacts = [a_contact(firm) for firm in firms]
    coordinator = accounts.a_person("林知遥", Role.COORDINATOR, area=area)
    head = accounts.a_person("周砚青", Role.COORDINATION_HEAD, area=area)
    for who, opened in ((coordinator, (0, 0, 1)), (head, (1,))):
        with clock.set_to(monday):
            client = signed_in(who, monday)
            for one in opened:
                path = f"/enterprises/{firms[one].public_id}/contacts/{contacts[one].pk}/phone/"
                assert client.post(path).status_code == 200
    return House(coordinator, head, Visit(accounts.a_person("申计", Role.AUDIT_ADMIN), monday + LATER))


def opened(who: Person, enterprises: range, at: datetime) -> None:
    """As if he had uncovered a number of each."""
    with door.as_system("tests.build"):
        for number in enterprises:
            events.tell(
                ContactPhoneRevealed, subject=("enterprise", number), layer="R", at=at,
                author=Author(Actor(person_id=who.pk)), record={"contact_id": 1, "name": "陈若溪"},
            )  # fmt: skip


def shown(house: House) -> str:
    return house.auditor.get("/audit/readers/").content.decode()


def lines(page: str) -> dict[str, list[str]]:
    """By the name in its first cell what stands in the other cells of each row."""
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in re.findall(r"<tr.*?</tr>", page, re.S)]
    return {words(first): [words(cell) for cell in rest] for first, *rest in (row for row in rows if row)}


def words(cell: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", cell)).strip()


def test_everybody_stands_with_his_enterprises_and_his_rows_behind_them(
    house: House, monday: datetime
) -> None:
    for days in (-1, 1):
        opened(house.coordinator, range(10**6, 10**6 + 5), monday + timedelta(days=days))
    page = shown(house)
    found = lines(page)
    assert list(found) == ["林知遥", "周砚青"]
    assert [found[who][:2] for who in found] == [["2", "3"], ["1", "1"]]
    (href,) = re.findall(r'href="(/security-log/[^"]+)"[^>]*>2<', page)
    rows = house.auditor.text(unescape(href))
    assert rows.count("查看了 陈若溪 的号码") == 3
    assert "澜川微澜电子有限公司" in rows
    assert "周砚青" not in rows


def test_another_day_has_none_of_it(house: House) -> None:
    assert "这一天没有人查看" in house.auditor.text("/audit/readers/?on=2026-03-01")
    assert "林知遥" in house.auditor.text("/audit/readers/?on=2026-03-02")
    assert "林知遥" in house.auditor.text("/audit/readers/?on=gestern")


def test_who_opened_far_more_is_said_above_all(house: House, monday: datetime) -> None:
    assert "比别人多得多" not in house.auditor.text("/audit/readers/")
    opened(house.coordinator, range(10**6, 10**6 + MANY), monday)
    page = shown(house)
    assert "有 1 个人比别人多得多" in page
    found = lines(page)
    assert found["林知遥"][0] == str(MANY + 2)
    assert (found["林知遥"][-1], found["周砚青"][-1]) == ("多得多 别人一天一般 1 家", "不算多")

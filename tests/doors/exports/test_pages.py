"""Taking a list away through the pages."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.test import Client, override_settings

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.exports import rules
from qinqing.domains.exports.models import Export
from qinqing.kernel import clock, door
from qinqing.kernel.models import Event
from qinqing.kernel.pages import new_client_key
from qinqing.lib.spreadsheets.workbooks import grids
from tests.builders import accounts, enterprises
from tests.builders.browsers import signed_in
from tests.builders.printing import sheets_as_printed

pytestmark = pytest.mark.django_db
NEW = "/exports/new/enterprises/"


@pytest.fixture(autouse=True)
def _standing_still(db: None, monday: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rules, "AT_ONCE", 2)
    with clock.set_to(monday), override_settings():
        yield


@pytest.fixture
def area() -> Area:
    made = accounts.an_area("青岚区")
    for name in ("澜川甲公司", "澜川乙公司", "澜川丙公司"):
        enterprises.an_enterprise(made, name)
    return made


@pytest.fixture
def lin(area: Area) -> Person:
    return accounts.a_person("林知遥", Role.COORDINATOR, area=area)


def text(answer: object) -> str:
    return b"".join(answer).decode("utf-8-sig")  # type: ignore[call-overload]


def test_the_list_leads_to_its_export_narrowed_as_it_is(lin: Person, monday: datetime) -> None:
    page = signed_in(lin, monday).get("/enterprises/?q=丙").content.decode()
    assert f"{NEW}?q=%E4%B8%99" in page


def test_a_short_list_comes_as_a_file_at_once(lin: Person, monday: datetime) -> None:
    client = signed_in(lin, monday)
    assert "1 行" in client.get(f"{NEW}?q=丙").content.decode()
    answer = client.post(f"{NEW}?q=丙", {"format": "csv", "reason": "周例会"})
    body = text(answer)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Cache-Control"] == "private, no-store"
    assert ("澜川丙公司" in body, "澜川甲公司" in body, "用途：周例会" in body) == (True, False, True)


def test_the_same_comes_as_a_workbook(lin: Person, monday: datetime) -> None:
    answer = signed_in(lin, monday).post(f"{NEW}?q=丙", {"format": "xlsx"})
    content = b"".join(answer)
    (grid,) = grids(content)
    cells = [line.cells[0] for line in grid.lines]
    assert cells[1:3] == ["企业名称", "澜川丙公司"]
    (sheet,) = sheets_as_printed(content)
    assert sheet.heads.endswith("!$2:$2")
    assert cells[0][:100] in sheet.foot
    assert "林知遥" in cells[0]
    assert cells[-1].startswith("共 1 行")


def test_pressed_twice_it_is_one_export_on_record(lin: Person, monday: datetime) -> None:
    client = signed_in(lin, monday)
    sent = {"format": "csv", "reason": "", "client_key": new_client_key()}
    assert [text(client.post(f"{NEW}?q=丙", sent)).count("澜川丙公司") for _ in range(2)] == [1, 1]
    with door.as_system("tests.read"):
        assert Export.objects.count() == Event.objects.filter(name="DataExported").count() == 1


def test_a_long_list_without_a_reason_keeps_what_was_chosen(lin: Person, monday: datetime) -> None:
    answer = signed_in(lin, monday).post(NEW, {"format": "xlsx", "reason": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请写用途" in page
    assert 'value="xlsx" checked' in page.replace("  ", " ")


def test_a_long_list_is_asked_for_agreed_to_and_fetched_once(
    lin: Person, area: Area, monday: datetime
) -> None:
    mine = signed_in(lin, monday)
    asked = mine.post(NEW, {"format": "csv", "reason": "年报"})
    address = asked["Location"]
    assert "等另一个人同意" in mine.get(address).content.decode()
    assert "让不让带走" not in mine.get(address).content.decode()
    early = mine.post(f"{address}take/")
    assert (early.status_code, "再申请" in early.content.decode()) == (409, False)
    assert "还在等另一个人同意，同意了您会收到消息" in early.content.decode()
    head = signed_in(accounts.a_person("周砚青", Role.COORDINATION_HEAD, area=area), monday)
    assert "让不让带走" in head.get(address).content.decode()
    assert head.post(f"{address}decide/", {"agreed": "no", "refusal": ""}).status_code == 422
    assert head.post(f"{address}decide/", {"agreed": "yes"}).status_code == 302
    assert "只能取一次" in mine.get(address).content.decode()
    assert text(mine.post(f"{address}take/")).count("澜川") == 3
    assert mine.post(f"{address}take/").status_code == 409
    assert "周砚青 同意" in mine.get(address).content.decode()


def test_the_audit_administrator_sees_every_export_and_takes_none(lin: Person, monday: datetime) -> None:
    text(signed_in(lin, monday).post(f"{NEW}?q=丙", {"format": "csv", "reason": "周例会"}))
    audit = signed_in(accounts.a_person("申计", Role.AUDIT_ADMIN), monday)
    page = audit.get("/exports/").content.decode()
    assert "周例会" in page
    assert "林知遥" in page
    assert "导出企业 1 行：周例会" in audit.get("/security-log/").content.decode()
    assert audit.get(NEW).status_code == 403


def test_a_stranger_to_the_areas_finds_no_such_export(lin: Person, monday: datetime) -> None:
    address = signed_in(lin, monday).post(NEW, {"format": "csv", "reason": "年报"})["Location"]
    elsewhere: Client = signed_in(
        accounts.a_person("外区", Role.COORDINATOR, area=accounts.an_area("白鹭区")), monday
    )
    assert elsewhere.get(address).status_code == 404
    assert elsewhere.post(f"{address}decide/", {"agreed": "yes"}).status_code == 404


@pytest.mark.parametrize("query", ["?area=%00", "?served=x&roll=" + "9" * 50, "?" + "a=1&" * 200])
def test_a_strange_address_is_no_fault(lin: Person, monday: datetime, query: str) -> None:
    assert signed_in(lin, monday).get(f"{NEW}{query}").status_code == 200

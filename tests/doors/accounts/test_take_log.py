"""The security log leaves the house: for the audit administrator alone, on record, as plain words."""

import csv
import io
from datetime import datetime

import pytest
from django.http import StreamingHttpResponse

from qinqing.domains.accounts.terms import Role
from qinqing.kernel import door
from qinqing.kernel.models import Event
from tests.builders.accounts import a_person
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db
LOG, TAKE = "/security-log/", "/security-log/take/"


@pytest.fixture
def visit(monday: datetime) -> Visit:
    return Visit(a_person("申计", Role.AUDIT_ADMIN), monday)


def lines(visit: Visit, narrowed: str = "", reason: str = "季度检查") -> list[list[str]]:
    answer = visit.post(TAKE + narrowed, reason=reason)
    assert isinstance(answer, StreamingHttpResponse), answer.content.decode()
    whole = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(whole)))


def test_the_file_holds_every_line_there_was_with_who_took_it(visit: Visit) -> None:
    for name in ("林知遥", "骆守真"):
        a_person(name, Role.OFFICER)
    with door.as_system("tests.read"):
        there = Event.objects.filter(name__in=["PersonCreated", "RoleGranted"]).count()
    head, headings, *rows, foot = lines(visit)
    assert "申计" in head[0]
    assert "季度检查" in head[0]
    assert headings == ["序号", "时间", "谁", "做了什么"]
    assert sum(row[3].startswith(("建立账号", "授予角色")) for row in rows) == there
    assert foot[0].startswith(f"共 {len(rows)} 行")
    numbers = [int(row[0]) for row in rows]
    assert numbers == sorted(numbers, reverse=True)


def test_a_log_longer_than_one_part_leaves_whole(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        a_person(f"第{number}人", Role.OFFICER)
    whole = [row[0] for row in lines(visit)[2:-1]]
    monkeypatch.setattr("qinqing.domains.accounts.queries.log.PART", 3)
    assert [row[0] for row in lines(visit)[2:-1]][-len(whole) :] == whole


def test_it_is_narrowed_as_the_page_is(visit: Visit) -> None:
    a_person("林知遥", Role.OFFICER)
    rows = lines(visit, "?act=role")[2:-1]
    assert rows
    assert all(row[3].startswith("授予角色") for row in rows)


def test_the_taking_is_itself_on_the_record(visit: Visit) -> None:
    serial = lines(visit)[0][0].split("编号 ")[1].split("，")[0]
    said = visit.text(LOG)
    assert f"编号 {serial}：季度检查" in said


def test_what_a_spreadsheet_would_calculate_is_words(visit: Visit) -> None:
    lines(visit, reason="=1+1")
    texts = [cell for row in lines(visit) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in texts)


def test_without_a_reason_or_a_line_nothing_leaves(visit: Visit) -> None:
    for narrowed, reason, why in (("", "", "请填"), ("?until=2001-01-01", "检查", "没有可以导出的行")):
        answer = visit.post(TAKE + narrowed, reason=reason)
        assert answer.status_code == 422
        assert why in answer.content.decode()
    with door.as_system("tests.read"):
        assert not Event.objects.filter(name="SecurityLogTaken").exists()


def test_the_security_administrator_reads_and_takes_nothing(monday: datetime) -> None:
    visit = Visit(a_person("安思远", Role.SECURITY_ADMIN), monday)
    assert TAKE not in visit.get(LOG).content.decode()
    assert visit.post(TAKE, reason="检查").status_code == 403


def test_what_it_was_narrowed_to_stands_on_the_file(visit: Visit) -> None:
    a_person("林知遥", Role.OFFICER)
    head = lines(visit, "?words=林&act=role&since=2026-01-01")[0][0]
    assert head.startswith("安全记录（林，角色和委托，2026-01-01 起）")

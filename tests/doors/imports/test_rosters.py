"""Units and people by their administrator, officers and assignments by the coordination, in the browser."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from qinqing.cli.parser import KINDS
from qinqing.domains.accounts.models import Person, Unit
from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.kernel import clock, declared, door
from qinqing.kernel.imports import Import
from tests.builders import accounts
from tests.builders.browsers import signed_in
from tests.builders.enterprises import an_enterprise
from tests.builders.imports import worker_takes_its_turn
from tests.builders.problems import at

NOW = at("2026-03-10 10:00")


def arrived(client: Client, kind: str, table: str, area_id: int) -> str:
    """A table sent, looked at and confirmed; gives its report."""
    file = SimpleUploadedFile("表.csv", table.encode("gb18030"))
    sent: HttpResponse = client.post(f"/import/{kind}/", {"file": file, "area_id": area_id})  # type: ignore[assignment]
    assert sent.status_code == 302, sent.content.decode()[:2_000]
    worker_takes_its_turn()
    address = sent.url  # type: ignore[attr-defined]
    assert "还没有写入" in client.get(address).content.decode()
    client.post(f"{address}confirm/")
    worker_takes_its_turn()
    return str(address)


@pytest.fixture
def area(db: None) -> Iterator[int]:
    with clock.set_to(NOW):
        yield accounts.an_area("青岚区", AreaKind.DISTRICT, accounts.an_area()).pk


def test_a_district_brings_its_units_people_officers_and_assignments(area: int) -> None:
    firm = an_enterprise(accounts.Area.objects.get(pk=area), "砺川精密公司")
    administrator = signed_in(accounts.a_person("系统员", Role.SYSTEM_ADMIN), NOW)
    place = accounts.Area.objects.get(pk=area)
    coordinator = signed_in(accounts.a_person("协调员", Role.COORDINATOR, area=place), NOW)
    staff = "姓名,单位,职务级别,电话\n唐海,工信局,局长（正科）,13800138001\n陆川,工信局,副科级,13800138002\n"
    arrived(administrator, "units", "单位名称,简称,性质\n青岚区工业和信息化局,工信局,政府部门\n", area)
    arrived(administrator, "people", staff, area)
    arrived(coordinator, "officers", staff, area)
    served = (
        "企业名称,首席服务官,角色,起始日期\n砺川精密公司,唐海,A,2026-03-10\n砺川精密公司,陆川,B,2026-03-10\n"
    )
    report = arrived(coordinator, "assignments", served, area)
    with door.as_system("tests.read"):
        assert Unit.objects.get().short == "工信局"
        assert Person.objects.filter(name__in=("唐海", "陆川"), unit__short="工信局").count() == 2
        assert set(Officer.objects.values_list("rank", flat=True)) == {"zhengke", "fuke"}
        assert set(Assignment.objects.values_list("part", "enterprise")) == {("A", firm.pk), ("B", firm.pk)}
    coordinator.post(f"{report}undo/")
    worker_takes_its_turn()
    with door.as_system("tests.read"):
        assert not Assignment.objects.exists()


def test_each_sees_the_tables_that_are_his(area: int) -> None:
    administrator = signed_in(accounts.a_person("系统员", Role.SYSTEM_ADMIN), NOW)
    place = accounts.Area.objects.get(pk=area)
    coordinator = signed_in(accounts.a_person("协调员", Role.COORDINATOR, area=place), NOW)
    offered = administrator.get("/import/units/").content.decode()
    assert "/import/people/" in offered
    assert "/import/officers/" not in offered
    offered = coordinator.get("/import/officers/").content.decode()
    assert "/import/assignments/" in offered
    assert "/import/people/" not in offered
    assert administrator.get("/import/officers/").status_code == 403
    assert coordinator.get("/import/people/").status_code == 403


def test_the_command_knows_every_table_by_its_name() -> None:
    kinds = [one for one in declared.declarations("imports", "IMPORTS") if isinstance(one, Import)]
    assert {one.kind: one.label for one in kinds} == KINDS

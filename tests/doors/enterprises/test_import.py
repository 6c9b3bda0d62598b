"""Upload, look, confirm, take back, in the browser's words."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.kernel import door
from qinqing.kernel.models import ImportRun
from tests.builders.enterprises import a_code
from tests.doors.enterprises.conftest import Place

TABLE = "企业名称,统一社会信用代码\n甲公司,{}\n,{}\n乙公司,错的\n"


def send(client: Client, place: Place, text: str, name: str = "名单.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, text.encode("gb18030"))
    return client.post("/import/enterprises/", {"file": file, "area_id": place.district.pk})  # type: ignore[return-value]


def count() -> int:
    with door.as_system("tests.read"):
        return Enterprise.objects.filter(import_run__isnull=False).count()


def test_a_table_is_shown_confirmed_and_taken_back(place: Place, coordinator: Client) -> None:
    shown = send(coordinator, place, TABLE.format(a_code(), a_code()))
    address = shown.url  # type: ignore[attr-defined]
    text = coordinator.get(address).content.decode()
    for words in ("还没有写入", "写入 2 行", "没有企业名称", "没有采用", "按 GB18030 编码读取"):
        assert words in text
    assert count() == 0
    assert "甲公司" not in coordinator.get(f"{address}?show=refused").content.decode()
    coordinator.post(f"{address}confirm/")
    assert count() == 2
    assert "已经写入" in coordinator.get(address).content.decode()
    coordinator.post(f"{address}undo/")
    assert count() == 0
    assert "已经撤销" in coordinator.get(address).content.decode()


def test_confirming_twice_is_a_conflict_in_words(place: Place, coordinator: Client) -> None:
    address = send(coordinator, place, "企业名称\n甲公司\n").url  # type: ignore[attr-defined]
    assert coordinator.post(f"{address}confirm/").status_code == 302
    assert coordinator.post(f"{address}confirm/").status_code == 409
    assert count() == 1


def test_a_file_that_is_no_table_is_refused_beside_the_field(place: Place, coordinator: Client) -> None:
    response = send(coordinator, place, "姓名,电话\n甲,1\n")
    assert response.status_code == 422
    assert "没有找到表头" in response.content.decode()
    with door.as_system("tests.read"):
        assert not ImportRun.objects.exists()


def test_no_file_and_an_empty_file_are_refused(place: Place, coordinator: Client) -> None:
    nothing = coordinator.post("/import/enterprises/", {"area_id": place.district.pk})
    assert "请选一个文件" in nothing.content.decode()
    assert "这个文件是空的" in send(coordinator, place, "").content.decode()


def test_an_import_of_another_area_is_not_found(place: Place, coordinator: Client) -> None:
    address = send(coordinator, place, "企业名称\n甲公司\n").url  # type: ignore[attr-defined]
    stranger = place.client(Role.COORDINATOR, place.other)
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}confirm/").status_code == 404
    assert count() == 0


def test_a_former_preview_gives_way_to_the_next(place: Place, coordinator: Client) -> None:
    send(coordinator, place, "企业名称\n甲公司\n", "一.csv")
    send(coordinator, place, "企业名称\n乙公司\n", "二.csv")
    text = coordinator.get("/import/enterprises/").content.decode()
    assert "二.csv" in text
    assert "一.csv" not in text


def test_only_keepers_import(place: Place) -> None:
    for role in (Role.SUPERVISOR, Role.OFFICER, Role.LEADER):
        assert place.client(role).get("/import/enterprises/").status_code == 403
    assert place.member.get("/import/enterprises/").status_code == 403

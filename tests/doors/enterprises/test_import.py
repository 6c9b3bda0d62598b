"""Upload, look, confirm, take back, in the browser's words."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.kernel import door
from qinqing.kernel.models import ImportRun
from tests.builders.enterprises import a_code, an_enterprise
from tests.builders.imports import worker_takes_its_turn
from tests.builders.workbooks import a_workbook
from tests.doors.enterprises.conftest import Place

TABLE = "企业名称,统一社会信用代码\n甲公司,{}\n,{}\n乙公司,错的\n"


def send(
    client: Client, place: Place, text: str | bytes, name: str = "名单.csv", turns: int = 1
) -> HttpResponse:
    content = text.encode("gb18030") if isinstance(text, str) else text
    given = {"file": SimpleUploadedFile(name, content), "area_id": place.district.pk}
    response = client.post("/import/enterprises/", given)
    for _ in range(turns):
        worker_takes_its_turn()
    return response  # type: ignore[return-value]


def ask(client: Client, address: str, **given: object) -> HttpResponse:
    """Ask the worker for something by a form, and let him do it."""
    response = client.post(address, given)
    worker_takes_its_turn()
    return response  # type: ignore[return-value]


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
    refused = coordinator.get(f"{address}?show=refused").content.decode().partition("逐行结果")[2]
    assert "没有企业名称" in refused
    assert "甲公司" not in refused
    ask(coordinator, f"{address}confirm/")
    assert count() == 2
    assert "已经写入" in coordinator.get(address).content.decode()
    ask(coordinator, f"{address}undo/")
    assert count() == 0
    assert "已经撤销" in coordinator.get(address).content.decode()


def test_confirming_twice_is_a_conflict_in_words(place: Place, coordinator: Client) -> None:
    address = send(coordinator, place, "企业名称\n甲公司\n").url  # type: ignore[attr-defined]
    assert ask(coordinator, f"{address}confirm/").status_code == 302
    assert coordinator.post(f"{address}confirm/").status_code == 409
    assert count() == 1


def test_a_file_that_is_no_table_says_so_where_one_waits(place: Place, coordinator: Client) -> None:
    response = send(coordinator, place, b"\x89PNG\r\n\x1a\n\x00\x01\x02" * 9)
    text = coordinator.get(response.url).content.decode()  # type: ignore[attr-defined]
    assert "这个文件没有读成" in text
    assert "这不是表格文件" in text
    assert "hx-trigger" not in text


def test_while_the_worker_reads_a_bar_says_how_far_it_is(place: Place, coordinator: Client) -> None:
    address = send(coordinator, place, "企业名称\n甲公司\n", turns=0).url  # type: ignore[attr-defined]
    waiting = coordinator.get(address).content.decode()
    assert "正在读这个文件" in waiting
    assert "排队中" in waiting
    asked = coordinator.get(address, headers={"HX-Request": "true"})
    assert asked.content.decode().strip().startswith('<div class="qq-mt-16" id="bar"')
    worker_takes_its_turn()
    assert coordinator.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_column_nobody_recognised_is_named_by_the_person(place: Place, coordinator: Client) -> None:
    address = send(coordinator, place, f"填报单位,税号\n甲公司,{(code := a_code())}\n").url  # type: ignore[attr-defined]
    asked = coordinator.get(address).content.decode()
    for words in ("哪一列是什么", "还没认出企业名称", "填报单位", "甲公司", code):
        assert words in asked
    empty = ask(coordinator, f"{address}columns/", head=1)
    assert empty.status_code == 422
    assert "还要指出哪一列是“企业名称”" in empty.content.decode()
    twice = ask(coordinator, f"{address}columns/", head=1, column_0="name", column_1="name")
    assert "“企业名称”已经选给另一列了" in twice.content.decode()
    ask(coordinator, f"{address}columns/", head=1, column_0="name", column_1="code")
    assert "还没有写入" in coordinator.get(address).content.decode()
    ask(coordinator, f"{address}confirm/")
    with door.as_system("tests.read"):
        assert Enterprise.objects.get(name="甲公司").credit_code == code


def test_a_wrong_guess_is_corrected_before_anything_is_written(place: Place, coordinator: Client) -> None:
    table = f"名称,单位名称,信用代码\n王五,甲公司,{a_code()}\n"
    address = send(coordinator, place, table).url  # type: ignore[attr-defined]
    assert "列认得对吗" in coordinator.get(address).content.decode()
    ask(coordinator, f"{address}columns/", head=1, column_0="name", column_2="code")
    assert "王五" in coordinator.get(address).content.decode()
    ask(coordinator, f"{address}columns/", head=1, column_1="name", column_2="code")
    text = coordinator.get(address).content.decode()
    assert "没有用到的列：名称" in text
    assert count() == 0


def test_another_line_of_headings_is_guessed_anew(place: Place, coordinator: Client) -> None:
    table = "名称,日期\n企业名称,成立日期\n甲公司,2020-01-01\n"
    address = send(coordinator, place, table).url  # type: ignore[attr-defined]
    assert "写入 2 行" in coordinator.get(address).content.decode()
    ask(coordinator, f"{address}columns/", head=2)
    assert "写入 1 行" in coordinator.get(address).content.decode()


@pytest.mark.parametrize("head", ["", "-1", "21", "x", "9" * 30])
def test_a_line_that_cannot_be_one_of_headings_is_refused_beside_the_field(
    head: str, place: Place, coordinator: Client
) -> None:
    address = send(coordinator, place, "企业名称\n甲公司\n").url  # type: ignore[attr-defined]
    response = ask(coordinator, f"{address}columns/", head=head, column_0="name", column_99="name")
    assert response.status_code == 422
    assert "写 1 到 20 的行号" in response.content.decode()


def test_a_workbook_arrives_like_a_text(place: Place, coordinator: Client) -> None:
    book = a_workbook(
        [
            ["澜川市企业名单（2026 年）"],
            [],
            ["企业名称", "统一社会信用代码", "成立日期"],
            ["甲公司", a_code(), 42156],
        ],
        merged=["A1:C1"],
    )
    address = send(coordinator, place, book, "名单.xlsx").url  # type: ignore[attr-defined]
    assert "读的是工作表“名单”" in coordinator.get(address).content.decode()
    ask(coordinator, f"{address}confirm/")
    with door.as_system("tests.read"):
        assert Enterprise.objects.get(name="甲公司").registered_on == date(2015, 6, 1)


def test_what_changed_since_the_preview_is_shown_anew(place: Place, coordinator: Client) -> None:
    code = a_code()
    address = send(coordinator, place, f"企业名称,信用代码\n甲公司,{code}\n").url  # type: ignore[attr-defined]
    an_enterprise(place.district, "甲公司", credit_code=code)
    ask(coordinator, f"{address}confirm/")
    text = coordinator.get(address).content.decode()
    assert "数据刚刚有变化，没有写入" in text
    assert "没有要写入的行" in text
    assert count() == 0


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


def test_what_stands_in_the_file_is_shown_to_whoever_sent_it_and_to_nobody_once_written(
    place: Place, coordinator: Client
) -> None:
    address = send(coordinator, place, "企业名称,备注栏\n甲公司,只给我看 13800002046\n").url  # type: ignore[attr-defined]
    assert "只给我看 138****2046" in coordinator.get(address).content.decode()
    colleague = place.client(Role.COORDINATOR).get(address).content.decode()
    assert "甲公司" in colleague
    assert "只给我看" not in colleague
    ask(coordinator, f"{address}confirm/")
    with door.as_system("tests.read"):
        run = ImportRun.objects.get()
    assert run.content is None
    assert "只给我看" not in str(run.summary)

"""Tables by programs: sent, read row by row, written when confirmed, taken back whole."""

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qinqing.domains.accounts.models import Area
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.kernel import clock, door
from tests.builders import accounts, enterprises
from tests.builders.imports import worker_takes_its_turn
from tests.builders.programs import Program, a_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def area() -> Area:
    return accounts.an_area()


@pytest.fixture
def program(area: Area, monday: datetime) -> Program:
    return Program(a_token(accounts.a_person("周砚青", Role.COORDINATOR, area=area), monday), monday)


def a_table() -> SimpleUploadedFile:
    rows = [
        "企业名称,统一社会信用代码",
        f"澜川新潮机电有限公司,{enterprises.a_code()}",
        "澜川东湖食品厂,1234",
    ]
    return SimpleUploadedFile("企业.csv", "\n".join(rows).encode())


def sent(program: Program, area: Area) -> int:
    answer = program.upload("import_enterprises", file=a_table(), area_id=area.pk)
    assert (answer.status_code, answer.json()["state"]["code"]) == (201, "reading"), answer.content.decode()
    number: int = answer.json()["number"]
    return number


def worked(program: Program, number: int, **narrowed: str) -> Any:
    with clock.set_to(program.now):
        worker_takes_its_turn()
    return program.call("show_import_of_enterprises", number=number, **narrowed)


def named(name: str) -> bool:
    with door.as_system("tests.read"):
        return Enterprise.objects.filter(name=name).exists()


def test_a_table_is_read_written_and_taken_back(program: Program, area: Area) -> None:
    number = sent(program, area)
    early = program.send("confirm_import_of_enterprises", number=number)
    assert early.status_code == 409
    read = worked(program, number)
    assert [(row["line"], row["outcome"]) for row in read["items"]] == [(2, "new"), (3, "new")]
    assert (read["state"]["code"], named("澜川新潮机电有限公司")) == ("preview", False)
    assert [row["line"] for row in worked(program, number, after="2")["items"]] == [3]
    assert worked(program, number, show="refused")["items"] == []
    program.call("confirm_import_of_enterprises", number=number)
    assert (worked(program, number)["state"]["code"], named("澜川新潮机电有限公司")) == ("done", True)
    program.call("undo_import_of_enterprises", number=number)
    assert (worked(program, number)["state"]["code"], named("澜川新潮机电有限公司")) == ("undone", False)


def test_a_table_without_its_columns_says_which_it_lacks(program: Program, area: Area) -> None:
    table = SimpleUploadedFile("x.csv", "甲,乙\n1,2".encode())
    answer = program.upload("import_enterprises", file=table, area_id=area.pk)
    read = worked(program, answer.json()["number"])
    assert (read["state"]["code"], bool(read["lacks"]), read["items"]) == ("mapping", True, [])


def test_a_table_is_sent_as_one_file_for_an_area_of_ones_own(program: Program, area: Area) -> None:
    without = program.send("import_enterprises", area_id=area.pk)
    assert (without.status_code, without.json()["errors"][0]["field"]) == (422, "file")
    foreign = program.upload("import_enterprises", file=a_table(), area_id=2**40)
    assert (foreign.status_code, foreign.json()["errors"][0]["field"]) == (422, "area_id")


def test_an_import_of_another_area_is_not_there(program: Program, area: Area, monday: datetime) -> None:
    number = sent(program, area)
    stranger = accounts.a_person("许闻笛", Role.COORDINATOR, area=accounts.an_area("临江市"))
    other = Program(a_token(stranger, monday), monday)
    for name in ("show_import_of", "confirm_import_of", "undo_import_of"):
        assert other.send(f"{name}_enterprises", number=number).status_code == 404
    assert other.send("show_import_of_contacts", number=number).status_code == 404

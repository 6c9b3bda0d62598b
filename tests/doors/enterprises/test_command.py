"""`qinqing import enterprises`: shown row by row, written only with --yes."""

from pathlib import Path

import pytest

from qinqing.config.commands import main
from qinqing.domains.accounts.models import Area
from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.kernel import door
from qinqing.kernel.models import ImportRun
from qinqing.kernel.permissions import Actor
from tests.builders import accounts
from tests.builders.enterprises import a_code

Said = pytest.CaptureFixture[str]


@pytest.fixture
def area(db: None) -> Area:
    return accounts.an_area("青岚区", AreaKind.DISTRICT)


@pytest.fixture
def table(tmp_path: Path) -> str:
    file = tmp_path / "名单.csv"
    file.write_bytes(f"企业名称,信用代码\n甲公司,{a_code()}\n,1\n乙公司,错的\n".encode("gb18030"))
    return str(file)


def names() -> list[str]:
    door.step_in(Actor())
    with door.as_system("tests.read"):
        return list(Enterprise.objects.order_by("name").values_list("name", flat=True))


def test_without_consent_nothing_is_written_not_even_the_preview(
    area: Area, table: str, capsys: Said
) -> None:
    assert main(["import", "enterprises", table, "--area", area.code]) == 0
    said = capsys.readouterr().out
    assert "第 3 行　没有导入　—　没有企业名称" in said
    assert "第 4 行　新增　乙公司　提醒：信用代码“错的”没有采用" in said
    assert "新增 2 行，更新 0 行，没有变化 0 行，没有导入 1 行；其中有提醒 1 行" in said
    assert "加 --yes 就写入" in said
    assert names() == []
    with door.as_system("tests.read"):
        assert not ImportRun.objects.exists()


def test_with_consent_it_is_written_once(area: Area, table: str, capsys: Said) -> None:
    assert main(["import", "enterprises", table, "--area", area.name, "--yes"]) == 0
    assert names() == ["乙公司", "甲公司"]
    assert main(["import", "enterprises", table, "--area", area.code, "--yes"]) == 0
    assert "没有要写入的行" in capsys.readouterr().out
    assert names() == ["乙公司", "甲公司"]


def test_without_area_the_only_coordinators_node_is_taken(area: Area, table: str) -> None:
    accounts.an_area("东岭区", AreaKind.DISTRICT)
    accounts.a_person("周砚青", Role.COORDINATOR, area=area)
    assert main(["import", "enterprises", table, "--yes"]) == 0
    with door.as_system("tests.read"):
        assert set(Enterprise.objects.values_list("area", flat=True)) == {area.pk}


@pytest.mark.parametrize("words", [[], ["--area", "没有这里"]])
def test_an_area_that_is_not_clear_is_asked_for(
    words: list[str], area: Area, table: str, capsys: Said
) -> None:
    assert main(["import", "enterprises", table, *words]) == 1
    assert f"{area.code} 青岚区" in capsys.readouterr().err


def test_a_file_that_is_missing_or_no_table_is_one_sentence(area: Area, tmp_path: Path, capsys: Said) -> None:
    assert main(["import", "enterprises", str(tmp_path / "无.csv"), "--area", area.code]) == 1
    assert "文件打不开" in capsys.readouterr().err
    (tmp_path / "图.csv").write_bytes(b"\x89PNG\r\n")
    assert main(["import", "enterprises", str(tmp_path / "图.csv"), "--area", area.code]) == 1
    assert "没有找到表头" in capsys.readouterr().err

"""The command `qinqing` and where it keeps its data."""

import os
from pathlib import Path

import pytest

from qinqing import cli
from qinqing.cli.installation import Installation
from qinqing.cli.parser import parser
from qinqing.kernel.database import folder
from qinqing.kernel.database.binaries import Account
from qinqing.kernel.database.external import External
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.database.startup import CannotStart

STRANGER = Account("stranger", uid=54321, gid=54321)


def installed(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    """As if the program came from a wheel and was started here."""
    monkeypatch.setattr(folder, "clone", lambda: None)
    monkeypatch.chdir(here)


@pytest.mark.parametrize("command", ["serve", "demo", "setup", "import", "simulate", "rotate-key", "migrate"])
def test_every_command_explains_itself_in_chinese(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([command, "--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith(f"用法：qinqing {command}")
    assert "options" not in said


@pytest.mark.parametrize("said", ["0", "65536", "-1", "8e3", "八千", "²"])
def test_what_is_no_port_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", said)
    with pytest.raises(CannotStart, match="端口不对"):
        cli.port_of(parser().parse_args(["serve"]))


def test_the_port_is_8000_unless_the_environment_or_better_the_command_says_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PORT", raising=False)
    assert cli.port_of(parser().parse_args(["serve"])) == 8000
    monkeypatch.setenv("PORT", "8001")
    assert cli.port_of(parser().parse_args(["serve"])) == 8001
    assert cli.port_of(parser().parse_args(["serve", "--port", "8002"])) == 8002


def test_the_work_is_handed_on_with_every_word_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    given = parser().parse_args(["import", "enterprises", "表.xlsx", "--area", "zk", "--yes"])
    words = ["enterprises", str(tmp_path / "表.xlsx"), "--area", "zk", "--yes"]
    assert cli.words_of(given) == words
    given = parser().parse_args(["simulate", "--days", "0"])
    assert cli.words_of(given) == ["--world", "demo", "--days", "0"]


def test_a_refusal_is_one_sentence_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "none")
    before = os.umask(0o022)
    try:
        assert cli.main(["serve"]) == 1
    finally:
        os.umask(before)
    assert capsys.readouterr().err == "端口不对：none (not a port)\n"


def test_the_named_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    for account in (None, STRANGER):
        assert folder.choose({"QINQING_HOME": str(tmp_path)}, account) == tmp_path


def test_a_clone_keeps_its_data_in_itself_unless_root_runs_it() -> None:
    clone = folder.clone()
    assert clone
    assert (clone / "pyproject.toml").exists()
    assert folder.choose({}, None) == clone / "var"
    elsewhere = folder.choose({}, STRANGER)
    assert elsewhere.parent == folder.SYSTEM_ROOT
    assert len(elsewhere.name) == 8


def test_an_installed_program_keeps_its_data_where_one_stands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed(monkeypatch, tmp_path)
    assert folder.choose({}, None) == tmp_path / "var"


def test_an_installed_program_run_by_root_avoids_a_folder_closed_to_postgresql(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tmp_path.chmod(0o700)
    installed(monkeypatch, tmp_path)
    assert folder.choose({}, STRANGER).parent == folder.SYSTEM_ROOT


def test_a_given_address_takes_the_place_of_the_embedded_server(tmp_path: Path) -> None:
    home = {"QINQING_HOME": str(tmp_path)}
    assert isinstance(Installation.chosen(home).database, Server)
    external = Installation.chosen(home | {"DATABASE_URL": "postgresql://owner@host/db"})
    assert isinstance(external.database, External)


def test_a_program_gets_the_address_of_its_role_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner:geheim@host/db")
    monkeypatch.setenv("QINQING_DB_OWNER", "from a careless shell")
    folder.ensure_secrets(tmp_path)
    installation = Installation(tmp_path, External(tmp_path, os.environ["DATABASE_URL"]))
    environ = installation.environ("web")
    assert environ["QINQING_DB_WEB"].startswith("postgresql://qinqing_web:")
    assert not {"DATABASE_URL", "QINQING_DB_OWNER", "QINQING_DB_WORKER"} & set(environ)
    assert "geheim" not in str(environ.values())


def test_only_a_demo_world_says_that_it_is_one(tmp_path: Path) -> None:
    folder.ensure_secrets(tmp_path)
    installation = Installation(tmp_path, External(tmp_path, "postgresql://owner@host/db"))
    assert "QINQING_DEMO" not in installation.environ("web")
    installation.logins.touch()
    assert installation.environ("web")["QINQING_DEMO"] == "1"

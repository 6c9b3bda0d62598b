"""`qinqing demo` makes a world where there is nobody, and writes its logins down for one reader only."""

import stat
from pathlib import Path

import pytest
from django.test import override_settings

from qinqing.config import simulating
from qinqing.desks.simulation.demo import Demo, Login, new_password
from qinqing.domains.accounts.rules import password_fault
from qinqing.domains.accounts.terms import PersonKind
from tests.builders import accounts


@pytest.mark.django_db
def test_no_demo_world_is_made_where_there_are_people(capsys: pytest.CaptureFixture[str]) -> None:
    accounts.a_person()
    assert simulating.make_demo([]) == 1
    assert "已经有人员" in capsys.readouterr().err


def test_the_logins_are_for_their_owner_alone(tmp_path: Path) -> None:
    demo = Demo([Login("协调员", "xukai", "许楷", "企服中心")], "Abcdef-1234", 1, {})
    with override_settings(HOME=tmp_path):
        simulating._keep(demo)
    kept = tmp_path / "demo-logins.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text(encoding="utf-8") == demo.table()


def test_a_demo_password_holds_the_rules_of_the_house_and_is_never_the_same() -> None:
    drawn = {new_password() for _ in range(50)}
    assert len(drawn) == 50
    assert {password_fault(password, PersonKind.STAFF) for password in drawn} == {""}

"""`qinqing rotate-key`: killed half-way and run again it is whole; not while the platform runs; and a backup
from before is read again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.db import transaction
from django.test import override_settings

from qinqing.domains.enterprises.models import Contact
from qinqing.kernel import bulk, crypto, door
from qinqing.kernel.database import folder, keys
from qinqing.kernel.database.keys import Key, Unsealable
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.permissions import system
from qinqing.kernel.sealed import ROWS_AT_ONCE
from tests.builders import accounts, enterprises
from tests.builders.platform import LIMIT, Platform
from tests.conftest import Database, point_at

MANY = 6 * ROWS_AT_ONCE


@dataclass
class House:
    """A database with very many numbers, and the folder of its keys."""

    environ: dict[str, str]
    secrets: Path

    def rotation(self) -> subprocess.Popen[str]:
        """The process that seals everything by the next key; it says after each part how far it is."""
        return subprocess.Popen(
            [sys.executable, "-m", "qinqing.config.commands", "rotate-key"],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def read_by(self, key: Key) -> int:
        """How many numbers a key reads, each under its own index."""
        with transaction.atomic(), door.as_system("tests.read"):
            rows = list(Contact.objects.order_by("pk").values_list("phone", "phone_index"))
        return sum(number_under(key, bytes(phone or b""), index) for phone, index in rows)


def number_under(key: Key, phone: bytes, index: str) -> bool:
    try:
        return key.blind_index(key.unseal(phone)) == index
    except Unsealable:
        return False


@pytest.fixture
def house(server: Database, fresh_database: str, tmp_path: Path) -> Iterator[House]:
    secrets = folder.ensure_secrets(tmp_path)
    point_at(server.url("qinqing_worker", fresh_database))
    url = {"QINQING_DB_WORKER": server.url("qinqing_worker", fresh_database)}
    with override_settings(FIELD_KEY=keys.read(secrets / keys.FIELD).words):
        with transaction.atomic():
            door.step_in(system("tests.build"))
            _many_contacts()
        role = {"QINQING_ROLE": "worker", "QINQING_SECRETS": str(secrets)}
        yield House({**os.environ, **url, **role}, secrets)


def _many_contacts() -> None:
    firm = enterprises.an_enterprise(accounts.an_area())
    names = ("id", "name", "phone", "phone_index")
    numbers = [f"138{number:08}" for number in range(MANY)]
    rows = [
        (pk, "联系人", crypto.seal(number), crypto.blind_index(number))
        for pk, number in zip(bulk.draw(Contact, MANY), numbers, strict=True)
    ]
    alike = {"enterprise": firm.pk, "from_at": accounts.FOUNDED, "sees": "own", "is_main": False}
    bulk.insert(Contact, names, rows, {**alike, "post": "", "email": ""})


def test_killed_half_way_and_run_again_it_is_whole(house: House) -> None:
    old = keys.read(house.secrets / keys.FIELD)
    keys.begin(house.secrets)
    new = keys.present(house.secrets)
    assert house.read_by(old) == MANY
    killed = house.rotation()
    assert killed.stdout
    while not killed.stdout.readline().strip().endswith(f" {2 * ROWS_AT_ONCE}"):
        pass
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    passed = house.read_by(new)
    assert 2 * ROWS_AT_ONCE <= passed < MANY
    assert house.read_by(old) == MANY - passed
    again = house.rotation()
    said, _ = again.communicate(timeout=LIMIT)
    assert again.returncode == 0, said
    assert f"{MANY - passed} 个加密的值换成了新密钥" in said
    assert "打不开" not in said
    assert (house.read_by(new), house.read_by(old)) == (MANY, 0)
    keys.finish(house.secrets, date(2026, 3, 2))
    assert keys.read(house.secrets / keys.FIELD) == new


# --- the whole command -------------------------------------------------


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="qq-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


def run(platform: Platform, *words: str) -> tuple[int, str]:
    process = platform.command(*words)
    said, _ = process.communicate(timeout=4 * LIMIT)
    return process.returncode, said


def planted(home: Path, phone: bytes) -> None:
    """A sealed word in the database of a platform that runs, put there from outside."""
    with psycopg.connect(Server(home).url("qinqing_owner")) as connection:
        connection.execute("select set_config('app.system', 'tests.build', true)")
        connection.execute(
            "insert into accounts_feedback (words, reach, outcome, said_at)"
            " values ('好用', %s, '', '2026-03-02T01:30:00Z')",
            [phone],
        )


def reach_in(home: Path) -> bytes:
    with psycopg.connect(Server(home).url("qinqing_owner")) as connection:
        connection.execute("select set_config('app.system', 'tests.read', true)")
        row = connection.execute("select reach from accounts_feedback").fetchone()
    assert row
    return bytes(row[0])


def test_the_command_from_first_to_last(place: Path) -> None:
    """Refused while it runs; a start refused half-way; rotated; a backup from before is read again."""
    home, kept, other = place / "home", place / "kept", place / "other"
    for made in (home, kept, other):
        made.mkdir(mode=0o711)
    platform, secrets = Platform(home), home / "secrets"
    platform.start()
    old = keys.read(secrets / keys.FIELD)
    planted(home, old.seal("13911110009"))
    code, said = run(platform, "backup", str(kept))
    assert code == 0, said

    code, said = run(platform, "rotate-key")
    assert code == 1
    assert said.startswith(f"已在运行（进程 {platform.process.pid}）")  # type: ignore[union-attr]
    assert not keys.is_rotating(secrets)
    assert old.unseal(reach_in(home)) == "13911110009"
    platform.end(signal.SIGTERM)

    keys.begin(secrets)  # as a rotation that was killed has left it
    code, said = run(platform, "serve")
    assert code == 1
    assert said.startswith("换密钥换到一半：请先运行 qinqing rotate-key")

    code, said = run(platform, "rotate-key")
    assert code == 0, said
    new = keys.read(secrets / keys.FIELD)
    assert new != old
    assert keys.earlier(secrets) == [old]
    platform.start()
    assert new.unseal(reach_in(home)) == "13911110009"
    platform.end(signal.SIGTERM)

    shutil.copytree(secrets, other / "secrets")
    restored = Platform(other)
    code, said = run(restored, "restore", str(kept))
    assert code == 0, said
    assert "备份里有 1 个值是用旧密钥加密的，已换成现在的密钥。" in said
    restored.start()
    assert new.unseal(reach_in(other)) == "13911110009"
    restored.end(signal.SIGTERM)

    # The twin: without the key that was kept aside nobody reads it, and it is said.
    for retired in (other / "secrets").glob(keys.RETIRED):
        retired.unlink()
    shutil.rmtree(other / "pgdata")
    code, said = run(restored, "restore", str(kept))
    assert code == 1
    assert "哪把密钥都打不开：意见建议 1 个" in said

"""What was taken in is what leaves: killed in the middle, damaged or lost, no other content does."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from qinqing.desks.operations.watches import WATCHES
from qinqing.kernel import files
from qinqing.kernel.models import StoredFile
from qinqing.kernel.refusals import NotFound, Refused
from tests.builders.worker import working
from tests.conftest import Database
from tests.rooms.kernel.test_files import REFUSED
from tests.sizes import SIZES, SOAK, size

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
ENDINGS = sorted(
    {Path(name).suffix for name, _ in REFUSED.values()} | {e for es in files.KINDS.values() for e in es}
)
ATTACKS = sorted(product(REFUSED, ENDINGS))


@pytest.fixture(autouse=True)
def store(
    tmp_path: Path, server: Database, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Path]:
    """An empty store, worked on by the worker."""
    with django_db_blocker.unblock(), working(server), override_settings(FILES=tmp_path / "files"):
        yield tmp_path / "files"


def taken(content: bytes, name: str = "a.txt") -> StoredFile:
    upload = SimpleUploadedFile(name, content)
    return files.stored(files.receive(upload, field="files"), NOW)


def kept(row: StoredFile) -> Path:
    return Path(files.settings.FILES) / row.sha256[:2] / row.sha256


def sent(row: StoredFile) -> bytes:
    return b"".join(files.hand_out(row, "a.txt"))


def one_bit_flipped(place: Path) -> None:
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(content)


def watched() -> str:
    return next(watch for watch in WATCHES if watch.key == "files").look(NOW)


def test_what_leaves_is_what_was_taken_in() -> None:
    content = "路灯".encode() * 40_000
    row = taken(content)
    assert sent(row) == content
    assert hashlib.sha256(sent(row)).hexdigest() == row.sha256


def test_a_flipped_bit_never_leaves_and_is_found_at_night() -> None:
    row = taken(b"a" * 70_000)
    one_bit_flipped(kept(row))
    with pytest.raises(Refused, match="存坏了"):
        sent(row)
    assert watched() == ""
    files.compare(NOW)
    assert "1 个附件" in watched()


def test_without_the_comparison_the_flipped_bit_would_leave() -> None:
    """The twin: the disk itself says nothing of it."""
    row = taken(b"a" * 70_000)
    one_bit_flipped(kept(row))
    assert len(kept(row).read_bytes()) == row.size
    assert hashlib.sha256(kept(row).read_bytes()).hexdigest() != row.sha256


def test_a_lost_file_is_found_and_whole_again_once_it_was_brought_back() -> None:
    row = taken(b"lost")
    content = kept(row).read_bytes()
    kept(row).unlink()
    with pytest.raises(NotFound):
        sent(row)
    files.compare(NOW)
    assert "1 个附件" in watched()
    kept(row).write_bytes(content)
    files.compare(NOW + timedelta(days=1))
    assert (watched(), sent(row)) == ("", b"lost")


def test_a_night_compares_those_first_that_were_not_compared_for_longest() -> None:
    rows = [taken(bytes([65 + number]) * 1_000) for number in range(5)]
    assert files.compare(NOW, most_bytes=1_500) == 2
    assert files.compare(NOW + timedelta(days=1), most_bytes=1_500) == 2
    assert StoredFile.objects.filter(compared_at=None).get() == rows[-1]
    assert files.compare(NOW + timedelta(days=2)) == 5
    assert files.compare(NOW + timedelta(days=2)) == 0


def test_what_no_row_came_for_is_cleared_after_a_day_and_nothing_else(store: Path) -> None:
    row = taken(b"with a row")
    files.receive(SimpleUploadedFile("a.txt", b"without"), field="files")
    (store / row.sha256[:2] / "tmphalf").write_bytes(b"ha")
    for place in store.rglob("*"):
        os.utime(place, (NOW.timestamp(), NOW.timestamp()))
    assert files.clear_leftovers(NOW + timedelta(hours=23)) == 0
    assert files.clear_leftovers(NOW + timedelta(hours=25)) == 2
    assert [place for place in store.rglob("*") if place.is_file()] == [kept(row)]


WRITER = """
import sys, django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from qinqing.kernel import files
for number in range(10_000):
    content = f"{number} ".encode() * 400_000
    files.receive(SimpleUploadedFile("a.txt", content[:4_000_000]), field="files")
    print(number, flush=True)
"""


ENOUGH = 50
"""Of so many files one is met half written, if any ever is."""


def half_files(home: Path) -> list[Path]:
    """What is being written, or was when its process ended: it does not bear its digest yet."""
    return [place for place in (home / "files").glob("??/*") if len(place.name) != 64]


def test_a_process_killed_while_it_writes_leaves_no_half_file_under_a_digest(tmp_path: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "qinqing.config.settings",
        "QINQING_HOME": str(tmp_path),
        "QINQING_ROLE": "owner",
    }
    rng, kills, half = Random(7), size("writes"), 0
    while kills:
        writing = subprocess.Popen([sys.executable, "-c", WRITER], env=environment, stdout=subprocess.PIPE)
        assert writing.stdout
        for _ in range(rng.randint(1, 4)):
            writing.stdout.readline()
        if kills % 2:
            while not half_files(tmp_path) and len(list((tmp_path / "files").glob("??/*"))) < ENOUGH:
                pass
        else:
            # Somewhere in the next file: as far into it as so much work of ours takes.
            hashlib.sha256(b"0" * rng.randrange(20_000_000)).hexdigest()
        writing.send_signal(signal.SIGKILL)
        writing.communicate()
        kills -= 1
        half += len(half_files(tmp_path))
        for place in (tmp_path / "files").glob("??/*"):
            if len(place.name) == 64:
                assert hashlib.sha256(place.read_bytes()).hexdigest() == place.name
            place.unlink()
    assert half, "no kill ever hit the middle of a file"


@pytest.mark.parametrize(
    ("attack", "ending"), ATTACKS if SOAK else Random(3).sample(ATTACKS, SIZES["attacks"].gate)
)
def test_dangerous_content_under_any_name_is_refused_or_leaves_as_a_closed_download(
    attack: str, ending: str
) -> None:
    content = REFUSED[attack][1]
    try:
        row = taken(content, f"a{ending}")
    except Refused:
        return
    answer = files.hand_out(row, f"a{ending}")
    assert (answer["Content-Disposition"][:10], answer["X-Content-Type-Options"]) == ("attachment", "nosniff")
    assert answer["Content-Type"] in files.KINDS
    assert "sandbox" in answer["Content-Security-Policy"]

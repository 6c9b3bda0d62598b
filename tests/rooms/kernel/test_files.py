"""Files: what is not what it says is refused, what is taken leaves as a download only."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from qinqing.kernel import files, scanning
from qinqing.kernel.api.faults import KINDS
from qinqing.kernel.files import Received
from qinqing.kernel.models import StoredFile
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.lib import pictures
from tests.builders import clamd
from tests.builders.pictures import PLACE, jpeg, of_a_camera, png, turned_as, webp
from tests.builders.worker import working
from tests.conftest import Database

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"
WORD, SHEET = "word/document.xml", "xl/workbook.xml"


def zipped(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return held.getvalue()


def office(member: str, **more: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, b"<x/>")
        for name, content in more.items():
            archive.writestr(name, content)
    return held.getvalue()


def locked() -> bytes:
    """A zip whose entries say that they are encrypted."""
    content = bytearray(office(WORD))
    content[6] |= 1
    return bytes(content)


REFUSED = {
    "a drawing with a script": ("a.svg", SVG),
    "a drawing that calls itself a photo": ("a.png", SVG),
    "a page": ("a.html", HTML),
    "a page that calls itself a text": ("a.txt", HTML),
    "a page behind blanks": ("a.txt", b"  \n" + HTML),
    "a page in another case": ("a.txt", b"<HTML><BODY onload=x>"),
    "a program": ("a.exe", b"MZ\x90\0"),
    "a program that calls itself a paper": ("a.pdf", b"MZ\x90\0"),
    "a paper that calls itself a photo": ("a.jpg", b"%PDF-1.7"),
    "a photo that calls itself a page": ("a.html", png()),
    "a photo with two endings": ("a.png.html", png()),
    "an archive": ("a.zip", zipped(a=b"1")),
    "an archive that calls itself Word": ("a.docx", zipped(a=b"1")),
    "Excel that calls itself Word": ("a.docx", office(SHEET)),
    "macros": ("a.docx", office(WORD, **{"word/vbaProject.bin": b"x"})),
    "macros deeper": ("a.xlsx", office(SHEET, **{"xl/x/vbaProject.bin": b"x"})),
    "a bomb": ("a.docx", office(WORD, **{"word/a": b"0" * 3_000_000})),
    "a bomb of names": ("a.docx", office(WORD, **{f"word/{n}": b"" for n in range(2_001)})),
    "a torn archive": ("a.docx", office(WORD)[:-30]),
    "an old Word file": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "an encrypted archive": ("a.zip", locked()),
    "no ending": ("a", png()),
    "the beginning of a photo": ("a.png", PNG),
    "a photo cut off": ("a.jpg", jpeg()[:-9]),
    "a photo of billions": ("a.png", png(width=100_000, height=100_000)),
    "an archive that calls itself a photo": ("a.jpg", b"\xff\xd8\xff" + zipped(a=b"1")),
    "nothing": ("a.txt", b""),
    "null characters": ("a.txt", b"a\0b"),
    "no text at all": ("a.txt", b"\xff\xfe\x00\x01"),
    "too much": ("a.txt", b"a" * (files.LARGEST + 1)),
    "a shortcut": ("a.lnk", b"L\0\0\0"),
    "a script of the shell": ("a.sh", b"#!/bin/sh\n"),
    "a hidden ending": ("a.png\u202etxt.exe", png()),
    "a reader's help file": ("a.hta", HTML),
}
TAKEN = {
    "a photo": ("a.png", png()),
    "a photo of another camera": ("a.webp", pictures.bare(webp()).content),
    "a paper with a script": ("a.pdf", b"%PDF-1.7 /OpenAction /JS (app.alert(1))"),
    "a text that speaks of pages later": ("a.txt", b"a" * 300 + HTML),
    "Word": ("a.docx", office(WORD)),
    "a name that climbs": ("../../etc/passwd.txt", b"root"),
    "a name of a share": ("\\\\host\\c$\\a.txt", b"a"),
    "a name with a line end": ("a\r\nSet-Cookie: x.txt", b"a"),
}


@pytest.fixture(autouse=True)
def store(
    tmp_path: Path, server: Database, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Path]:
    """An empty store, worked on by the worker."""
    with django_db_blocker.unblock(), working(server), override_settings(FILES=tmp_path / "files"):
        yield tmp_path / "files"


def received(name: str, content: bytes) -> StoredFile:
    upload = SimpleUploadedFile("x", content)
    upload._name = name
    return files.stored(files.receive(upload, field="files"), NOW)


@pytest.mark.parametrize("attack", REFUSED)
def test_what_is_not_what_it_says_is_refused_in_words(attack: str, store: Path) -> None:
    with pytest.raises(Refused) as refused:
        received(*REFUSED[attack])
    assert refused.value.field == "files"
    assert not list(store.rglob("*")) if store.exists() else True


@pytest.mark.parametrize("given", TAKEN)
def test_what_is_taken_leaves_as_a_download_that_no_browser_opens(given: str, store: Path) -> None:
    name, content = TAKEN[given]
    row = received(name, content)
    answer = files.hand_out(row, files.clean_name(name))
    assert b"".join(answer) == content
    answer.file_to_stream.close()
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert "\n" not in answer["Content-Disposition"]
    assert ".." not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"
    (kept,) = (place for place in store.rglob("*") if place.is_file())
    assert kept.name == row.sha256


# --- photos ------------------------------------------------------------

BEHIND = {
    "where it was taken": jpeg(of_a_camera(6)),
    "a page behind it": jpeg(after=HTML),
    "an archive behind it": jpeg(after=zipped(a=b"1")),
    "a moving picture behind it": jpeg(after=b"\0\0\0\x18ftypmp42" + PLACE),
}


@pytest.mark.parametrize("what", BEHIND)
def test_a_photo_is_kept_and_leaves_without_what_stands_beside_it(what: str, store: Path) -> None:
    row = received("a.jpg", BEHIND[what])
    sent = b"".join(files.hand_out(row, "a.jpg"))
    (kept,) = (place for place in store.rglob("*") if place.is_file())
    assert sent == kept.read_bytes() == pictures.bare(BEHIND[what]).content
    assert (row.size, row.sha256) == (len(sent), hashlib.sha256(sent).hexdigest())
    for left in (PLACE, HTML, b"PK\x03\x04", b"ftyp"):
        assert left not in sent


@pytest.mark.parametrize("what", BEHIND)
def test_without_it_the_same_would_leave(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: it is the taking out that takes it out."""
    monkeypatch.setattr(files, "_bare", lambda content, name, field: content)
    row = received("a.jpg", BEHIND[what])
    assert b"".join(files.hand_out(row, "a.jpg")) == BEHIND[what]


def test_a_photo_that_was_held_upright_stays_so() -> None:
    sent = b"".join(files.hand_out(received("a.jpg", jpeg(of_a_camera(6))), "a.jpg"))
    assert turned_as(sent.partition(b"Exif\0\0")[2]) == 6


@pytest.mark.parametrize(
    ("photo", "says"),
    [(jpeg()[:-9], "可能没有存完整"), (png(width=20_000, height=6_001), "20000×6001 像素，太大了")],
)
def test_a_photo_that_nobody_could_open_is_refused_in_words(photo: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        received("a.png" if photo.startswith(PNG) else "a.jpg", photo)
    assert received("a.png", png(width=20_000, height=6_000)).size


# --- how much ----------------------------------------------------------


def of_bytes(size: int) -> Received:
    return Received("0" * 64, size, "text/plain", "a.txt")


def test_so_much_may_be_attached_to_one_thing_and_no_more() -> None:
    files.refuse_too_many(0, [of_bytes(50 << 20)] * 4, field="files")
    files.refuse_too_many(150 << 20, [of_bytes(50 << 20)], field="files")
    with pytest.raises(Refused, match="最多 200 MB，还能传 49 MB") as refused:
        files.refuse_too_many((150 << 20) + 1, [of_bytes(50 << 20)], field="files")
    assert refused.value.field == "files"


def test_the_largest_file_is_taken() -> None:
    assert received("a.txt", b"a" * files.LARGEST).size == 50 << 20


def test_what_is_said_of_the_size_is_what_holds() -> None:
    """People, programs and the proxy in front are told the same."""
    house, most = Path(files.__file__).parents[1], f"附件每个最多 {files.LARGEST >> 20} MB"
    assert most in KINDS["too-large"].advice
    assert f"每个不超过 {files.LARGEST >> 20} MB" in (
        house / "domains/claims/jinja2/claims/pieces.html"
    ).read_text("utf-8")
    passes = re.search(r"client_max_body_size (\d+)m;", (house.parent / "deploy/nginx.conf").read_text())
    assert passes
    assert int(passes[1]) << 20 >= files.MOST_OF_ONE + settings.DATA_UPLOAD_MAX_MEMORY_SIZE


# --- the scanner -------------------------------------------------------


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[str]:
    with clamd.standing_by(tmp_path) as address, override_settings(CLAMD=address):
        yield address


def looked_at(row: StoredFile) -> StoredFile:
    files.scan_waiting()
    row.refresh_from_db()
    return row


def leaves(row: StoredFile) -> bool:
    try:
        files.hand_out(row, "a.txt").file_to_stream.close()
    except (Refused, NotFound):
        return False
    return True


VIRUSES = {
    "in a text": ("a.txt", clamd.EICAR),
    "in Word": ("a.docx", office(WORD, **{"word/media/a.bin": clamd.EICAR})),
    "in an archive within Excel": ("a.xlsx", office(SHEET, **{"xl/b.zip": zipped(a_dot_txt=clamd.EICAR)})),
}


@pytest.mark.parametrize("where", VIRUSES)
def test_a_virus_is_found_and_never_leaves(where: str, scanner: str) -> None:
    row = received(*VIRUSES[where])
    assert not leaves(row)
    assert looked_at(row).scanned == files.INFECTED
    assert not leaves(row)
    # Switched off, the word that stands still counts.
    with override_settings(CLAMD=""):
        assert not leaves(row)


@pytest.mark.parametrize("where", VIRUSES)
def test_without_a_scanner_the_same_goes_unseen(where: str) -> None:
    """The twin: it is the scanner that finds it."""
    assert leaves(looked_at(received(*VIRUSES[where])))


def test_a_clean_file_waits_until_the_scanner_has_looked_and_leaves_then(scanner: str) -> None:
    row = received("a.txt", "路灯".encode() * 100_000)
    with pytest.raises(Refused, match="正在查毒"):
        files.hand_out(row, "a.txt")
    assert looked_at(row).scanned == files.CLEAN
    assert leaves(row)


def test_what_was_taken_before_there_was_a_scanner_waits_for_its_look(scanner: str) -> None:
    with override_settings(CLAMD=""):
        row = received("a.txt", b"older")
        assert leaves(row)
    assert not leaves(row)
    assert leaves(looked_at(row))


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "127.0.0.1:1"])
def test_while_the_scanner_is_away_nothing_leaves_and_nothing_is_decided(address: str) -> None:
    with override_settings(CLAMD=address):
        row = received("a.txt", b"a")
        assert looked_at(row).scanned == files.WAITING
        assert not leaves(row)
        assert files.in_quarantine().count() == 1


def test_a_scanner_that_gives_no_clear_word_decides_nothing(scanner: str, store: Path) -> None:
    store.mkdir(exist_ok=True)
    large = store / "large"
    large.write_bytes(b"a" * (clamd.LIMIT + 1))
    with pytest.raises(scanning.ScannerAway):
        scanning.scan(large)


def test_a_file_that_the_store_lost_stops_nobody_else(scanner: str, store: Path) -> None:
    lost, there = received("a.txt", b"lost"), received("b.txt", b"there")
    (store / lost.sha256[:2] / lost.sha256).unlink()
    assert looked_at(there).scanned == files.CLEAN
    assert looked_at(lost).scanned == files.WAITING


def test_the_same_content_is_kept_and_looked_at_once(scanner: str) -> None:
    assert received("a.txt", b"same").pk == received("b.txt", b"same").pk
    assert files.scan_waiting() == 1

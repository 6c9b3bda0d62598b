"""Files: judged by their content, kept once under their hash, handed out only through a permission.

What a file is, its content says, and that is checked always. A photo is kept without what the camera wrote
beside it, the place above all. Where a virus scanner stands by (`scanning`), a file waits in quarantine until
the scanner has looked at it, too.
"""

import hashlib
import os
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F, QuerySet
from django.http import FileResponse, StreamingHttpResponse

from qinqing.kernel import scanning
from qinqing.kernel.models import StoredFile
from qinqing.kernel.refusals import NotFound, Refused
from qinqing.lib import pictures
from qinqing.lib.pictures import NoPicture

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 50 * MEGABYTE
MOST_OF_ONE: Final = 200 * MEGABYTE
"""So much may be attached to one thing, however many files it is."""
MOST_PIXELS: Final = 120_000_000
"""No camera of a phone makes more at its finest; more would fill the memory of whoever opens it."""
UNPACKED_RATIO: Final = 100
UNPACKED_ENTRIES: Final = 2_000
NAME_LENGTH: Final = 120
HELD_FOR: Final = timedelta(hours=1)
"""So long a form may take from one step to the next; a day after it the content is cleared."""

WAITING: Final = ""
JUDGED: Final = "content"
"""By its content it is what it says; that is enough where no scanner stands by."""
CLEAN: Final = "clean"
INFECTED: Final = "infected"
AT_ONCE: Final = 20
A_NIGHT: Final = 8 << 30
"""So many bytes are compared with their digests in one night."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "text/plain": (".txt",),
}
ACCEPTED: Final = ",".join(ending for endings in KINDS.values() for ending in endings)
_OFFICE = {"word/document.xml": "wordprocessingml.document", "xl/workbook.xml": "spreadsheetml.sheet"}
_HELD: Final = "qinqing.kernel.files.held"
_DIRECTIONS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that passed the check and lies in the store; its row comes with the change it belongs to."""

    sha256: str
    size: int
    media_type: str
    name: str


def receive(upload: UploadedFile, *, field: str) -> Received:
    """Check and store an upload, a photo without place and time.

    Refuses beside `field` one that is too large, empty or not what it says.
    """
    content = upload.read(LARGEST + 1)
    name = clean_name(upload.name or "")
    if len(content) > LARGEST:
        raise Refused("file", f"“{name}”超过 {LARGEST // MEGABYTE} MB，请压缩后再传", field)
    if not content:
        raise Refused("file", f"“{name}”是空的", field)
    media_type = kind_of(content)
    ending = Path(name).suffix.lower()
    if media_type is None or ending not in KINDS[media_type]:
        raise Refused(
            "file", f"“{name}”不是能收的文件；请传照片、PDF、Word、Excel 或文本，扩展名要和内容一致", field
        )
    if media_type.startswith("image/"):
        content = _bare(content, name, field)
    digest = hashlib.sha256(content).hexdigest()
    _keep(digest, content)
    return Received(digest, len(content), media_type, name)


def _bare(content: bytes, name: str, field: str) -> bytes:
    """The picture alone. Refuses one that nobody could open."""
    try:
        picture = pictures.bare(content)
    except NoPicture:
        raise Refused("file", f"“{name}”打不开，可能没有存完整；请重新拍一张，或截图再传", field) from None
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused(
            "file", f"“{name}”有 {picture.width}×{picture.height} 像素，太大了；请缩小一些，或截图再传", field
        )
    return picture.content


def refuse_too_many(already: int, brought: Iterable[Received], *, field: str) -> None:
    """Refuse files that, with so many bytes already attached to one thing, are more than it may have."""
    if already + sum(one.size for one in brought) > MOST_OF_ONE:
        left = max(MOST_OF_ONE - already, 0) // MEGABYTE
        raise Refused(
            "file", f"附件加起来最多 {MOST_OF_ONE // MEGABYTE} MB，还能传 {left} MB；请压缩后再传", field
        )


def held(received: Received) -> str:
    """What a form carries of a file from one step to the next, in words that only this house can write."""
    return signing.dumps([received.sha256, received.size, received.media_type, received.name], salt=_HELD)


def taken_up(words: str) -> Received | None:
    """The file that `held` made these words of; None for any others, and after an hour."""
    try:
        return Received(*signing.loads(words, salt=_HELD, max_age=HELD_FOR))
    except signing.BadSignature:
        return None


def clean_name(name: str) -> str:
    """A file's name for showing: no folders, no control or direction characters, not too long."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(c for c in _DIRECTIONS.sub("", last) if unicodedata.category(c)[0] != "C")
    stem, dot, ending = plain.strip().rpartition(".")
    if not dot:
        return plain[:NAME_LENGTH] or "未命名"
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}"


def kind_of(content: bytes) -> str | None:
    """What the content is, by itself; None for everything that is not accepted."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    return _text_kind(content)


def _office_kind(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            unpacked = sum(entry.file_size for entry in entries)
    except zipfile.BadZipFile:
        return None
    if len(entries) > UNPACKED_ENTRIES or unpacked > UNPACKED_RATIO * len(content):
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    for member, kind in _OFFICE.items():
        if member in names:
            return f"application/vnd.openxmlformats-officedocument.{kind}"
    return None


def _text_kind(content: bytes) -> str | None:
    try:
        words = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    plain = all(c in "\t\r\n" or unicodedata.category(c) != "Cc" for c in words)
    return "text/plain" if plain and "<" not in words[:200] else None


def _place(digest: str) -> Path:
    return Path(settings.FILES) / digest[:2] / digest


def _keep(digest: str, content: bytes) -> None:
    """Write beside, sync, rename: a killed process leaves no half file under a hash, a full disk no file."""
    place = _place(digest)
    if place.exists():
        # What nobody came for yet may be about to be cleared; whoever brings it anew has a day.
        place.touch()
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(unfinished).rename(place)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise


def stored(received: Received, now: datetime) -> StoredFile:
    """The row of a received file; the same content has one row."""
    row, _ = StoredFile.objects.get_or_create(
        sha256=received.sha256,
        defaults={
            "size": received.size,
            "media_type": received.media_type,
            "scanned": WAITING if scanning.is_on() else JUDGED,
            "at": now,
        },
    )
    return row


def in_quarantine() -> QuerySet[StoredFile]:
    """The files that the scanner, where one stands by, has not looked at, the longest waiting first."""
    unseen = [WAITING, JUDGED] if scanning.is_on() else [WAITING]
    return StoredFile.objects.filter(scanned__in=unseen).order_by("pk")


def scan_waiting() -> int:
    """Have the scanner look at what waits; gives how many it looked at. One that is away is asked again."""
    looked_at = 0
    for row in in_quarantine().select_for_update(skip_locked=True)[:AT_ONCE] if scanning.is_on() else ():
        try:
            verdict = scanning.scan(_place(row.sha256))
        except FileNotFoundError:
            continue
        except scanning.ScannerAway:
            break
        row.scanned = CLEAN if verdict.is_clean else INFECTED
        row.save(update_fields=["scanned"])
        looked_at += 1
    return looked_at


def compare(now: datetime, *, most_bytes: int = A_NIGHT) -> int:
    """Compare kept files with their digests, the longest uncompared first; gives how many were compared.

    One that was damaged or lost is noted, and is whole again once it was brought back from a backup.
    """
    compared = read = 0
    for row in StoredFile.objects.order_by(F("compared_at").asc(nulls_first=True), "pk").iterator(500):
        if read > most_bytes or row.compared_at == now:
            break
        row.compared_at, row.is_whole = now, _content(row.sha256) is not None
        row.save(update_fields=["compared_at", "is_whole"])
        compared, read = compared + 1, read + row.size
    return compared


def clear_leftovers(now: datetime) -> int:
    """Remove what killed processes left: half files, and content of which no row ever came; gives how many.

    A row comes within the request that brought its file, so after a day it comes no more.
    """
    before, store = (now - timedelta(days=1)).timestamp(), Path(settings.FILES)
    old = [place for place in store.glob("??/*") if place.stat().st_mtime < before]
    known = set(
        StoredFile.objects.filter(sha256__in=[place.name for place in old]).values_list("sha256", flat=True)
    )
    left = [place for place in old if place.name not in known]
    for place in left:
        place.unlink()
    return len(left)


def _content(digest: str) -> bytes | None:
    """What is kept under a digest; None where it was lost or is not what it was."""
    try:
        content = _place(digest).read_bytes()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def _refuse_unsafe(row: StoredFile) -> None:
    if row.scanned == INFECTED:
        raise Refused("infected", "这个附件查出了病毒，不能下载。请告诉交来的人，换一个干净的")
    if row.scanned == WAITING or (row.scanned == JUDGED and scanning.is_on()):
        raise Refused("unscanned", "这个附件正在查毒，过一两分钟再下载")


def hand_out(row: StoredFile, name: str) -> FileResponse:
    """The file as a download that no browser opens in our name.

    Refuses one that is infected, not yet looked at, or not what was taken in; raises NotFound where the store
    lost it.
    """
    _refuse_unsafe(row)
    if not _place(row.sha256).exists():
        raise NotFound
    content = _content(row.sha256)
    if content is None:
        raise Refused("damaged", "这个附件存坏了，不能下载。系统管理员会从备份里取回来")
    response = FileResponse(BytesIO(content), content_type=row.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def stream_out(content: Iterable[bytes], media_type: str, name: str) -> StreamingHttpResponse:
    """What is made while it is read, as a download that nobody keeps on the way."""
    response = StreamingHttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response

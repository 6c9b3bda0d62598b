"""Pictures without what cameras write beside them: place, time, device, names, earlier and smaller pictures.

Nothing is drawn anew, so nothing of the picture is lost. What showing it takes is copied: the picture itself,
its colours, and which way up it is held. Whatever else stands in the file, known or not, stays behind.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MOST_PARTS: Final = 100_000
"""A file of more parts than this was made to keep whoever reads it busy."""
PNG: Final = b"\x89PNG\r\n\x1a\n"


class NoPicture(Exception):
    """It begins like a picture and is none, or ends before the picture does."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A picture of nothing but itself, and how many pixels it is wide and high."""

    content: bytes
    width: int
    height: int


def bare(content: bytes) -> Bare:
    """The picture alone, never longer than the file was. Raises NoPicture.

    JPEG, PNG and WebP; of any other content, too, it is said that it is none.
    """
    try:
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
        if content.startswith(PNG):
            return _png(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp(content)
    except (IndexError, struct.error) as error:
        raise NoPicture from error
    raise NoPicture


def _made(parts: list[bytes], sizes: list[tuple[int, int]]) -> Bare:
    """The largest size that a file names anywhere is its size."""
    width, height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    if not width or not height:
        raise NoPicture
    return Bare(b"".join(parts), width, height)


# --- which way up ------------------------------------------------------

_ORDERS: Final = {b"II*\0": "<", b"MM\0*": ">"}
_ORIENTATION, _SHORT = 0x0112, 3
_EXIF: Final = b"Exif\0\0"


def _turned(exif: bytes) -> bytes:
    """Of what a camera wrote only how the picture is turned; empty where it is not, or nobody can read it."""
    tiff = exif.removeprefix(_EXIF)
    order = _ORDERS.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return b""
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    if start < 8 or start + 2 > len(tiff):
        return b""
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    if start + 2 + 12 * count + 4 > len(tiff):
        return b""
    for at in range(start + 2, start + 2 + 12 * count, 12):
        tag, kind, many, value = struct.unpack_from(f"{order}HHIH", tiff, at)
        if (tag, kind, many) == (_ORIENTATION, _SHORT, 1) and 2 <= value <= 8:
            return struct.pack(">4sIHHHIHHI", b"MM\0*", 8, 1, _ORIENTATION, _SHORT, 1, value, 0, 0)
    return b""


# --- JPEG --------------------------------------------------------------

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_JFIF, _CAMERA, _COLOURS, _ADOBE = 0xE0, 0xE1, 0xE2, 0xEE
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_OF_A_JPEG: Final = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF, _SCAN, _ADOBE}
_LONELY: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers that nothing belongs to."""
_MARKER: Final = re.compile(rb"\xff[^\x00\xff]")
_AFTER_A_SCAN: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def _jpeg(content: bytes) -> Bare:
    parts, sizes, upright, scanned = [content[:2]], [], True, False
    for marker, part in _segments(content):
        payload = part[4:]
        if marker == _CAMERA and upright and (turned := payload.startswith(_EXIF) and _turned(payload)):
            parts.append(_segment(_CAMERA, _EXIF + turned))
            upright = False
        elif marker == _JFIF and payload.startswith(b"JFIF\0") and len(payload) >= 14:
            parts.append(_segment(_JFIF, payload[:12] + b"\0\0"))
        elif marker in _OF_A_JPEG or (marker == _COLOURS and payload.startswith(b"ICC_PROFILE\0")):
            parts.append(part)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", payload, 1)
            sizes.append((width, height))
        scanned = scanned or marker == _SCAN
    if not scanned:
        raise NoPicture
    return _made([*parts, b"\xff\xd9"], sizes)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments up to the end of the picture, each with its marker; a scan with all that was scanned."""
    at = 2
    for _ in range(MOST_PARTS):
        found = _MARKER.search(content, at)
        if found is None:
            raise NoPicture
        marker, begin = content[found.start() + 1], found.start()
        if marker == _END:
            return
        if marker in _LONELY:
            at = begin + 2
            continue
        (length,) = struct.unpack_from(">H", content, begin + 2)
        at = begin + 2 + length
        if marker == _START or length < 2 or at > len(content):
            raise NoPicture
        if marker == _SCAN:
            ends = _AFTER_A_SCAN.search(content, at)
            at = ends.start() if ends else len(content)
        yield marker, content[begin:at]
    raise NoPicture


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


# --- PNG ---------------------------------------------------------------

_OF_A_PNG: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT"}
    | {b"bKGD", b"pHYs"}
)


def _png(content: bytes) -> Bare:
    parts, sizes, at = [PNG], [], len(PNG)
    for _ in range(MOST_PARTS):
        length, name = struct.unpack_from(">I4s", content, at)
        begin, at = at, at + 12 + length
        if at > len(content) or (name == b"IHDR") != (begin == len(PNG)):
            raise NoPicture
        if name == b"IHDR":
            sizes.append(struct.unpack_from(">II", content, begin + 8))
        if name in _OF_A_PNG:
            parts.append(content[begin:at])
        elif name == b"eXIf" and (turned := _turned(content[begin + 8 : at - 4])):
            parts.append(_chunk(name, turned))
        if name == b"IEND":
            return _made(parts, sizes)
    raise NoPicture


def _chunk(name: bytes, payload: bytes) -> bytes:
    check = zlib.crc32(payload, zlib.crc32(name))
    return struct.pack(">I4s", len(payload), name) + payload + struct.pack(">I", check)


# --- WebP --------------------------------------------------------------

_CANVAS, _FRAME = b"VP8X", b"ANMF"
_OF_A_WEBP: Final = frozenset({_CANVAS, b"VP8 ", b"VP8L", b"ALPH", b"ICCP", b"ANIM"})
_SAYS_EXIF, _SAYS_XMP = 0x08, 0x04
_FRAME_HEAD: Final = 16


def _webp(content: bytes) -> Bare:
    (length,) = struct.unpack_from("<I", content, 4)
    if 8 + length > len(content):
        raise NoPicture
    parts: list[bytes] = []
    sizes: list[tuple[int, int]] = []
    for name, chunk in _chunks(content, 12, 8 + length):
        if name in _OF_A_WEBP:
            parts.append(chunk)
            sizes += _size_of(name, chunk[8:])
        elif name == _FRAME:
            inner = [(n, c) for n, c in _chunks(chunk, 8 + _FRAME_HEAD, len(chunk)) if n in _OF_A_WEBP]
            sizes += [size for n, c in inner for size in _size_of(n, c[8:])]
            parts.append(_riff(name, chunk[8 : 8 + _FRAME_HEAD] + b"".join(c for _, c in inner)))
        elif name == b"EXIF" and (turned := _turned(chunk[8:])):
            parts.append(_riff(name, turned))
    if not any(part[:4] in (b"VP8 ", b"VP8L", _FRAME) for part in parts):
        raise NoPicture
    turns = any(part[:4] == b"EXIF" for part in parts)
    body = [_says(part, turns) if part[:4] == _CANVAS else part for part in parts]
    return _made([_riff(b"RIFF", b"WEBP" + b"".join(body))], sizes)


def _chunks(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a part of the file, each with its name; the last may go without what makes it even."""
    for _ in range(MOST_PARTS):
        if at >= end:
            return
        name, length = struct.unpack_from("<4sI", content, at)
        begin, at = at, at + 8 + length
        if at > end:
            raise NoPicture
        at += length % 2
        yield name, content[begin : min(at, end)]
    raise NoPicture


def _riff(name: bytes, payload: bytes) -> bytes:
    return name + struct.pack("<I", len(payload)) + payload


def _says(canvas: bytes, turns: bool) -> bytes:
    """What the canvas says of the chunks to come: no XMP, EXIF only where it says how it is turned."""
    flags = canvas[8] & ~(_SAYS_EXIF | _SAYS_XMP) | (_SAYS_EXIF if turns else 0)
    return canvas[:8] + bytes([flags]) + canvas[9:]


def _size_of(name: bytes, payload: bytes) -> list[tuple[int, int]]:
    """How wide and high the picture in a chunk is; nothing of a chunk that holds none."""
    if name == _CANVAS:
        wide, high = payload[4:7], payload[7:10]
        if len(high) < 3:
            raise NoPicture
        return [(int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1)]
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", payload, 6)
        return [(width & 0x3FFF, height & 0x3FFF)]
    if name == b"VP8L":
        (bits,) = struct.unpack_from("<I", payload, 1)
        return [((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)]
    return []

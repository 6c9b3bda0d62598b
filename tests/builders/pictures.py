"""Photos as phones make them: a real picture of six pixels, and beside it what a camera writes."""

import struct
import zlib
from base64 import b64decode
from collections.abc import Callable, Mapping

PLACE = b"N 23 7 11.11 E 114 24 5.5"
"""What no picture that we keep may hold."""

_JPEG = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71////m8H////6"
    "/+b9//j/2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wAARCAACAAMD"
    "ASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwT/xAAUEQEA"
    "AAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCYAa1//9k="
)
_WEBP = b64decode("UklGRjAAAABXRUJQVlA4ICQAAABwAQCdASoDAAIAB0CWJaACdAFAAAD+4uBJj0Vr+KHmt7B8sAA=")
WIDE, HIGH = 3, 2


def exif(turned: int = 1, *, order: str = "<", place: bytes = PLACE) -> bytes:
    """What a camera writes: its make, how it was held, and in a table of its own where it was."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    after = 8 + 2 + 3 * 12 + 4
    make = struct.pack(f"{order}HHI4s", 0x010F, 2, 4, b"HUA\0")
    held = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turned, 0)
    where = struct.pack(f"{order}HHII", 0x8825, 4, 1, after)
    return head + struct.pack(f"{order}H", 3) + make + held + where + struct.pack(f"{order}I", 0) + place


def turned_as(exif_of_it: bytes) -> int:
    """Which way up a reader of EXIF, written apart from ours, would show it."""
    order = "<" if exif_of_it[:2] == b"II" else ">"
    at = struct.unpack(f"{order}I", exif_of_it[4:8])[0]
    entries = [exif_of_it[at + 2 + 12 * n : at + 14 + 12 * n] for n in range(exif_of_it[at + (order == ">")])]
    found = [one[8:10] for one in entries if struct.unpack(f"{order}H", one[:2])[0] == 0x0112]
    return int(struct.unpack(f"{order}H", found[0])[0]) if found else 1


# --- JPEG --------------------------------------------------------------


def segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def jpeg(*beside: bytes, after: bytes = b"") -> bytes:
    """A JPEG with segments beside its picture, and bytes after its end."""
    return _JPEG[:20] + b"".join(beside) + _JPEG[20:] + after


def jpeg_of_size(width: int, height: int) -> bytes:
    """The same file, saying that it is so large."""
    at = _JPEG.index(b"\xff\xc0") + 5
    return _JPEG[:at] + struct.pack(">HH", height, width) + _JPEG[at + 4 :]


def of_a_camera(turned: int = 1) -> bytes:
    return segment(0xE1, b"Exif\0\0" + exif(turned))


# --- PNG ---------------------------------------------------------------


def chunk(name: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload))


def png(*beside: bytes, after: bytes = b"", width: int = WIDE, height: int = HIGH) -> bytes:
    """A PNG with chunks beside its picture, and bytes after its end."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    picture = chunk(b"IDAT", zlib.compress(b"\0abc\0def"))
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    return start + b"".join(beside) + picture + chunk(b"IEND", b"") + after


# --- WebP --------------------------------------------------------------


def riff(name: bytes, payload: bytes) -> bytes:
    return name + struct.pack("<I", len(payload)) + payload + b"\0" * (len(payload) % 2)


def webp(*beside: bytes, after: bytes = b"", width: int = WIDE, height: int = HIGH) -> bytes:
    """A WebP with chunks beside its picture, and bytes after its end."""
    canvas = bytes([0x0C, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return riff(b"RIFF", b"WEBP" + riff(b"VP8X", canvas) + _WEBP[12:] + b"".join(beside)) + after


PHOTO = jpeg(of_a_camera(6))
"""As a phone that was held upright takes it."""

Beside = Callable[[bytes], bytes]
OF_JPEG: Mapping[str, Beside] = {
    "the camera's words": lambda said: segment(0xE1, b"Exif\0\0" + exif(6, place=said)),
    "words of the other order": lambda said: segment(0xE1, b"Exif\0\0" + exif(8, order=">", place=said)),
    "XMP": lambda said: segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + said),
    "several pictures in one": lambda said: segment(0xE2, b"MPF\0" + said),
    "what a newspaper writes": lambda said: segment(0xED, b"Photoshop 3.0\0" + said),
    "a smaller picture": lambda said: segment(0xE0, b"JFXX\0\x10" + said),
    "a picture in the head": lambda said: segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\3\3" + said),
    "a maker's own": lambda said: segment(0xEB, said),
    "a comment": lambda said: segment(0xFE, said),
    "nobody's": lambda said: segment(0xF7, said),
    "between the parts": lambda said: said,
}
OF_PNG: Mapping[str, Beside] = {
    "the camera's words": lambda said: chunk(b"eXIf", exif(6, place=said)),
    "words": lambda said: chunk(b"tEXt", b"Location\0" + said),
    "words of the world": lambda said: chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + said),
    "packed words": lambda said: chunk(b"zTXt", b"Location\0\0" + said),
    "the time": lambda said: chunk(b"tIME", said),
    "nobody's": lambda said: chunk(b"gpSx", said),
    "a later picture": lambda said: chunk(b"fdAT", said),
}
OF_WEBP: Mapping[str, Beside] = {
    "the camera's words": lambda said: riff(b"EXIF", exif(6, place=said)),
    "the camera's words as in JPEG": lambda said: riff(b"EXIF", b"Exif\0\0" + exif(8, order=">", place=said)),
    "XMP": lambda said: riff(b"XMP ", said),
    "nobody's": lambda said: riff(b"GPSx", said),
}
"""Where words stand beside a picture, by what they are called."""

KINDS: Mapping[str, tuple[Callable[..., bytes], Mapping[str, Beside]]] = {
    "jpg": (jpeg, OF_JPEG),
    "png": (png, OF_PNG),
    "webp": (webp, OF_WEBP),
}

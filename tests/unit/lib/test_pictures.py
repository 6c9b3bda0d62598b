"""A picture alone: how large it is, which way up it is held, and nothing of what the camera wrote."""

import struct
import zlib

import pytest

from qinqing.lib import pictures
from qinqing.lib.pictures import NoPicture
from tests.builders.pictures import (
    HIGH,
    KINDS,
    PLACE,
    WIDE,
    chunk,
    exif,
    jpeg,
    jpeg_of_size,
    of_a_camera,
    png,
    riff,
    segment,
    turned_as,
    webp,
)

EVERY = [(kind, where) for kind, (_, places) in KINDS.items() for where in places]


@pytest.mark.parametrize(("kind", "where"), EVERY)
def test_of_what_stands_beside_a_picture_nothing_is_left(kind: str, where: str) -> None:
    made, places = KINDS[kind]
    photo = made(places[where](PLACE), after=PLACE)
    assert photo.count(PLACE) == 2
    alone = pictures.bare(photo)
    assert (alone.width, alone.height) == (WIDE, HIGH)
    assert PLACE not in alone.content
    assert b"HUA" not in alone.content
    assert len(alone.content) < len(photo)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_with_nothing_beside_it_stays_byte_for_byte(kind: str) -> None:
    """The twin: what is taken away is what stands beside it, and nothing of the picture."""
    photo = KINDS[kind][0]()
    once = pictures.bare(photo).content
    assert once == (photo if kind != "webp" else photo.replace(b"\x0c\0\0\0\2", b"\0\0\0\0\2"))
    assert pictures.bare(once).content == once


def read_back(kind: str, content: bytes) -> bytes:
    """The camera's words as they stand in a file, found by their name alone."""
    name = {"jpg": b"Exif\0\0", "png": b"eXIf", "webp": b"EXIF"}[kind]
    assert content.count(name) <= 1
    after = content.partition(name)[2]
    return after[4:] if kind == "webp" else after


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("turned", range(1, 9))
@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_stays_the_way_up_it_was_held(kind: str, turned: int, order: str) -> None:
    said = exif(turned, order=order)
    beside = {
        "jpg": segment(0xE1, b"Exif\0\0" + said),
        "png": chunk(b"eXIf", said),
        "webp": riff(b"EXIF", said),
    }
    words = read_back(kind, pictures.bare(KINDS[kind][0](beside[kind])).content)
    assert (turned_as(words) if words else 1) == turned


@pytest.mark.parametrize("order", "<>")
def test_a_photo_whose_camera_wrote_half_a_word_is_taken_as_it_is(order: str) -> None:
    """Nobody can read it, so nobody turns the picture by it; and no word of ours makes it longer."""
    whole = exif(6, order=order)
    table = len(whole) - len(PLACE)
    for cut in range(table):
        photo = jpeg(segment(0xE1, b"Exif\0\0" + whole[:cut]))
        assert pictures.bare(photo).content == jpeg()
    assert len(pictures.bare(jpeg(segment(0xE1, b"Exif\0\0" + whole[:table]))).content) > len(jpeg())


def test_the_canvas_says_what_follows() -> None:
    def says(content: bytes) -> int:
        return content[20]

    assert says(webp(riff(b"EXIF", exif(1)))) == 0x0C
    assert says(pictures.bare(webp(riff(b"EXIF", exif(1)))).content) == 0
    assert says(pictures.bare(webp(riff(b"EXIF", exif(6)))).content) == 0x08


def test_words_in_a_frame_of_a_moving_picture_are_taken_out() -> None:
    frame = riff(b"ANMF", b"\0" * 16 + webp()[30:] + riff(b"GPSx", PLACE))
    alone = pictures.bare(webp(frame)).content
    assert b"ANMF" in alone
    assert PLACE not in alone


def test_the_colours_of_a_picture_stay() -> None:
    colours = segment(0xE2, b"ICC_PROFILE\0\1\1colours")
    assert colours in pictures.bare(jpeg(of_a_camera(6), colours)).content
    assert chunk(b"gAMA", b"\0\0\xb1\x8f") in pictures.bare(png(chunk(b"gAMA", b"\0\0\xb1\x8f"))).content


@pytest.mark.parametrize(
    "huge",
    [jpeg_of_size(65_000, 65_000), png(width=100_000, height=50_000), webp(width=16_000, height=16_000)],
    ids=["jpg", "png", "webp"],
)
def test_its_size_is_what_it_says(huge: bytes) -> None:
    alone = pictures.bare(huge)
    assert alone.width * alone.height > 200_000_000


def test_the_larger_of_two_sizes_counts() -> None:
    """A canvas of six pixels around a picture of many is no small picture."""
    large = riff(b"VP8L", b"\x2f" + struct.pack("<I", 0x3FFF | 0x3FFF << 14))
    assert pictures.bare(webp(large)).width == 0x4000


NONE = {
    "nothing": b"",
    "the beginning of a JPEG": b"\xff\xd8\xff",
    "a JPEG without an end": jpeg()[:-2],
    "a JPEG without a picture": b"\xff\xd8\xff\xd9",
    "a JPEG of segments alone": b"\xff\xd8" + segment(0xDB, b"\0" * 65) + b"\xff\xd9",
    "a JPEG of no height": jpeg_of_size(3, 0),
    "a segment longer than the file": b"\xff\xd8\xff\xe1\xff\xff" + b"Exif",
    "a segment shorter than itself": b"\xff\xd8\xff\xe1\0\1" + jpeg()[2:],
    "the beginning of a PNG": pictures.PNG,
    "a PNG without an end": png()[:-12],
    "a PNG that begins with something else": pictures.PNG + chunk(b"tEXt", b"a") + png()[8:],
    "a PNG of two heads": png(chunk(b"IHDR", b"\0" * 13)),
    "a PNG of no width": png(width=0),
    "a chunk longer than the file": pictures.PNG + b"\xff\xff\xff\xffIHDR",
    "the beginning of a WebP": b"RIFF\x04\0\0\0WEBP",
    "a WebP cut off": webp()[:-4],
    "a WebP without a picture": riff(b"RIFF", b"WEBP" + webp()[12:30]),
    "a canvas of no size": riff(b"RIFF", b"WEBP" + riff(b"VP8X", b"\0" * 4) + webp()[30:]),
    "a page": b"<html>",
}


@pytest.mark.parametrize("what", NONE)
def test_what_is_no_whole_picture_is_none(what: str) -> None:
    with pytest.raises(NoPicture):
        pictures.bare(NONE[what])


@pytest.mark.parametrize(
    "endless",
    [
        jpeg(segment(0xFE, b"") * (pictures.MOST_PARTS + 1)),
        png(chunk(b"tEXt", b"") * (pictures.MOST_PARTS + 1)),
        webp(riff(b"GPSx", b"") * (pictures.MOST_PARTS + 1)),
    ],
    ids=["jpg", "png", "webp"],
)
def test_a_file_of_endless_parts_is_none(endless: bytes) -> None:
    with pytest.raises(NoPicture):
        pictures.bare(endless)


def test_what_is_copied_of_a_png_is_as_it_was_checked() -> None:
    alone = pictures.bare(png(chunk(b"eXIf", exif(6)))).content
    at, found = 8, []
    while at < len(alone):
        length, name = struct.unpack_from(">I4s", alone, at)
        (check,) = struct.unpack_from(">I", alone, at + 8 + length)
        assert check == zlib.crc32(alone[at + 4 : at + 8 + length])
        found.append(name)
        at += 12 + length
    assert found == [b"IHDR", b"eXIf", b"IDAT", b"IEND"]

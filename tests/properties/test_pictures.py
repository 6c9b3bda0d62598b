"""Whatever is sent as a photo: a picture without words, never longer than it came, or a refusal."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qinqing.lib import pictures
from qinqing.lib.pictures import NoPicture
from tests.builders.pictures import KINDS, PLACE
from tests.sizes import SOAK, size

MANY = settings(
    max_examples=size("photos"), derandomize=not SOAK, database=None, suppress_health_check=list(HealthCheck)
)
SAID = st.binary(max_size=60).map(lambda noise: noise.replace(b"\xff", b"") + PLACE)


@st.composite
def photos(draw: Any) -> bytes:
    """A photo with words in any places beside it, in any order and number, and after its end."""
    made, places = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    beside = draw(st.lists(st.sampled_from(sorted(places)), max_size=8))
    return made(*(places[where](draw(SAID)) for where in beside), after=draw(st.just(b"") | SAID))


@st.composite
def spoiled(draw: Any) -> bytes:
    """A photo in which bytes were changed, left out or put in, so that what it says of itself is false."""
    content = bytearray(draw(photos()))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        content[at : at + draw(st.integers(0, 9))] = draw(
            st.binary(max_size=6) | st.just(b"\xff\xff\xff\xff")
        )
    return bytes(content)


@MANY
@given(photos())
def test_no_word_beside_a_picture_is_left(photo: bytes) -> None:
    alone = pictures.bare(photo).content
    assert PLACE not in alone
    assert len(alone) <= len(photo)
    assert pictures.bare(alone).content == alone


@MANY
@given(spoiled() | st.binary(max_size=400).map(lambda noise: b"\xff\xd8\xff" + noise))
def test_any_bytes_are_a_picture_or_none(content: bytes) -> None:
    try:
        alone = pictures.bare(content)
    except NoPicture:
        return
    assert len(alone.content) <= len(content)
    assert alone.width * alone.height > 0
    assert pictures.bare(alone.content).content == alone.content


def test_words_that_nobody_takes_out_are_found() -> None:
    """The twin: of what is sent, nearly every photo says where it was taken."""

    @MANY
    @given(photos())
    def run(photo: bytes) -> None:
        assert PLACE not in photo

    with pytest.raises(AssertionError):
        run()

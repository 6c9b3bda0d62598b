"""Sealed fields and blind indexes, with keys of their own."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from qinqing.kernel import crypto

ONE = override_settings(FIELD_KEY=bytes(range(32)))
OTHER = override_settings(FIELD_KEY=bytes(reversed(range(32))))


@pytest.mark.parametrize("text", ["13800002046", "", "张三 🙂", "x" * 10_000])
def test_what_was_sealed_is_read_again(text: str) -> None:
    with ONE:
        assert crypto.unseal(crypto.seal(text)) == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    with ONE:
        assert crypto.seal("13800002046") != crypto.seal("13800002046")


def test_a_sealed_text_does_not_contain_the_text() -> None:
    with ONE:
        assert b"13800002046" not in crypto.seal("13800002046")


def test_every_altered_byte_is_found() -> None:
    with ONE:
        sealed = crypto.seal("13800002046")
        for place in range(len(sealed)):
            altered = bytearray(sealed)
            altered[place] ^= 1
            with pytest.raises(crypto.Unsealable):
                crypto.unseal(bytes(altered))


@pytest.mark.parametrize("length", [0, 1, 12, 28])
def test_a_cut_text_is_refused(length: int) -> None:
    with ONE:
        cut = crypto.seal("13800002046")[:length]
        with pytest.raises(crypto.Unsealable):
            crypto.unseal(cut)


def test_another_key_reads_nothing() -> None:
    with ONE:
        sealed = crypto.seal("13800002046")
    with OTHER, pytest.raises(crypto.Unsealable):
        crypto.unseal(sealed)


def test_the_index_finds_a_number_however_it_is_typed() -> None:
    with ONE:
        assert crypto.blind_index("138-0000 2046") == crypto.blind_index("１３８００００２０４６")


def test_the_index_says_nothing_without_the_key() -> None:
    with ONE:
        one = crypto.blind_index("13800002046")
    with OTHER:
        assert crypto.blind_index("13800002046") != one


def test_different_numbers_have_different_indexes() -> None:
    with ONE:
        assert crypto.blind_index("13800002046") != crypto.blind_index("13800002047")


def test_a_key_of_the_wrong_length_is_refused() -> None:
    with override_settings(FIELD_KEY=b"short"), pytest.raises(ImproperlyConfigured):
        crypto.seal("13800002046")


def test_what_is_signed_and_digested_outlives_another_field_key() -> None:
    with ONE:
        signature, digest, key = crypto.sign(b"head"), crypto.digest("123456"), crypto.verifying_key()
    with OTHER:
        assert (crypto.sign(b"head"), crypto.digest("123456"), crypto.verifying_key()) == (
            signature,
            digest,
            key,
        )


def test_by_another_signing_key_all_of_them_are_others() -> None:
    with override_settings(SIGNING_KEY=bytes(range(32))):
        one = crypto.sign(b"head"), crypto.digest("123456"), crypto.verifying_key()
    with override_settings(SIGNING_KEY=bytes(reversed(range(32)))):
        other = crypto.sign(b"head"), crypto.digest("123456"), crypto.verifying_key()
    assert not set(one) & set(other)


def test_a_field_key_from_before_signs_and_digests_the_same_as_key_of_signing() -> None:
    """What an installation signed before its keys were parted: fixed, so that no release can break it."""
    with override_settings(SIGNING_KEY=bytes(range(32))):
        assert (
            crypto.verifying_key().hex() == "7fff50abbdffa5fbab77e936edd5ccef99650df3fa2e24c577833e092b5cbf15"
        )
        assert crypto.digest("123456") == "adb38a9dc38afe9a9ca8f5396aa0679e08d8fefcf32957cb0291b9a373563ded"

"""Numbers that people read and ids that addresses show: neither tells how many there are."""

import secrets
from datetime import date

ID_BITS = 60
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter that is read as another."""


def random_id() -> int:
    """A random 60-bit id for addresses, never 0."""
    return secrets.randbelow(2**ID_BITS - 1) + 1


def encode(number: int) -> str:
    """The id as it stands in an address: 12 characters."""
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(ID_BITS - 5, -1, -5))


def decode(text: str) -> int | None:
    """The id an address names; None for anything that is none."""
    if len(text) != ID_BITS // 5 or any(c not in ALPHABET for c in text):
        return None
    number = 0
    for character in text:
        number = number << 5 | ALPHABET.index(character)
    return number


def dated_number(prefix: str, on: date) -> str:
    """`prefix` + yymmdd + 5 random digits; the table's unique constraint decides, the door draws again."""
    return f"{prefix}{on:%y%m%d}{secrets.randbelow(100_000):05d}"

"""Numbers that people read and addresses that nobody can guess or count."""

import secrets
from datetime import date

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ADDRESS_LENGTH = 12


def new_address() -> str:
    """Sixty random bits as twelve characters without look-alikes: a row's part of its web address."""
    bits = secrets.randbits(5 * ADDRESS_LENGTH)
    return "".join(_ALPHABET[bits >> 5 * place & 31] for place in range(ADDRESS_LENGTH))


def dated_number(prefix: str, on: date) -> str:
    """`prefix` + yymmdd + 5 random digits; the table's unique constraint decides, the door draws again."""
    return f"{prefix}{on:%y%m%d}{secrets.randbelow(100_000):05d}"

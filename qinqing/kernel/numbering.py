"""Addresses that cannot be guessed or counted."""

import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ADDRESS_LENGTH = 12


def new_address() -> str:
    """Sixty random bits as twelve characters without look-alikes: a row's part of its web address."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(ADDRESS_LENGTH))

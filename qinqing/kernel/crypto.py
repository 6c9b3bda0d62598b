"""Fields that a dump of the database must not show: sealed with AES-256-GCM, found again by a blind index.

The keys stand outside the database (`settings.FIELD_KEY` and `settings.SIGNING_KEY`, 32 bytes each; see
`kernel.database.keys`). What is sealed or indexed goes into the fields of `kernel.sealed`, which a rotation
of the field key finds; what must outlive one is signed or digested by the other key.
"""

from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from qinqing.kernel.database import keys
from qinqing.kernel.database.keys import Key, Unsealable

__all__ = ["Unsealable", "blind_index", "digest", "seal", "sign", "unseal", "verifying_key"]


def seal(text: str) -> bytes:
    """The text as it is stored. Twice the same text gives two results."""
    return _field().seal(text)


def unseal(sealed: bytes | memoryview) -> str:
    """The text again; raises Unsealable for anything `seal` did not make with the present key."""
    return _field().unseal(sealed)


def blind_index(text: str) -> str:
    """A digest by which equal texts are found unread; width, case, spaces and hyphens do not count."""
    return _field().blind_index(text)


def digest(text: str) -> str:
    """A keyed digest of exactly this text: what a short secret is known by that a dump must not give away.

    A rotation of the field key leaves it as it is.
    """
    return _key("SIGNING_KEY").digest(text)


def sign(words: bytes) -> bytes:
    """This installation's signature (Ed25519) under the words."""
    return _signing_key().sign(words)


def verifying_key() -> bytes:
    """The public key by which anybody can check `sign`."""
    return _signing_key().public_key().public_bytes_raw()


def _signing_key() -> Ed25519PrivateKey:
    return _key("SIGNING_KEY").signing()


def _field() -> Key:
    return _key("FIELD_KEY")


def _key(name: str) -> Key:
    return _checked(getattr(settings, name), name)


@lru_cache(maxsize=8)
def _checked(words: bytes, name: str) -> Key:
    if len(words) != keys.SIZE:
        raise ImproperlyConfigured(f"{name} must be {keys.SIZE} bytes")
    return Key(words)

"""Fields that a dump of the database must not show: sealed with AES-256-GCM, found again by a blind index.

The key stands outside the database (`settings.FIELD_KEY`, 32 bytes); sealing, indexing and signing use keys
derived from it, so that none says anything about another.
"""

import hmac
import os
import re
import unicodedata
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = b"\x01"
_NONCE = 12
_TAG = 16


class Unsealable(Exception):
    """Sealed under another key or version, or altered."""


def seal(text: str) -> bytes:
    """The text as it is stored: version, nonce, ciphertext and tag. Twice the same text gives two results."""
    nonce = os.urandom(_NONCE)
    return VERSION + nonce + AESGCM(_derived("seal")).encrypt(nonce, text.encode(), VERSION)


def unseal(sealed: bytes | memoryview) -> str:
    """The text again; raises Unsealable for anything `seal` did not make with the present key."""
    stored = bytes(sealed)
    if stored[:1] != VERSION or len(stored) < 1 + _NONCE + _TAG:
        raise Unsealable("not sealed in a version this program knows")
    nonce, body = stored[1 : 1 + _NONCE], stored[1 + _NONCE :]
    try:
        return AESGCM(_derived("seal")).decrypt(nonce, body, VERSION).decode()
    except InvalidTag as error:
        raise Unsealable("sealed under another key, or altered") from error


def blind_index(text: str) -> str:
    """A digest by which equal texts are found unread; width, case, spaces and hyphens do not count."""
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).casefold()
    return hmac.new(_derived("index"), plain.encode(), "sha256").hexdigest()


def digest(text: str) -> str:
    """A keyed digest of exactly this text: what a short secret is known by that a dump must not give away."""
    return hmac.new(_derived("digest"), text.encode(), "sha256").hexdigest()


def sign(words: bytes) -> bytes:
    """This installation's signature (Ed25519) under the words."""
    return _signing_key().sign(words)


def verifying_key() -> bytes:
    """The public key by which anybody can check `sign`."""
    return _signing_key().public_key().public_bytes_raw()


def _signing_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_derived("sign"))


def _derived(purpose: str) -> bytes:
    return _derive(settings.FIELD_KEY, purpose)


@lru_cache(maxsize=8)
def _derive(key: bytes, purpose: str) -> bytes:
    if len(key) != 32:
        raise ImproperlyConfigured("FIELD_KEY must be 32 bytes")
    return HKDF(SHA256(), length=32, salt=None, info=f"qinqing field {purpose}".encode()).derive(key)

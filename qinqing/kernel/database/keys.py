"""The keys in `secrets/`: what each is for, and how the one that seals fields is changed for another.

`field.key` seals fields and makes blind indexes; it is rotated. `sign.key` signs the heads of the chain and
makes digests of short secrets; it stays, so that a rotation ends no signature and no code under way. While
a rotation runs the next key lies beside as `field.next`, and `field.key` gives way only when nothing is
sealed by it any more: a kill at any moment leaves every key that is needed. Retired keys stay, named by the
day on which they ended, for backups that are older.
"""

import base64
import hmac
import os
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from qinqing.kernel.database import chain, folder
from qinqing.kernel.database.startup import CannotStart

FIELD, SIGN, NEXT = "field.key", "sign.key", "field.next"
RETIRED = "field-*.key"
SIZE = 32
VERSION = b"\x01"
_NONCE, _TAG = 12, 16


class Unsealable(Exception):
    """Sealed under another key or version, or altered."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of 32 bytes; what it does, it does by keys derived from it, of which none tells another."""

    words: bytes

    def seal(self, text: str) -> bytes:
        """The text as it is stored: version, nonce, ciphertext and tag. Twice the same gives two results."""
        nonce = os.urandom(_NONCE)
        return VERSION + nonce + AESGCM(self._for("seal")).encrypt(nonce, text.encode(), VERSION)

    def unseal(self, sealed: bytes | memoryview) -> str:
        """The text again; raises Unsealable for anything this key's `seal` did not make."""
        stored = bytes(sealed)
        if stored[:1] != VERSION or len(stored) < 1 + _NONCE + _TAG:
            raise Unsealable("not sealed in a version this program knows")
        nonce, body = stored[1 : 1 + _NONCE], stored[1 + _NONCE :]
        try:
            return AESGCM(self._for("seal")).decrypt(nonce, body, VERSION).decode()
        except InvalidTag as error:
            raise Unsealable("sealed under another key, or altered") from error

    def blind_index(self, text: str) -> str:
        """A digest by which equal texts are found unread; width, case, spaces and hyphens do not count."""
        plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).casefold()
        return hmac.new(self._for("index"), plain.encode(), "sha256").hexdigest()

    def digest(self, text: str) -> str:
        """A keyed digest of exactly this text."""
        return hmac.new(self._for("digest"), text.encode(), "sha256").hexdigest()

    def signing(self) -> Ed25519PrivateKey:
        """The pair of keys by which it signs."""
        return Ed25519PrivateKey.from_private_bytes(self._for("sign"))

    def _for(self, purpose: str) -> bytes:
        return _derived(self.words, purpose)


@lru_cache(maxsize=32)
def _derived(words: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), length=SIZE, salt=None, info=f"qinqing field {purpose}".encode()).derive(words)


def read(place: Path) -> Key:
    """The key that a file holds."""
    return Key(base64.b64decode(place.read_text("ascii").strip()))


# --- the two keys parted -----------------------------------------------


def part(secrets: Path, heads: Path) -> None:
    """Give an installation from before the two keys were parted its own key for signing.

    It is the field key it has signed with since its beginning, so every head of the past is verified as
    before. Refuses where the heads were signed by another: then a key of signing was there and is lost.
    """
    if (secrets / SIGN).exists() or not (secrets / FIELD).exists():
        return
    first = min(_retired(secrets), default=secrets / FIELD)
    key = chain.kept_heads(heads.read_text("ascii")).key if heads.exists() else b""
    if key and key != read(first).signing().public_key().public_bytes_raw():
        raise CannotStart(f"密钥文件不见了：{secrets / SIGN}，请从备份恢复 (a secret is lost)")
    folder.write_once(secrets / SIGN, first.read_text("ascii"))


# --- rotation ----------------------------------------------------------


def is_rotating(secrets: Path) -> bool:
    """Whether a rotation was begun and has not ended."""
    return (secrets / NEXT).exists()


def refuse_rotating(secrets: Path) -> None:
    """Refuse to work with keys of which one is about to go."""
    if is_rotating(secrets):
        raise CannotStart("换密钥换到一半：请先运行 qinqing rotate-key，把它换完 (finish the rotation first)")


def begin(secrets: Path) -> None:
    """Draw the next key, unless a rotation that was killed has drawn one: then that goes on."""
    if not is_rotating(secrets):
        folder.write_once(secrets / NEXT, folder.new_key())


def finish(secrets: Path, on: date) -> Path:
    """Let the next key be the field key, and keep the old one by the name of the day; gives where.

    Called once nothing is sealed by the old one. There is a field key at every moment.
    """
    old = (secrets / FIELD).read_text("ascii")
    kept = next((place for place in _retired(secrets) if place.read_text("ascii") == old), None)
    if kept is None:
        kept = _free_name(secrets, on)
        folder.write_once(kept, old)
    (secrets / NEXT).replace(secrets / FIELD)
    folder.settle(secrets)
    return kept


def _free_name(secrets: Path, on: date) -> Path:
    """The day's name, numbered from the second of a day on."""
    taken = len(list(secrets.glob(f"field-{on}*.key")))
    return secrets / (f"field-{on}_{taken + 1}.key" if taken else f"field-{on}.key")


def present(secrets: Path) -> Key:
    """The key that everything is to be sealed by: the next one where a rotation has been begun."""
    return read(secrets / (NEXT if is_rotating(secrets) else FIELD))


def earlier(secrets: Path) -> list[Key]:
    """Every other key by which something may have been sealed, the latest first."""
    places = [secrets / FIELD, *sorted(_retired(secrets), reverse=True)]
    return [key for key in map(read, places) if key != present(secrets)]


def _retired(secrets: Path) -> list[Path]:
    return list(secrets.glob(RETIRED))

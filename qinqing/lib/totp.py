"""One-time codes of an authenticator app: RFC 6238 on RFC 4226, six digits, thirty seconds, SHA-1.

A code counts for its own span and for those beside it, since clocks differ; a span whose code was taken is
over for good, so that nobody who looked on uses it again.
"""

import base64
import hmac
import re
from datetime import datetime

SECRET_BYTES = 20
DIGITS, SECONDS = 6, 30
BESIDE = 1
"""How many spans before and after the present one still count."""


def span_of(moment: datetime) -> int:
    """The number of the thirty seconds in which a moment lies."""
    return int(moment.timestamp()) // SECONDS


def code_of(secret: bytes, span: int) -> str:
    """The code of a span."""
    digest = hmac.digest(secret, span.to_bytes(8, "big"), "sha1")
    place = digest[-1] & 0xF
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def matching_span(secret: bytes, typed: str, moment: datetime, taken: int) -> int | None:
    """The span whose code was typed, if it still counts and comes after `taken`; None for any other."""
    code = re.sub(r"\s", "", typed)
    if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
        return None
    now = span_of(moment)
    for span in range(now - BESIDE, now + BESIDE + 1):
        if span > taken and hmac.compare_digest(code_of(secret, span), code):
            return span
    return None


def spelled(secret: bytes) -> str:
    """The secret as it is typed where no camera is at hand: base32 in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))

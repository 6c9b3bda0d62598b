"""Protections that a test may switch off, to see that its safety check fails without them.

A check that has never been seen to fail proves nothing. Outside tests a switched-off protection is an error
of the system check, so that no process starts.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

LOCK = "lock"
"""The row lock and the version check of a change."""
SCOPE = "scope"
"""The row filters of the permission tables; row security stays."""
RIGHTS = "rights"
"""What a token leaves of its person's rights."""
PRESENCE = "presence"
"""The fresh code that a weighty act asks for."""
KEY = "key"
"""That a key in an address is over one day, and may be taken back."""
AWAY = "away"
"""The answer that gives a form back while the database or the disk is away."""


def protects(protection: str) -> bool:
    """Whether a protection is on, which it is everywhere but in its twin."""
    return protection not in settings.TWINS


@register
def no_protection_is_off(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with a protection switched off."""
    return [Error(f"protection “{name}” is switched off", id="kernel.E001") for name in settings.TWINS]

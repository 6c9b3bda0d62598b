"""Readings that a process keeps for a few seconds: rows that change by decree, not by the minute."""

import time
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

FRESH_SECONDS: Final = 5.0

T = TypeVar("T")
_every: list["Kept[Any]"] = []


class Kept(Generic[T]):
    """Calls `read` at most once in FRESH_SECONDS and hands out what it gave."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._at = float("-inf")
        self._found: T | None = None
        _every.append(self)

    def __call__(self) -> T:
        moment = time.monotonic()
        if self._found is None or moment - self._at > FRESH_SECONDS:
            self._found, self._at = self._read(), moment
        return self._found

    def forget(self) -> None:
        """Read anew at the next use."""
        self._found = None


def forget_all() -> None:
    """Every reading anew: after a change in this process, and between tests."""
    for kept in _every:
        kept.forget()

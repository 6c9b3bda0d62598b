"""What a person is told when something cannot be done: the one vocabulary of refusals."""

from datetime import timedelta

from qinqing.lib.workflow import Refused

__all__ = ["Conflict", "NotFound", "Outdated", "Refused", "Repeated", "TooFast", "status_of"]


class NotFound(Exception):
    """The row does not exist, or not for this actor: both look exactly alike (404)."""


class Conflict(Refused):
    """Someone else was quicker (409); the message says what the row is like now."""

    def __init__(self, message: str) -> None:
        super().__init__("conflict", message)


class Outdated(Conflict):
    """The row is no longer the one that was read: whoever named its version is to read it again (412)."""

    def __init__(self) -> None:
        super().__init__("它在您读过以后又变了，请重新读一遍再决定")


class TooFast(Refused):
    """Too much of it in a short while (429); after `wait` there is room again."""

    def __init__(self, message: str, wait: timedelta) -> None:
        super().__init__("too_fast", message)
        self.wait = wait


def status_of(refused: Refused) -> int:
    """The status of a form that comes back with a refusal beside its field."""
    return 429 if isinstance(refused, TooFast) else 422


class Repeated(Exception):
    """A unique key of this request already exists: the door runs the request once more, knowing it."""

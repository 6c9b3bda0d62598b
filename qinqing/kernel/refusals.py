"""What a person is told when something cannot be done: the one vocabulary of refusals."""

from qinqing.lib.workflow import Refused

__all__ = ["Conflict", "NotFound", "Outdated", "Refused", "Repeated"]


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


class Repeated(Exception):
    """A unique key of this request already exists: the door runs the request once more, knowing it."""

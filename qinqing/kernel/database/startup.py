"""What a start refuses with."""


class CannotStart(Exception):
    """The program cannot start; the message is the one sentence a person reads, Chinese first."""

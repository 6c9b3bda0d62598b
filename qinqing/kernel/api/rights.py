"""The rights that a token can name: those that some room's door for programs asks for."""

from collections.abc import Iterable

from qinqing.kernel import declared


def offered() -> dict[str, str]:
    """Every such right with its label, in the order of the rooms."""
    return {right: label for room in declared.modules("api") for right, label in room.RIGHTS.items()}


def said(rights: Iterable[str]) -> str:
    """Rights in words; one that no door asks for any more by its name."""
    known = offered()
    return "、".join(known.get(right, right) for right in rights)

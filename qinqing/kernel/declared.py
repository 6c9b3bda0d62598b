"""Declared below, collected above: the corridor finds what rooms state about themselves by file name."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps


def rooms() -> tuple[str, ...]:
    """The packages of all rooms and desks that are installed as apps, lowest floor first."""
    return tuple(
        config.name
        for config in apps.get_app_configs()
        if config.name.startswith(("qinqing.domains.", "qinqing.desks."))
    )


@cache
def modules(name: str) -> tuple[ModuleType, ...]:
    """Every room's file `name` (for instance `figures`), in the order of the rooms."""
    found = []
    for package in rooms():
        if find_spec(f"{package}.{name}") is not None:
            found.append(import_module(f"{package}.{name}"))
    return tuple(found)


def declarations(file: str, constant: str) -> Iterator[object]:
    """The members of every room's tuple `constant` in its file `file`."""
    for module in modules(file):
        yield from getattr(module, constant, ())

"""The tree as text and as syntax, read once for all contract tests."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).parents[2]
ROOMS: tuple[str, ...] = settings.ROOMS
"""Lowest floor first."""
DESKS: tuple[str, ...] = settings.DESKS


@dataclass(frozen=True)
class Source:
    """One file: its path from the root of the project, and what stands in it."""

    path: str
    text: str

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of its syntax."""
        return tuple(ast.walk(ast.parse(self.text)))

    @property
    def room(self) -> str | None:
        """The room or desk it stands in."""
        parts = self.path.split("/")
        return (
            parts[2]
            if parts[:2] in (["qinqing", "domains"], ["qinqing", "desks"]) and len(parts) > 3
            else None
        )

    @property
    def file(self) -> str:
        """Its name within the room, of a package the package's: `actions` for `actions/submit.py`."""
        return self.path.split("/")[3].removesuffix(".py") if self.room else ""


@cache
def tracked(*more: str) -> tuple[str, ...]:
    """Every file that is committed; with "--others" also those that may yet be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", *more, "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    return tuple(sorted(path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()))


@cache
def sources(prefix: str = "qinqing/", suffix: str = ".py") -> tuple[Source, ...]:
    """The files under a folder with an ending, migrations left out."""
    return tuple(
        Source(path, (ROOT / path).read_text(encoding="utf-8"))
        for path in tracked("--others")
        if path.startswith(prefix) and path.endswith(suffix) and "/migrations/" not in path
    )

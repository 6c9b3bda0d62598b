"""The pages of docs/generated, in Chinese, read from the same tables that the platform obeys.

`make docs` writes them; a test compares them with the tables. They are read by file name from the rooms
(`kernel.declared`), so that a new table needs no line here.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from qinqing.config.handbook import addresses, arrows, figures, life_cycles, limits, operations, rights, rooms

PAGES: Mapping[str, Callable[[], str]] = {
    "rooms.md": rooms.page,
    "life-cycles.md": life_cycles.page,
    "limits.md": limits.page,
    "permissions.md": rights.page,
    "events.md": arrows.page,
    "figures.md": figures.page,
    "pages.md": addresses.page,
    "operations.md": operations.page,
}
"""Every page, by the name of its file."""


def written() -> dict[str, str]:
    """The text of every page as the tables stand now."""
    return {name: page() for name, page in PAGES.items()}


def write(folder: Path) -> None:
    """Write all pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in written().items():
        (folder / name).write_text(text, encoding="utf-8")

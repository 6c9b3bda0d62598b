"""Who may import whom: the six contracts of pyproject.toml, and the one they cannot say."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import grimp
import pytest

from tests.contracts.source import ROOMS, ROOT

FACE = frozenset({"models", "queries", "actions", "events", "terms"})
"""What a room shows to others; all else is its own business."""
DOORS = frozenset({"pages", "api", "jobs"})
"""What only addresses and the worker reach, of a desk too; the rest of a desk is for commands."""

SETUP = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
PLANTED = {
    "floors": ("qinqing/kernel/planted.py", "import qinqing.domains.accounts.terms"),
    "rooms": ("qinqing/domains/accounts/queries/planted.py", "import qinqing.domains.problems.terms"),
    "files": (
        "qinqing/domains/officers/queries/planted.py",
        "import qinqing.domains.officers.actions.planted",
    ),
    "thinking": ("qinqing/domains/inbox/terms/planted.py", "import django.db"),
    "doors": ("qinqing/domains/inbox/actions/planted.py", "import qinqing.domains.inbox.pages.planted"),
    "cycles": ("qinqing/lib/planted/one.py", "import qinqing.lib.planted.two"),
}
"""For each contract a file that breaks it. They are planted in an otherwise bare house."""
BESIDE = {
    "qinqing/domains/officers/actions/planted.py": "",
    "qinqing/domains/inbox/pages/planted.py": "",
    "qinqing/lib/planted/two.py": "import qinqing.lib.planted.one",
}


def lint(folder: Path) -> str:
    """What import-linter says of the house in a folder."""
    command = (
        "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    )
    run = subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout + run.stderr


def write(root: Path, path: str, text: str) -> None:
    """Write a file, with an `__init__` in every package on the way."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    for package in file.relative_to(root).parents:
        if package != Path():
            (root / package / "__init__.py").touch()
    file.write_text(text, encoding="utf-8")


def test_the_six_contracts_are_kept() -> None:
    said = lint(ROOT)
    assert "Contracts: 6 kept, 0 broken." in said, said


def test_each_contract_sees_a_planted_violation(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ("__main__", "cli", "config", "api", "kernel", "ui", "lib"):
        write(tmp_path, f"qinqing/{name}.py" if name == "__main__" else f"qinqing/{name}/__init__.py", "")
    for room in ROOMS:
        for file in ("terms", "pages"):
            write(tmp_path, f"qinqing/domains/{room}/{file}/__init__.py", "")
    for path, text in (*PLANTED.values(), *BESIDE.items()):
        write(tmp_path, path, text)
    said = lint(tmp_path)
    broken = set(re.findall(r"^(.+) BROKEN", said, re.MULTILINE))
    assert broken == {contract["name"] for contract in SETUP["contracts"]}, said


def test_no_contract_ignores_an_import() -> None:
    assert [c["id"] for c in SETUP["contracts"] if {"ignore_imports", "exhaustive_ignores"} & c.keys()] == []


def test_the_rooms_stand_in_the_same_order_everywhere() -> None:
    """Rooms on one floor are named together, and stand beside each other in the list of rooms."""
    contract = next(c for c in SETUP["contracts"] if c["id"] == "rooms")
    floors = [set(layer.split(" | ")) for layer in reversed(contract["layers"])]
    rooms = iter(ROOMS)
    assert [{next(rooms) for _ in floor} for floor in floors] == floors
    assert list(rooms) == []


# --- rooms open only their public face --------------------------------


def place(module: str) -> tuple[str, str]:
    """The room or desk of a module, and what of the house stands there: a file of the room, or the floor."""
    parts = module.split(".")
    if len(parts) > 2 and parts[1] in ("domains", "desks"):
        return ".".join(parts[:3]), ".".join(parts[3:])
    return parts[1] if len(parts) > 1 else "", ""


def is_open(importer: str, imported: str) -> bool:
    """Whether the import stays in a room, enters another by its face, mounts addresses or runs a desk."""
    (home, _), (room, file) = place(importer), place(imported)
    if not room.startswith("qinqing.") or home == room:
        return True
    if home in ("config", "api") and file in ("urls", "api"):
        return True
    if room.startswith("qinqing.desks."):
        return home == "config" and file not in DOORS
    return file in FACE


def intrusions(imports: Iterable[tuple[str, str]]) -> list[str]:
    return sorted(
        f"{importer} → {imported}" for importer, imported in imports if not is_open(importer, imported)
    )


@pytest.fixture(scope="module")
def imports() -> list[tuple[str, str]]:
    """Every import of the house by the house."""
    graph = grimp.build_graph("qinqing", cache_dir=None)
    return [(m, imported) for m in graph.modules for imported in graph.find_modules_directly_imported_by(m)]


def test_a_room_is_entered_by_its_public_face_only(imports: list[tuple[str, str]]) -> None:
    assert intrusions(imports) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("qinqing.domains.officers.urls", "qinqing.domains.problems.pages"),
        ("qinqing.domains.problems.queries", "qinqing.domains.officers.permissions"),
        ("qinqing.domains.problems.queries", "qinqing.domains.officers.queries.roster"),
        ("qinqing.domains.problems.queries", "qinqing.domains.officers"),
        ("qinqing.desks.home.pages", "qinqing.domains.problems.rules"),
        ("qinqing.desks.home.pages", "qinqing.desks.dashboard.queries"),
        ("qinqing.config.wiring", "qinqing.domains.problems.pages"),
        ("qinqing.config.wiring", "qinqing.desks.home.pages"),
    ],
)
def test_a_way_around_the_public_face_is_seen(importer: str, imported: str) -> None:
    assert intrusions([(importer, imported)]) == [f"{importer} → {imported}"]


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("qinqing.domains.problems.queries.load", "qinqing.domains.problems.rules.situation"),
        ("qinqing.domains.problems.queries", "qinqing.domains.officers.queries"),
        ("qinqing.desks.home.pages", "qinqing.domains.problems.actions"),
        ("qinqing.config.wiring", "qinqing.domains.inbox.actions"),
        ("qinqing.config.commands", "qinqing.desks.simulation.demo"),
        ("qinqing.config.urls", "qinqing.domains.problems.urls"),
        ("qinqing.domains.problems.pages", "qinqing.kernel.pages"),
    ],
)
def test_an_honest_way_is_open(importer: str, imported: str) -> None:
    assert intrusions([(importer, imported)]) == []

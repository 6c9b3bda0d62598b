"""The files of the catalogue: JSON, one sentence a line, sorted, so that two people's additions merge."""

import json
from collections.abc import Mapping
from pathlib import Path

from qinqing.ui.english.entries import Holes


def read(folder: Path) -> dict[str, str]:
    """Every sentence with its English, of all files together."""
    return {text: said for entries in read_files(folder).values() for text, said in entries.items()}


def read_files(folder: Path) -> dict[str, dict[str, str]]:
    """The entries by the name of their file."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def read_holes(folder: Path) -> Holes:
    """What the holes of the entries hold: `holes.json` beside the folder."""
    told = json.loads((folder.parent / "holes.json").read_text(encoding="utf-8"))
    spoken_to = told.pop("spoken_to")
    return Holes(**{kind: frozenset(words) for kind, words in told.items()}, spoken_to=spoken_to)


def write(folder: Path, name: str, entries: Mapping[str, str]) -> None:
    """One file anew."""
    lines = json.dumps(dict(sorted(entries.items())), ensure_ascii=False, indent=0)
    (folder / f"{name}.json").write_text(f"{lines}\n", encoding="utf-8")

"""The English catalogue beside the sentences of the house: what it lacks, holds too much or says wrongly."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from qinqing.config.words import sentences
from qinqing.ui.english import catalogue
from qinqing.ui.english.entries import CHOICE, HOLE
from qinqing.ui.english.signs import FOREIGN

FOLDER: Final = Path(__file__).parent / "english"
_ROOMS: Final[Mapping[str, str]] = {
    "/lib/rules/": "policies",
    "/lib/size_class": "policies",
    "/lib/workdays/": "problems",
    "/lib/ledger/": "problems",
    "/lib/credit_code": "enterprises",
    "/desks/enterprise_file/": "enterprises",
    "/desks/simulation/world/categories": "problems",
}
"""In whose file the words of another place stand, because they are read there."""


def differences() -> list[str]:
    """What to do to the catalogue, a line each; nothing when it is complete."""
    kept, found = catalogue.read(FOLDER), sentences()
    return [
        *(f"no English: {text!r} ({where})" for text, where in found.items() if not kept.get(text)),
        *(f"said nowhere: {text!r}" for text in kept if text not in found),
        *(f"{fault}: {text!r} {said!r}" for text, said in kept.items() for fault in faults(text, said)),
    ]


def faults(text: str, english: str) -> Iterator[str]:
    """What is wrong with an entry that is there."""
    if not english:
        return
    if set(HOLE.findall(text)) != set(HOLE.findall(english)):
        yield "other holes"
    if FOREIGN.search(english):
        yield "a Chinese sign"
    if english != english.strip():
        yield "a space at an end"
    if re.search(r"[\[\]]", CHOICE.sub("", english)):
        yield "brackets that choose nothing"


def write() -> None:
    """Bring the files to the sentences of the house; what has an English keeps it and its place."""
    files, said = catalogue.read_files(FOLDER), sentences()
    known = {text for entries in files.values() for text in entries}
    for text, where in said.items():
        if text not in known:
            files.setdefault(room_of(where), {})[text] = ""
    for name, entries in files.items():
        catalogue.write(FOLDER, name, {text: english for text, english in entries.items() if text in said})


def room_of(where: str) -> str:
    """The file in which a sentence stands that is said there."""
    for part, room in _ROOMS.items():
        if part in f"/{where}":
            return room
    floor, room = where.split("/")[1:3]
    return room if floor == "domains" else "desks" if floor == "desks" else "house"

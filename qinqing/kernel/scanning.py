"""The port to a virus scanner: ClamAV's daemon, by its own protocol over a socket.

Off unless `QINQING_CLAMD` names the daemon; then closed when it fails: what it has not looked at goes to
nobody. It is only ever sent content, never a path.
"""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

CHUNK: Final = 1 << 16
PATIENCE: Final = 60.0
LONGEST_ANSWER: Final = 4_096


class ScannerAway(Exception):
    """The scanner does not answer, or not as it should: nothing is known of the file."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner says: clean, or by which name it knows what is in it."""

    virus: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.virus


def is_on() -> bool:
    """Whether there is a scanner that everything must pass."""
    return bool(settings.CLAMD)


def scan(place: Path) -> Verdict:
    """What the scanner says of a file's content.

    Raises ScannerAway for anything but a clear word, FileNotFoundError where there is no such file.
    """
    try:
        with place.open("rb") as file, _connected() as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            return _verdict(_answer(line))
    except OSError as error:
        if not place.exists():
            raise
        raise ScannerAway(str(error)) from error


def _answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        received = line.recv(LONGEST_ANSWER)
        if not received:
            break
        answer += received
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _verdict(answer: str) -> Verdict:
    _, _, said = answer.partition(": ")
    if said == "OK":
        return Verdict()
    if said.endswith(" FOUND"):
        return Verdict(said.removesuffix(" FOUND") or "?")
    raise ScannerAway(answer or "no answer")


@contextmanager
def _connected() -> Iterator[socket.socket]:
    """A line to the daemon: `unix:/path/of/socket`, or `host:port`."""
    kind, _, rest = settings.CLAMD.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        with line:
            if fault := line.connect_ex(rest):
                raise OSError(fault, os.strerror(fault))
            yield line
    else:
        with socket.create_connection((kind, int(rest)), timeout=PATIENCE) as line:
            yield line

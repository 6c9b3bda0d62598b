"""A virus scanner that is none: a process of its own that speaks clamd's protocol on a Unix socket.

It knows one virus, the harmless one that every scanner knows, also inside archives. `python clamd.py SOCKET`.
"""

import contextlib
import io
import socket
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 25 * 1024 * 1024


def is_infected(content: bytes) -> bool:
    """Whether it is in there, in an archive within an archive, too."""
    if EICAR in content:
        return True
    if not content.startswith(b"PK"):
        return False
    with contextlib.suppress(zipfile.BadZipFile, RuntimeError), zipfile.ZipFile(io.BytesIO(content)) as parts:
        return any(is_infected(parts.read(name)) for name in parts.namelist())
    return False


def _exactly(line: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        part = line.recv(count - len(got))
        if not part:
            raise ConnectionError
        got += part
    return got


def answer(line: socket.socket) -> bytes:
    """What the daemon says to one connection."""
    if _exactly(line, 10) != b"zINSTREAM\0":
        return b"UNKNOWN COMMAND\0"
    content = b""
    while size := struct.unpack("!I", _exactly(line, 4))[0]:
        if len(content) + size > LIMIT:
            return b"INSTREAM size limit exceeded. ERROR\0"
        content += _exactly(line, size)
    return b"stream: Eicar-Test-Signature FOUND\0" if is_infected(content) else b"stream: OK\0"


def serve(place: str) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(place)
        listening.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            line, _ = listening.accept()
            with line, contextlib.suppress(ConnectionError):
                line.sendall(answer(line))


@contextlib.contextmanager
def standing_by(folder: Path) -> Iterator[str]:
    """The daemon for as long as the block lasts; gives the setting that names it."""
    place = folder / "clamd.ctl"
    process = subprocess.Popen([sys.executable, __file__, str(place)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield f"unix:{place}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]


if __name__ == "__main__":
    serve(sys.argv[1])

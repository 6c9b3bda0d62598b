"""The whole platform as a process of its own, for tests that kill parts of it."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from qinqing.cli import serving
from qinqing.kernel.database import supervisor

LIMIT = 60


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind((serving.HOST, 0))
        return int(asked.getsockname()[1])


def eventually(condition: Callable[[], bool]) -> None:
    """Look until it is so; there is no event to wait for across processes."""
    deadline = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < deadline, "it never became so"
        select.select([], [], [], 0.05)


class Platform:
    """A data folder, and the command that serves it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        self.said: list[str] = []

    def command(self, *words: str) -> subprocess.Popen[str]:
        environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        # Many forms of one firm within minutes are what some tests are about.
        environ |= {"QINQING_HOME": str(self.home), "PORT": str(self.port), "QINQING_RAISED_PER_HOUR": "0"}
        return subprocess.Popen(
            [sys.executable, "-m", "qinqing", *words],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def start(self) -> None:
        """Start it unless it runs, and keep what it says until it is ready."""
        if self.process and self.process.poll() is None:
            return
        self.process = self.command("serve")
        assert self.process.stdout
        self.said = []
        for line in self.process.stdout:
            self.said.append(line.strip())
            if "已启动" in line:
                return
        self.process.communicate()
        raise AssertionError(f"it did not start: {self.said}")

    def end(self, ending: signal.Signals) -> str:
        assert self.process
        self.process.send_signal(ending)
        said, _ = self.process.communicate(timeout=LIMIT)
        return said

    def programs(self, words: str) -> set[int]:
        """The processes of this platform whose command has these words."""
        mark = f"{supervisor.MARK}={self.home}".encode()
        found = set()
        for place in Path("/proc").glob("[0-9]*"):
            try:
                environ = (place / "environ").read_bytes().split(b"\0")
                command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if mark in environ and words in command:
                found.add(int(place.name))
        return found

    def postmaster(self) -> int:
        """The database's process, 0 while there is none."""
        note = self.home / "pgdata/postmaster.pid"
        return int(note.read_text().split()[0]) if note.exists() else 0

    def answers(self) -> bool:
        return serving.is_healthy(self.port)

"""Keeps the parts of the program running, and stops them in order."""

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from qinqing.kernel.database import folder, leash
from qinqing.kernel.database.startup import CannotStart

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# In the environment of every child: what carries it while nobody holds the data folder is an orphan.
MARK = "QINQING_CHILD_OF"
LOOK_EVERY = 0.2
FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
LOG_LIMIT = 20 << 20
ORPHAN_LIMIT = 5.0


class Part(Protocol):
    """Something that is started, may die, and is stopped."""

    name: str

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def has_died(self) -> bool: ...


class Program:
    """A child process with its log; whatever it forked ends with it."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environ: Mapping[str, str],
        home: Path,
        is_ready: Callable[[], bool] | None = None,
        death_signal: signal.Signals = signal.SIGTERM,
        patience: float = 10.0,
    ) -> None:
        self.name = name
        self.command = command
        self.environ = {**environ, MARK: str(home)}
        self.home = home
        self.log = home / "log" / f"{name}.log"
        self.is_ready = is_ready
        self.death_signal = death_signal
        self.patience = patience
        self.process: subprocess.Popen[bytes] | None = None
        self._has_answered = False

    def start(self) -> None:
        self._sweep()
        self._has_answered = self.is_ready is None
        try:
            self.log.parent.mkdir(exist_ok=True)
            if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
                self.log.replace(self.log.with_suffix(".log.old"))
            with self.log.open("ab") as log:
                self.process = leash.spawn(
                    self.command, self.death_signal, env=self.environ, stdout=log, stderr=subprocess.STDOUT
                )
        except OSError as error:
            raise folder.refusal(error, self.home) from error

    def stop(self) -> None:
        """Ask it to finish; after its patience, or where it never answered, end it by force."""
        if self.process is None:
            return
        # Asked while it starts, the web server would forget the question.
        if self.process.poll() is None and self.answers():
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)
        self._sweep()
        self.process = None

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def answers(self) -> bool:
        """Whether it has been ready once since its last start."""
        self._has_answered = self._has_answered or bool(self.is_ready and self.is_ready())
        return self._has_answered

    def _sweep(self) -> None:
        """End the process and what it left: orphaned workers would go on taking requests."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Keeper:
    """One part under watch: when it dies it is started again, each time after a longer delay."""

    def __init__(self, part: Part, say: Callable[[str], None]) -> None:
        self.part = part
        self.say = say
        self.delay = 0.0
        self.started_at = time.monotonic()
        self.due_at: float | None = None

    def look(self, at: float) -> None:
        """See to the part once."""
        if self.due_at is None and self.part.has_died():
            if at - self.started_at > LONGEST_DELAY:
                self.delay = 0.0
            self.due_at = at + self.delay
            self.delay = min(max(self.delay * 2, FIRST_DELAY), LONGEST_DELAY)
            self.say(f"{self.part.name} 意外退出，正在重新启动 (died, restarting)")
        if self.due_at is not None and at >= self.due_at:
            try:
                self.part.start()
            except CannotStart as refused:
                self.say(str(refused))
                self.due_at = at + self.delay
                self.delay = min(self.delay * 2, LONGEST_DELAY)
            else:
                self.due_at = None
                self.started_at = at


def watch(parts: Sequence[Part], say: Callable[[str], None]) -> None:
    """Keep the started parts running until a stopping signal raises KeyboardInterrupt."""
    keepers = [Keeper(part, say) for part in parts]
    while True:
        for keeper in keepers:
            keeper.look(time.monotonic())
        time.sleep(LOOK_EVERY)


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal all end the block, as KeyboardInterrupt, which it swallows."""
    before = {each: signal.signal(each, signal.default_int_handler) for each in STOPPING}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextlib.contextmanager
def stopped_at_end(part: Part) -> Iterator[None]:
    """Stop the part when the block ends, deaf to signals meanwhile: stopping has its own limits of time."""
    try:
        yield
    finally:
        for each in STOPPING:
            signal.signal(each, signal.SIG_IGN)
        part.stop()


def end_orphans(home: Path) -> None:
    """End what a killed start left running, and wait until it is gone; call it holding the data folder."""
    while left := _children_of(home):
        for pid in left:
            try:
                watched = os.pidfd_open(pid)
            except ProcessLookupError:
                continue
            try:
                signal.pidfd_send_signal(watched, signal.SIGKILL)
                # Until then its port is taken.
                select.select([watched], [], [], ORPHAN_LIMIT)
            finally:
                os.close(watched)


def _children_of(home: Path) -> list[int]:
    mark = f"{MARK}={home}".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (place / "environ").read_bytes().split(b"\0"):
                found.append(int(place.name))
    return found

"""Programs kept running, and ended with everything they left."""

import itertools
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qinqing.cli import serving
from qinqing.kernel.database import folder, supervisor
from qinqing.kernel.database.startup import CannotStart
from qinqing.kernel.database.supervisor import Keeper, Program

# Tells its own and its child's process ids; the child, like a web server's worker, outlives a killed parent.
FAMILY = """
import os, signal, sys, time
child = os.fork()
if child:
    with open(sys.argv[1], "w") as told:
        told.write(f"{os.getpid()} {child}\\n")
if sys.argv[2] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.pause()
"""


class Family:
    """A program with a worker, and what it told."""

    def __init__(self, folder: Path, manner: str = "willing", *, patience: float = 10.0) -> None:
        self.told = folder / "told"
        os.mkfifo(self.told)
        self.program = Program(
            "family",
            [sys.executable, "-c", FAMILY, str(self.told), manner],
            environ=dict(os.environ),
            home=folder,
            patience=patience,
        )

    def start(self) -> tuple[int, int]:
        self.program.start()
        return self.ids()

    def ids(self) -> tuple[int, int]:
        """The process ids of parent and worker, once both run."""
        parent, worker = self.told.read_text().split()
        return int(parent), int(worker)


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    made = Family(tmp_path)
    yield made
    made.program.stop()


def has_ended(pid: int) -> bool:
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    ended, _, _ = select.select([watched], [], [], 10)
    os.close(watched)
    return bool(ended)


def test_a_stopped_program_leaves_no_worker(family: Family) -> None:
    parent, worker = family.start()
    family.program.stop()
    assert has_ended(parent)
    assert has_ended(worker)


def test_a_killed_program_is_started_again_without_its_old_workers(family: Family) -> None:
    parent, worker = family.start()
    keeper = Keeper(family.program, [].append)
    os.kill(parent, signal.SIGKILL)
    assert has_ended(parent)
    keeper.look(at=0)
    again, _ = family.ids()
    assert again != parent
    assert has_ended(worker)


def test_a_program_that_keeps_dying_is_started_ever_more_slowly(tmp_path: Path) -> None:
    program = Program("mayfly", ["/bin/false"], environ={}, home=tmp_path)
    said: list[str] = []
    program.start()
    keeper = Keeper(program, said.append)
    began = keeper.started_at
    starts = []
    for tenth in range(1200):
        if program.process:
            program.process.wait()
        before = program.process
        keeper.look(at=began + tenth / 10)
        if program.process is not before:
            starts.append(tenth / 10)
    gaps = [round(later - earlier, 1) for earlier, later in itertools.pairwise(starts)]
    assert gaps[:6] == [pytest.approx(gap, abs=0.2) for gap in (0.5, 1, 2, 4, 8, 16)]
    assert max(gaps) <= supervisor.LONGEST_DELAY + 0.2
    assert set(said) == {"mayfly 意外退出，正在重新启动 (died, restarting)"}
    program.stop()


def test_a_program_that_ran_long_is_started_again_at_once(family: Family) -> None:
    parent, _ = family.start()
    keeper = Keeper(family.program, [].append)
    keeper.delay = supervisor.LONGEST_DELAY
    os.kill(parent, signal.SIGKILL)
    assert has_ended(parent)
    keeper.look(at=keeper.started_at + supervisor.LONGEST_DELAY + 1)
    assert family.ids()[0] != parent


def test_a_stubborn_program_is_ended_by_force_after_its_patience(tmp_path: Path) -> None:
    family = Family(tmp_path, "stubborn", patience=0.1)
    parent, worker = family.start()
    family.program.stop()
    assert has_ended(parent)
    assert has_ended(worker)


def test_a_program_that_never_answered_is_not_waited_for(tmp_path: Path) -> None:
    family = Family(tmp_path, "stubborn", patience=3600)
    family.program.is_ready = lambda: False
    parent, _ = family.start()
    assert not family.program.answers()
    family.program.stop()
    assert has_ended(parent)


def test_what_a_killed_start_left_is_ended_and_nothing_else(tmp_path: Path) -> None:
    ours, others = tmp_path / "ours", tmp_path / "others"
    for place in (ours, others):
        place.mkdir()
    mine, theirs = Family(ours), Family(others)
    parent, worker = mine.start()
    stranger, _ = theirs.start()
    supervisor.end_orphans(ours)
    assert has_ended(parent)
    assert has_ended(worker)
    os.kill(stranger, 0)
    for each in (mine, theirs):
        each.program.stop()


def test_a_program_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "told"
    os.mkfifo(told)
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import signal, sys\n"
            "from qinqing.kernel.database import leash\n"
            "leash.spawn(sys.argv[1:], signal.SIGTERM)\n"
            "signal.pause()",
            *[sys.executable, "-c", FAMILY, str(told), "willing"],
        ]
    )
    parent, worker = map(int, told.read_text().split())
    starter.kill()
    starter.wait()
    assert has_ended(parent)
    os.kill(worker, signal.SIGKILL)


@pytest.mark.parametrize("ending", supervisor.STOPPING)
def test_each_way_of_ending_stops_the_parts_and_restores_the_signals(
    family: Family, ending: signal.Signals
) -> None:
    before = signal.getsignal(ending)
    parent, _ = family.start()
    reached = False
    with supervisor.stoppable(), supervisor.stopped_at_end(family.program):
        signal.raise_signal(ending)
        reached = True
    assert not reached
    assert has_ended(parent)
    assert signal.getsignal(ending) is before


def test_a_log_that_grew_long_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LOG_LIMIT", 10)
    program = Program("talker", ["/bin/echo", "what it said the first time"], environ={}, home=tmp_path)
    for _ in range(2):
        program.start()
        assert program.process
        program.process.wait()
    assert program.log.read_text() == program.log.with_suffix(".log.old").read_text()


def test_a_log_folder_that_cannot_be_written_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "log").touch()
    with pytest.raises(CannotStart, match="数据目录不可用"):
        Program("mute", ["/bin/true"], environ={}, home=tmp_path).start()


def test_a_port_in_use_is_refused_even_where_it_is_shared() -> None:
    with socket.socket() as taken:
        # As the web server does: a second one would start silently and take half of the requests.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind((serving.HOST, 0))
        taken.listen()
        with pytest.raises(CannotStart, match="已被占用"):
            serving.refuse_taken(taken.getsockname()[1])


def test_a_port_just_left_is_not_refused() -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does
        server.bind((serving.HOST, 0))
        server.listen()
        port = server.getsockname()[1]
        with socket.create_connection((serving.HOST, port)):
            accepted, _ = server.accept()
            accepted.close()  # the side that closes first leaves the port waiting
    serving.refuse_taken(port)


def test_a_second_holder_is_told_the_address(tmp_path: Path) -> None:
    with (
        folder.held(tmp_path, "http://127.0.0.1:8000"),
        pytest.raises(CannotStart, match=f"进程 {os.getpid()}）http://127"),
        folder.held(tmp_path),
    ):
        pass

"""`qinqing serve` as a whole: whatever part is killed comes back, and whatever ends it leaves nothing."""

import os
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from qinqing.cli import serving
from qinqing.kernel.database.launcher import Server
from tests.builders.platform import LIMIT, Platform, eventually


@pytest.fixture(scope="module")
def served() -> Iterator[Platform]:
    with tempfile.TemporaryDirectory(prefix="qq-") as home:
        Path(home).chmod(0o711)
        platform = Platform(Path(home))
        yield platform
        if platform.process and platform.process.poll() is None:
            platform.end(signal.SIGTERM)


@pytest.fixture
def platform(served: Platform) -> Platform:
    served.start()
    return served


def test_a_start_says_where_the_data_are_and_where_to_look(platform: Platform) -> None:
    assert platform.said[0] == f"数据目录：{platform.home}"
    assert platform.said[-1] == f"亲清已启动：http://127.0.0.1:{platform.port}（按 Ctrl-C 停止）"
    assert platform.answers()


def test_a_second_start_is_refused_in_one_sentence(platform: Platform) -> None:
    assert platform.process
    second = platform.command("serve")
    said, _ = second.communicate(timeout=LIMIT)
    assert second.returncode == 1
    refusal = said.splitlines()[1:]
    assert len(refusal) == 1
    assert refusal[0].startswith(f"已在运行（进程 {platform.process.pid}）http://127.0.0.1:{platform.port}")
    assert platform.answers()


@pytest.mark.parametrize("words", ["config.web", "worker.main"])
def test_a_killed_program_comes_back_and_leaves_no_old_process(platform: Platform, words: str) -> None:
    before = platform.programs(words)
    assert before
    os.kill(min(before), signal.SIGKILL)  # the parent: its workers have later numbers
    eventually(lambda: not before & platform.programs(words))  # they go with it, before anything is counted
    eventually(lambda: len(platform.programs(words)) == len(before) and platform.answers())


def test_a_killed_web_worker_comes_back_while_the_others_serve(platform: Platform) -> None:
    before = platform.programs("config.web")
    os.kill(max(before), signal.SIGKILL)
    eventually(lambda: len(platform.programs("config.web") - before) == 1 and platform.answers())
    assert len(platform.programs("config.web")) == len(before)


def test_a_killed_database_comes_back_with_its_data(platform: Platform) -> None:
    owner = Server(platform.home).url("qinqing_owner")
    with psycopg.connect(owner) as connection:
        connection.execute("create table survivor as select 1 as one")
    killed = platform.postmaster()
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: platform.postmaster() not in (0, killed) and platform.answers())
    with psycopg.connect(owner) as connection:
        assert connection.execute("table survivor").fetchall() == [(1,)]
        connection.execute("drop table survivor")


def test_a_stop_ends_every_part_and_is_no_failure(platform: Platform) -> None:
    assert platform.process
    postmaster = platform.postmaster()
    said = platform.end(signal.SIGINT)
    assert said.endswith("已停止，数据都在。\n")
    assert platform.process.returncode == 0
    assert platform.programs("") == set()
    assert not Path(f"/proc/{postmaster}").exists()


def test_after_a_killed_launcher_nothing_lives_on_and_the_next_start_works(platform: Platform) -> None:
    platform.end(signal.SIGKILL)
    eventually(lambda: not platform.programs("") and not platform.answers())
    platform.start()
    assert platform.answers()


def test_a_start_at_once_after_everything_was_killed_works(platform: Platform) -> None:
    assert platform.process
    # The launcher first, so that it cannot see to the others, and nobody may say goodbye.
    for pid in (platform.process.pid, platform.postmaster(), *platform.programs("")):
        os.kill(pid, signal.SIGKILL)
    platform.process.communicate()
    platform.start()
    assert platform.answers()


def test_no_program_sees_the_owner_s_password_but_the_migrations(platform: Platform) -> None:
    running = platform.programs("config.web") | platform.programs("worker.main")
    for pid in running:
        environ = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"QINQING_DB_OWNER" not in environ
        assert environ.count(b"QINQING_DB_") == 1


def test_a_taken_port_is_refused_before_anything_is_started(served: Platform) -> None:
    other = Platform(served.home / "other")
    with socket.socket() as taken:
        taken.bind((serving.HOST, other.port))
        taken.listen()
        refused = other.command("serve")
        said, _ = refused.communicate(timeout=LIMIT)
    assert refused.returncode == 1
    assert said.splitlines()[-1] == f"端口 {other.port} 已被占用，请用 PORT 换一个 (the port is in use)"
    assert not (other.home / "pgdata").exists()

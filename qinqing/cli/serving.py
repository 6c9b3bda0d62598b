"""`serve` and `demo`: database, web server and worker, started in order, kept running, stopped in order."""

import contextlib
import http.client
import signal
import socket
import sys
import time

from qinqing.cli.installation import Installation
from qinqing.kernel.database import folder, supervisor
from qinqing.kernel.database.startup import CannotStart
from qinqing.kernel.database.supervisor import Program

HOST = "127.0.0.1"
WEB_LIMIT = 60.0
POLL = 0.05


def serve(installation: Installation, port: int, *, demo: bool) -> None:
    """Run until Ctrl-C or SIGTERM; refuses with CannotStart, leaving nothing running."""
    home, database = installation.home, installation.database
    address = address_at(port)
    with contextlib.ExitStack() as stack:
        stack.enter_context(supervisor.stoppable())
        print(f"数据目录：{home}")
        installation.prepare()
        stack.enter_context(folder.held(home, address))
        supervisor.end_orphans(home)
        refuse_taken(port)
        stack.enter_context(supervisor.stopped_at_end(database))
        database.start()
        installation.ensure_demo() if demo else installation.ensure_own_world()
        web = web_server(installation, port)
        stack.enter_context(supervisor.stopped_at_end(web))
        web.start()
        worker = background_worker(installation)
        stack.enter_context(supervisor.stopped_at_end(worker))
        worker.start()
        wait_for(web)
        print(f"亲清已启动：{address}（按 Ctrl-C 停止）")
        if installation.logins.exists():
            print(installation.logins.read_text("utf-8").rstrip())
        supervisor.watch((database, web, worker), say)
    print("已停止，数据都在。")


def address_at(port: int) -> str:
    """Where the platform is reached on this machine."""
    return f"http://{HOST}:{port}"


def web_server(installation: Installation, port: int) -> Program:
    """The web server: processes that share the port, each with a few threads."""
    return Program(
        "web",
        [sys.executable, "-m", "qinqing.config.web", HOST, str(port)],
        # What links begin with, unless the office says where it is reached.
        environ={"QINQING_URL": address_at(port), **installation.environ("web")},
        home=installation.home,
        is_ready=lambda: is_healthy(port),
    )


def background_worker(installation: Installation) -> Program:
    """The worker: delivers events, runs jobs and the clock."""
    return Program(
        "worker",
        # Not `-m`: an application made in the main module would not find its own tasks.
        [sys.executable, "-c", "from qinqing.config import worker; worker.main()"],
        environ=installation.environ("worker"),
        home=installation.home,
        # The database ends with the launcher, and a worker asked politely would wait for its return.
        death_signal=signal.SIGKILL,
    )


def refuse_taken(port: int) -> None:
    """Refuse a port that is in use or not ours to open.

    The web server itself would not: it binds so that several may share a port, each getting some requests.
    """
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except PermissionError as error:
            raise CannotStart(
                f"无权使用端口 {port}，请用 PORT 换一个 (not allowed to open the port)"
            ) from error
        except OSError as error:
            raise CannotStart(f"端口 {port} 已被占用，请用 PORT 换一个 (the port is in use)") from error


def is_healthy(port: int) -> bool:
    """Whether the web server answers and reaches the database."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def wait_for(web: Program) -> None:
    """Wait until the web server answers; refuses when it ends or takes too long."""
    deadline = time.monotonic() + WEB_LIMIT
    while not web.answers():
        if web.has_died() or time.monotonic() > deadline:
            raise CannotStart(f"网页服务没有启动，原因见 {web.log} (the web server did not start)")
        time.sleep(POLL)


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr)

"""CPU per request: the application's thread and the database's backend together, in interleaved rounds."""

import io
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

Request = Callable[[], None]


def backend_cpu() -> float:
    """CPU seconds of this connection's PostgreSQL process so far."""
    with connection.cursor() as cursor:
        pid = cursor.connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


@dataclass
class Subject:
    """One thing to measure, and the milliseconds of each round: application, database."""

    name: str
    run: Request
    per_round: int = 40
    application: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)

    @property
    def total(self) -> float:
        return median(a + d for a, d in zip(self.application, self.database, strict=True))

    @property
    def best(self) -> float:
        return min(a + d for a, d in zip(self.application, self.database, strict=True))


def interleave(subjects: list[Subject], rounds: int) -> None:
    """Each round measures every subject once, so that what else the machine does hits all alike."""
    for subject in subjects:
        for _ in range(8):
            subject.run()
    for _ in range(rounds):
        for subject in subjects:
            before_database, before = backend_cpu(), time.thread_time()
            for _ in range(subject.per_round):
                subject.run()
            spent = time.thread_time() - before
            database = backend_cpu() - before_database
            subject.application.append(spent / subject.per_round * 1e3)
            subject.database.append(database / subject.per_round * 1e3)


def spent(run: Request) -> float:
    """Milliseconds of CPU of one run, application and database together."""
    before, database = time.thread_time(), backend_cpu()
    run()
    return (time.thread_time() - before + backend_cpu() - database) * 1e3


def percentile(values: list[float], share: int) -> float:
    """The value that `share` percent of them do not exceed."""
    return sorted(values)[max(0, -(-len(values) * share // 100) - 1)]


def caller(handler: WSGIHandler, cookies: Mapping[str, str]) -> Callable[..., tuple[int, bytes]]:
    """A way to ask the application as a web server would, without one."""
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def call(url: str, form: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        parts = urlsplit(url)
        body = urlencode(form).encode() if form is not None else b""
        environ = {
            "REQUEST_METHOD": "GET" if form is None else "POST",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": cookie,
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        status: list[int] = []
        response = handler(environ, lambda line, headers, exc=None: status.append(int(line[:3])))
        content = b"".join(response)
        response.close()
        return status[0], content

    return call

"""What was acknowledged is stored, once, whatever is killed meanwhile.

People submit through the web server while its processes and the database are killed in turn. Each form
keeps its client key until it is answered, as a browser does that is told to send it again.
"""

import contextlib
import http.client
import os
import signal
import threading
import time
import uuid
from urllib.parse import urlencode

from django.db import connections, transaction
from django.middleware.csrf import get_token
from django.test import RequestFactory

from qinqing.domains.accounts.models import Session
from qinqing.domains.problems.models import Problem
from qinqing.kernel import clock, door
from qinqing.kernel.models import Event
from tests.builders.platform import Platform, eventually
from tests.builders.problems import town
from tests.sizes import size

SUBMISSIONS = size("submissions")
PEOPLE = 4
KILL_EVERY = 50
"""So many acknowledged forms lie between two kills, however fast the machine is: each part has come back."""
LONGEST = 120.0
"""Nobody sends his form again for longer than this before it is acknowledged."""
COOKIE = "qq_session"


class Person:
    """Someone at a browser who sends his form again until he has an answer."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.token = get_token(RequestFactory().get("/"))
        self.cookie = f"{COOKIE}={session}; csrftoken={self.token}"
        self.acknowledged: dict[str, str] = {}
        self.longest = 0.0
        self.refused: list[tuple[int, str]] = []

    def submit(self, words: str, key: str) -> str:
        """Send once; gives the address that came back, or nothing."""
        form = {"csrfmiddlewaretoken": self.token, "client_key": key, "facts": words, "looked": "1"}
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("POST", "/raise/", urlencode(form), headers)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            return ""
        finally:
            connection.close()
        if response.status == 302:
            return response.headers["Location"]
        if response.status < 500:
            self.refused.append((response.status, content.decode()[:2000]))
        return ""

    def work(self, forms: list[tuple[str, str]]) -> None:
        """Send every form until it is acknowledged, or nobody would wait any more."""
        patience = threading.Event()
        for words, key in forms:
            begun = time.monotonic()
            while key not in self.acknowledged and self.longest < LONGEST and not self.refused:
                address = self.submit(words, key)
                if address:
                    self.acknowledged[key] = address
                else:
                    patience.wait(0.2)
                self.longest = max(self.longest, time.monotonic() - begun)


def _people(platform: Platform, how_many: int) -> list[Person]:
    """The enterprise's contact at several browsers, in the database of the running platform."""
    now = clock.now()
    keys = [uuid.uuid4().hex for _ in range(how_many)]
    with transaction.atomic():
        contact = town().people["enterprise"]
        with door.as_system("tests.sign_in"):
            for key in keys:
                Session.objects.create(
                    key_hash=door.session_hash(key),
                    person=contact,
                    started_at=now,
                    seen_at=now,
                    device="test",
                )
    return [Person(platform.port, key) for key in keys]


def _kill_in_turn(platform: Platform, people: list[Person], stop: threading.Event, killed: list[str]) -> None:
    """A web process, the database, a web process, …: SIGKILL while forms are on their way."""
    while not stop.wait(0.02):
        if sum(len(person.acknowledged) for person in people) < KILL_EVERY * (len(killed) + 1):
            continue
        target = "database" if len(killed) % 3 == 1 else "web"
        pids = {platform.postmaster()} - {0} if target == "database" else platform.programs("config.web")
        if pids:
            with contextlib.suppress(ProcessLookupError):  # it was just being replaced
                os.kill(max(pids), signal.SIGKILL)
                killed.append(target)


def test_killing_web_and_database_loses_and_doubles_nothing(platform: Platform) -> None:
    people = _people(platform, PEOPLE)
    connections.close_all()
    forms = [(f"第{n}件：厂门口的路灯坏了", str(uuid.uuid4())) for n in range(SUBMISSIONS)]
    stop, killed = threading.Event(), list[str]()
    killer = threading.Thread(target=_kill_in_turn, args=(platform, people, stop, killed))
    workers = [threading.Thread(target=p.work, args=(forms[n::PEOPLE],)) for n, p in enumerate(people)]
    for thread in (killer, *workers):
        thread.start()
    for thread in workers:
        thread.join()
    stop.set()
    killer.join()
    assert [p.refused for p in people if p.refused] == []
    assert {"web", "database"} <= set(killed), "nothing was killed, so nothing was shown"
    eventually(platform.answers)
    acknowledged = {key: where for p in people for key, where in p.acknowledged.items()}
    assert len(acknowledged) == SUBMISSIONS
    assert max(person.longest for person in people) < LONGEST
    with transaction.atomic(), door.as_system("tests.read"):
        stored = dict(Problem.objects.values_list("public_id", "id"))
        told = list(Event.objects.filter(name="ProblemSubmitted").values_list("subject_id", flat=True))
    assert len(stored) == SUBMISSIONS, "one row for each form"
    assert len(set(acknowledged.values())) == SUBMISSIONS, "one address for each form"
    assert {where.rstrip("/").split("/")[-1] for where in acknowledged.values()} == set(stored)
    assert sorted(told) == sorted(stored.values()), "one event for each row"


def test_without_a_client_key_the_same_form_makes_two(platform: Platform) -> None:
    """The twin: it is the key that makes sending again harmless."""
    (person,) = _people(platform, 1)
    key = str(uuid.uuid4())
    first = person.submit("路灯坏了", key)
    assert first, person.refused
    assert person.submit("路灯坏了", key) == first
    assert person.submit("路灯坏了", "") != person.submit("路灯坏了", "")

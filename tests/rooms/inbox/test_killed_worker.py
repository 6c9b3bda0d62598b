"""Everybody is told once of everything, however often the worker is killed in the middle of telling."""

import contextlib
import os
import signal
import threading
import time
from datetime import datetime
from functools import partial

from django.db import connection, connections, transaction

from qinqing.domains.accounts.terms import Role
from qinqing.domains.inbox.models import Message
from qinqing.domains.problems import actions
from qinqing.domains.problems.actions import Raised
from qinqing.kernel import clock, door
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.events import DELIVER, Author
from qinqing.kernel.models import Event
from tests.builders.platform import Platform
from tests.builders.problems import Town, town
from tests.conftest import point_at
from tests.sizes import size

NOTICES = size("notices")
KILL_EVERY = max(40, NOTICES // 25)
"""So many messages lie between two kills: each worker has begun to work. One that dies again and again is
started again after half a minute, which a message may have to wait."""
AHEAD = 200
"""So many are raised at most of which nobody was told yet: what waits, waits for the worker alone."""
LONGEST = 120
"""Nobody waits longer for his message, in seconds."""
BESIDES = 60
"""What raising AHEAD of them and the worker's own work may take in the test."""


def raise_all(place: Town, until: float) -> None:
    """Problems of the enterprise, of each of which its officer is to be told; no faster than he is told."""
    patience = threading.Event()
    for number in range(NOTICES):
        while number >= AHEAD and number - look()[0] >= AHEAD and time.monotonic() < until:
            patience.wait(0.02)
        now = clock.now()
        raised = Raised(
            title=f"第 {number} 件",
            facts="路灯不亮",
            enterprise_id=place.enterprise.pk,
            area_id=place.area.pk,
        )
        door.drawn_again(partial(_submit, place, raised, now))


def _submit(place: Town, raised: Raised, now: datetime) -> None:
    author = Author(door.become(place.people["enterprise"].pk, now))
    actions.submit_problem(author=author, raised=raised, now=now, role=Role.ENTERPRISE_USER)


def told(place: Town) -> dict[int, list[float]]:
    """By event, after how many seconds the officer found his messages of it."""
    events = Event.objects.filter(name="ProblemSubmitted").values_list("id", "at")
    found: dict[int, list[float]] = {number: [] for number, _ in events}
    at = dict(events)
    officer = Message.objects.filter(person=place.people["officer"], event_id__in=found)
    for number, when in officer.values_list("event_id", "created_at"):
        found[number].append((when - at[number]).total_seconds())
    return found


def deliveries(condition: str) -> int:
    """How many deliveries of events are so."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*) from procrastinate_jobs where task_name = %s and {condition}", [DELIVER]
        )
        return int(cursor.fetchone()[0])


def look() -> tuple[int, int]:
    """How many messages there are, and how many deliveries wait or were held by a worker that is dead."""
    with transaction.atomic(), door.as_system("tests.read"):
        return Message.objects.count(), deliveries("status <> 'succeeded'")


def kill_in_turn(platform: Platform, until: float) -> int:
    """Kill the worker whenever it has told so many, until all is told; gives how often."""
    patience, kills = threading.Event(), 0
    while time.monotonic() < until:
        messages, left = look()
        if messages >= NOTICES and not left:
            break
        pids = platform.programs("worker.main")
        if pids and KILL_EVERY * (kills + 1) <= messages < NOTICES:
            with contextlib.suppress(ProcessLookupError):
                os.kill(max(pids), signal.SIGKILL)
                kills += 1
        patience.wait(0.02)
    return kills


def test_killing_the_worker_loses_and_doubles_no_notice(platform: Platform) -> None:
    point_at(Server(platform.home).url("qinqing_worker"))
    with transaction.atomic(), door.as_system("tests.build"):
        place = town()
    until = time.monotonic() + (LONGEST + BESIDES) * max(1, NOTICES / AHEAD)
    raising = threading.Thread(target=lambda: (raise_all(place, until), connections.close_all()))
    raising.start()
    kills = kill_in_turn(platform, until)
    raising.join()
    with transaction.atomic(), door.as_system("tests.read"):
        after, begun_again = told(place), deliveries("attempts > 1")
    assert kills >= 3, "nothing was killed, so nothing was shown"
    assert begun_again, (
        "no delivery was stopped half-way: without the second try nothing would have been missed"
    )
    assert len(after) == NOTICES
    assert [number for number, times in after.items() if len(times) != 1] == []
    assert max(times[0] for times in after.values()) < LONGEST

"""The pages everybody opens all day, everything on: session, rights, policies, events, jobs, full HTML."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections, transaction
from django.middleware.csrf import get_token
from django.test import RequestFactory, override_settings

from benchmarks import city, floors, searches, streams, sweeps
from benchmarks.measure import Subject, caller, interleave
from qinqing.config import wiring, wsgi
from qinqing.domains.accounts.models import Session
from qinqing.domains.problems.models import Problem
from qinqing.kernel import clock, door
from qinqing.kernel.database.launcher import SUPERUSER, Server
from tests.conftest import migrated, point_at

ROUNDS = 15
SEARCHING = ("coordinator", "officer", "handler1")
FACTS = "厂东门口的路灯坏了三个月，夜班工人看不清路"
AIMS = {
    "submit": ("smallest insert", "Django's create", 4.5),
    "open list, 50 rows": ("JSON list", "Django's list", 1.6),
    "one problem": ("the same reads", "Django's reads", 2.5),
}
"""Of each page its floors, the harder first, and how many times one of them it may cost."""
Call = Callable[..., tuple[int, bytes]]


def session_of(person_id: int) -> str:
    """A session for a person without a password."""
    key, now = uuid.uuid4().hex, clock.now()
    with transaction.atomic(), door.as_system("benchmarks"):
        Session.objects.create(
            key_hash=door.session_hash(key), person_id=person_id, started_at=now, seen_at=now, device="bench"
        )
    return key


def run(server: Server, problems: int) -> None:
    """Build a city and print what each hot page costs beside its floor."""
    name = migrated(server, "qinqing_bench")
    point_at(server.url("qinqing_web", name))
    # Nobody raises or turns so many pages within an hour; it is asked all the same.
    with clock.set_to(city.NOW), override_settings(RAISED_PER_HOUR=10**6, LISTS_PER_HOUR=10**6):
        built = city.build(server.url(SUPERUSER, name), problems)
        wiring.connect()
        subjects = _subjects(built)
        interleave(subjects, ROUNDS)
        _print({subject.name: subject for subject in subjects})
        searches.run({who: _visitor(built, who) for who in SEARCHING})
        streams.run(built, server.url(SUPERUSER, name))
        sweeps.run(server.url(SUPERUSER, name))
    connections.close_all()


def _subjects(built: city.City) -> list[Subject]:
    token = get_token(RequestFactory().get("/"))
    with transaction.atomic(), door.as_system("benchmarks"):
        newest = Problem.objects.filter(state="handling").order_by("-id").values("id", "public_id")[0]
        floors.ONE["like"] = floors.like(newest["id"])
    floors.ONE.update(problem=newest["id"], areas=[built.town.area.pk])

    coordinator, contact = _visitor(built, "coordinator", token), _visitor(built, "enterprise", token)

    def submit() -> None:
        key = str(uuid.uuid4())
        form = {"csrfmiddlewaretoken": token, "client_key": key, "facts": FACTS, "looked": "1"}
        _expect(302, contact("/raise/", form))

    pages = {
        "open list, 50 rows": (coordinator, "/problems/"),
        "one problem": (coordinator, f"/problems/{newest['public_id']}/"),
        "home, coordinator": (coordinator, "/"),
        "triage desk": (coordinator, "/triage/"),
        "my problems": (contact, "/mine/"),
    }
    return [
        Subject("smallest insert", _floor("/floor/insert", 303, {"facts": FACTS})),
        Subject("Django's create", _floor("/floor/django-insert", 303, {"facts": FACTS})),
        Subject("submit", submit, per_round=20),
        Subject("JSON list", _floor("/floor/list", 200)),
        Subject("Django's list", _floor("/floor/django-list", 200)),
        Subject("the same reads", _floor("/floor/reads", 200)),
        Subject("Django's reads", _floor("/floor/django-reads", 200)),
        *(Subject(name, _page(call, url)) for name, (call, url) in pages.items()),
    ]


def _visitor(built: city.City, who: str, token: str = "") -> Call:
    """A person with a session of his own, before the whole house."""
    session = session_of(built.town.people[who].pk)
    return caller(wsgi.application, {settings.SESSION_KEY_COOKIE: session, "csrftoken": token})


def _page(call: Call, url: str) -> Callable[[], None]:
    return lambda: _expect(200, call(url))


def _floor(url: str, status: int, form: dict[str, str] | None = None) -> Callable[[], None]:
    """A floor in a handler without middleware, read as the system: its rights are not asked."""
    with override_settings(ROOT_URLCONF="benchmarks.floors", MIDDLEWARE=[]):
        call = caller(WSGIHandler(), {})

    def run() -> None:
        with override_settings(ROOT_URLCONF="benchmarks.floors"):
            _expect(status, call(url, form))

    def as_system() -> None:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.system', 'benchmarks', false)")
        try:
            run()
        finally:
            with connection.cursor() as cursor:
                cursor.execute("select set_config('app.system', '', false)")

    return as_system


def _expect(status: int, answer: tuple[int, bytes]) -> None:
    assert answer[0] == status, (answer[0], answer[1][:400])


def _print(subjects: dict[str, Subject]) -> None:
    with transaction.atomic(), door.as_system("benchmarks"), connection.cursor() as cursor:
        cursor.execute("select count(*) filter (where is_open), count(*) from problems_problem")
        still_open, whole = cursor.fetchone()
    print(f"\n{whole} problems, {still_open} open; CPU ms a request (application + PostgreSQL), medians")
    for name, subject in subjects.items():
        application, database = (sorted(v)[len(v) // 2] for v in (subject.application, subject.database))
        line = (
            f"  {name:<20}{subject.total:7.2f} = {application:.2f} + {database:.2f}, best {subject.best:.2f}"
        )
        if name in AIMS:
            *lowest, aim = AIMS[name]
            ratios = [f"{subject.total / subjects[floor].total:.2f} × {floor}" for floor in map(str, lowest)]
            line += f"   {', '.join(ratios)} (aim {aim})"
        print(line)

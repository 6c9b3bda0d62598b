"""The pages everybody opens all day, with everything on: session, rights, row security, events, jobs, full HTML."""

import uuid
from datetime import timedelta

import psycopg
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.middleware.csrf import get_token
from django.test import RequestFactory, override_settings

from benchmarks import city, floors
from benchmarks.measure import Subject, caller, interleave
from qinqing.config import wiring
from qinqing.domains.accounts.models import Session
from qinqing.domains.problems.models import Problem
from qinqing.kernel import clock, door
from qinqing.kernel.database.launcher import SUPERUSER, Server
from tests.conftest import migrated, point_at

ROUNDS = 15
AIMS = {"submit": ("smallest insert", 4.5), "open list, 50 rows": ("JSON list", 1.6), "one problem": ("smallest read", 2.5)}


def _session(person_id: int) -> str:
    """A session for a person without a password."""
    key = uuid.uuid4().hex
    with transaction.atomic(), door.as_system("benchmarks"):
        Session.objects.create(
            key_hash=door.session_hash(key), person_id=person_id, started_at=clock.now(), seen_at=clock.now(),
            device="benchmarks",
        )  # fmt: skip
    return key


def run(server: Server, problems: int) -> None:
    """Build a city and print what each hot page costs beside its floor."""
    name = migrated(server, "qinqing_bench")
    point_at(server.url("qinqing_web", name))
    with clock.set_to(city.NOW):
        built = city.build(server.url(SUPERUSER, name), problems)
        with psycopg.connect(server.url(SUPERUSER, name), autocommit=True) as owner:
            owner.execute("create table bench_floor (id bigserial primary key, key text unique, words text)")
            owner.execute("grant select, insert on bench_floor to qinqing_web; grant usage on sequence bench_floor_id_seq to qinqing_web")
            ((one,),) = owner.execute("select max(id) from problems_problem where state = 'handling'").fetchall()
        _measure(built, one)


def _measure(built: city.City, one: int) -> None:
    wiring.connect()
    people = built.town.people
    with override_settings(ROOT_URLCONF="benchmarks.floors", MIDDLEWARE=[]):
        floor = caller(WSGIHandler(), {})
        floors.SCOPE["one"] = one
        floor("/floor/read")
    token = get_token(RequestFactory().get("/"))
    house = WSGIHandler()

    def person(who: str) -> object:
        return caller(house, {settings.SESSION_KEY_COOKIE: _session(people[who].pk), "csrftoken": token})

    with transaction.atomic(), door.as_system("benchmarks"):
        public_id = Problem.objects.values_list("public_id", flat=True).get(pk=one)
    coordinator, contact = person("coordinator"), person("enterprise")

    def submit() -> None:
        form = {"csrfmiddlewaretoken": token, "client_key": str(uuid.uuid4()), "facts": "厂东门口的路灯坏了三个月，夜班工人看不清路"}
        status, _ = contact("/raise/", form)  # type: ignore[operator]
        assert status == 302, status

    def ask(call: object, url: str) -> None:
        status, content = call(url)  # type: ignore[operator]
        assert status == 200, (url, status, content[:300])

    def floor_call(url: str, form: dict[str, str] | None = None) -> None:
        with override_settings(ROOT_URLCONF="benchmarks.floors"):
            status, _ = floor(url, form)
        assert status in {200, 303}, (url, status)

    subjects = [
        Subject("smallest insert", lambda: floor_call("/floor/insert", {"facts": "厂东门口的路灯坏了三个月，夜班工人看不清路"})),
        Subject("submit", submit, per_round=20),
        Subject("JSON list", lambda: floor_call("/floor/list")),
        Subject("open list, 50 rows", lambda: ask(coordinator, "/problems/?open=1")),
        Subject("smallest read", lambda: floor_call("/floor/read")),
        Subject("one problem", lambda: ask(coordinator, f"/problems/{public_id}/")),


    ]
    interleave(subjects, ROUNDS)
    _print(built, {s.name: s for s in subjects})


def _print(built: city.City, subjects: dict[str, Subject]) -> None:
    with transaction.atomic(), door.as_system("benchmarks"), connection.cursor() as cursor:
        cursor.execute("select count(*) filter (where is_open), count(*) from problems_problem")
        open_now, whole = cursor.fetchone()
    print(f"\n{whole} problems, {open_now} open; CPU ms a request, median of {ROUNDS} rounds (application + PostgreSQL)")
    for name, subject in subjects.items():
        application, database = (sorted(v)[len(v) // 2] for v in (subject.application, subject.database))
        line = f"  {name:<22}{subject.total:7.2f}  = {application:.2f} + {database:.2f}, best {subject.best:.2f}"
        if name in AIMS:
            floor, aim = AIMS[name]
            line += f"   {subject.total / subjects[floor].total:.2f} × {floor} (aim {aim} ×)"
        print(line)


__all__ = ["run", "timedelta"]

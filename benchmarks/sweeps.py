"""The deadline sweep: a thousand problems fall due among all others; finding them, and playing them out."""

from datetime import timedelta

import psycopg
from django.db import connection, transaction

from benchmarks.measure import spent
from qinqing.domains.problems import actions
from qinqing.kernel import clock, door

DUE = 1_000
FIND = "select id from problems_problem where look_at <= %s order by look_at, id limit %s"


def run(superuser_dsn: str) -> None:
    """Let a thousand fall due in a minute, then print what finding and recording them costs."""
    now = clock.now() + timedelta(minutes=1)
    with psycopg.connect(superuser_dsn, autocommit=True) as superuser:
        waiting = _let_fall_due(superuser, now)

    def find() -> None:
        with transaction.atomic(), door.as_system("benchmarks"), connection.cursor() as cursor:
            cursor.execute(FIND, [now, DUE])
            assert len(cursor.fetchall()) == DUE

    def play() -> None:
        with transaction.atomic(), door.as_system("problems.sweep"):
            assert actions.sweep(now, most=DUE) == DUE

    find()
    print(f"\nsweep: {DUE} due of {waiting} that wait: found in {spent(find):.1f} ms", end="")
    print(f", recorded and told in {spent(play) / 1e3:.2f} s of CPU")


def _let_fall_due(superuser: "psycopg.Connection[object]", now: object) -> int:
    """The thousand whose next moment is nearest are due now, all others in a month."""
    execute = superuser.execute
    execute("update problems_problem set look_at = look_at + interval '30 days' where look_at is not null")
    execute(
        "update problems_problem set look_at = %s where id in"
        " (select id from problems_problem where look_at is not null order by look_at, id limit %s)",
        [now, DUE],
    )
    execute("vacuum analyze problems_problem")
    (waiting,) = execute("select count(*) from problems_problem where look_at is not null").fetchone()
    return int(waiting)

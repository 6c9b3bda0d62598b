"""A city of N problems in minutes: some walked by their people, then copied by SQL, rows and all.

What is copied are the rows that the real actions wrote (problem, tasks, ledger, events, contacts, ratings,
search entry); only ids, numbers, addresses and the enterprise differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
from django.db import transaction

from qinqing.kernel import door
from qinqing.kernel.row_security import search_key
from tests.builders.problems import Road, Town, a_contact, an_enterprise, an_officer, at, town

NOW = at("2026-03-10 10:00")
ENTERPRISES = 2_000
WALKED = 20
TEXTS = (
    "厂东门口的路灯坏了三个月",
    "夜班公交停了，工人下班没车",
    "用电扩容两个月没有方案",
    "随迁子女没有学位",
    "奖补资金一直没到账",
)

PROBLEM, TASK, EVENT = "problems_problem", "problems_task", "kernel_event"
LEDGER, CONTACT, RATING = "problems_ledgerentry", "problems_contactrecord", "problems_rating"
ABOUT = "kernel_eventabout"
COPIED = (PROBLEM, TASK, EVENT, ABOUT, LEDGER, CONTACT, RATING)
OWN_IDS = frozenset({ABOUT, CONTACT, RATING})
"""Tables nobody refers to: their copies draw ids of their own."""


@dataclass
class City:
    """What a benchmark needs to know: the people who open pages, and how much there is."""

    town: Town
    problems: int


def build(superuser_dsn: str, problems: int) -> City:
    """A city with about `problems` problems, a quarter of them open; analysed, so that plans are true."""
    with transaction.atomic():
        place = town()
        with door.as_system("benchmarks.build"):
            second = an_enterprise(place.area, "澜川第二制造有限公司")
        place.people["officer2"] = an_officer(second, place.units[0], "周俊")
        place.people["contact2"] = a_contact(second, "邵长庚", is_main=True)
        for number in range(WALKED):
            _walk(place, number)
    copies = max(1, problems // WALKED)
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        connection.execute("set synchronous_commit = off")
        _enterprises(connection, place.area.pk)
        _copy(connection, copies, search_key("e", place.enterprise.pk))
        with transaction.atomic():
            Road(place, NOW - timedelta(days=1)).submitted("锅炉检修", "锅炉检修排不上队，供暖前要修好")
        connection.execute("vacuum analyze")
    return City(place, copies * WALKED)


def _walk(place: Town, number: int) -> None:
    """One problem as far along the road as its number says, so that every state is there."""
    text, unit = TEXTS[number % len(TEXTS)], number % 3 + 1
    road = Road(place, NOW - timedelta(days=14) + timedelta(hours=number))
    road.submitted(title=text[:12], facts=f"{text}，请尽快处理。第{number}件。" * 2)
    stretches = (
        lambda: road.wait(hours=1).passed_on(),
        lambda: road.wait(hours=1).dispatched(lead=unit),
        lambda: road.wait(hours=2).signed(unit).contacted(unit),
        lambda: road.wait(days=1).replied(unit).signed_off(unit).wait(hours=2).approved(),
        lambda: road.wait(days=1).confirmed(),
    )
    for stretch in stretches[:number]:
        stretch()


def _enterprises(connection: "psycopg.Connection[Any]", area: int) -> None:
    connection.execute(
        "create temporary table firm as select g - 1 n, nextval('enterprises_enterprise_id_seq') id"
        f" from generate_series(1, {ENTERPRISES}) g"
    )
    connection.execute(
        "insert into enterprises_enterprise (id, public_id, credit_code, code_missing_reason, name, name_key,"
        " pinyin, type, type_text, capital_text, currency, business_scope, address, area_id, industry,"
        " is_key, version, created_at)"
        " select id, substr(md5('e' || n), 1, 12), null, '测试', '澜川' || n || '号有限公司', 'e' || n,"
        " 'lanchuan' || n, 'unknown', '', '', '', '', '', %s, '', false, 1, now() from firm",
        [area],
    )


def _copy(connection: "psycopg.Connection[Any]", copies: int, walked_key: str) -> None:
    """Every row of the walked problems, `copies - 1` times more, with its references kept together."""
    execute = connection.execute
    spans = {name: execute(f"select coalesce(max(id), 0) from {name}").fetchone()[0] for name in COPIED}
    execute("set session_replication_role = replica")  # the copies are consistent by construction
    for name in COPIED:
        swaps = _swaps(name, spans)
        kept = [c for c in _columns(connection, name) if not (c == "id" and name in OWN_IDS)]
        values = ", ".join(swaps.get(c, f's."{c}"') for c in kept)
        names = ", ".join(f'"{c}"' for c in kept)
        execute(
            f"insert into {name} ({names}) select {values}"
            f" from (select * from {name} where id <= {spans[name]} {_of_problems(name)}) s"
            f" cross join generate_series(1, {copies - 1}) c(k) join firm f on f.n = c.k % {ENTERPRISES}"
        )
    execute(
        "insert into kernel_searchdocument (kind, object_id, text, terms)"
        f" select s.kind, s.object_id + c.k * {spans[PROBLEM]}, s.text, array_to_tsvector("
        "array_replace(tsvector_to_array(s.terms), %s, left(%s, 2) || f.id)) from kernel_searchdocument s"
        f" cross join generate_series(1, {copies - 1}) c(k) join firm f on f.n = c.k %% {ENTERPRISES}"
        f" where s.kind = 'problem' and s.object_id <= {spans[PROBLEM]}",
        [walked_key, walked_key],
    )
    execute("set session_replication_role = origin")
    for name in COPIED:
        execute(f"select setval('{name}_id_seq', (select max(id) + 1 from {name}))")


def _swaps(name: str, spans: Mapping[str, int]) -> dict[str, str]:
    """What differs in a copy of a row of this table, as SQL."""
    of_problem = f"+ c.k * {spans[PROBLEM]}"
    common = {
        "id": f"s.id + c.k * {spans[name]}",
        "problem_id": f"s.problem_id {of_problem}",
        "task_id": f"s.task_id + c.k * {spans[TASK]}",
        "event_id": f"s.event_id + c.k * {spans[EVENT]}",
        "enterprise_id": "f.id",
        "client_key": "null",
        "subject_id": f"s.subject_id {of_problem}",
        "public_id": "substr(md5(s.public_id || c.k), 1, 12)",
        "number": "'WT' || lpad((c.k * 100 + s.id)::text, 11, '0')",
        "object_id": f"case s.kind when 'problem' then s.object_id {of_problem} else f.id end",
    }
    return {column: sql for column, sql in common.items() if column != "object_id" or name == ABOUT}


def _of_problems(name: str) -> str:
    if name == EVENT:
        return "and subject_kind = 'problem'"
    if name == ABOUT:
        return f"and event_id in (select id from {EVENT} where subject_kind = 'problem')"
    return ""


def _columns(connection: "psycopg.Connection[Any]", name: str) -> list[str]:
    rows = connection.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
        " and attgenerated = ''",
        [name],
    )
    return [row[0] for row in rows.fetchall()]

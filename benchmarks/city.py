"""A city of N problems in minutes: a few dozen walked by their people, then copied by SQL, rows and all.

What is copied are the rows that the real actions wrote (problem, tasks, ledger, events, contacts, search
entry); only ids, numbers, addresses, enterprise and unit differ.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from django.db import transaction

from qinqing.domains.accounts.models import Unit
from qinqing.kernel import door
from tests.builders import accounts
from tests.builders.problems import Road, Town, a_contact, an_enterprise, an_officer, at, town

NOW = at("2026-03-10 10:00")
ENTERPRISES = 2_000
UNITS = 40
TEXTS = ("厂东门口的路灯坏了三个月", "夜班公交停了，工人下班没车", "用电扩容两个月没有方案", "随迁子女没有学位", "奖补资金一直没到账")


@dataclass
class City:
    """What a benchmark needs to know: the people who open pages, and how much there is."""

    town: Town
    problems: int


def build(superuser_dsn: str, problems: int) -> City:
    """A city with about `problems` problems, a fifth of them open; analysed, so that plans are those of life."""
    with transaction.atomic():
        place = town()
        _more_places(place)
        count = _walk_templates(place)
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        copies = problems // count
        _copy(connection, copies, place)
        connection.execute("vacuum analyze")
    return City(place, copies * count)


def _more_places(place: Town) -> None:
    with door.as_system("benchmarks.build"):
        first = [an_enterprise(place.area, f"澜川第{n}制造有限公司") for n in range(3)]
    place.people["officer2"] = an_officer(first[0], place.units[0], "周俊")
    place.people["contact2"] = a_contact(first[0], "邵长庚", is_main=True)


def _walk_templates(place: Town) -> int:
    """Problems in every state, four weeks of life."""
    start = NOW - timedelta(days=14)
    made = 0
    for n in range(20):
        text = TEXTS[n % len(TEXTS)]
        road = Road(place, start + timedelta(hours=n)).submitted(title=text[:12], facts=f"{text}，请尽快处理。第{n}件。" * 2)
        made += 1
        if n == 0:
            continue
        road.wait(hours=1).passed_on()
        if n == 1:
            continue
        road.wait(hours=1).dispatched(lead=n % 3 + 1)
        if n == 2:
            continue
        unit = n % 3 + 1
        road.wait(hours=2).signed(unit).contacted(unit)
        if n == 3:
            continue
        road.wait(days=1).replied(unit).signed_off(unit).wait(hours=2).approved()
        if n > 4:
            road.wait(days=1).confirmed()
    return made


def _copy(connection: "psycopg.Connection[object]", copies: int, place: Town) -> None:
    execute = connection.execute
    execute("set synchronous_commit = off")
    area = place.area.pk
    execute(
        "insert into enterprises_enterprise (public_id, credit_code, code_missing_reason, name, name_key, pinyin, type,"
        " type_text, capital_text, currency, business_scope, address, area_id, industry, is_key, is_active, version, created_at)"
        " select substr(md5('e' || g), 1, 12), null, '测试', '澜川' || g || '号有限公司', 'e' || g, 'lanchuan' || g, 'unknown',"
        f" '', '', '', '', '', {area}, '', false, true, 1, now() from generate_series(1, {ENTERPRISES}) g"
    )
    tables = (
        ("problems_problem", None),
        ("problems_task", "problems_task"),
        ("kernel_event", None),
        ("kernel_eventabout", None),
        ("problems_ledgerentry", None),
        ("problems_contactrecord", None),
        ("problems_rating", None),
    )
    spans = {name: execute(f"select coalesce(max(id), 0) from {name}").fetchone()[0] for name, _ in tables}  # type: ignore[index]
    enterprises = "(array(select id from enterprises_enterprise where name like '澜川%号有限公司' order by id))"
    execute(f"create temporary table firm as select row_number() over () - 1 n, id from unnest({enterprises}) id")
    p, t, e = spans["problems_problem"], spans["problems_task"], spans["kernel_event"]
    replaced = {
        "problems_problem": {
            "id": f"s.id + c.k * {p}",
            "public_id": "substr(md5(s.public_id || c.k), 1, 12)",
            "number": "case when s.number is null then null else 'WT' || lpad((c.k * 100 + s.id)::text, 11, '0') end",
            "enterprise_id": "f.id",
            "last_event_id": f"s.last_event_id + c.k * {e}",
            "waits_for_task_id": "null",
        },
        "problems_task": {"id": f"s.id + c.k * {t}", "problem_id": f"s.problem_id + c.k * {p}", "enterprise_id": "f.id"},
        "kernel_event": {
            "id": f"s.id + c.k * {e}",
            "subject_id": f"case when s.subject_kind = 'problem' then s.subject_id + c.k * {p} else s.subject_id end",
            "client_key": "null",
        },
        "kernel_eventabout": {
            "id": None,
            "event_id": f"s.event_id + c.k * {e}",
            "object_id": f"case s.kind when 'problem' then s.object_id + c.k * {p} when 'enterprise' then f.id else s.object_id end",
        },
        "problems_ledgerentry": {
            "id": f"s.id + c.k * {spans['problems_ledgerentry']}",
            "problem_id": f"s.problem_id + c.k * {p}",
            "task_id": f"s.task_id + c.k * {t}",
            "event_id": f"s.event_id + c.k * {e}",
        },
        "problems_contactrecord": {
            "id": None, "problem_id": f"s.problem_id + c.k * {p}", "task_id": f"s.task_id + c.k * {t}",
            "event_id": f"s.event_id + c.k * {e}",
        },
        "problems_rating": {"id": None, "problem_id": f"s.problem_id + c.k * {p}", "event_id": f"s.event_id + c.k * {e}"},
    }  # fmt: skip
    only = {
        "kernel_event": "where s.subject_kind = 'problem'",
        "kernel_eventabout": f"where exists (select 1 from kernel_event x where x.id = s.event_id and x.subject_kind = 'problem')",
    }
    execute("set session_replication_role = replica")  # copies need no triggers; keys are consistent by construction
    for name, _ in tables:
        columns = [
            row[0]  # type: ignore[index]
            for row in execute(
                "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
                " and attgenerated = ''", [name],
            ).fetchall()
        ]  # fmt: skip
        swap = replaced[name]
        kept = [c for c in columns if swap.get(c, "") is not None]
        values = ", ".join(swap.get(c) or f's."{c}"' for c in kept)
        execute(
            f"insert into {name} ({_columns(kept)}) select {values} from (select * from {name} where id <= {spans[name]}) s"
            f" cross join generate_series(1, {copies - 1}) c(k)"
            f" join firm f on f.n = c.k % {ENTERPRISES} {only.get(name, '')}"
        )
    execute(
        "insert into kernel_searchdocument (kind, object_id, text, terms)"
        f" select s.kind, s.object_id + c.k * {p}, s.text, s.terms from kernel_searchdocument s"
        f" cross join generate_series(1, {copies - 1}) c(k) where s.kind = 'problem'"
    )
    execute("set session_replication_role = origin")
    for name, _ in tables:
        execute(f"select setval('{name}_id_seq', (select max(id) + 1 from {name}))")


def _columns(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


__all__ = ["NOW", "City", "Unit", "accounts", "build"]

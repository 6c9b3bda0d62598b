"""The floors: the smallest Django views that do the same input and output, with no person, rights or page."""

import json
import uuid
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from qinqing.kernel import clock

LIST = (
    "select p.id, p.public_id, p.number, p.title, p.state, p.level, p.due_at, p.submitted_at, e.name, c.name"
    " from (select * from problems_problem where is_open and area_id = any(%s::bigint[])"
    "       order by sort_due, id limit 50) p"
    " left join enterprises_enterprise e on e.id = p.enterprise_id"
    " left join problems_category c on c.id = p.category_id"
)
READS = (
    "select * from problems_problem where id = %s",
    "select * from problems_task where problem_id = %s",
    "select * from problems_ledgerentry where problem_id = %s",
    "select * from kernel_event where subject_kind = 'problem' and subject_id = %s order by id",
)
INSERT = (
    "insert into problems_problem (public_id, number, title, facts, place, channel, source_ref, area_id,"
    " enterprise_id, contact_name, state, lane, sensitive, level, redo_count, round, explained, fresh_reply,"
    " ended_by, rated_by_enterprise, holder, created_at, submitted_at, version)"
    " select substr(%s, 1, 12), 'WF' || substr(%s, 1, 11), %s, %s, '', 'online', '', area_id, enterprise_id,"
    " '', 'submitted', 'ordinary', false, 0, 0, 0, false, false, '', false, 'officer', %s, %s, 1"
    " from problems_problem where id = %s"
)
ONE: dict[str, Any] = {"problem": 0, "areas": []}
"""What is read: set by the benchmark before it measures."""


def _as_json(rows: object) -> HttpResponse:
    return HttpResponse(json.dumps(rows, default=str, ensure_ascii=False), content_type="application/json")


def json_list(request: HttpRequest) -> HttpResponse:
    """Fifty open problems as JSON."""
    with connection.cursor() as cursor:
        cursor.execute(LIST, [ONE["areas"]])
        return _as_json(cursor.fetchall())


def same_reads(request: HttpRequest) -> HttpResponse:
    """One problem with its tasks, ledger and events as JSON."""
    found = []
    with connection.cursor() as cursor:
        for sql in READS:
            cursor.execute(sql, [ONE["problem"]])
            found.append(cursor.fetchall())
    return _as_json(found)


def smallest_insert(request: HttpRequest) -> HttpResponse:
    """One problem's row, with its indexes and nothing else, in a transaction of its own."""
    key, facts, now = uuid.uuid4().hex, request.POST["facts"], clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [key, key, facts[:30], facts, now, now, ONE["problem"]])
    return HttpResponse(status=303)


urlpatterns = [
    path("floor/list", json_list),
    path("floor/reads", same_reads),
    path("floor/insert", smallest_insert),
]

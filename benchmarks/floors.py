"""The floors: the smallest Django views that do the same input and output, with no person, rights or page."""

import json
import uuid
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from qinqing.domains.problems.models import Problem
from qinqing.kernel import clock

LIST = (
    "select p.id, p.public_id, p.number, p.title, p.state, p.level, p.due_at, p.submitted_at, e.name, c.name"
    " from (select * from problems_problem where is_open and area_id = any(%s::bigint[])"
    "       order by sort_due, id limit 50) p"
    " left join enterprises_enterprise e on e.id = p.enterprise_id"
    " left join problems_category c on c.id = p.category_id"
)
COUNTS = (
    "select count(*), count(*) filter (where sort_due > %(now)s), count(*) filter (where sort_due <= %(now)s)"
    " from (select sort_due from problems_problem where is_open and area_id = any(%(areas)s::bigint[])"
    "       order by sort_due, id limit 5001) p"
)
_OWN = "(select enterprise_id from problems_problem where id = %s)"
READS = (
    "select * from problems_problem where id = %s",
    "select * from problems_task where problem_id = %s",
    "select * from problems_ledgerentry where problem_id = %s",
    "select * from kernel_event where subject_kind = 'problem' and subject_id = %s order by id",
    "select * from problems_contactrecord where problem_id = %s",
    "select * from problems_attachment where problem_id = %s",
    f"select * from enterprises_enterprise where id = {_OWN}",
    f"select * from enterprises_contact where enterprise_id = {_OWN} and until_at is null",
    f"select * from officers_assignment where enterprise_id = {_OWN}",
    "select id, name from accounts_person where id in (select actor_id from kernel_event"
    " where subject_kind = 'problem' and subject_id = %s)",
)
_NEW = {
    "public_id": "substr(%s, 1, 12)",
    "number": "'WF' || substr(%s, 1, 11)",
    "title": "%s",
    "facts": "%s",
    "state": "'submitted'",
    "created_at": "%s",
    "submitted_at": "%s",
}
_COLUMNS = [
    field.column for field in Problem._meta.concrete_fields if not (field.generated or field.primary_key)
]
INSERT = (
    f"insert into problems_problem ({', '.join(_COLUMNS)})"
    f" select {', '.join(_NEW.get(column, column) for column in _COLUMNS)}"
    " from problems_problem where id = %s"
)
"""A row like another but for its words, whatever columns problems have."""
ONE: dict[str, Any] = {"problem": 0, "areas": []}
"""What is read: set by the benchmark before it measures."""


def _as_json(rows: object) -> HttpResponse:
    return HttpResponse(json.dumps(rows, default=str, ensure_ascii=False), content_type="application/json")


def json_list(request: HttpRequest) -> HttpResponse:
    """Fifty open problems as JSON, and how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(LIST, [ONE["areas"]])
        rows = cursor.fetchall()
        cursor.execute(COUNTS, {"now": clock.now(), "areas": ONE["areas"]})
        return _as_json([rows, cursor.fetchone()])


def same_reads(request: HttpRequest) -> HttpResponse:
    """One problem with everything its page shows, as JSON."""
    found = []
    with connection.cursor() as cursor:
        for sql in READS:
            cursor.execute(sql, [ONE["problem"]])
            found.append(cursor.fetchall())
    return _as_json(found)


def smallest_insert(request: HttpRequest) -> HttpResponse:
    """One problem's row, with its indexes and nothing else, in a transaction of its own."""
    key, facts, now = uuid.uuid4().hex, request.POST["facts"], clock.now()
    given = {"public_id": key, "number": key, "title": facts[:30], "facts": facts}
    given |= {"created_at": now, "submitted_at": now}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [*(given[column] for column in _COLUMNS if column in given), ONE["problem"]])
    return HttpResponse(status=303)


urlpatterns = [
    path("floor/list", json_list),
    path("floor/reads", same_reads),
    path("floor/insert", smallest_insert),
]

"""The floors: the smallest Django views that do the same input and output, with no person, rights or page."""

import json
import uuid

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

_LIST = (
    "select p.id, p.public_id, p.number, p.title, p.state, p.level, p.due_at, p.submitted_at, e.name, c.name"
    " from (select * from problems_problem where is_open and {where} order by sort_due, id limit 50) p"
    " left join enterprises_enterprise e on e.id = p.enterprise_id left join problems_category c on c.id = p.category_id"
)
SCOPE = {"where": "true", "one": 0}


def json_list(request: HttpRequest) -> HttpResponse:
    """Fifty rows as JSON."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST.format(where=SCOPE["where"]))
        rows = cursor.fetchall()
    return HttpResponse(json.dumps(rows, default=str, ensure_ascii=False), content_type="application/json")


def smallest_read(request: HttpRequest) -> HttpResponse:
    """One row as JSON."""
    with connection.cursor() as cursor:
        cursor.execute("select id, number, title, facts, state, due_at from problems_problem where id = %s", [SCOPE["one"]])
        row = cursor.fetchone()
    return HttpResponse(json.dumps(row, default=str, ensure_ascii=False), content_type="application/json")


def smallest_insert(request: HttpRequest) -> HttpResponse:
    """One row written in a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("insert into bench_floor (key, words) values (%s, %s)", [uuid.uuid4().hex, request.POST["facts"]])
    return HttpResponse(status=303)


urlpatterns = [
    path("floor/list", json_list),
    path("floor/read", smallest_read),
    path("floor/insert", smallest_insert),
]

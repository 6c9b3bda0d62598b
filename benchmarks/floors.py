"""The floors: the smallest views that do the same input and output, with no person, rights or page.

Two of each: by the bare cursor, the harder one, and as Django's own pages tell one to write it.
"""

import json
import uuid
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import path

from qinqing.domains.accounts.models import Person
from qinqing.domains.enterprises.models import Contact, Enterprise
from qinqing.domains.officers.models import Assignment
from qinqing.domains.problems.models import Attachment, ContactRecord, LedgerEntry, Problem, Task
from qinqing.kernel import clock
from qinqing.kernel.models import Event

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
ONE: dict[str, Any] = {"problem": 0, "areas": [], "like": {}}
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


_LISTED = (
    *("id", "public_id", "number", "title", "state", "level", "due_at", "submitted_at"),
    *("enterprise__name", "category__name"),
)


def django_list(request: HttpRequest) -> HttpResponse:
    """The same by querysets."""
    found = Problem.objects.filter(is_open=True, area__in=ONE["areas"]).order_by("sort_due", "id")
    now = clock.now()
    late = Count("pk", filter=Q(sort_due__lte=now))
    counts = found[:5001].aggregate(every=Count("pk"), late=late)
    return _as_json([list(found.values(*_LISTED)[:50]), counts])


def django_reads(request: HttpRequest) -> HttpResponse:
    """The same by querysets."""
    one = ONE["problem"]
    problem = Problem.objects.values().get(pk=one)
    firm, events = problem["enterprise_id"], Event.objects.filter(subject_kind="problem", subject_id=one)
    of_problem = (Task, LedgerEntry, ContactRecord, Attachment)
    people = Person.objects.filter(pk__in=events.values("actor_id"))
    return _as_json(
        [
            problem,
            *(list(model.objects.filter(problem=one).values()) for model in of_problem),
            list(events.order_by("id").values()),
            Enterprise.objects.values().get(pk=firm),
            list(Contact.objects.filter(enterprise=firm, until_at=None).values()),
            list(Assignment.objects.filter(enterprise=firm).values()),
            list(people.values("id", "name")),
        ]
    )


def django_insert(request: HttpRequest) -> HttpResponse:
    """The same by `create`."""
    key, facts, now = uuid.uuid4().hex, request.POST["facts"], clock.now()
    given = {"public_id": key[:12], "number": f"WF{key[:11]}", "title": facts[:30], "facts": facts}
    with transaction.atomic():
        Problem.objects.create(**ONE["like"], **given, state="submitted", created_at=now, submitted_at=now)
    return HttpResponse(status=303)


def like(number: int) -> dict[str, Any]:
    """What a row is made of, but for what `smallest_insert` gives it."""
    kept = [f.attname for f in Problem._meta.concrete_fields if f.column in _COLUMNS and f.column not in _NEW]
    return dict(Problem.objects.filter(pk=number).values(*kept)[0])


urlpatterns = [
    path("floor/list", json_list),
    path("floor/django-list", django_list),
    path("floor/django-reads", django_reads),
    path("floor/django-insert", django_insert),
    path("floor/reads", same_reads),
    path("floor/insert", smallest_insert),
]

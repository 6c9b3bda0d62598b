"""What history and imports need of the corridor: silence about the past, rows and texts by thousands."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from qinqing.domains.accounts.events import AreaCreated
from qinqing.kernel import bulk, events, search
from qinqing.kernel.database.launcher import Server
from qinqing.kernel.events import Author, Told
from qinqing.kernel.models import DatedSetting, Event
from qinqing.kernel.permissions import system
from tests.builders.worker import working


@pytest.fixture
def worker(server: Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test does what the worker does, in its role; undone afterwards."""
    with django_db_blocker.unblock(), working(server):
        yield


NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
AUTHOR = Author(system("tests"))


def tell_one_and_many() -> None:
    events.tell(AreaCreated, subject=("area", 1), author=AUTHOR, at=NOW, record={"name": "甲"})
    events.tell_many(AreaCreated, [Told(("area", 2)), Told(("area", 3))], author=AUTHOR, at=NOW)


def deliveries() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = %s", [events.DELIVER])
        return int(cursor.fetchone()[0])


def test_events_kept_back_are_recorded_and_start_no_delivery(worker: None) -> None:
    before = deliveries()
    with events.kept_back():
        tell_one_and_many()
    assert (Event.objects.filter(subject_kind="area").count(), deliveries()) == (3, before)


def test_afterwards_and_otherwise_events_are_delivered(worker: None) -> None:
    before = deliveries()
    with events.kept_back():
        pass
    tell_one_and_many()
    assert deliveries() == before + 2


def test_what_is_the_same_in_every_row_is_said_once(worker: None) -> None:
    bulk.insert(
        DatedSetting,
        ("key", "effective_on"),
        [("a", NOW.date()), ("b", NOW.date())],
        {"value": {"days": 7}, "source": "测试", "area_id": None},
    )
    rows = DatedSetting.objects.filter(source="测试").order_by("key")
    assert [(row.key, row.value, row.area_id) for row in rows] == [
        ("a", {"days": 7}, None),
        ("b", {"days": 7}, None),
    ]


@pytest.mark.parametrize("settled", [False, True])
def test_texts_filed_by_thousands_are_found_at_once_and_after_settling(worker: None, settled: bool) -> None:
    search.put_many("thing", [(n, f"第{n}盏路灯不亮", [("a", 1)]) for n in range(1, 1501)])
    if settled:
        search.settle()
    assert len(search.find("thing", "路灯", most=5_000)) == 1_500
    assert search.find("thing", "第77盏") == [77]


def test_what_is_forgotten_is_found_no_more_and_the_rest_still_is(worker: None) -> None:
    search.put_many("thing", [(1, "路灯不亮", []), (2, "路灯太暗", [])])
    search.forget("thing", [1])
    assert search.find("thing", "路灯") == [2]

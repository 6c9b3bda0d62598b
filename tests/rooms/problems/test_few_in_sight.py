"""Who sees few of a city's problems reads them through his enterprises, not on a walk through all."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems import queries
from qinqing.domains.problems.permissions import layers_of
from qinqing.domains.problems.queries import waiting
from qinqing.kernel import door
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from tests.builders import accounts
from tests.builders.problems import Road, Town, town

pytestmark = pytest.mark.django_db
READS: tuple[Callable[[Actor], Any], ...] = (queries.open_page, queries.newest_page, queries.drafts_of)


def _plan(read: Callable[[Actor], Any], actor: Actor) -> list[str]:
    """How the database goes about a read."""
    plans: list[str] = []

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        with connection.connection.cursor() as beside:
            plans.extend(line for (line,) in beside.execute(f"explain {sql}", params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        read(actor)
    return plans


def _sort_keys(read: Callable[[Actor], Any], actor: Actor) -> list[str]:
    """By what the database sorts for this read where it would rather walk any index."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_sort = off; set local enable_seqscan = off")
        cursor.execute("set local enable_bitmapscan = off")
    return [line.partition("Sort Key: ")[2] for line in _plan(read, actor) if "Sort Key: " in line]


@pytest.mark.parametrize("read", READS, ids=lambda read: read.__name__)
@pytest.mark.parametrize("who", ["enterprise", "officer"])
def test_few_are_found_and_then_put_in_order(
    read: Callable[[Actor], Any], who: str, monday: datetime
) -> None:
    place = town()
    Road(place, monday).submitted()
    keys = _sort_keys(read, door.become(place.people[who].pk, monday))
    assert any("+ " in key for key in keys), keys


@pytest.mark.parametrize("read", READS, ids=lambda read: read.__name__)
def test_many_are_walked_in_the_order_of_their_index(read: Callable[[Actor], Any], monday: datetime) -> None:
    place = town()
    Road(place, monday).submitted()
    keys = _sort_keys(read, door.become(place.people["coordinator"].pk, monday))
    assert not any("+ " in key for key in keys), keys


@pytest.mark.parametrize(("who", "holder"), [("leader", "leader"), ("head", "coordination_head")])
def test_what_waits_says_the_words_of_the_indexes_that_hold_it(
    who: str, holder: str, monday: datetime
) -> None:
    """Bound, the planner could not know that an index of these rows alone has all of them."""
    place = town()
    asked: list[str] = []

    def noted(execute: Any, sql: str, *others: Any) -> Any:
        asked.append(sql)
        return execute(sql, *others)

    actor = door.become(place.people[who].pk, monday)
    with connection.execute_wrapper(noted):
        queries.open_page(actor, queries.waiting_for)
    for said in (f"\"holder\" = '{holder}'", '"level" > 0'):
        assert said in asked[-1]


@pytest.mark.parametrize("who", ["officer", "coordinator", "head", "callback", "leader"])
def test_what_waits_is_what_any_of_the_reasons_says(who: str, monday: datetime) -> None:
    place = _a_week(monday)
    actor = door.become(place.people[who].pk, monday)
    rows = queries.problems_visible_to(actor).filter(is_open=True)
    reasons = [rows.filter(reason.rows) for reason in waiting.waiting_for(actor)]
    expected = {row.pk: row for found in reasons for row in found}
    urgent = sorted(expected.values(), key=lambda row: (row.sort_due, row.pk))
    found = queries.open_page(actor, queries.waiting_for).rows
    assert [row.id for row in found] == [row.pk for row in urgent]
    assert len(found) == {"officer": 1, "coordinator": 1, "callback": 0}.get(who, 0)


def _a_week(monday: datetime) -> Town:
    """Problems at several points of the road, some of them ended, each left at another hour."""
    place = town()
    for n in range(3):
        road = Road(place, monday - timedelta(days=7, hours=n)).submitted(title=f"第{n}件")
        if n:
            road.wait(hours=n).passed_on()
        if n > 1:
            road.wait(hours=1).dispatched(lead=1)
    Road(place, monday - timedelta(days=6)).to_confirm().wait(hours=3).confirmed()
    Road(place, monday - timedelta(days=3)).to_confirm()
    return place


@pytest.mark.parametrize(
    ("who", "besides"),
    [
        *((who, None) for who in ("enterprise", "officer", "handler1", "unit_head1", "coordinator")),
        ("officer", Role.HANDLER),
        ("officer", Role.COORDINATOR),
        ("handler2", Role.SUPERVISOR),
    ],
)
def test_news_is_the_last_that_another_did_to_each(who: str, besides: Role | None, monday: datetime) -> None:
    place = _a_week(monday)
    if besides is not None:
        where = {"unit": place.units[0]} if besides is Role.HANDLER else {"area": place.area}
        accounts.grant(place.people[who], besides, **where)
    actor = door.become(place.people[who].pk, monday)
    side, told = (1 if who == "enterprise" else 0), {}
    for event in Event.objects.filter(subject_kind="problem", layer__in=layers_of(actor)).order_by("id"):
        if event.name in waiting._NEWS:
            told.pop(event.subject_id, None)
            told[event.subject_id] = event
    titles = dict(queries.problems_visible_to(actor).values_list("pk", "title"))
    expected = [
        (titles[number], waiting._NEWS[event.name][side], event.at)
        for number, event in reversed(told.items())
        if event.actor_id != actor.person_id and waiting._NEWS[event.name][side]
    ]
    assert expected
    assert [(news.title, news.says, news.at) for news in queries.news_for(actor)] == expected

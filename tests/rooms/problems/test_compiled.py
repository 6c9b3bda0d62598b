"""The compiled read is the queryset's read, for every persona."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from qinqing.domains.problems import queries
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.pages.lists import VIEWS
from qinqing.domains.problems.queries import LIGHTS, stocks, today_for
from qinqing.domains.problems.queries.narrowing import Narrowing, light_counts
from qinqing.kernel import door, saved
from qinqing.kernel.compiled import Compiled, Said, asked, counted, counts_of, together
from qinqing.kernel.permissions import Actor, system
from tests.builders.problems import Road, town

pytestmark = pytest.mark.django_db
PERSONAS = (
    "enterprise",
    "officer",
    "handler1",
    "handler2",
    "unit_head1",
    "coordinator",
    "head",
    "callback",
    "leader",
    "supervisor",
)


def test_compiled_and_plain_reads_agree_for_every_persona(monday: datetime) -> None:
    place = town()
    for n in range(3):
        road = Road(place, monday).submitted(title=f"第{n}件")
        if n:
            road.passed_on().dispatched(lead=n)
    Road(place, monday).to_confirm()
    seen = set()
    for who in PERSONAS:
        actor = door.become(place.people[who].pk, monday)
        page = queries.open_page(actor)
        plain = queries.problems_visible_to(actor).filter(is_open=True).order_by("sort_due", "id")
        assert [row.id for row in page.rows] == list(plain.values_list("id", flat=True)), who
        seen.add(len(page.rows))
    assert {1, 4} <= seen, "some see little and some everything, else this test says nothing"


def test_a_shape_is_bound_anew_for_another_person_of_the_same_roles(monday: datetime) -> None:
    place = town()
    Road(place, monday).submitted().passed_on().dispatched(lead=1)
    one = queries.open_page(door.become(place.people["handler1"].pk, monday))
    other = queries.open_page(door.become(place.people["handler2"].pk, monday))
    assert (len(one.rows), len(other.rows)) == (1, 0)


def test_what_is_said_stands_in_the_statement_and_only_a_word_or_a_number_can_be() -> None:
    def rows(actor: Actor, shape: str) -> QuerySet[Problem, Any]:
        found = Problem.objects.filter(state=Said(shape), level__gt=Said(1), lane="ordinary")
        return found.values_list("pk")

    sql, params = Compiled(rows).bound(system("tests.read"), "draft")
    assert "= 'draft'" in sql
    assert "> 1 " in sql
    assert params == ["ordinary"]
    with pytest.raises(ValueError, match="no single word"):
        Compiled(rows).bound(system("tests.read"), "draft' or true --")


def test_what_waits_by_a_rare_word_says_it(monday: datetime) -> None:
    """Bound, the planner would hold it for common and walk all problems that ever were for it."""
    place = town()
    asked: list[str] = []

    def noted(execute: Any, sql: str, *others: Any) -> Any:
        asked.append(sql)
        return execute(sql, *others)

    leader = door.become(place.people["leader"].pk, monday)
    with connection.execute_wrapper(noted):
        queries.objections_waiting_for(leader)
    assert "\"objection\" = 'pending'" in asked[-1]


def test_pages_follow_one_another_without_a_gap(monday: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    place = town()
    for n in range(7):
        Road(place, monday).submitted(title=f"第{n}件")
    actor = door.become(place.people["coordinator"].pk, monday)
    monkeypatch.setattr("qinqing.domains.problems.queries.lists.PAGE", 3)
    found, after = [], ""
    while True:
        page = queries.open_page(actor, after=after)
        found += [row.id for row in page.rows]
        if not (after := page.after):
            break
    assert found == sorted(found)
    assert len(found) == 7


@pytest.mark.parametrize("who", PERSONAS)
def test_stocks_are_the_rows_of_their_lists(who: str, monday: datetime) -> None:
    place = town()
    for n in range(3):
        Road(place, monday - timedelta(days=7 * n)).submitted(title=f"第{n}件").passed_on()
    Road(place, monday).to_confirm()
    actor = door.become(place.people[who].pk, monday)
    found, today = queries.stocks_of(actor, today_for(actor, monday)), today_for(actor, monday)
    rows = queries.problems_visible_to(actor).filter(is_open=True)
    assert found["all"] == rows.count()
    for tone in LIGHTS:
        assert found[tone] == rows.filter(today.having(tone)).count(), tone
    for name, condition in stocks.COUNTED.items():
        assert found[name] == rows.filter(condition).count(), name


@pytest.mark.parametrize("narrowed", [Narrowing(), Narrowing(channel="hotline"), Narrowing(level="4")])
def test_two_reads_by_one_statement_answer_as_each_by_itself(narrowed: Narrowing, monday: datetime) -> None:
    place = town()
    for n in range(3):
        Road(place, monday - timedelta(days=7 * n)).submitted(title=f"第{n}件").passed_on()
    actor = door.become(place.people["coordinator"].pk, monday)
    today = today_for(actor, monday)
    lights, views = light_counts(actor, narrowed, today), VIEWS.asked(actor, "?level=1")
    for name in ("头一个", "第二个"):
        alone = (lights.answer(), views.answer())
        with CaptureQueriesContext(connection) as asked:
            assert together(lights, views) == alone
        assert len(asked) == 1
        saved.keep(actor, place="problems:list", name=name, query="?level=1", now=monday)
    assert [view["label"] for view in views.answer()] == ["头一个", "第二个"], (
        "they came with rows and without"
    )
    rows = queries.problems_visible_to(actor).filter(narrowed.beside_light(), is_open=True)
    assert lights.answer() == {"all": rows.count()} | {
        tone: rows.filter(today.having(tone)).count() for tone in LIGHTS
    }


def test_more_than_is_counted_is_said_to_be_more(monday: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    place = town()
    actor = door.become(place.people["coordinator"].pk, monday)
    monkeypatch.setattr(stocks, "_STOCKS", type(stocks._STOCKS)(stocks._STOCKS._names, stocks._stocks))
    monkeypatch.setattr(stocks, "MOST_COUNTED", 2)
    for expected in ("1", "2", "2+"):
        Road(place, monday).submitted()
        actor = door.become(place.people["coordinator"].pk, monday)
        assert queries.stocks_of(actor, today_for(actor, monday)).said("all") == expected


def _numbered(change: Callable[[Any], Any]) -> Compiled:
    def build(actor: object, shape: object, number: Any) -> QuerySet[Problem, tuple[Any, ...]]:
        return Problem.objects.filter(pk__gte=change(number)).values_list("pk")

    return Compiled(build)


def test_what_is_given_is_bound_anew_and_never_kept(monday: datetime) -> None:
    Road(town(), monday).submitted()
    with door.as_system("tests.read"):
        read = _numbered(lambda number: number)
        (first,) = read.rows(system("tests"), (), (0,))
        assert read.rows(system("tests"), (), (first[0] + 1,)) == []


def test_a_scope_that_is_bound_id_by_id_is_refused() -> None:
    def build(actor: Actor, shape: object) -> QuerySet[Problem, tuple[Any, ...]]:
        return Problem.objects.filter(area__in=actor.ids("area")).values_list("pk")

    with pytest.raises(ValueError, match="__among"):
        Compiled(build).bound(Actor(person_id=1, scopes={"area": (1, 2)}))


def test_what_is_given_but_changed_on_its_way_is_refused() -> None:
    with pytest.raises(ValueError, match="not bound"):
        _numbered(lambda number: number + 1).bound(system("tests"), (), (3,))
    with pytest.raises(TypeError):
        Compiled(lambda *given: Problem.objects.annotate(Count("pk"))).bound(system("tests"), (), (True,))


def test_counts_in_one_statement_are_the_counts_each_alone_where_there_is_nothing_too(
    monday: datetime,
) -> None:
    place = town()
    for n in range(3):
        Road(place, monday).submitted(title=f"第{n}件")
    door.become(place.people["coordinator"].pk, monday)
    all_, none = Problem.objects.order_by("pk"), Problem.objects.filter(pk__in=[])
    few = all_.filter(title="第1件")
    with CaptureQueriesContext(connection) as taken:
        assert counts_of([all_, none, few]) == [3, 0, 1]
    assert len(taken) == 1
    wanted = {"all": Count("pk"), "few": Count("pk", filter=Q(title="第1件"))}
    titles = asked(none.values_list("title"), 1, list)
    assert together(counted(all_, wanted), titles) == ({"all": 3, "few": 1}, [])
    assert together(titles, counted(none, wanted)) == ([], {"all": 0, "few": 0})

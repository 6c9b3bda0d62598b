"""The compiled read is the queryset's read, for every persona."""

from datetime import datetime

import pytest

from qinqing.domains.problems import queries
from qinqing.kernel import door
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

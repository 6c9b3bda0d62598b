"""The figures of claims, counted by hand, within what the asker may see."""

from datetime import date

import pytest

from qinqing.domains.claims import figures
from qinqing.kernel import door
from qinqing.kernel.figures import Figure, Period
from qinqing.kernel.permissions import Actor
from tests.builders.claims import Office

pytestmark = pytest.mark.django_db

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def numbers(office: Office, who: str, *wanted: Figure) -> list[int]:
    actor = door.become(office.people[who].pk, office.now)
    try:
        return [figure.value(actor, YEAR) for figure in wanted]
    finally:
        door.step_in(Actor())


def test_each_figure_counts_what_it_says(office: Office) -> None:
    for state in ("paid", "refused", "turned_down", "withdrawn", "objected"):
        office.item = office.edition(title=state)
        office.at(state)
    office.confirmed(office.town.enterprise)
    wanted = (
        figures.RECEIVED, figures.ACCEPTED, figures.DECIDED, figures.REFUSED, figures.APPROVED,
        figures.ARRIVED, figures.PAID, figures.PAID_IN_TIME,
    )  # fmt: skip
    assert numbers(office, "coordinator", *wanted) == [5, 3, 3, 1, 3, 1, 1, 1]
    assert numbers(office, "handler2", *wanted) == [0] * len(wanted)


def test_what_is_late_counts_against_its_unit(office: Office) -> None:
    claim = office.at("applied")
    office.wait(days=4)
    claim = office.take("handler1", claim, "accept")
    office.wait(days=20)
    office.take("handler1", claim, "approve")
    for ratio in (figures.ACCEPT_RATE, figures.DECIDE_RATE):
        assert numbers(office, "coordinator", ratio.part, ratio.whole) == [0, 1]


def test_a_figure_falls_apart_by_item_unit_and_area(office: Office) -> None:
    office.at("applied")
    actor = door.become(office.people["coordinator"].pk, office.now)
    try:
        assert figures.RECEIVED.by("item", actor, YEAR) == {office.item.item_id: 1}
        assert figures.RECEIVED.by("unit", actor, YEAR) == {office.town.units[0].pk: 1}
        assert figures.RECEIVED.by("area", actor, YEAR) == {office.town.area.pk: 1}
    finally:
        door.step_in(Actor())

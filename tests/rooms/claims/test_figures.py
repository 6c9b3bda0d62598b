"""The figures of claims, counted by hand, within what the asker may see."""

from datetime import date

import pytest

from qinqing.domains.claims import figures
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.policies.actions import push_item
from qinqing.domains.policies.models import KeptMatch
from qinqing.domains.policies.terms import Standing
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


# --- of those whom an item fits ----------------------------------------


def fits(office: Office, *firms: Enterprise) -> None:
    """The last judging found that the item fits these."""
    with door.as_system("tests.build"):
        KeptMatch.objects.all().delete()
        KeptMatch.objects.bulk_create(
            KeptMatch(edition=office.item, enterprise=firm, standing=Standing.FITS, since_on=date(2026, 2, 1))
            for firm in firms
        )


def test_of_those_whom_an_item_fits_who_applied_and_was_paid_is_counted(office: Office) -> None:
    fits(office, office.town.enterprise)
    assert numbers(office, "officer", *figures.OF_FIT) == [1, 0, 0, 0, 0]
    claim = office.intended()
    assert numbers(office, "officer", *figures.OF_FIT) == [1, 0, 1, 0, 0]
    claim = office.take("officer", claim, "apply")
    assert numbers(office, "officer", *figures.OF_FIT) == [1, 0, 1, 1, 0]
    for who, step in (("handler1", "accept"), ("handler1", "approve")):
        claim = office.take(who, claim, step)
    claim = office.take("enterprise", office.noticed(claim), "confirm_account")
    office.take("handler1", claim, "pay")
    assert numbers(office, "officer", *figures.OF_FIT) == [1, 0, 1, 1, 1]


def test_who_applied_for_what_does_not_fit_is_no_part_of_the_rate(office: Office) -> None:
    fits(office)
    office.applied()
    assert numbers(office, "officer", *figures.OF_FIT) == [0] * 5


def test_who_may_not_know_whom_an_item_fits_opens_no_row_of_it(office: Office) -> None:
    fits(office, office.town.enterprise)
    for who in ("coordinator", "leader", "supervisor", "handler1"):
        assert numbers(office, who, figures.FIT) == [0], who


def test_what_was_brought_is_told_apart_from_what_nobody_told(office: Office) -> None:
    fits(office, office.town.enterprise)
    author = office.author("officer")
    push_item(
        author=author, edition=office.item, to=[office.town.enterprise.public_id], note="", now=office.now
    )
    door.step_in(Actor())
    assert numbers(office, "officer", figures.FIT, figures.BROUGHT) == [1, 1]


def test_take_up_falls_apart_by_item_area_and_officer(office: Office) -> None:
    fits(office, office.town.enterprise)
    office.applied()
    with door.as_system("tests.read") as system:
        (officer,) = figures.take_up_by("officer", system, YEAR)
        for split, value in (
            ("item", office.item.item_id),
            ("area", office.town.area.pk),
            ("officer", officer),
        ):
            assert figures.take_up_by(split, system, YEAR) == {value: (1, 0, 1, 1, 0)}
        assert officer is not None

"""Entries that were merged are one enterprise, and have their officers in common."""

import pytest

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import actions as enterprises
from qinqing.domains.enterprises.models import Merger
from qinqing.domains.officers import queries
from qinqing.domains.officers.models import Officer
from qinqing.kernel import door
from qinqing.kernel.events import Author
from tests.builders.officers import an_assignment
from tests.conftest import acting
from tests.rooms.officers.conftest import Place


def merged(place: Place) -> Merger:
    """The firm is merged into the second one; neither has people, so the keeper's word is enough."""
    keeper = place.someone(Role.COORDINATOR)
    with acting(keeper):
        return enterprises.propose_merger(
            author=Author(keeper), losing=place.firm, into=place.second, reason="登记了两次", now=place.now
        )


def present(place: Place) -> tuple[int | None, int | None]:
    """Who acts for each of the two."""
    with door.as_system("tests.read"):
        found = queries.present_officers([place.firm.pk, place.second.pk], place.now)
    return tuple(found[one.pk].person_id if one.pk in found else None for one in (place.firm, place.second))  # type: ignore[return-value]


@pytest.mark.parametrize("served", ["firm", "second"])
def test_who_serves_one_of_them_serves_both(served: str, place: Place) -> None:
    an_assignment(place.lin, getattr(place, served))
    assert present(place).count(None) == 1
    merged(place)
    assert present(place) == (place.lin.person_id, place.lin.person_id)


def test_the_officer_of_the_entry_that_is_left_comes_first(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_assignment(place.zhou, place.second)
    merged(place)
    assert present(place) == (place.zhou.person_id, place.zhou.person_id)


def test_undone_each_has_its_own_again(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_assignment(place.zhou, place.second)
    merger = merged(place)
    keeper = place.someone(Role.COORDINATION_HEAD)
    with acting(keeper):
        enterprises.end_merger(author=Author(keeper), merger=merger, now=place.now)
    assert present(place) == (place.lin.person_id, place.zhou.person_id)


def test_the_page_of_the_entry_that_is_left_names_its_own_first(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_assignment(place.zhou, place.second)
    merged(place)
    with door.as_system("tests.read"):
        (shown,) = queries.officer_of([place.second.pk], place.now).values()
    assert [one.officer_id for one in shown] == [place.zhou.pk, place.lin.pk]


def test_who_serves_nobody_of_them_serves_neither(place: Place) -> None:
    """The twin."""
    merged(place)
    officer: Officer = place.he
    assert officer.person_id not in present(place)


def test_an_enterprise_whose_other_entry_is_served_is_covered(place: Place) -> None:
    an_assignment(place.lin, place.firm)

    def served() -> tuple[int, int]:
        keeper = place.someone(Role.COORDINATION_HEAD)
        with acting(keeper):
            whole = queries.coverage(keeper, place.now.date())[0]
        return whole.whole, whole.served

    assert served() == (2, 1)
    merged(place)
    assert served() == (1, 1)


def test_an_officer_finds_a_merged_entry_under_the_name_that_is_left(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    merged(place)
    with acting(place.actor(place.lin)) as actor:
        assert [card.enterprise for card in queries.my_enterprises(actor, place.now)] == [place.second]


def test_whoever_serves_both_entries_has_one_card(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_assignment(place.lin, place.second)
    merged(place)
    with acting(place.actor(place.lin)) as actor:
        assert [card.enterprise for card in queries.my_enterprises(actor, place.now)] == [place.second]

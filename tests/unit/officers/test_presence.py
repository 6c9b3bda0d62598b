"""Who acts as the officer of an enterprise, from plain values."""

from datetime import date

from qinqing.domains.officers import rules
from qinqing.domains.officers.rules import Present, Serving
from qinqing.domains.officers.terms import Part, Rank


def test_the_a_officer_acts_before_the_b_officer() -> None:
    assert rules.present([Serving("B", 2, 20), Serving("A", 1, 10)]) == Present(1, 10)


def test_the_substitute_acts_while_the_a_officer_is_away() -> None:
    away = Serving("A", 1, 10, is_away=True, substitute_id=3, substitute_person_id=30)
    assert rules.present([away, Serving("B", 2, 20)]) == Present(3, 30, stands_in_for=1)


def test_the_b_officer_acts_where_the_a_officer_is_away_without_substitute() -> None:
    assert rules.present([Serving("A", 1, 10, is_away=True), Serving("B", 2, 20)]) == Present(2, 20)


def test_nobody_acts_where_all_are_away() -> None:
    assert rules.present([Serving("A", 1, 10, is_away=True), Serving("B", 2, 20, is_away=True)]) is None
    assert rules.present([]) is None


def test_an_assignment_ends_on_the_first_day_on_which_it_no_longer_holds() -> None:
    day = date(2026, 3, 2)
    assert rules.is_current(day, None, day)
    assert rules.is_current(date(2026, 1, 1), date(2026, 3, 3), day)
    assert not rules.is_current(date(2026, 1, 1), day, day)
    assert not rules.is_current(date(2026, 3, 3), None, day)


def test_a_clerk_only_assists() -> None:
    assert rules.part_refused(Rank.CLERK_1, Part.A)
    assert not rules.part_refused(Rank.CLERK_1, Part.B)
    assert not rules.part_refused(Rank.DIRECTOR_4, Part.A)

"""What is gathered in one pass says of everything what each figure says by itself, to whoever asks."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from qinqing.desks.dashboard import queries
from qinqing.desks.dashboard.queries import year_to
from qinqing.domains.accounts.terms import Role
from qinqing.domains.problems.queries import areas_under
from qinqing.kernel import clock, door, figures
from qinqing.kernel.figures import Figure, Period, Spread, Together, counted_by
from qinqing.kernel.gathered import AREA, Counted, Span
from qinqing.kernel.permissions import Actor
from tests.builders import accounts
from tests.builders.problems import Road, Town, at, town
from tests.builders.visits import Visit

pytestmark = pytest.mark.django_db
NOW = at("2026-03-31 10:00")
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
PERIODS = (MARCH, year_to(MARCH))
ON_THE_REPORT = {key for keys in queries.SECTIONS.values() for key in keys}
GATHERED = [one for one in figures.statistics() if isinstance(counted_by(one)[0].rows, Counted)]
ASKERS = (
    "coordinator", "head", "leader", "supervisor", "officer", "handler1", "handler2", "unit_head1",
    "enterprise", "callback", "stranger",
)  # fmt: skip
COUNTED = {figure.key: figure for one in GATHERED for figure in counted_by(one)}
MOST = 20


@pytest.fixture
def place(db: None, monday: datetime) -> Iterator[Town]:
    """Problems at every turn of the road, some of the year and not of the month."""
    with clock.set_to(NOW):
        made = town()
        made.people["stranger"] = accounts.a_person(
            "邻县协调员", Role.COORDINATOR, area=accounts.an_area("邻县")
        )
        for begun in (at("2026-01-12 09:30"), at("2026-02-26 16:00"), monday):
            Road(made, begun).to_confirm().wait(days=1).confirmed()
            Road(made, begun).to_confirm().wait(days=1).disputed()
            Road(made, begun).to_confirm().wait(days=2).confirmed().wait(days=1).reopened()
            Road(made, begun).submitted().wait(minutes=30).passed_on().wait(hours=1).dispatched(lead=2)
            Road(made, begun).submitted()
        yield made


def asked_by(place: Town, who: str) -> Actor:
    return door.become(place.people[who].pk, NOW)


def test_what_the_report_shows_is_gathered() -> None:
    assert {one.key for one in GATHERED} >= ON_THE_REPORT


@pytest.mark.parametrize("who", ASKERS)
def test_what_is_gathered_is_what_each_figure_says_by_itself(who: str, place: Town) -> None:
    actor = asked_by(place, who)
    assert differing(actor, areas_under(place.area.pk), COUNTED.values()) == []


def differing(actor: Actor, areas: list[int], counted: Iterable[Figure]) -> list[str]:
    """Whatever is said otherwise together than by its own rows, of periods and of each split."""
    cuts = [(one, split) for one in counted for split in one.splits]
    asked = [(one, period) for one in counted for period in PERIODS]
    together = Together(actor, asked, cuts, MARCH, areas)
    wrong = [
        f"{one.key} of {period}"
        for one, period in asked
        if together.said(one, period) != one.within(AREA, areas).rows(actor, period).count()
    ]
    for one, split in cuts:
        within = one.within(AREA, areas)
        if together.by(one, split) != {value: n for value, n in within.by(split, actor, MARCH).items() if n}:
            wrong.append(f"{one.key} by {split}")
    return wrong


def test_there_is_something_to_count(place: Town) -> None:
    actor, areas = asked_by(place, "coordinator"), areas_under(place.area.pk)
    told = Together(actor, [(one, year_to(MARCH)) for one in GATHERED], [], MARCH, areas)
    said = {one.key: told.said(one, year_to(MARCH)) for one in GATHERED}
    assert said["problems.received"] == 15
    assert said["problems.redo_rate"] != (0, 0)
    assert said["problems.finish_rate"] == said["problems.contact_rate"]
    counts = {key: figure.value(actor, year_to(MARCH)) for key, figure in COUNTED.items()}
    assert counts["problems.solved"] > 0
    assert counts["problems.satisfied"] > 0


def test_a_length_says_the_same_together_and_by_itself(place: Town) -> None:
    actor, areas = asked_by(place, "coordinator"), areas_under(place.area.pk)
    spreads = [one for one in GATHERED if isinstance(one, Spread)]
    told = Together(actor, [(one, period) for one in spreads for period in PERIODS], [], MARCH, areas)
    assert len(spreads) == 2
    for one in spreads:
        for period in PERIODS:
            said = one.within(AREA, areas).value(actor, period)
            assert said is not None
            assert told.said(one, period) == said


class Forgetful(Counted):
    """Opens other rows than are gathered."""

    def __call__(self, actor: Actor, period: Span) -> QuerySet[Any]:
        """None at all."""
        return super().__call__(actor, period).filter(pk__lt=0)


def test_a_figure_that_opens_other_rows_is_seen(place: Town) -> None:
    """The twin."""
    known = COUNTED["problems.received"]
    assert isinstance(known.rows, Counted)
    forgetful = replace(known, rows=Forgetful(known.rows.source, known.rows.at, known.rows.holds))
    actor, areas = asked_by(place, "coordinator"), areas_under(place.area.pk)
    assert len(differing(actor, areas, [forgetful])) == len(PERIODS) + len(known.splits)


# --- whose dates -------------------------------------------------------


def leads_told(place: Town, who: str) -> set[int]:
    asked_by(place, who)
    with connection.cursor() as cursor:
        cursor.execute("select task_id from lead_dates('2026-01-01', '2027-01-01')")
        return {number for (number,) in cursor.fetchall()}


def test_nobody_is_told_dates_of_leads_he_does_not_see(place: Town) -> None:
    everything = leads_told(place, "coordinator")
    first, second = leads_told(place, "handler1"), leads_told(place, "handler2")
    assert (len(first), len(second)) == (9, 3)
    assert first | second == everything
    assert leads_told(place, "stranger") == set()


def test_whoever_sees_all_is_told_all(place: Town) -> None:
    """The twin: without the asker's own sight the function tells every date."""
    asked_by(place, "stranger")
    with door.as_system("tests.read"), connection.cursor() as cursor:
        cursor.execute("select count(*) from lead_dates('2026-01-01', '2027-01-01')")
        assert cursor.fetchone() == (12,)


def test_asking_for_dates_leaves_the_asker_who_he_is(place: Town) -> None:
    leads_told(place, "stranger")
    with connection.cursor() as cursor:
        cursor.execute("select app_system()")
        assert cursor.fetchone() == (False,)


# --- how often ---------------------------------------------------------


def test_the_report_is_read_in_few_statements(place: Town) -> None:
    with Visit(place.people["coordinator"], NOW).at_most(MOST, "/report/?month=2026-03") as page:
        assert "收到诉求" in page

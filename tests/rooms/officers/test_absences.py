"""Who acts while an officer is away."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import actions, queries
from qinqing.domains.officers.models import Absence, Officer
from qinqing.domains.officers.terms import Part
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event, EventAbout
from qinqing.kernel.refusals import Refused
from tests.builders.officers import an_absence, an_assignment, an_officer
from tests.conftest import acting
from tests.rooms.officers.conftest import Place

HOUR = timedelta(hours=1)


def present(place: Place, now: datetime) -> int | None:
    with door.as_system("tests.read"):
        return queries.present_officer(place.firm.pk, now)


def test_the_substitute_sees_the_enterprise_exactly_while_the_officer_is_away(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_assignment(place.he, place.second)
    start, end = place.now, place.now + 8 * HOUR
    an_absence(place.lin, start, end, place.he)
    for moment, stands_in in ((start - HOUR, False), (start, True), (end - HOUR, True), (end, False)):
        ids = set(place.actor(place.he, moment).ids("served"))
        assert ids == ({place.firm.pk, place.second.pk} if stands_in else {place.second.pk}), moment
        assert place.actor(place.lin, moment).ids("served") == (place.firm.pk,)


def test_who_acts_changes_at_the_hour(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_absence(place.lin, place.now + HOUR, place.now + 2 * HOUR, place.he)
    acts = [present(place, place.now + hours * HOUR) for hours in (0, 1, 2)]
    assert acts == [place.lin.person_id, place.he.person_id, place.lin.person_id]


def test_the_b_officer_acts_where_there_is_no_substitute(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_assignment(place.zhou, place.firm, Part.B)
    an_absence(place.lin, place.now, place.now + HOUR)
    assert present(place, place.now) == place.zhou.person_id


def test_nobody_acts_where_the_officer_is_away_alone(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_absence(place.lin, place.now, place.now + HOUR)
    assert present(place, place.now) is None
    assert present(place, place.now + HOUR) == place.lin.person_id


def test_a_substitute_who_is_away_himself_does_not_act(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_absence(place.lin, place.now, place.now + 9 * HOUR, place.he)
    an_absence(place.he, place.now + HOUR, place.now + 2 * HOUR)
    assert present(place, place.now) == place.he.person_id
    assert present(place, place.now + HOUR) is None


def test_nobody_acts_for_an_enterprise_without_officer(place: Place) -> None:
    assert present(place, place.now) is None


def test_one_statement_tells_who_acts_for_many(
    place: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    an_assignment(place.lin, place.firm)
    an_assignment(place.zhou, place.second)
    with door.as_system("tests.read"), django_assert_num_queries(1):
        found = queries.present_officers([place.firm.pk, place.second.pk], place.now)
    assert {number: one.person_id for number, one in found.items()} == {
        place.firm.pk: place.lin.person_id,
        place.second.pk: place.zhou.person_id,
    }


def test_an_officer_records_his_own_absence_and_nobody_elses(place: Place) -> None:
    lin = Author(place.actor(place.lin))
    with acting(lin.actor):
        made = actions.record_absence(
            author=lin, officer=place.lin, from_at=place.now, until_at=place.now + HOUR, now=place.now
        )
        assert made.substitute is None
        with pytest.raises(Refused):
            actions.record_absence(
                author=lin, officer=place.zhou, from_at=place.now, until_at=place.now + HOUR, now=place.now
            )
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Absence.objects.create(officer=place.zhou, from_at=place.now, until_at=place.now + HOUR)


@pytest.mark.parametrize(
    ("hours", "substitute", "field"),
    [
        ((2, 1), None, "back_on"),
        ((-3, -1), None, "back_on"),
        ((0, 1), "lin", "substitute_id"),
        ((4, 6), None, "from_on"),
    ],
)
def test_an_absence_that_makes_no_sense_is_refused_beside_its_field(
    hours: tuple[int, int], substitute: str | None, field: str, place: Place
) -> None:
    an_absence(place.lin, place.now + 5 * HOUR, place.now + 7 * HOUR)
    with pytest.raises(Refused) as refused:
        an_absence(
            place.lin,
            place.now + hours[0] * HOUR,
            place.now + hours[1] * HOUR,
            place.lin if substitute else None,
            now=place.now,
        )
    assert refused.value.field == field


def test_a_substitute_who_is_away_or_released_is_refused(place: Place) -> None:
    an_absence(place.he, place.now, place.now + HOUR)
    with pytest.raises(Refused, match="也离岗"):
        an_absence(place.lin, place.now, place.now + HOUR, place.he)
    author = Author(place.someone(Role.COORDINATOR))
    with acting(author.actor):
        actions.release_officer(author=author, officer=place.zhou, until_on=date(2026, 3, 2), now=place.now)
    with door.as_system("tests.read"):
        released = Officer.objects.select_related("person").get(pk=place.zhou.pk)
    with pytest.raises(Refused, match="不是首席服务官"):
        an_absence(place.lin, place.now, place.now + HOUR, released)


def test_an_officer_who_is_back_early_acts_again(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    row = an_absence(place.lin, place.now, place.now + 9 * HOUR, place.he)
    lin, back = Author(place.actor(place.lin)), place.now + HOUR
    with acting(lin.actor):
        actions.end_absence(author=lin, absence=row, now=back)
    assert present(place, back) == place.lin.person_id
    assert place.actor(place.he, back).ids("served") == ()
    with acting(lin.actor), pytest.raises(Refused):
        actions.end_absence(author=lin, absence=row, now=back)


def test_the_absence_is_told_about_every_enterprise_he_serves(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_assignment(place.lin, place.second, Part.B)
    row = an_absence(place.lin, place.now, place.now + HOUR, place.he, now=place.now)
    with door.as_system("tests.read"):
        event = Event.objects.get(name="AbsenceRecorded")
        about = set(EventAbout.objects.filter(event=event).values_list("kind", "object_id"))
    assert about == {
        ("absence", row.pk),
        ("officer", place.lin.pk),
        ("enterprise", place.firm.pk),
        ("enterprise", place.second.pk),
    }


def test_the_database_refuses_two_absences_at_once(place: Place) -> None:
    an_absence(place.lin, place.now, place.now + 2 * HOUR)
    overlapping = [place.lin.pk, place.now + HOUR, place.now + 3 * HOUR]
    sql = "insert into officers_absence (officer_id, from_at, until_at) values (%s, %s, %s)"
    with (
        door.as_system("tests.write"),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="absence_once"),
        transaction.atomic(),
    ):
        cursor.execute(sql, overlapping)


def test_my_enterprises_are_ones_own_first_then_those_one_stands_in_for(place: Place) -> None:
    third = an_officer("第三人", unit=place.unit)
    an_assignment(place.lin, place.firm)
    an_assignment(place.he, place.second)
    an_absence(place.lin, place.now, place.now + HOUR, place.he)
    with acting(place.actor(place.he)) as he:
        own, stood_in = queries.my_enterprises(he, place.now)
    assert (own.enterprise, own.part, own.stands_in_for) == (place.second, Part.A, "")
    assert (stood_in.enterprise, stood_in.stands_in_for) == (place.firm, "林晓岚")
    assert stood_in.until_at == place.now + HOUR
    with acting(place.actor(third)) as nobody:
        assert queries.my_enterprises(nobody, place.now) == []
        assert not Enterprise.objects.exists()

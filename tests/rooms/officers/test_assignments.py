"""Who serves whom: dated, without overlap, and gone the moment it ends."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import actions, queries
from qinqing.domains.officers.actions import NewAssignment
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.officers.terms import Part, Rank
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event, EventAbout
from qinqing.kernel.refusals import Conflict, Refused
from tests.builders import accounts
from tests.builders.enterprises import a_member, an_enterprise
from tests.builders.officers import an_assignment, an_end, an_officer
from tests.conftest import acting
from tests.rooms.officers.conftest import Place

DAY = date(2026, 3, 2)


def test_an_officer_sees_what_he_serves_and_nothing_else(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    with acting(place.actor(place.lin)) as lin:
        assert lin.ids("served") == (place.firm.pk,)
        assert list(queries.served_enterprises(lin)) == list(Enterprise.objects.all()) == [place.firm]


def test_an_officer_loses_the_enterprise_with_the_same_change(place: Place) -> None:
    row = an_assignment(place.lin, place.firm)
    an_assignment(place.zhou, place.second)
    assert place.actor(place.lin).ids("served") == (place.firm.pk,)
    author = place.author
    with acting(author.actor):
        actions.end_assignment(author=author, assignment=row, until_on=DAY, now=place.now)
    with acting(place.actor(place.lin)) as lin:
        assert lin.ids("served") == ()
        assert not Enterprise.objects.exists()


def test_an_assignment_holds_from_its_first_day_and_not_before(place: Place) -> None:
    an_assignment(place.lin, place.firm, from_on=DAY + timedelta(days=1))
    assert place.actor(place.lin).ids("served") == ()
    assert place.actor(place.lin, place.now + timedelta(days=1)).ids("served") == (place.firm.pk,)


def test_the_first_day_begins_at_midnight_in_china(place: Place) -> None:
    an_assignment(place.lin, place.firm, from_on=DAY)
    midnight = place.now.replace(day=1, hour=16, minute=0)
    assert place.actor(place.lin, midnight - timedelta(seconds=1)).ids("served") == ()
    assert place.actor(place.lin, midnight).ids("served") == (place.firm.pk,)


def test_without_the_role_an_assignment_opens_nothing(place: Place) -> None:
    unit_mate = an_officer(person=accounts.a_person("没授权"), unit=place.unit)
    an_assignment(unit_mate, place.firm)
    with acting(place.actor(unit_mate)):
        assert not Enterprise.objects.exists()


def test_a_part_that_is_held_is_refused_with_its_holder(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    with pytest.raises(Refused, match="林晓岚") as refused:
        an_assignment(place.zhou, place.firm, from_on=DAY)
    assert refused.value.field == "part"


def test_replacing_ends_the_one_and_begins_the_other_on_the_same_day(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_assignment(place.zhou, place.firm, from_on=DAY, now=place.now, replaces=True)
    with door.as_system("tests.read"):
        spans = list(Assignment.objects.order_by("from_on").values_list("officer_id", "from_on", "until_on"))
        told = list(
            Event.objects.filter(subject_kind="assignment").order_by("pk").values_list("name", flat=True)
        )
    assert spans == [(place.lin.pk, date(2026, 1, 1), DAY), (place.zhou.pk, DAY, None)]
    assert told == ["OfficerAssigned", "AssignmentEnded", "OfficerAssigned"]


def test_the_same_officer_does_not_serve_twice(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    with pytest.raises(Refused, match="已经服务"):
        an_assignment(place.lin, place.firm, Part.B)


def test_a_clerk_assists_and_does_not_hold(place: Place) -> None:
    clerk = an_officer("小科", rank=Rank.CLERK_1)
    with pytest.raises(Refused, match="B 角"):
        an_assignment(clerk, place.firm)
    assert an_assignment(clerk, place.firm, Part.B).part == Part.B


def test_whoever_is_no_officer_on_the_day_is_not_assigned(place: Place) -> None:
    with pytest.raises(Refused, match="不是首席服务官"):
        an_assignment(place.lin, place.firm, from_on=date(2025, 12, 31))


def test_an_enterprise_of_another_area_is_not_ones_to_assign(place: Place) -> None:
    foreign = an_enterprise(place.other, "东岭公司")
    author = place.author
    with acting(author.actor), pytest.raises(Refused, match="不在您协调的区域"):
        actions.assign_officer(
            author=author, officer=place.lin, enterprise=foreign, part=Part.A, from_on=DAY, now=place.now
        )


def test_what_has_ended_is_not_ended_again_nor_before_it_began(place: Place) -> None:
    row = an_assignment(place.lin, place.firm)
    with pytest.raises(Refused, match="不能早于"):
        an_end(row, date(2025, 12, 1))
    an_end(row, DAY)
    with pytest.raises(Refused, match="已经结束"):
        an_end(row, DAY)


def test_an_assignment_by_mistake_ends_on_its_first_day_and_leaves_no_trace_in_time(place: Place) -> None:
    row = an_assignment(place.lin, place.firm, from_on=DAY)
    an_end(row, DAY)
    assert an_assignment(place.zhou, place.firm, from_on=DAY).from_on == DAY


# --- the constraints, by SQL alone -------------------------------------

INSERT = "insert into officers_assignment (officer_id, enterprise_id, part, from_on, until_on) values "


@pytest.mark.parametrize(
    ("second", "constraint"),
    [
        ("({zhou}, {firm}, 'A', '2026-03-01', null)", "assignment_part_once"),
        ("({zhou}, {firm}, 'A', '2025-01-01', '2026-01-02')", "assignment_part_once"),
        ("({lin}, {firm}, 'B', '2026-03-01', null)", "assignment_officer_once"),
        ("({zhou}, {firm}, 'C', '2026-03-01', null)", "assignment_part"),
        ("({zhou}, {firm}, 'B', '2026-03-01', '2026-02-01')", "assignment_span"),
    ],
)
def test_the_database_refuses_overlap_from_any_writer(place: Place, second: str, constraint: str) -> None:
    ids = {"lin": place.lin.pk, "zhou": place.zhou.pk, "firm": place.firm.pk}
    with door.as_system("tests.write"), connection.cursor() as cursor:
        cursor.execute(INSERT + "({lin}, {firm}, 'A', '2026-01-01', null)".format(**ids))
        with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
            cursor.execute(INSERT + second.format(**ids))


@pytest.mark.parametrize(
    "second",
    [
        "({zhou}, {firm}, 'B', '2026-01-01', null)",
        "({zhou}, {second}, 'A', '2026-01-01', null)",
        "({lin}, {second}, 'A', '2026-01-01', null)",
        "({zhou}, {firm}, 'A', '2025-01-01', '2026-01-01')",
        "({lin}, {firm}, 'A', '2025-01-01', '2026-01-01')",
    ],
)
def test_the_database_takes_what_does_not_overlap(place: Place, second: str) -> None:
    ids = {"lin": place.lin.pk, "zhou": place.zhou.pk, "firm": place.firm.pk, "second": place.second.pk}
    with door.as_system("tests.write"), connection.cursor() as cursor:
        cursor.execute(INSERT + "({lin}, {firm}, 'A', '2026-01-01', null)".format(**ids))
        cursor.execute(INSERT + second.format(**ids))
        assert cursor.rowcount == 1


# --- events ------------------------------------------------------------


def test_the_event_stands_in_the_story_of_both(place: Place) -> None:
    row = an_assignment(place.lin, place.firm)
    with door.as_system("tests.read"):
        event = Event.objects.get(name="OfficerAssigned", subject_id=row.pk)
        about = set(EventAbout.objects.filter(event=event).values_list("kind", "object_id"))
    assert about == {("assignment", row.pk), ("enterprise", place.firm.pk), ("officer", place.lin.pk)}
    assert event.record["officer_id"] == place.lin.pk
    assert event.record["enterprise_id"] == place.firm.pk


def test_the_enterprise_learns_who_serves_it(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    with acting(accounts.actor_of(a_member(place.firm), place.now)):
        (shown,) = queries.officer_of([place.firm.pk], place.now)[place.firm.pk]
        assert (shown.name, shown.unit, shown.part) == ("林晓岚", "市场监管局", Part.A)
        assert Event.objects.filter(name="OfficerAssigned").exists()
        assert queries.officer_of([place.second.pk], place.now) == {place.second.pk: []}


# --- by thousands ------------------------------------------------------


def test_many_are_assigned_at_once_with_an_event_each(place: Place) -> None:
    author = place.author
    new = [
        NewAssignment(place.lin.pk, place.firm.pk, Part.A, DAY),
        NewAssignment(place.zhou.pk, place.firm.pk, Part.B, DAY),
        NewAssignment(place.lin.pk, place.second.pk, Part.A, DAY, DAY + timedelta(days=30)),
    ]
    with acting(author.actor):
        ids = actions.assign_officers(author=author, assignments=new, now=place.now)
        rows = [Assignment.objects.get(pk=number) for number in ids]
    assert [(row.officer_id, row.enterprise_id, row.part, row.until_on) for row in rows] == [
        (one.officer_id, one.enterprise_id, one.part, one.until_on) for one in new
    ]
    with door.as_system("tests.read"):
        assert Event.objects.filter(name="OfficerAssigned").count() == 3


def test_many_with_one_overlap_are_refused_as_a_whole(place: Place) -> None:
    author = place.author
    new = [NewAssignment(officer.pk, place.firm.pk, Part.A, DAY) for officer in (place.lin, place.zhou)]
    with acting(author.actor):
        with pytest.raises(Conflict), transaction.atomic():
            actions.assign_officers(author=author, assignments=new, now=place.now)
        assert not Assignment.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.SUPERVISOR, Role.UNIT_HEAD])
def test_the_database_takes_an_assignment_from_the_coordinator_only(role: Role, place: Place) -> None:
    with (
        acting(place.someone(role)),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Assignment.objects.create(officer=place.lin, enterprise=place.firm, part="A", from_on=DAY)


def test_releasing_an_officer_ends_what_he_serves(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    author = place.author
    with acting(author.actor):
        actions.release_officer(author=author, officer=place.lin, until_on=DAY, now=place.now)
    assert place.actor(place.lin).ids("served") == ()
    with door.as_system("tests.read"):
        assert Officer.objects.get(pk=place.lin.pk).active_until_on == DAY
        assert Assignment.objects.get().until_on == DAY
        assert queries.present_officer(place.firm.pk, place.now) is None


def test_a_released_officer_can_be_appointed_again(place: Place) -> None:
    author = Author(place.someone(Role.COORDINATION_HEAD))
    with acting(author.actor):
        with pytest.raises(Refused, match="已经是"):
            actions.appoint_officer(
                author=author, person=place.lin.person, facts=facts_of(place), from_on=DAY, now=place.now
            )
        actions.release_officer(author=author, officer=place.lin, until_on=DAY, now=place.now)
        again = actions.appoint_officer(
            author=author, person=place.lin.person, facts=facts_of(place), from_on=DAY, now=place.now
        )
    assert (again.pk, again.active_until_on) == (place.lin.pk, None)


def facts_of(place: Place) -> actions.OfficerFacts:
    return actions.OfficerFacts(unit_id=place.unit.pk, rank=Rank.SECTION_HEAD)

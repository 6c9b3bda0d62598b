"""The roster: who may read it, what it counts, how it is narrowed."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from qinqing.domains.accounts.terms import GRANTED_ROLES, PersonKind, Role
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.officers import actions, queries
from qinqing.domains.officers.models import Absence, Assignment, GroupMember, Officer, ThemeGroup
from qinqing.domains.officers.permissions import ROW_SECURITY
from qinqing.domains.officers.terms import Part, Rank, TenRole
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Refused
from tests.builders import accounts
from tests.builders.enterprises import an_enterprise
from tests.builders.officers import an_absence, an_assignment, an_officer
from tests.conftest import acting
from tests.rooms.officers.conftest import Place

READERS = {
    Role.COORDINATOR,
    Role.COORDINATION_HEAD,
    Role.PERSONNEL_VIEWER,
    Role.LEADER,
    Role.SUPERVISOR,
    Role.OFFICER,
}


def names(actor: Actor, place: Place, **chosen: object) -> list[str]:
    page = queries.officers_list(actor, queries.Chosen(**chosen), place.now)  # type: ignore[arg-type]
    assert page.total == len(page.rows)
    return [row.officer.person.name for row in page.rows]


def test_every_table_of_the_room_is_guarded() -> None:
    tables = {model._meta.db_table for model in apps.get_app_config("officers").get_models()}
    assert tables <= {guard.table for guard in ROW_SECURITY}


@pytest.mark.parametrize("model", [Officer, Assignment, Absence, ThemeGroup, GroupMember])
def test_nobody_sees_nothing(model: type, place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_absence(place.lin, place.now, place.now + timedelta(hours=1))
    with door.as_system("tests.build"):
        group = actions.create_theme_group(author=accounts.SYSTEM, name="资金政策组", now=place.now)
        actions.join_theme_group(
            author=accounts.SYSTEM, officer=place.lin, group=group, from_on=date(2026, 1, 1), now=place.now
        )
        assert model._default_manager.exists()
    door.step_in(Actor())
    assert not model._default_manager.exists()


@pytest.mark.parametrize("role", GRANTED_ROLES)
def test_the_roster_is_for_those_whom_the_table_names(role: Role, place: Place) -> None:
    person = accounts.a_person("某人", role, area=place.district, unit=place.unit)
    with acting(accounts.actor_of(person, place.now)) as actor:
        seen = queries.officers_visible_to(actor).count()
    if role in READERS or role == Role.UNIT_HEAD:
        assert seen == 3
    else:
        assert seen == 0


def test_a_unit_head_sees_his_own_unit_only(place: Place) -> None:
    elsewhere = accounts.a_unit("科技局")
    an_officer("外单位", unit=elsewhere)
    head = accounts.actor_of(accounts.a_person("负责人", Role.UNIT_HEAD, unit=elsewhere), place.now)
    with acting(head):
        assert names(head, place) == ["外单位"]


@pytest.mark.parametrize("role", [role for role in GRANTED_ROLES if role in READERS])
def test_assignments_are_seen_with_their_enterprises(role: Role, place: Place) -> None:
    foreign = an_enterprise(place.other, "东岭公司")
    an_assignment(place.lin, place.firm)
    an_assignment(place.lin, foreign, Part.B)
    actor = place.someone(role)
    with acting(actor):
        by_table = set(enterprises.enterprises_visible_to(actor).values_list("pk", flat=True))
        by_database = set(Assignment.objects.values_list("enterprise_id", flat=True))
    assert by_database == by_table & {place.firm.pk, foreign.pk}


def test_the_roster_counts_what_each_serves_as_a_and_as_b(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    an_assignment(place.lin, place.second, Part.B)
    an_assignment(place.zhou, place.second)
    with acting(place.author.actor) as actor:
        rows = {
            row.officer.person.name: row
            for row in queries.officers_list(actor, queries.Chosen(), place.now).rows
        }
    assert {name: (row.as_a, row.as_b) for name, row in rows.items()} == {
        "林晓岚": (1, 1),
        "周俊": (1, 0),
        "何敬之": (0, 0),
    }


def test_the_roster_is_narrowed_by_what_one_knows(place: Place) -> None:
    an_officer(
        "唐问渠", unit=accounts.a_unit("科技局"), specialities=("高企",), ten_roles=(TenRole.RESEARCH,)
    )
    an_absence(place.lin, place.now, place.now + timedelta(hours=1), place.he)
    an_assignment(place.zhou, place.firm)
    with acting(place.author.actor) as actor:
        assert names(actor, place) == ["何敬之", "林晓岚", "唐问渠", "周俊"]
        assert names(actor, place, words="高企") == ["唐问渠"]
        assert names(actor, place, words="科技 唐") == ["唐问渠"]
        assert names(actor, place, words="lin") == ["林晓岚"]
        assert names(actor, place, ten_role="research_broker") == ["唐问渠"]
        assert names(actor, place, state="away") == ["林晓岚"]
        assert names(actor, place, state="free") == ["何敬之", "林晓岚", "唐问渠"]
        assert names(actor, place, state="former") == []


def test_the_roster_turns_its_pages_without_gap_or_repeat(place: Place) -> None:
    with acting(place.author.actor) as actor:
        first = queries.officers_list(actor, queries.Chosen(), place.now, most=2)
        second = queries.officers_list(actor, queries.Chosen(), place.now, most=2, after=first.after)
    assert [row.officer.person.name for row in (*first.rows, *second.rows)] == ["何敬之", "林晓岚", "周俊"]
    assert (len(first.rows), second.after, first.total) == (2, "", 3)


def test_enterprises_that_nobody_serves_can_be_listed(place: Place) -> None:
    an_assignment(place.lin, place.firm)
    with acting(place.author.actor) as actor:
        narrowed = queries.without_officer(place.now)
        page = enterprises.enterprise_list(actor, enterprises.Chosen(), narrowed=narrowed)
    assert [row.name for row in page.rows] == [place.second.name]


def test_only_staff_become_officers(place: Place) -> None:
    author = place.author
    outsider = accounts.a_person("企业人员", kind=PersonKind.ENTERPRISE)
    facts = actions.OfficerFacts(unit_id=place.unit.pk, rank=Rank.SECTION_HEAD)
    with acting(author.actor), pytest.raises(Refused, match="工作人员"):
        actions.appoint_officer(
            author=author, person=outsider, facts=facts, from_on=date(2026, 3, 2), now=place.now
        )


def test_an_officer_appoints_nobody(place: Place) -> None:
    lin = Author(place.actor(place.lin))
    person = accounts.a_person("新人")
    facts = actions.OfficerFacts(unit_id=place.unit.pk, rank=Rank.SECTION_HEAD)
    with acting(lin.actor), pytest.raises(Refused):
        actions.appoint_officer(
            author=lin, person=person, facts=facts, from_on=date(2026, 3, 2), now=place.now
        )


def test_hundreds_are_appointed_at_once(place: Place) -> None:
    people = [accounts.a_person(f"新人{n}") for n in range(3)]
    facts = actions.OfficerFacts(unit_id=place.unit.pk, rank=Rank.SECTION_HEAD, ten_roles=(TenRole.POLICY,))
    author = place.author
    with acting(author.actor):
        rows = actions.appoint_officers(
            author=author,
            officers=[actions.NewOfficer(p.pk, facts, date(2026, 3, 2)) for p in people],
            now=place.now,
        )
        assert [row.person_id for row in rows] == [p.pk for p in people]
        assert Officer.objects.filter(ten_roles__contains=["policy_talker"]).count() == 3


def test_an_officer_is_in_a_group_once(place: Place) -> None:
    author = place.author
    with acting(author.actor):
        group = actions.create_theme_group(author=author, name="土地房产组", now=place.now)
        joined = {
            "author": author,
            "officer": place.lin,
            "group": group,
            "from_on": date(2026, 3, 2),
            "now": place.now,
        }
        member = actions.join_theme_group(**joined)  # type: ignore[arg-type]
        with pytest.raises(Refused, match="已经在"):
            actions.join_theme_group(**joined)  # type: ignore[arg-type]
        assert names(author.actor, place, group_id=group.pk) == ["林晓岚"]
        actions.leave_theme_group(author=author, member=member, until_on=date(2026, 3, 2), now=place.now)
        assert names(author.actor, place, group_id=group.pk) == []

"""Figures by a grant: a leader and the head of a unit read what they were given, while they are that."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest

from qinqing.desks.enterprise_file import actions as desk
from qinqing.desks.enterprise_file import queries as desk_queries
from qinqing.domains.accounts.models import Grant
from qinqing.domains.accounts.terms import AreaKind, Role
from qinqing.domains.enterprises import actions, queries
from qinqing.domains.enterprises.models import FiguresGrant, YearlyFacts
from qinqing.domains.enterprises.terms import HeldAs, Measure
from qinqing.domains.problems.models import Task
from qinqing.domains.problems.terms import TaskState
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import Conflict, NotFound, Refused
from tests.builders import accounts
from tests.builders.enterprises import a_statement
from tests.builders.problems import Road, town
from tests.conftest import SuperuserDsn, acting

PURPOSE = "研究它的用地诉求"
LEADER, HEAD = "leader", "unit_head1"


@dataclass
class Given:
    """An enterprise whose problem a unit works on, and grants of its figures."""

    road: Road
    now: datetime

    def actor(self, who: str, **later: float) -> Actor:
        return self.road.town.actor(who, self.now + timedelta(**later))

    def grant(self, who: str, *measures: Measure, by: str = "coordinator", **said: object) -> FiguresGrant:
        person = self.road.town.people[who]
        held = HeldAs.LEADER if who == LEADER else HeldAs.UNIT_HEAD
        given = {"purpose": PURPOSE, "until_on": self.now.date() + timedelta(days=9), **said}
        actor = self.actor(by)
        with acting(actor):
            return desk.grant_figures(
                author=Author(actor), enterprise=self.road.town.enterprise, who=f"{held}-{person.pk}",
                measures=measures or (Measure.REVENUE,), now=self.now, **given,
            )  # type: ignore[arg-type]  # fmt: skip

    def rows(self, who: str, **later: float) -> int:
        """How many rows of figures the database shows to somebody without any condition of ours."""
        with acting(self.actor(who, **later)):
            return YearlyFacts.objects.count()

    def read(self, who: str, grant: FiguresGrant, **later: float) -> dict[int, dict[Measure, object]]:
        actor = self.actor(who, **later)
        with acting(actor):
            held = queries.grant_to(actor, grant.pk)
            actions.open_granted(author=Author(actor), grant=held, now=self.now + timedelta(**later))
            found = queries.granted_figures(held, [self.road.town.enterprise.pk])
        return {
            year: {one: stated.value for one, stated in said.items()} for year, said in found.years.items()
        }


@pytest.fixture
def given(db: None, monday: datetime) -> Given:
    road = Road(town(), monday)
    a_statement(road.town.enterprise, revenue=Decimal(30_000_000), tax=Decimal(860_500), staff=350)
    road.submitted().passed_on().dispatched()
    return Given(road, road.now)


def told(name: str) -> list[Event]:
    with door.as_system("tests.read"):
        return list(Event.objects.filter(name=name).order_by("pk"))


@pytest.mark.parametrize("who", [LEADER, HEAD])
def test_he_reads_the_figures_that_are_named_and_no_other(who: str, given: Given) -> None:
    assert given.rows(who) == 0
    grant = given.grant(who, Measure.TAX, Measure.REVENUE)
    assert given.rows(who) == 1
    (year,) = given.read(who, grant).values()
    assert year == {Measure.REVENUE: Decimal(30_000_000), Measure.TAX: Decimal(860_500)}
    (granted,), (opened,) = told("FiguresGranted"), told("GrantedFiguresOpened")
    assert granted.layer == opened.layer == "E"
    assert opened.actor_id == given.road.town.people[who].pk
    assert (opened.record["measures"], opened.record["purpose"]) == ("营业收入、实缴税金", PURPOSE)
    assert "30000000" not in str(granted.record) + str(opened.record)


def test_the_enterprise_sees_who_was_given_what_and_how_often_he_looked(given: Given) -> None:
    grant = given.grant(HEAD)
    given.read(HEAD, grant)
    given.read(HEAD, grant, hours=2)
    member = given.actor("enterprise")
    firm = given.road.town.enterprise
    with acting(member):
        (shown,) = queries.grants_of(firm, [firm.pk], given.now + timedelta(hours=3))
    assert (shown.person, shown.purpose, shown.measures) == ("负责1", PURPOSE, (Measure.REVENUE,))
    assert (shown.looks, shown.last_at) == (2, given.now + timedelta(hours=2))


@pytest.mark.parametrize("who", [LEADER, HEAD])
def test_it_ends_with_its_day_and_when_somebody_ends_it(who: str, given: Given) -> None:
    grant = given.grant(who, until_on=given.now.date())
    assert given.rows(who, hours=1) == 1
    assert given.rows(who, days=1) == 0
    with pytest.raises(NotFound):
        given.read(who, grant, days=1)
    coordinator = given.actor("coordinator")
    with acting(coordinator):
        held = queries.grant_about(given.road.town.enterprise, grant.pk)
        actions.end_grant(author=Author(coordinator), grant=held, now=given.now)
        with pytest.raises(Conflict):
            actions.end_grant(author=Author(coordinator), grant=held, now=given.now)
    assert given.rows(who, hours=1) == 0


def test_a_head_reads_as_long_as_his_unit_has_something_to_do(given: Given) -> None:
    grant = given.grant(HEAD)
    with door.as_system("tests.build"):
        Task.objects.filter(unit=given.road.town.units[0]).update(state=TaskState.DONE)
    assert given.rows(HEAD) == 0
    with pytest.raises(NotFound):
        given.read(HEAD, grant)


def test_a_leader_reads_as_long_as_he_leads_the_area(given: Given) -> None:
    grant = given.grant(LEADER)
    leader, city = given.road.town.people[LEADER], given.road.town.area
    with door.as_system("tests.build"):
        Grant.objects.filter(person=leader).update(until_at=given.now)
    accounts.grant(leader, Role.LEADER, area=accounts.an_area("东岭区", AreaKind.DISTRICT, city))
    assert given.rows(LEADER, minutes=1) == 0
    with pytest.raises(NotFound):
        given.read(LEADER, grant, minutes=1)


def test_nobody_reads_by_a_grant_to_another(given: Given) -> None:
    grant = given.grant(LEADER)
    people, area = given.road.town.people, given.road.town.area
    people["another leader"] = accounts.a_person("也是领导", Role.LEADER, area=area)
    for who in ("another leader", "unit_head1", "handler1", "coordinator", "supervisor"):
        assert given.rows(who) == 0
        with pytest.raises(NotFound):
            given.read(who, grant)
    assert told("GrantedFiguresOpened") == []


def test_who_may_be_given_them_is_in_charge_or_at_work(given: Given) -> None:
    coordinator, firm = given.actor("coordinator"), given.road.town.enterprise
    with acting(coordinator):
        people = desk_queries.may_be_given(coordinator, firm, given.now)
    assert [one.label for one in people] == ["包联/分管领导（分管领导）", "负责1（城管局负责人）"]
    with pytest.raises(Refused, match="也没有这家企业在办的事"):
        given.grant("unit_head2")


def test_a_grant_needs_a_keeper_a_purpose_and_a_day(given: Given) -> None:
    today = given.now.date()
    for said, words in (
        ({"purpose": "看看"}, "写明用来做什么"),
        ({"until_on": today - timedelta(days=1)}, "90 天以内"),
        ({"until_on": today + timedelta(days=91)}, "90 天以内"),
    ):
        with pytest.raises(Refused, match=words):
            given.grant(LEADER, **said)
    for who in ("officer", "supervisor", LEADER):
        with pytest.raises(Refused):
            given.grant(HEAD, by=who)
    leads = accounts.a_person("又是领导", Role.LEADER, area=given.road.town.area)
    accounts.grant(leads, Role.COORDINATOR, area=given.road.town.area)
    actor = accounts.actor_of(leads, given.now)
    with acting(actor), pytest.raises(Refused, match="不能授权给自己"):
        actions.grant_figures(
            author=Author(actor), enterprise=given.road.town.enterprise, person=leads, held_as=HeldAs.LEADER,
            measures=[Measure.TAX], purpose=PURPOSE, until_on=today, now=given.now,
        )  # fmt: skip


def test_a_bare_query_shows_the_rows_to_whoever_was_given_none_once_the_guard_is_gone(
    superuser_dsn: SuperuserDsn, django_db_setup: None
) -> None:
    """The twin: what keeps the rows from whoever holds no grant is the policy, not the query."""
    bare = "select count(*) from enterprises_yearlyfacts"
    with psycopg.connect(superuser_dsn("qinqing_test")) as owner:
        owner.execute("set session_replication_role = replica")
        owner.execute(
            "insert into enterprises_yearlyfacts (enterprise_id, year, source, stated_on, staff, at)"
            " values (1, 2025, 'firm', %s, 5, '2026-01-31')",
            [date(2026, 1, 31)],
        )
        owner.execute("set local role qinqing_web")
        assert owner.execute(bare).fetchone() == (0,)
        owner.execute("select set_config('app.granted', '{1}', true)")
        assert owner.execute(bare).fetchone() == (1,)
        owner.execute("select set_config('app.granted', '{2}', true)")
        assert owner.execute(bare).fetchone() == (0,)
        owner.execute("reset role")
        owner.execute("alter table enterprises_yearlyfacts disable row level security")
        owner.execute("set local role qinqing_web")
        assert owner.execute(bare).fetchone() == (1,)
        owner.rollback()

"""Yearly figures: who states them, who reads them, what stands after a correction, the class they give."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import psycopg
import pytest
from django.db import connection

from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises import actions, queries
from qinqing.domains.enterprises.actions import Statement
from qinqing.domains.enterprises.models import Enterprise, YearlyFacts
from qinqing.domains.enterprises.terms import FactSource, Measure
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import Actor, Shown, system
from qinqing.kernel.refusals import Refused
from tests.builders import accounts
from tests.builders.enterprises import a_member, an_enterprise
from tests.builders.officers import an_assignment, an_officer
from tests.conftest import SuperuserDsn, acting
from tests.rooms.enterprises.conftest import Place

DAY = date(2026, 1, 31)
SECRET = 23_456_789


@dataclass
class Figures:
    """An enterprise of the electronics industry, with whoever may have to do with its figures."""

    place: Place
    firm: Enterprise

    def state(
        self, actor: Actor, source: FactSource = FactSource.FIRM, year: int = 2025, **said: int
    ) -> None:
        values = {Measure(name): value for name, value in (said or {"revenue": SECRET}).items()}
        with acting(actor):
            actions.state_facts(
                author=Author(actor),
                enterprise=self.firm,
                statement=Statement(year, source, DAY, values),
                now=self.place.now,
            )

    def read(self, actor: Actor, **later: int) -> queries.FiguresShown:
        with acting(actor):
            return queries.figures_of(actor, self.firm, [self.firm.pk], self.place.now + timedelta(**later))

    def size(self) -> str:
        with door.as_system("tests.read"):
            return Enterprise.objects.get(pk=self.firm.pk).size_class

    def main(self) -> Actor:
        return accounts.actor_of(a_member(self.firm, "罗砚", is_main=True), self.place.now)

    def officer(self) -> Actor:
        officer = an_officer("池永安")
        an_assignment(officer, self.firm)
        return accounts.actor_of(officer.person, self.place.now)


@pytest.fixture
def figures(place: Place) -> Figures:
    return Figures(place, an_enterprise(place.district, "青岚电子公司", industry="39"))


SYSTEM = system("tests.build")


def test_its_own_people_and_its_officer_read_what_was_stated(figures: Figures) -> None:
    figures.state(SYSTEM)
    for reader in (figures.main(), figures.officer()):
        found = figures.read(reader)
        assert found.shown is Shown.CLEAR
        assert found.years[2025][Measure.REVENUE].value == SECRET


@pytest.mark.parametrize(
    "role",
    [Role.COORDINATOR, Role.COORDINATION_HEAD, Role.SUPERVISOR, Role.CALLBACK, Role.POLICY_EDITOR],
)
def test_everybody_else_who_sees_the_enterprise_reads_nothing(role: Role, figures: Figures) -> None:
    figures.state(SYSTEM)
    actor = figures.place.actor(role, figures.place.district)
    assert figures.read(actor).shown is Shown.HIDDEN
    with acting(actor):
        assert not YearlyFacts.objects.exists()


def test_a_leader_reads_ranges_and_the_database_shows_him_no_row(figures: Figures) -> None:
    figures.state(SYSTEM)
    leader = figures.place.actor(Role.LEADER, figures.place.district)
    assert figures.read(leader).shown is Shown.MASKED
    with acting(leader):
        assert not YearlyFacts.objects.exists()


def test_a_bare_query_shows_the_figures_once_the_guard_is_gone(
    figures: Figures, superuser_dsn: SuperuserDsn
) -> None:
    """The twin: what keeps the rows from a coordinator is the policy, not the query."""
    bare = "select count(*) from enterprises_yearlyfacts"
    with psycopg.connect(superuser_dsn("qinqing_test")) as owner:
        owner.execute("set session_replication_role = replica")
        owner.execute(
            "insert into enterprises_yearlyfacts (enterprise_id, year, source, stated_on, staff, at)"
            " values (1, 2025, 'firm', '2026-01-31', 5, '2026-01-31')"
        )
        owner.execute("set local role qinqing_web")
        assert owner.execute(bare).fetchone() == (0,)
        owner.execute("reset role")
        owner.execute("alter table enterprises_yearlyfacts disable row level security")
        owner.execute("set local role qinqing_web")
        assert owner.execute(bare).fetchone() == (1,)
        owner.rollback()


def test_a_keeper_reads_them_for_two_hours_after_saying_why(figures: Figures) -> None:
    figures.state(SYSTEM)
    person = accounts.a_person("林知遥", Role.COORDINATOR, area=figures.place.district)
    keeper, now = accounts.actor_of(person, figures.place.now), figures.place.now
    with acting(keeper):
        actions.open_figures(author=Author(keeper), enterprise=figures.firm, reason="核对申报条件", now=now)
    opened = accounts.actor_of(person, now + timedelta(minutes=119))
    assert figures.read(opened, minutes=119).years[2025][Measure.REVENUE].value == SECRET
    over = accounts.actor_of(person, now + timedelta(minutes=120))
    assert figures.read(over, minutes=120).shown is Shown.HIDDEN
    with door.as_system("tests.read"):
        event = Event.objects.get(name="FiguresOpened")
    assert (event.layer, event.actor_id, event.record["reason"]) == ("R", person.pk, "核对申报条件")


def test_one_opening_opens_one_enterprise_for_one_person(figures: Figures) -> None:
    figures.state(SYSTEM)
    keeper = figures.place.actor(Role.COORDINATOR, figures.place.district)
    with acting(keeper):
        actions.open_figures(
            author=Author(keeper), enterprise=figures.firm, reason="核对申报条件", now=figures.place.now
        )
    colleague = figures.place.actor(Role.COORDINATOR, figures.place.district)
    assert figures.read(colleague).shown is Shown.HIDDEN


def test_opening_needs_a_reason_and_a_keeper(figures: Figures) -> None:
    keeper = figures.place.actor(Role.COORDINATOR, figures.place.district)
    with pytest.raises(Refused, match="写明为什么"):
        actions.open_figures(
            author=Author(keeper), enterprise=figures.firm, reason="看看", now=figures.place.now
        )
    leader = figures.place.actor(Role.LEADER, figures.place.district)
    with pytest.raises(Refused, match="只有协调"):
        actions.open_figures(
            author=Author(leader), enterprise=figures.firm, reason="核对申报条件", now=figures.place.now
        )


def test_no_event_holds_a_figure(figures: Figures) -> None:
    figures.state(SYSTEM, staff=456, revenue=SECRET)
    with door.as_system("tests.read"):
        records = [str(event.record) for event in Event.objects.all()]
    assert not [record for record in records if "23456789" in record or "456" in record]


def test_each_states_in_his_own_name_only(figures: Figures) -> None:
    main, officer = figures.main(), figures.officer()
    figures.state(main, FactSource.FIRM, revenue=1)
    figures.state(officer, FactSource.OFFICER, revenue=2)
    for actor, source in ((main, FactSource.TAX), (officer, FactSource.FIRM), (main, FactSource.OFFICER)):
        with pytest.raises(Refused, match="不能代这个来源"):
            figures.state(actor, source, revenue=3)
    colleague = accounts.actor_of(a_member(figures.firm, "陈若溪"), figures.place.now)
    with pytest.raises(Refused, match="不能代这个来源"):
        figures.state(colleague, FactSource.FIRM, revenue=3)


def test_a_correction_replaces_what_it_says_and_keeps_what_was(figures: Figures) -> None:
    figures.state(SYSTEM, staff=100, revenue=SECRET)
    figures.state(SYSTEM, staff=120)
    found = figures.read(figures.main()).years[2025]
    assert (found[Measure.STAFF].value, found[Measure.REVENUE].value) == (120, SECRET)
    with door.as_system("tests.read"):
        rows = YearlyFacts.objects.order_by("pk").values_list("staff", "replaced_at")
        assert list(rows) == [(100, figures.place.now), (120, None)]


def test_the_size_class_follows_the_figures_and_the_industry(figures: Figures) -> None:
    assert figures.size() == ""
    figures.state(SYSTEM, staff=350)
    assert figures.size() == ""
    figures.state(SYSTEM, revenue=30_000_000)
    assert figures.size() == "medium"
    figures.state(SYSTEM, staff=15)
    assert figures.size() == "micro"
    with door.as_system("tests.read"):
        figures.firm.refresh_from_db()
    keeper = figures.place.actor(Role.COORDINATOR, figures.place.district)
    facts = replace(actions.facts_of(figures.firm), industry="62")
    with acting(keeper):
        actions.edit_enterprise(
            author=Author(keeper),
            enterprise=figures.firm,
            facts=facts,
            version=figures.firm.version,
            now=figures.place.now,
        )
    assert figures.size() == "small"
    with door.as_system("tests.read"):
        told = Event.objects.filter(name="SizeClassChanged").order_by("pk").values_list("record", flat=True)
        assert [(one["before"], one["after"]) for one in told] == [
            ("未划型", "中型"), ("中型", "微型"), ("微型", "小型"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "said", "words"),
    [
        (2027, {"staff": 3}, "将来"),
        (1980, {"staff": 3}, "将来"),
        (2025, {"staff": 3, "rnd_staff": 9}, "还多"),
    ],
)
def test_what_cannot_be_is_refused(year: int, said: dict[str, int], words: str, figures: Figures) -> None:
    with pytest.raises(Refused, match=words):
        figures.state(SYSTEM, year=year, **said)


def test_an_enterprise_of_others_stays_closed_to_its_competitor(figures: Figures) -> None:
    figures.state(SYSTEM)
    rival = a_member(an_enterprise(figures.place.district, "对手公司"), "赵对手", is_main=True)
    with acting(accounts.actor_of(rival, figures.place.now)), connection.cursor() as cursor:
        cursor.execute("select count(*) from enterprises_yearlyfacts")
        assert cursor.fetchone()[0] == 0

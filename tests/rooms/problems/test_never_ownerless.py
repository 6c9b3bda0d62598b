"""Whoever leaves, is away, is replaced or loses his role: each open problem has who must act, and a date."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import transaction

from qinqing.config import wiring
from qinqing.domains.accounts import actions as account_actions
from qinqing.domains.accounts.models import Grant, Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.officers import actions as officer_actions
from qinqing.domains.officers.models import Absence, Assignment, Officer
from qinqing.domains.officers.terms import Part
from qinqing.domains.problems import actions, queries
from qinqing.domains.problems.models import Problem
from qinqing.domains.problems.terms import CaseState, Holder
from qinqing.kernel import clock, door, events
from qinqing.kernel.models import Event
from qinqing.kernel.permissions import system
from qinqing.kernel.refusals import Refused
from tests.builders import accounts, officers
from tests.builders.accounts import SYSTEM
from tests.builders.problems import Road, at, town
from tests.conftest import Database, point_at
from tests.sizes import size

BEGUN = at("2026-03-02 09:30")
RUNS = 3
"""So many towns share the changes among them: each is changed until little is left of it."""


class City:
    """A town with problems at all their stations, three officers, and chance."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.now = rng, BEGUN
        self.town = town()
        self.officers = [Officer.objects.get(person=self.town.people["officer"])]
        self.officers += [
            officers.an_officer(name, unit=self.town.units[n]) for n, name in ((1, "乙"), (2, "丙"))
        ]
        for stations in (
            lambda road: road.submitted(),
            lambda road: road.submitted().take("officer", "take", plan="去看", promised_on=BEGUN.date()),
            lambda road: road.submitted().asked(),
            lambda road: road.submitted().passed_on(),
            lambda road: road.submitted().passed_on().dispatched().signed(),
            lambda road: road.to_review(),
            lambda road: road.to_confirm(),
        ):
            stations(Road(self.town, BEGUN))
        self.heard = 0
        door.step_in(system("tests"))

    @property
    def day(self) -> datetime:
        return clock.local(self.now)

    def assigned(self) -> None:
        officer = self.rng.choice(self.officers)
        officer_actions.assign_officer(
            author=SYSTEM, officer=officer, enterprise=self.town.enterprise, part=self.rng.choice([*Part]),
            from_on=self.day.date(), now=self.now, replaces=True,
        )  # fmt: skip

    def ended(self) -> None:
        row = self.rng.choice(list(Assignment.objects.filter(until_on=None)))
        officer_actions.end_assignment(author=SYSTEM, assignment=row, until_on=self.day.date(), now=self.now)

    def away(self) -> None:
        officer, other = self.rng.sample(self.officers, 2)
        officer_actions.record_absence(
            author=SYSTEM, officer=officer, from_at=self.now, until_at=self.now + timedelta(days=3),
            now=self.now, substitute=self.rng.choice([None, other]),
        )  # fmt: skip

    def back(self) -> None:
        row = self.rng.choice(list(Absence.objects.filter(until_at__gt=self.now)))
        officer_actions.end_absence(author=SYSTEM, absence=row, now=self.now)

    def closed(self) -> None:
        person = self.rng.choice(self.officers).person
        account_actions.disable_person(author=SYSTEM, person_id=person.pk, reason="调走了", now=self.now)

    def opened(self) -> None:
        person = self.rng.choice(list(Person.objects.filter(is_active=False)))
        account_actions.enable_person(author=SYSTEM, person_id=person.pk, now=self.now)

    def role_ended(self) -> None:
        row = self.rng.choice(list(Grant.objects.filter(role=Role.OFFICER, until_at=None)))
        account_actions.end_role(author=SYSTEM, grant_id=row.pk, now=self.now)

    def role_given(self) -> None:
        accounts.grant(self.rng.choice(self.officers).person, Role.OFFICER, now=self.now)

    def left(self) -> None:
        officer = self.rng.choice(self.officers)
        officer_actions.release_officer(
            author=SYSTEM, officer=officer, until_on=self.day.date(), now=self.now
        )

    def days_pass(self) -> None:
        self.now += timedelta(days=self.rng.randint(1, 4))
        actions.reseat_waiting(self.now)
        actions.sweep(self.now)

    def hear(self) -> None:
        """The worker tells the rooms of what happened."""
        rows = list(Event.objects.filter(pk__gt=self.heard).order_by("pk").values_list("id", flat=True))
        events.deliver(rows, self.now)
        self.heard = max(Event.objects.values_list("id", flat=True))

    def faults(self) -> list[str]:
        """What the watch finds, and who holds a problem although he could not act."""
        found = [fault.reason for fault in queries.orphans(self.now)]
        waiting = Problem.objects.filter(
            state__in=[CaseState.SUBMITTED, CaseState.OFFICER], holder=Holder.OFFICER
        )
        if waiting.exists() and not self.somebody_acts():
            found.append("an officer holds it who cannot act")
        return found

    def somebody_acts(self) -> bool:
        """Asked of the rows themselves: an officer of the enterprise, there or with one who stands in."""
        today = self.day.date()
        serving = Assignment.objects.filter(from_on__lte=today).exclude(until_on__lte=today)
        return any(self._acts(row.officer) for row in serving.select_related("officer__person"))

    def _acts(self, officer: Officer) -> bool:
        absent = Absence.objects.filter(from_at__lte=self.now, until_at__gt=self.now)
        away = absent.filter(officer=officer).first()
        who = officer if away is None else away.substitute
        if who is None or (who.active_until_on and who.active_until_on <= self.day.date()):
            return False
        if (
            away
            and Absence.objects.filter(officer=who, from_at__lte=self.now, until_at__gt=self.now).exists()
        ):
            return False
        grants = Grant.objects.filter(person=who.person_id, role=Role.OFFICER, from_at__lte=self.now)
        return who.person.is_active and grants.exclude(until_at__lte=self.now).exists()


CHANGES: Mapping[str, Callable[[City], None]] = {
    "an officer is assigned": City.assigned,
    "an assignment ends": City.ended,
    "an officer is away": City.away,
    "an officer is back": City.back,
    "an account is closed": City.closed,
    "an account is opened": City.opened,
    "a role ends": City.role_ended,
    "a role is given": City.role_given,
    "an officer leaves the service": City.left,
    "days pass": City.days_pass,
}


@pytest.fixture
def working(server: Database, fresh_database: str) -> Iterator[None]:
    """The worker, in a database of its own; what a test does there is undone by whoever drops it."""
    wiring.connect()
    point_at(server.url("qinqing_worker", fresh_database))
    with transaction.atomic():
        door.step_in(system("tests"))
        yield
        transaction.set_rollback(True)


def change(city: City, *, heard: bool) -> str:
    """One change by chance, where it is possible; gives its name."""
    name = city.rng.choice(sorted(CHANGES))
    try:
        with transaction.atomic():
            CHANGES[name](city)
            door.step_in(system("tests"))
    except (Refused, IndexError):
        return f"{name}: not now"
    if heard:
        city.hear()
    return name


@pytest.mark.usefixtures("working")
def test_after_every_change_every_open_problem_has_an_owner_and_a_date() -> None:
    for run in range(RUNS):
        city, story = City(Random(run)), []
        city.hear()
        for _ in range(size("changes") // RUNS):
            story.append(change(city, heard=True))
            assert (city.faults(), story) == ([], story)


@pytest.mark.usefixtures("working")
def test_where_nobody_hears_of_a_change_a_problem_is_left_without() -> None:
    """The twin: what keeps it from happening is that the problems find their holder anew."""
    for run in range(RUNS):
        city = City(Random(run))
        city.hear()
        for _ in range(size("changes") // RUNS):
            change(city, heard=False)
            if city.faults():
                return
    pytest.fail("no change ever left a problem without an owner, so nothing was shown")

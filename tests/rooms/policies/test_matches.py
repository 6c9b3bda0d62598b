"""Whom items fit is kept up to date, and told only where it changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from qinqing.config import wiring
from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.imports import ENTERPRISES
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import EnterpriseType
from qinqing.domains.inbox.models import Message
from qinqing.domains.policies import actions
from qinqing.domains.policies.actions import judging, stale
from qinqing.domains.policies.models import Edition, KeptMatch, Policy, Stale
from qinqing.domains.policies.terms import BenefitClass, Standing
from qinqing.kernel import door, events, imports
from qinqing.kernel.models import Event, ImportRun
from qinqing.kernel.permissions import Actor
from tests.builders import accounts, enterprises, officers, policies
from tests.builders.policies import author
from tests.builders.problems import at
from tests.builders.worker import working
from tests.conftest import Database

NOW = at("2026-03-02 10:00")
LATER = NOW + timedelta(days=1)


@dataclass
class Place:
    """An area with a document, two firms of which one is 3 % short on research, and who answers for it."""

    area: Area
    editors: list[Person]
    policy: Policy
    firm: Enterprise
    stranger: Enterprise
    contact: Person
    officer: Person

    def published(self, **given: object) -> Edition:
        draft = policies.a_draft(self.policy, self.editors[0], NOW, **given)
        return policies.published(draft, *self.editors, NOW)


@pytest.fixture(autouse=True)
def _as_the_worker(server: Database, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    wiring.connect()
    with django_db_blocker.unblock(), working(server):
        yield


@pytest.fixture
def place(_as_the_worker: None) -> Place:
    area = accounts.an_area()
    editors = [accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2)]
    policy = policies.a_policy(area, editors[0], NOW)
    firm = enterprises.an_enterprise(area, "岚芯微电子", type=EnterpriseType.COMPANY, industry="39")
    enterprises.a_statement(firm, year=2025, rnd=Decimal(970_000))
    stranger = enterprises.an_enterprise(area, "无数据商贸", type=EnterpriseType.COMPANY, industry="51")
    officer = officers.an_officer(unit=accounts.a_unit("工信局", area=area))
    officers.an_assignment(officer, firm, from_on=date(2026, 1, 1))
    contact = enterprises.a_member(firm, "陈若溪", is_main=True)
    return Place(area, editors, policy, firm, stranger, contact, officer.person)


def kept() -> dict[tuple[int, int], str]:
    with door.as_system("tests.read"):
        rows = KeptMatch.objects.values_list("edition__item", "enterprise", "standing")
        return {(item, firm): standing for item, firm, standing in rows}


def delivered(now: datetime) -> None:
    """What the worker does with everything told so far."""
    with door.as_system("tests.deliver"):
        events.deliver(list(Event.objects.values_list("pk", flat=True)), now)


def messages(person: Person) -> list[str]:
    with door.as_system("tests.read"):
        return list(Message.objects.filter(person=person).order_by("pk").values_list("notice", flat=True))


def changes() -> list[dict[str, object]]:
    with door.as_system("tests.read"):
        rows = Event.objects.filter(name="MatchesChanged").order_by("pk")
        return [dict(row.record) | {"of": row.subject_id} for row in rows]


def learns(place: Place, rnd: int) -> None:
    """The enterprise's figure becomes another; as its event says, it is to be judged again."""
    enterprises.a_statement(place.firm, year=2025, rnd=Decimal(rnd))
    with door.as_system("tests.hear"):
        stale.mark([place.firm.pk], LATER)


def test_an_item_that_is_published_is_judged_for_all_and_told_to_whom_it_concerns(place: Place) -> None:
    edition = place.published()
    judging.judge_stale(NOW)
    assert kept() == {(edition.item_id, place.firm.pk): Standing.NEARLY}
    delivered(NOW)
    assert messages(place.contact) == ["policies.matched"]


def test_an_enterprise_is_told_when_it_is_short_of_nothing_any_more(place: Place) -> None:
    """An enterprise 3 % short on research learns exactly that, and is told when it no longer is."""
    edition = place.published()
    judging.judge_everything(NOW)
    learns(place, 1_000_000)
    assert judging.judge_stale(LATER) == 1
    assert kept() == {(edition.item_id, place.firm.pk): Standing.FITS}
    assert changes()[-1] == {
        "fits": [edition.item_id], "nearly": [], "lost": [], "by_item": False, "of": place.firm.pk,
    }  # fmt: skip
    delivered(LATER)
    assert messages(place.contact) == ["policies.matched", "policies.matched"]
    assert "policies.matched_served" in messages(place.officer)


def test_judging_again_changes_and_tells_nothing(place: Place) -> None:
    place.published()
    judging.judge_everything(NOW)
    before = (kept(), changes())
    assert judging.judge_everything(LATER) == 0
    assert (kept(), changes()) == before


def test_an_amendment_that_says_the_same_is_told_to_nobody(place: Place) -> None:
    edition = place.published()
    judging.judge_everything(NOW)
    told = changes()
    draft = policies.a_next_draft(edition.item, place.editors[0], NOW, from_on=NOW.date())
    amended = policies.published(draft, *place.editors, NOW)
    judging.judge_stale(LATER)
    with door.as_system("tests.read"):
        row = KeptMatch.objects.get()
    assert (row.edition_id, row.since_on) == (amended.pk, NOW.date())
    assert changes() == told


def test_a_stricter_edition_takes_back_what_was_kept(place: Place) -> None:
    edition = place.published()
    judging.judge_everything(NOW)
    harder = {"conditions": {"fact": "rd_expense_y1", "op": ">=", "value": 5000}}
    draft = policies.a_next_draft(edition.item, place.editors[0], NOW, from_on=NOW.date(), rule=harder)
    policies.published(draft, *place.editors, NOW)
    judging.judge_stale(LATER)
    assert kept() == {}
    assert changes()[-1]["lost"] == [edition.item_id]


def test_an_item_that_ends_by_its_date_is_taken_away_in_the_morning(place: Place) -> None:
    place.published(until_on=date(2026, 3, 3))
    judging.judge_everything(NOW)
    assert kept()
    judging.judge_everything(LATER)
    assert not kept()


def test_what_was_judged_waits_no_longer(place: Place) -> None:
    place.published()
    learns(place, 1_000_000)
    assert judging.judge_stale(LATER) == 2
    assert judging.judge_stale(LATER) == 0


def test_only_what_changed_is_judged_again(place: Place) -> None:
    """A row of somebody else that is wrong stays wrong until he is judged himself."""
    edition = place.published()
    judging.judge_everything(NOW)
    with door.as_system("tests.build"):
        KeptMatch.objects.create(
            edition=edition, enterprise=place.stranger, standing=Standing.FITS, since_on=NOW.date()
        )
    learns(place, 1_000_000)
    judging.judge_stale(LATER)
    assert kept()[edition.item_id, place.stranger.pk] == Standing.FITS
    judging.judge_everything(LATER)
    assert (edition.item_id, place.stranger.pk) not in kept()


def test_an_enterprise_that_nobody_answers_for_leaves_no_event(place: Place) -> None:
    """Else an import could not be taken back: its rows would have a history of their own."""
    enterprises.a_statement(place.stranger, year=2025, rnd=Decimal(2_000_000))
    edition = place.published()
    judging.judge_stale(NOW)
    assert kept()[edition.item_id, place.stranger.pk] == Standing.FITS
    assert [one["of"] for one in changes()] == [place.firm.pk]


def test_who_wants_other_classes_is_not_told(place: Place) -> None:
    actions.subscribe(author=author(place.contact, NOW), classes=[BenefitClass.RELIEF])
    door.step_in(Actor())
    place.published()
    judging.judge_stale(NOW)
    delivered(NOW)
    assert messages(place.contact) == []


def killed_at_the_end(now: datetime) -> None:
    with transaction.atomic():
        judging.judge_stale(now)
        raise ZeroDivisionError


def test_a_job_that_is_killed_has_kept_and_told_nothing(place: Place) -> None:
    edition = place.published()
    learns(place, 1_000_000)
    with pytest.raises(ZeroDivisionError):
        killed_at_the_end(LATER)
    with door.as_system("tests.read"):
        assert (kept(), changes(), Stale.objects.count()) == ({}, [], 2)
    judging.judge_stale(LATER)
    assert (edition.item_id, place.firm.pk) in kept()


def test_a_title_that_is_given_has_the_enterprise_judged_again(place: Place) -> None:
    enterprises.a_title(place.firm, "GR202544000001")
    with door.as_system("tests.deliver"):
        given = Event.objects.filter(name="TitleGiven")
        events.deliver(list(given.values_list("pk", flat=True)), NOW)
        assert list(Stale.objects.values_list("enterprise", flat=True)) == [place.firm.pk]


def test_no_row_of_another_enterprise_is_in_sight(place: Place) -> None:
    enterprises.a_statement(place.stranger, year=2025, rnd=Decimal(2_000_000))
    place.published()
    judging.judge_stale(NOW)
    coordinator = accounts.a_person("协调员", Role.COORDINATOR, area=place.area)
    for person, count in ((place.contact, 1), (place.officer, 1), (place.editors[0], 2), (coordinator, 0)):
        door.become(person.pk, NOW)
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from policies_keptmatch")
            assert cursor.fetchone() == (count,), person.name
    door.step_in(Actor())


def test_what_is_only_worked_out_holds_no_enterprise_in_place(place: Place) -> None:
    """An import is taken back with the enterprises it brought, whatever was worked out of them since."""
    unknown = enterprises.an_enterprise(place.area, "误录商贸", type=EnterpriseType.COMPANY)
    everybody = {"conditions": {"fact": "is_legal_entity", "op": "==", "value": True}}
    edition = place.published(rule=everybody)
    judging.judge_everything(NOW)
    assert kept()[edition.item_id, unknown.pk] == Standing.FITS
    with door.as_system("tests.undo"):
        why = imports.in_use(ENTERPRISES, [unknown.pk, place.firm.pk], ImportRun(pk=0, at=LATER))
        Enterprise.objects.filter(pk=unknown.pk).delete()
        stale.forget_gone()
    assert "匹配结果" not in why[unknown.pk]
    assert "挂点" in why[place.firm.pk]
    assert (edition.item_id, unknown.pk) not in kept()

"""Of two editors or two officers acting at once one wins and the other is told; nobody meets an error."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from qinqing.domains.accounts.models import Area, Person
from qinqing.domains.accounts.terms import Role
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.enterprises.terms import EnterpriseType
from qinqing.domains.policies import actions
from qinqing.domains.policies.actions import PolicyFacts
from qinqing.domains.policies.models import Edition, KeptMatch, Policy, PolicyItem, Push, StatedFact, Trial
from qinqing.domains.policies.terms import PolicyLevel, Standing
from qinqing.kernel import door
from qinqing.kernel.events import Author
from qinqing.kernel.models import Event
from tests.builders import accounts, enterprises, officers, policies
from tests.builders.at_once import Act, at_once
from tests.builders.problems import at

NOW = at("2026-03-02 10:00")
ROUNDS = 4
"""Two do not always meet: they are let go so many times."""


@dataclass
class Place:
    """An area with a document and two editors, a firm with its contact and its officer."""

    area: Area
    policy: Policy
    editors: list[Person]
    firm: Enterprise
    contact: Person
    officer: Person

    def published(self) -> Edition:
        """An item in force that the firm nearly fits, as the worker found."""
        with transaction.atomic():
            draft = policies.a_draft(self.policy, self.editors[0], NOW)
            edition = policies.published(draft, *self.editors, NOW)
            with door.as_system("tests.build"):
                KeptMatch.objects.create(
                    edition=edition, enterprise=self.firm, standing=Standing.NEARLY, failing=[2],
                    since_on=NOW.date(),
                )  # fmt: skip
        return edition


@pytest.fixture
def place(fresh_database: str) -> Place:
    with transaction.atomic():
        area = accounts.an_area()
        editors = [accounts.a_person(f"政策{n}", Role.POLICY_EDITOR, area=area) for n in (1, 2)]
        policy = policies.a_policy(area, editors[0], NOW)
        firm = enterprises.an_enterprise(area, "岚芯微电子", type=EnterpriseType.COMPANY, industry="39")
        officer = officers.an_officer(unit=accounts.a_unit("工信局", area=area))
        officers.an_assignment(officer, firm, from_on=date(2026, 1, 1))
        contact = enterprises.a_member(firm, "陈若溪", is_main=True)
    return Place(area, policy, editors, firm, contact, officer.person)


def counted(model: Any, **where: Any) -> int:
    with transaction.atomic(), door.as_system("tests.read"):
        return model.objects.filter(**where).count()


def pushing(place: Place, edition: Edition) -> Act:
    def act(author: Author) -> int:
        to = [place.firm.public_id]
        return len(actions.push_item(author=author, edition=edition, to=to, note="", now=NOW))

    return act


def test_two_who_bring_an_item_at_once_bring_it_once(place: Place) -> None:
    for _ in range(ROUNDS):
        edition = place.published()
        act = pushing(place, edition)
        assert sorted(at_once(NOW, (place.officer, act), (place.editors[0], act))) == [0, 1]
        assert counted(Push, edition=edition.pk) == 1
        assert counted(Event, name="ItemPushed", record__policy_item_id=edition.item_id) == 1


def test_without_another_run_the_second_meets_an_error(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: the two above do meet."""
    monkeypatch.setattr(door, "_retried", set(door.RETRIED))
    for _ in range(100):
        act = pushing(place, place.published())
        if "IntegrityError" in at_once(NOW, (place.officer, act), (place.editors[0], act)):
            return
    pytest.fail("without another run two who bring the same still never met")


def test_an_edition_is_published_once(place: Place) -> None:
    with transaction.atomic():
        third = accounts.a_person("政策3", Role.POLICY_EDITOR, area=place.area)

    def publish(edition: Edition) -> Act:
        return lambda author: (
            actions.take_step(author=author, edition=edition, step="publish", given={}, now=NOW).state
        )

    for _ in range(ROUNDS):
        with transaction.atomic():
            draft = policies.a_draft(place.policy, place.editors[0], NOW)
            policies.stepped(draft, place.editors[0], "send", NOW)
        act = publish(draft)
        assert sorted(at_once(NOW, (place.editors[1], act), (third, act))) == ["published", "wrong_state"]
        assert counted(Event, name="EditionPublished", subject_id=draft.item_id) == 1


def test_an_item_that_is_stopped_while_its_next_edition_is_published_does_not_begin_again(
    place: Place,
) -> None:
    later = NOW + timedelta(minutes=1)
    for _ in range(ROUNDS):
        item = place.published().item
        with transaction.atomic():
            draft = policies.a_next_draft(item, place.editors[0], NOW, from_on=date(2027, 1, 1))
            policies.stepped(draft, place.editors[0], "send", NOW)

        def publish(author: Author, draft: Edition = draft) -> None:
            actions.take_step(author=author, edition=draft, step="publish", given={}, now=later)

        def stop(author: Author, item: PolicyItem = item) -> None:
            on = NOW.date() + timedelta(days=30)
            actions.stop_item(author=author, item=item, on=on, reason="资金用完", now=later)

        at_once(later, (place.editors[1], publish), (place.editors[0], stop))
        assert counted(Event, name="ItemStopped", subject_id=item.pk) == 1
        with transaction.atomic(), door.as_system("tests.read"):
            for day in (date(2027, 1, 1), date(2028, 1, 1)):
                assert not Edition.objects.current(day).filter(item=item).exists()


def test_a_document_is_registered_once(place: Place) -> None:
    for number in range(ROUNDS):
        facts = PolicyFacts(
            title="措施", number=f"青岚府规〔2026〕{number}号", issuer="青岚区人民政府",
            level=PolicyLevel.DISTRICT, area_id=place.area.pk,
        )  # fmt: skip

        def register(author: Author, facts: PolicyFacts = facts) -> str:
            return actions.register_policy(author=author, facts=facts, now=NOW).title

        found = at_once(NOW, *((editor, register) for editor in place.editors))
        assert sorted(found) == ["twice", "措施"]


def test_two_editors_begin_one_next_edition(place: Place) -> None:
    item = place.published().item

    def begin(author: Author) -> int:
        return actions.draft_next(author=author, item=item, content=policies.CONTENT, now=NOW).number

    assert set(at_once(NOW, *((editor, begin) for editor in place.editors))) == {2, "conflict"}


def test_a_writing_is_tried_once_whoever_asks(place: Place) -> None:
    for _ in range(ROUNDS):
        with transaction.atomic():
            draft = policies.a_draft(place.policy, place.editors[0], NOW)

        def ask(author: Author, draft: Edition = draft) -> None:
            actions.ask_for_trial(author=author, edition=draft, now=NOW)

        assert at_once(NOW, *((editor, ask) for editor in place.editors)) == [None, None]
        assert counted(Trial, edition=draft.pk) == 1
        assert counted(Event, name="EditionTried", subject_id=draft.item_id) == 1


def test_what_two_tell_of_an_enterprise_is_kept_of_both(place: Place) -> None:
    def tell(author: Author) -> None:
        actions.state_fact(
            author=author, enterprise=place.firm, name="ip_class1", value=2, now=NOW
        )  # fmt: skip

    assert at_once(NOW, (place.contact, tell), (place.officer, tell)) == [None, None]
    assert counted(StatedFact, enterprise=place.firm.pk) == 2

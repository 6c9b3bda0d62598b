"""Programs are told of claims, questions, public answers and talks: a kind and a number of what one sees."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from qinqing.config import wiring
from qinqing.domains.accounts import queries
from qinqing.domains.accounts.models import Person, Token
from qinqing.kernel import clock, door, events, webhooks
from qinqing.kernel.models import Event, WebhookDelivery
from qinqing.kernel.permissions import system
from tests.builders import advice, claims, policies, programs
from tests.builders.advice import Place
from tests.builders.claims import Office
from tests.builders.problems import at, town
from tests.builders.programs import Receiver, a_receiver
from tests.builders.worker import working
from tests.conftest import Database

NOW = at("2026-03-02 10:00")


@pytest.fixture(autouse=True)
def _as_the_worker(server: Database, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    wiring.connect()
    settings = override_settings(WEBHOOK_NETWORKS=["127.0.0.0/8"])
    with django_db_blocker.unblock(), working(server), settings, clock.set_to(NOW):
        yield


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as found:
        yield found


@pytest.fixture
def office(_as_the_worker: None) -> Office:
    return claims.an_office(town(), NOW)


@pytest.fixture
def place(_as_the_worker: None) -> Place:
    return advice.a_place(NOW)


def subscribed(person: Person, receiver: Receiver, *kinds: str) -> None:
    """A program of somebody wants to be told of these events."""
    programs.a_token(person, NOW)
    door.step_in(system("tests.read"))
    programs.a_webhook(Token.objects.latest("pk"), kinds, receiver.address)


def told(receiver: Receiver) -> list[tuple[str, str, str]]:
    """What the program was told, in order."""
    door.step_in(system("tests.tell"))
    events.deliver(Event.objects.values_list("pk", flat=True), NOW)
    webhooks.send_due(queries.allowed_to, NOW)
    said = [json.loads(body) for _, body in receiver.came]
    assert all(set(one) == {"id", "kind", "at", "subject"} for one in said)
    return [(one["kind"], one["subject"]["kind"], one["subject"]["public_id"]) for one in said]


def test_a_unit_is_told_of_what_it_pays_once_it_was_applied_for(office: Office, receiver: Receiver) -> None:
    subscribed(office.people["handler1"], receiver, "ClaimApplied", "PapersGiven", "ClaimWithdrawn")
    claim = office.intended(words="不说给单位的话")
    office.take("enterprise", claim, "give_papers")
    assert told(receiver) == []
    states = set(WebhookDelivery.objects.values_list("state", flat=True))
    assert states == {"suppressed"}
    office.take("enterprise", claim, "apply")
    assert told(receiver) == [("ClaimApplied", "claim", claim.public_id)]


def test_another_unit_is_told_of_no_claim(office: Office, receiver: Receiver) -> None:
    subscribed(office.people["handler2"], receiver, "ClaimApplied")
    office.applied()
    assert told(receiver) == []


def test_who_asked_is_told_of_the_answer_and_a_rival_is_not(place: Place, receiver: Receiver) -> None:
    for who in ("asker", "rival"):
        subscribed(place.people[who], receiver, "QuestionAnswered")
    question = place.answered(place.ask())
    assert told(receiver) == [("QuestionAnswered", "question", question.public_id)]


def test_everybody_is_told_of_a_public_answer_and_who_was_there_of_a_talk(
    place: Place, receiver: Receiver
) -> None:
    subscribed(place.people["rival"], receiver, "PublicAnswerPublished", "TalkRecorded")
    made = advice.a_draft_answer(place.people["expert"], NOW, place.answered(place.ask()))
    advice.published(made, place.people["expert"], place.people["editor"], NOW)
    editors = place.people["editor"], place.people["second editor"]
    draft = policies.a_draft(policies.a_policy(place.area, editors[0], NOW), editors[0], NOW)
    item = policies.published(draft, *editors, NOW).item
    begun = at("2026-03-01 09:00")
    advice.a_talk(place.people["expert"], [place.enterprise], [item], begun, NOW)
    talk = advice.a_talk(place.people["officer"], [place.rival], [item], begun, NOW)
    assert told(receiver) == [
        ("PublicAnswerPublished", "public_answer", made.public_id),
        ("TalkRecorded", "talk", talk.public_id),
    ]

"""Everybody reads his own messages; the database sees to it too."""

from datetime import datetime

import pytest
from django.db import ProgrammingError, transaction

from qinqing.domains.accounts.models import Person
from qinqing.domains.inbox import actions, queries
from qinqing.domains.inbox.models import Delivery, Message
from qinqing.kernel import door
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from tests.builders.accounts import a_person, actor_of
from tests.conftest import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhou() -> Person:
    return a_person("周砚青")


def told(*people: Person, now: datetime, event_id: int = 1) -> int:
    with door.as_system("test"):
        return actions.put_messages(
            person_ids=[person.pk for person in people],
            event_id=event_id,
            notice="lamps.reported",
            level="act",
            text=f"新的诉求 WT2603020000{event_id}",
            url="/lamps/7",
            now=now,
        )


def test_a_person_counts_and_reads_his_own(zhou: Person, monday: datetime) -> None:
    lin = a_person("林知遥")
    told(zhou, lin, now=monday)
    told(lin, now=monday, event_id=2)
    me = actor_of(zhou, monday)
    with acting(me):
        assert queries.unread_count(me) == 1
        (mine,) = queries.messages_of(me).messages
        actions.mark_read(actor=me, message_id=mine.pk, now=monday)
        assert queries.unread_count(me) == 0
        assert queries.messages_of(me, unread=True).messages == []


def test_who_was_told_already_is_not_counted_as_new(zhou: Person, monday: datetime) -> None:
    assert told(zhou, now=monday) == 1
    assert told(zhou, a_person("林知遥"), now=monday) == 1


def test_a_message_of_another_is_not_there(zhou: Person, monday: datetime) -> None:
    told(zhou, now=monday)
    with door.as_system("test"):
        number = Message.objects.get().pk
    other = actor_of(a_person("林知遥"), monday)
    with acting(other), pytest.raises(NotFound):
        actions.mark_read(actor=other, message_id=number, now=monday)


def test_the_database_shows_no_message_of_another(zhou: Person, monday: datetime) -> None:
    told(zhou, now=monday)
    with acting(actor_of(a_person("林知遥"), monday)):
        assert not Message.objects.exists()
        assert Message.objects.update(read_at=monday) == 0
    door.step_in(Actor())
    assert not Message.objects.exists()


def test_nobody_writes_a_message_himself(zhou: Person, monday: datetime) -> None:
    with (
        acting(actor_of(zhou, monday)),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Message.objects.create(
            person=zhou, event_id=1, notice="x", level="act", text="x", url="/", created_at=monday
        )


def test_nobody_reads_deliveries(zhou: Person, monday: datetime) -> None:
    with door.as_system("test"):
        Person.objects.filter(pk=zhou.pk).update(email="zhou@example.cn")
    told(zhou, now=monday)
    with acting(actor_of(zhou, monday)):
        assert not Delivery.objects.exists()


def test_all_are_marked_read_at_once(zhou: Person, monday: datetime) -> None:
    lin = a_person("林知遥")
    for number in range(1, 4):
        told(zhou, lin, now=monday, event_id=number)
    me, other = actor_of(zhou, monday), actor_of(lin, monday)
    with acting(me):
        assert actions.mark_all_read(actor=me, now=monday) == 3
        assert actions.mark_all_read(actor=me, now=monday) == 0
    with acting(other):
        assert queries.unread_count(other) == 3


def test_paging_shows_every_message_once_newest_first(
    zhou: Person, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(1, 6):
        told(zhou, now=monday, event_id=number)
    me, seen, before = actor_of(zhou, monday), [], None
    with acting(me):
        while True:
            page = queries.messages_of(me, before=before)
            seen += [message.event_id for message in page.messages]
            before = page.older
            if before is None:
                break
    assert seen == [5, 4, 3, 2, 1]

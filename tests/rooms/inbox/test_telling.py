"""One message a person and event, one letter a message, none to whom it no longer concerns."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings

from qinqing.domains.accounts.models import Person
from qinqing.domains.inbox import actions
from qinqing.domains.inbox.models import Delivery, Message, ReachingWish
from qinqing.domains.inbox.rules import Reaching
from qinqing.kernel import events
from qinqing.kernel.notices import Notice
from tests.builders.accounts import SYSTEM, a_person

LETTERS = override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
BROKEN = override_settings(EMAIL_BACKEND="tests.rooms.inbox.test_telling.BrokenBackend")
MINUTE = timedelta(minutes=1)


class BrokenBackend:
    """A letter box that is out of order."""

    def __init__(self, **options: object) -> None:
        pass

    def send_messages(self, messages: Iterable[object]) -> int:
        raise ConnectionRefusedError


@dataclass(frozen=True)
class LampReported:
    lamp_id: int
    event_id: int
    number: str


@pytest.fixture
def zhou() -> Person:
    return a_person("周砚青", email="zhou@example.cn")


def a_notice(
    *people: Person, concerns: Callable[[Any, int, datetime], bool] = lambda event, person_id, now: True
) -> Notice:
    return Notice(
        "lamps.reported",
        LampReported,
        to=lambda event, now: [person.pk for person in people],
        say="新的诉求 {number}，请看",
        url=lambda event: f"/lamps/{event.lamp_id}",
        facts=lambda event: {"number": event.number},
        still_concerns=concerns,
    )


def report(now: datetime, number: str = "WT26030200001") -> LampReported:
    record = {"number": number, "text": "园区路灯三盏不亮，砺川精密"}
    event_id = events.tell(LampReported, subject=("lamp", 7), author=SYSTEM, at=now, record=record)
    return LampReported(7, event_id, number)


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.usefixtures("worker")
class TestTelling:
    def test_everybody_concerned_is_told_once(self, zhou: Person, monday: datetime) -> None:
        lin = a_person("林知遥")
        told = report(monday)
        for _ in range(3):
            actions.tell_people(a_notice(zhou, lin, zhou), told, monday)
        rows = Message.objects.order_by("person_id").values_list("person_id", "text", "url")
        assert list(rows) == [
            (zhou.pk, "新的诉求 WT26030200001，请看", "/lamps/7"),
            (lin.pk, "新的诉求 WT26030200001，请看", "/lamps/7"),
        ]

    def test_another_event_is_another_message(self, zhou: Person, monday: datetime) -> None:
        for number in ("WT26030200001", "WT26030200002"):
            actions.tell_people(a_notice(zhou), report(monday, number), monday)
        assert Message.objects.count() == 2

    def test_whom_it_does_not_concern_any_more_is_not_told(self, zhou: Person, monday: datetime) -> None:
        notice = a_notice(zhou, concerns=lambda event, person_id, now: False)
        actions.tell_people(notice, report(monday), monday)
        assert not Message.objects.exists()

    def test_a_closed_account_is_not_told(self, zhou: Person, monday: datetime) -> None:
        Person.objects.filter(pk=zhou.pk).update(is_active=False)
        actions.tell_people(a_notice(zhou), report(monday), monday)
        assert not Message.objects.exists()

    def test_who_has_no_address_gets_no_letter(self, monday: datetime) -> None:
        actions.tell_people(a_notice(a_person("林知遥")), report(monday), monday)
        assert (Message.objects.count(), Delivery.objects.count()) == (1, 0)


@pytest.mark.usefixtures("worker")
class TestSending:
    def send(self, notice: Notice, now: datetime) -> None:
        actions.send_waiting(known=[notice], now=now)

    def test_a_letter_says_a_number_and_a_link_and_nothing_of_the_business(
        self, zhou: Person, monday: datetime
    ) -> None:
        notice = a_notice(zhou)
        actions.tell_people(notice, report(monday), monday)
        with LETTERS:
            self.send(notice, monday)
        (letter,) = mail.outbox
        whole = letter.subject + letter.body
        assert letter.to == ["zhou@example.cn"]
        assert "WT26030200001" in whole
        assert f"/messages/{Message.objects.get().pk}/" in whole
        assert not [word for word in ("路灯", "砺川", "lamps/7") if word in whole]

    def test_a_letter_is_sent_once(self, zhou: Person, monday: datetime) -> None:
        notice = a_notice(zhou)
        told = report(monday)
        with LETTERS:
            for _ in range(3):
                actions.tell_people(notice, told, monday)
                self.send(notice, monday)
        assert len(mail.outbox) == 1
        assert states() == ["sent"]

    def test_a_letter_that_could_not_be_sent_waits_and_goes_out_later_under_its_number(
        self, zhou: Person, monday: datetime
    ) -> None:
        notice = a_notice(zhou)
        actions.tell_people(notice, report(monday), monday)
        with BROKEN:
            self.send(notice, monday)
        assert states() == ["waiting"]
        with LETTERS:
            self.send(notice, monday + MINUTE)
        assert states() == ["sent"]
        assert mail.outbox[0].extra_headers["Message-ID"] == f"<delivery-{Delivery.objects.get().pk}@qinqing>"

    def test_a_letter_that_can_never_be_sent_has_failed(self, zhou: Person, monday: datetime) -> None:
        notice = a_notice(zhou)
        actions.tell_people(notice, report(monday), monday)
        with BROKEN:
            for minute in range(actions.MOST_TRIES + 2):
                self.send(notice, monday + minute * MINUTE)
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.tries) == ("failed", actions.MOST_TRIES)

    def test_who_lost_the_right_since_gets_no_letter(self, zhou: Person, monday: datetime) -> None:
        until = monday + MINUTE
        notice = a_notice(zhou, concerns=lambda event, person_id, now: now < until)
        actions.tell_people(notice, report(monday), monday)
        with LETTERS:
            self.send(notice, until)
        assert (mail.outbox, states()) == ([], ["suppressed"])

    def test_who_was_closed_since_gets_no_letter(self, zhou: Person, monday: datetime) -> None:
        notice = a_notice(zhou)
        actions.tell_people(notice, report(monday), monday)
        Person.objects.filter(pk=zhou.pk).update(is_active=False)
        with LETTERS:
            self.send(notice, monday)
        assert (mail.outbox, states()) == ([], ["suppressed"])

    def test_a_notice_that_no_longer_exists_is_not_sent(self, zhou: Person, monday: datetime) -> None:
        actions.tell_people(a_notice(zhou), report(monday), monday)
        with LETTERS:
            actions.send_waiting(known=[], now=monday)
        assert (mail.outbox, states()) == ([], ["suppressed"])


@pytest.mark.usefixtures("worker")
class TestReaching:
    def wants(self, person: Person, **wanted: Any) -> None:
        ReachingWish.objects.create(person=person, **asdict(Reaching(**wanted)))

    def told(self, notice: Notice, now: datetime, *numbers: str) -> None:
        for number in numbers:
            actions.tell_people(notice, report(now, number), now)

    def test_one_letter_a_day_holds_all_that_was_told_and_nothing_of_the_business(
        self, zhou: Person, monday: datetime
    ) -> None:
        self.wants(zhou, daily=True, daily_at=17)
        notice = a_notice(zhou)
        self.told(notice, monday, "WT26030200001", "WT26030200002")
        with LETTERS:
            actions.send_waiting(known=[notice], now=monday + timedelta(hours=7))
            assert mail.outbox == []
            actions.send_waiting(known=[notice], now=monday + timedelta(hours=8))
            actions.send_waiting(known=[notice], now=monday + timedelta(hours=9))
        (letter,) = mail.outbox
        assert "2 条新消息" in letter.subject
        assert "WT26030200001" in letter.body
        assert "WT26030200002" in letter.body
        assert "路灯" not in letter.body
        assert states() == ["sent", "sent"]

    def test_in_quiet_hours_a_letter_waits_and_what_is_urgent_does_not(
        self, zhou: Person, monday: datetime
    ) -> None:
        self.wants(zhou, quiet=True, quiet_from=8, quiet_until=12)
        calm, urgent = a_notice(zhou), replace(a_notice(zhou), key="lamps.urgent", level="alarm")
        told = report(monday)
        for notice in (calm, urgent):
            actions.tell_people(notice, told, monday)
        with LETTERS:
            actions.send_waiting(known=[calm, urgent], now=monday)
            assert len(mail.outbox) == 1
            actions.send_waiting(known=[calm, urgent], now=monday + timedelta(hours=3))
        assert len(mail.outbox) == 2
        assert Message.objects.count() == 2

    def test_who_said_nothing_is_reached_at_once(self, zhou: Person, monday: datetime) -> None:
        """The twin."""
        notice = a_notice(zhou)
        self.told(notice, monday, "WT26030200001", "WT26030200002")
        with LETTERS:
            actions.send_waiting(known=[notice], now=monday)
        assert len(mail.outbox) == 2

    def test_what_no_longer_concerns_one_is_left_out_of_the_letter_of_the_day(
        self, zhou: Person, monday: datetime
    ) -> None:
        self.wants(zhou, daily=True, daily_at=17)
        concerned = {"WT26030200001": True, "WT26030200002": True, "WT26030200003": True}
        notice = a_notice(zhou, concerns=lambda event, person_id, now: concerned[event.number])
        self.told(notice, monday, *concerned)
        concerned["WT26030200002"] = False
        with LETTERS:
            actions.send_waiting(known=[notice], now=monday + timedelta(days=1))
        assert "WT26030200002" not in mail.outbox[0].body
        assert states() == ["sent", "suppressed", "sent"]

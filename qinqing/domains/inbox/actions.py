"""Writes: telling people, marking as read, sending out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from qinqing.domains.accounts.models import Person
from qinqing.domains.inbox import queries
from qinqing.domains.inbox.models import Delivery, Message
from qinqing.domains.inbox.terms import Channel, DeliveryState
from qinqing.kernel import events, jobs
from qinqing.kernel.models import Event
from qinqing.kernel.notices import Notice
from qinqing.kernel.permissions import Actor

SEND = "inbox.send"
MOST_TRIES = 5


def tell_people(notice: Notice, event: Any, now: datetime) -> None:
    """Put the message of a notice into the inbox of everybody whom the event still concerns.

    The hearer of every notice: run by the worker as the system; a repetition changes nothing.
    """
    put_messages(
        person_ids=[p for p in dict.fromkeys(notice.to(event, now)) if notice.still_concerns(event, p, now)],
        event_id=event.event_id,
        notice=notice.key,
        level=notice.level,
        text=notice.text(event),
        url=notice.url(event),
        now=now,
    )


def put_messages(
    *,
    person_ids: Iterable[int],
    event_id: int,
    notice: str,
    level: str,
    text: str,
    url: str,
    now: datetime,
) -> int:
    """Tell these people once of this event, in the app and, where there is an address, by e-mail.

    Whoever was told already keeps his one message; gives how many are new.
    """
    known = Message.objects.filter(event_id=event_id, notice=notice).values("person_id")
    people = list(Person.objects.filter(pk__in=list(person_ids), is_active=True).exclude(pk__in=known))
    made = Message.objects.bulk_create(
        [
            Message(
                person=person,
                event_id=event_id,
                notice=notice,
                level=level,
                text=text,
                url=url,
                created_at=now,
            )
            for person in people
        ],
        ignore_conflicts=True,
    )
    stored = Message.objects.filter(event_id=event_id, notice=notice, deliveries__isnull=True)
    by_mail = stored.filter(person__in=people).exclude(person__email="")
    waiting = [
        Delivery(message=message, channel=Channel.EMAIL.value, state=DeliveryState.WAITING.value, at=now)
        for message in by_mail
    ]
    Delivery.objects.bulk_create(waiting, ignore_conflicts=True)
    if waiting:
        jobs.start(SEND)
    return len(made)


def mark_read(*, actor: Actor, message_id: int, now: datetime) -> Message:
    """Note that the actor opened one of his messages; NotFound for anybody else's."""
    message = queries.message_for(actor, message_id)
    if message.read_at is None:
        message.read_at = now
        message.save(update_fields=["read_at"])
    return message


def mark_all_read(*, actor: Actor, now: datetime) -> int:
    """Note that the actor has seen all his messages; gives how many were new."""
    return queries.messages_visible_to(actor).filter(read_at__isnull=True).update(read_at=now)


def send_waiting(*, known: Iterable[Notice], now: datetime) -> None:
    """Send what waits, one letter for each message, and never to whom it no longer concerns.

    Whom a message concerns is asked of its notice, which stands among those `known`.

    A letter that could not be handed over waits for the next time; after MOST_TRIES it has failed. The number
    in its head stays the same, so that a letter sent twice after a crash is known to be one.
    """
    by_key = {notice.key: notice for notice in known}
    for delivery in queries.waiting_deliveries():
        delivery.tries += 1
        delivery.at = now
        delivery.state = _sent(delivery, by_key.get(delivery.message.notice), now).value
        delivery.save(update_fields=["tries", "at", "state"])


def _sent(delivery: Delivery, notice: Notice | None, now: datetime) -> DeliveryState:
    if notice is None or not _still_concerns(delivery.message, notice, now):
        return DeliveryState.SUPPRESSED
    try:
        _letter(delivery).send()
    except OSError:  # smtplib's exceptions are its children
        return DeliveryState.WAITING if delivery.tries < MOST_TRIES else DeliveryState.FAILED
    return DeliveryState.SENT


def _still_concerns(message: Message, notice: Notice, now: datetime) -> bool:
    person = message.person
    if not person.is_active or not person.email:
        return False
    event = events.revive(notice.event, Event.objects.get(pk=message.event_id))
    return notice.still_concerns(event, person.pk, now)


def _letter(delivery: Delivery) -> EmailMessage:
    message = delivery.message
    address = settings.PUBLIC_URL + reverse("inbox:open", args=[message.pk])
    return EmailMessage(
        subject="亲清：您有一条新消息",
        body=f"{message.text}\n\n请登录查看：{address}\n\n这封信由系统发出，不用回复。\n",
        to=[message.person.email],
        headers={"Message-ID": f"<delivery-{delivery.pk}@qinqing>"},
    )

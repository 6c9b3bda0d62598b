"""Writes: telling people, marking as read, sending out."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from qinqing.domains.accounts.models import Person
from qinqing.domains.inbox import queries
from qinqing.domains.inbox.models import Delivery, Message, ReachingWish
from qinqing.domains.inbox.rules import AT_ONCE, Reaching, leaves_at
from qinqing.domains.inbox.terms import Channel, DeliveryState
from qinqing.kernel import clock, events, jobs, sending
from qinqing.kernel.models import Event
from qinqing.kernel.notices import Notice
from qinqing.kernel.permissions import Actor
from qinqing.kernel.sending import Letter

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
    wanted, here = queries.reaching_of([person.pk for person in people]), clock.local(now)
    waiting = [
        Delivery(
            message=message,
            channel=Channel.EMAIL.value,
            state=DeliveryState.WAITING.value,
            at=now,
            not_before_at=leaves_at(level, wanted.get(message.person_id, AT_ONCE), here),
        )
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


def choose_reaching(*, actor: Actor, wanted: Reaching) -> None:
    """From now on letters reach the actor so; what waits already keeps its hour."""
    ReachingWish.objects.update_or_create(person_id=actor.person_id, defaults=asdict(wanted))


def send_waiting(*, known: Iterable[Notice], now: datetime) -> None:
    """Send what waits and may leave, never to whom it no longer concerns: one letter for each message, or
    one for all where somebody wants one a day.

    Whom a message concerns is asked of its notice, which stands among those `known`.

    A letter that could not be handed over waits for the next time; after MOST_TRIES it has failed. The number
    in its head stays the same, so that a letter sent twice after a crash is known to be one.
    """
    by_key = {notice.key: notice for notice in known}
    waiting = queries.waiting_deliveries(now)
    wanted = queries.reaching_of({one.message.person_id for one in waiting})
    letters: dict[tuple[int, int], list[Delivery]] = {}
    for delivery in waiting:
        person_id = delivery.message.person_id
        gathers = wanted.get(person_id, AT_ONCE).daily and delivery.not_before_at is not None
        if _still_concerns(delivery.message, by_key.get(delivery.message.notice), now):
            letters.setdefault((person_id, 0 if gathers else delivery.pk), []).append(delivery)
        else:
            _write_down(delivery, DeliveryState.SUPPRESSED, now)
    for together in letters.values():
        sent = _handed_over(together, now)
        for delivery in together:
            last = delivery.tries + 1 >= MOST_TRIES
            state = DeliveryState.FAILED if last else DeliveryState.WAITING
            _write_down(delivery, DeliveryState.SENT if sent else state, now)


def _write_down(delivery: Delivery, state: DeliveryState, now: datetime) -> None:
    delivery.tries += 1
    delivery.at, delivery.state = now, state.value
    delivery.save(update_fields=["tries", "at", "state"])


def _handed_over(together: Sequence[Delivery], now: datetime) -> bool:
    letter = _letter(together[0]) if len(together) == 1 else _letter_of_the_day(together)
    try:
        sending.send_letter(letter, now)
    except sending.Unsent:
        return False
    return True


def _still_concerns(message: Message, notice: Notice | None, now: datetime) -> bool:
    person = message.person
    if notice is None or not person.is_active or not person.email:
        return False
    event = events.revive(notice.event, Event.objects.get(pk=message.event_id))
    return notice.still_concerns(event, person.pk, now)


def _letter(delivery: Delivery) -> Letter:
    message = delivery.message
    address = settings.PUBLIC_URL + reverse("inbox:open", args=[message.pk])
    return Letter(
        to=message.person.email,
        subject="亲清：您有一条新消息",
        text=f"{message.text}\n\n请登录查看：{address}\n\n这封信由系统发出，不用回复。\n",
        number=f"delivery-{delivery.pk}",
    )


def _letter_of_the_day(together: Sequence[Delivery]) -> Letter:
    lines = "\n".join(f"· {one.message.text}" for one in together)
    address = settings.PUBLIC_URL + reverse("inbox:list")
    return Letter(
        to=together[0].message.person.email,
        subject=f"亲清：您有 {len(together)} 条新消息",
        text=f"{lines}\n\n请登录查看：{address}\n\n这封信由系统发出，不用回复。\n",
        number=f"deliveries-{together[0].pk}-{together[-1].pk}",
    )

"""Reads: the actor's own messages, and what waits to go out."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import Min, Q, QuerySet

from qinqing.domains.accounts.models import Person
from qinqing.domains.inbox.models import Delivery, Message, ReachingWish
from qinqing.domains.inbox.permissions import PERMISSIONS
from qinqing.domains.inbox.rules import Reaching
from qinqing.domains.inbox.terms import DeliveryState
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound

PAGE = 30
AT_ONCE = 200


def messages_visible_to(actor: Actor) -> QuerySet[Message]:
    """The actor's own messages."""
    return Message.objects.filter(PERMISSIONS.scope(actor))


def message_for(actor: Actor, message_id: int) -> Message:
    """One of the actor's messages; NotFound for anybody else's."""
    message = messages_visible_to(actor).filter(pk=message_id).first()
    if message is None:
        raise NotFound
    return message


def unread_count(actor: Actor) -> int:
    """How many messages the actor has not opened; what the menu shows."""
    return messages_visible_to(actor).filter(read_at__isnull=True).count()


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """One page of messages, newest first; `older` opens the next one."""

    messages: list[Message]
    older: int | None


def messages_of(actor: Actor, *, unread: bool = False, before: int | None = None) -> MessagesPage:
    """The actor's messages, only the unread ones if asked, from the place `before` on."""
    found = messages_visible_to(actor).order_by("-pk")
    if unread:
        found = found.filter(read_at__isnull=True)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: PAGE + 1])
    return MessagesPage(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)


def read_first(event_ids: Collection[int]) -> dict[int, datetime]:
    """When the first of those who were told of an event opened his message; the caller opens the view."""
    rows = Message.objects.filter(event_id__in=event_ids, read_at__isnull=False)
    return dict(rows.values_list("event_id").annotate(Min("read_at")).order_by())


def reaching_of(person_ids: Collection[int]) -> dict[int, Reaching]:
    """How these people want to be reached; who said nothing is missing."""
    rows = ReachingWish.objects.filter(person__in=person_ids)
    parts = [part.name for part in fields(Reaching)]
    return {number: Reaching(*said) for number, *said in rows.values_list("person_id", *parts)}


def email_of(actor: Actor) -> str:
    """Where letters to the actor go; nothing where they cannot."""
    return Person.objects.values_list("email", flat=True).get(pk=actor.person_id or 0)


def may_leave(now: datetime) -> Q:
    """Deliveries that need wait no longer."""
    return Q(not_before_at__isnull=True) | Q(not_before_at__lte=now)


def waiting_deliveries(now: datetime) -> list[Delivery]:
    """The deliveries to be tried now, oldest first, locked against a second worker."""
    waiting = Delivery.objects.filter(may_leave(now), state=DeliveryState.WAITING)
    found = waiting.select_related("message__person")
    return list(found.select_for_update(of=("self",), skip_locked=True).order_by("at", "pk")[:AT_ONCE])

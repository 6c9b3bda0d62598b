"""What programs are told of: an event's kind and number and whom it is about, signed, never its content.

Rooms say in their `api` what can be told (`TOLD`). A webhook hangs on a token and tells no more than its
person may read at the moment of sending. Sent at least once under one number; what fails is tried again,
later and later, and can be sent again by hand.
"""

import json
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qinqing.kernel import crypto, declared, door, jobs, outside
from qinqing.kernel.models import Event, Webhook, WebhookDelivery
from qinqing.kernel.permissions import Actor, system
from qinqing.lib import webhooks as rules
from qinqing.lib.terms import Term

SEND: Final = "kernel.tell_programs"
AT_ONCE: Final = 50
"""Deliveries of one run; the next one follows within the minute."""
_SAYS: Final = 200


class DeliveryState(Term):
    """What became of a message to a program."""

    WAITING = "waiting", "等待发送", "blue"
    SENT = "sent", "送到了", "green"
    FAILED = "failed", "没有送到", "red"
    SUPPRESSED = "suppressed", "不再有权，没有发", "calm"


@dataclass(frozen=True)
class Told:
    """What programs can be told of one kind of thing: whoever has `right` may know of `events`, each with its
    label; `addresses` gives, by their ids, the public ids of those things that an actor sees."""

    subject: str
    right: str
    events: Mapping[type, str]
    addresses: Callable[[Actor, Collection[int]], Mapping[int, str]]


def offered(rights: Collection[str]) -> dict[str, str]:
    """What can be told to a token of these rights: events by name, with their labels."""
    return {
        event.__name__: label
        for told in _tables()
        if told.right in rights
        for event, label in told.events.items()
    }


def labels() -> dict[str, str]:
    """Everything that can be told, in words."""
    return offered({told.right for told in _tables()})


def _tables() -> Iterable[Told]:
    return (one for one in declared.declarations("api", "TOLD") if isinstance(one, Told))


def _table_of(name: str) -> Told | None:
    return next((one for one in _tables() if name in {event.__name__ for event in one.events}), None)


# --- which programs ----------------------------------------------------


def new_secret() -> str:
    """What the receiver knows our messages by."""
    return rules.secret_of(secrets.token_bytes(32))


def note(rows: Sequence[Event], now: datetime) -> None:
    """Line up what programs want to be told of these events; a repetition changes nothing."""
    wanted = [row for row in rows if not row.imported]
    hooks = list(Webhook.objects.filter(ended_at=None, kinds__has_any_keys=[row.name for row in wanted]))
    waiting = [
        WebhookDelivery(
            webhook=hook,
            event_id=row.pk,
            kind=row.name,
            state=DeliveryState.WAITING.value,
            next_at=now,
            at=now,
        )
        for hook in hooks
        for row in wanted
        if row.name in hook.kinds
    ]
    if waiting:
        WebhookDelivery.objects.bulk_create(waiting, ignore_conflicts=True)
        jobs.start(SEND)


Allowed = Callable[[int, datetime], frozenset[str]]
"""What a token may do now, by its id; nothing where it is over."""


def send_due(allowed: Allowed, now: datetime) -> None:
    """Send what is due. A receiver that fails is left alone for the rest of the run."""
    due = WebhookDelivery.objects.filter(state=DeliveryState.WAITING.value, next_at__lte=now)
    failing: set[int] = set()
    for one in (
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("webhook")
        .order_by("id")[:AT_ONCE]
    ):
        if one.webhook_id not in failing and not _delivered(one, allowed, now):
            failing.add(one.webhook_id)


def _delivered(one: WebhookDelivery, allowed: Allowed, now: datetime) -> bool:
    message = _message(one, allowed, now)
    one.at = now
    if message is None:
        _settle(one, DeliveryState.SUPPRESSED)
        return True
    one.tries += 1
    try:
        one.status = outside.post(one.webhook.address, message, _headers(one, message, now))
        one.says = ""
    except outside.Unreachable as why:
        one.status, one.says = None, str(why)[:_SAYS]
    if one.status is not None and 200 <= one.status < 300:
        _settle(one, DeliveryState.SENT)
        return True
    one.next_at = rules.next_try(one.tries, now)
    _settle(one, DeliveryState.WAITING if one.next_at else DeliveryState.FAILED)
    return False


def _settle(one: WebhookDelivery, state: DeliveryState) -> None:
    one.state = state.value
    if state is not DeliveryState.WAITING:
        one.next_at = None
    one.save(update_fields=["state", "tries", "status", "says", "at", "next_at"])


def _message(one: WebhookDelivery, allowed: Allowed, now: datetime) -> bytes | None:
    """What is sent; None where the token, or its person, may not know of it any more."""
    hook, told = one.webhook, _table_of(one.kind)
    if told is None or hook.ended_at is not None or told.right not in allowed(hook.token_id, now):
        return None
    actor = door.become(hook.person_id, now)
    try:
        row = Event.objects.filter(pk=one.event_id).first() if actor.is_signed_in else None
        address = told.addresses(actor, [row.subject_id]).get(row.subject_id) if row is not None else None
    finally:
        door.step_in(system(SEND))
    if row is None or address is None:
        return None
    said = {
        "id": number_of(one),
        "kind": one.kind,
        "at": row.at.isoformat(),
        "subject": {"kind": told.subject, "public_id": address},
    }
    return json.dumps(said).encode()


def number_of(one: WebhookDelivery) -> str:
    """The number of a message: the same however often it is sent, so that a receiver takes it once."""
    return f"{one.webhook.public_id}-{one.event_id}"


def _headers(one: WebhookDelivery, message: bytes, now: datetime) -> dict[str, str]:
    number = number_of(one)
    return {
        "Content-Type": "application/json",
        "User-Agent": "qinqing-webhooks/1",
        "webhook-id": number,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": rules.signature(crypto.unseal(one.webhook.secret), number, now, message),
    }


def send_again(hook: Webhook, now: datetime) -> int:
    """Let what did not arrive wait once more, each under its old number; gives how many."""
    failed = hook.deliveries.filter(state=DeliveryState.FAILED.value)
    count = failed.update(state=DeliveryState.WAITING.value, tries=0, next_at=now)
    if count:
        jobs.start(SEND)
    return count

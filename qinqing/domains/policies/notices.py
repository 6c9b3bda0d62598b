"""Who is told that an edition waits for a second pair of eyes, and what became of his own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.accounts.terms import Role
from qinqing.domains.policies import events
from qinqing.domains.policies.models import PolicyItem
from qinqing.kernel.notices import Notice


def _item(event: Any) -> PolicyItem:
    return PolicyItem.objects.select_related("policy").get(pk=event.policy_item_id)


def _url(event: Any) -> str:
    return reverse("policies:one", args=[_item(event).public_id])


def _checkers(event: Any, now: datetime) -> Iterable[int]:
    """Whoever edits policies of the area, without him who wrote this."""
    people = accounts.people_of_area(_item(event).policy.area_id, Role.POLICY_EDITOR, now)
    return sorted({person.pk for person in people} - {event.actor_id})


def _drafter(event: Any, now: datetime) -> Iterable[int]:
    return [event.drafted_by_id] if event.drafted_by_id else []


NOTICES = (
    Notice(
        key="policies.sent",
        event=events.EditionSent,
        to=_checkers,
        say="有一项政策等您复核",
        url=_url,
    ),
    Notice(
        key="policies.returned",
        event=events.EditionReturned,
        to=_drafter,
        say="您起草的一项政策退回来了，请看原因",
        url=_url,
    ),
    Notice(
        key="policies.published",
        event=events.EditionPublished,
        to=_drafter,
        say="您起草的一项政策复核通过，发布了",
        url=_url,
        level="calm",
    ),
)

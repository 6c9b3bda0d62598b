"""An item is brought to enterprises; somebody says of which classes he wants to be told."""

from collections.abc import Collection
from datetime import datetime

from qinqing.domains.policies import events, queries
from qinqing.domains.policies.actions.editions import ITEM
from qinqing.domains.policies.models import Edition, Push, Subscription
from qinqing.domains.policies.terms import BenefitClass
from qinqing.kernel import events as kernel_events
from qinqing.kernel import idempotency
from qinqing.kernel.door import retry_on
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused

MOST = 200
PUSH_ONCE = retry_on("push_once")
"""Two who bring the same item at once: the second finds it brought."""


def push_item(
    *, author: Author, edition: Edition, to: Collection[str], note: str, now: datetime
) -> list[Push]:
    """Bring an item in force to enterprises it fits or nearly fits, by their addresses; gives what is new.

    Whoever has it already is not told twice. Refuses more than MOST at once, and any whom
    it does not concern.
    """
    if idempotency.first_result(author) is not None:
        return []
    if len(to) > MOST:
        raise Refused("too_many", f"一次最多推送 {MOST} 家", "to")
    found = queries.concerned_among(author.actor, edition, to)
    concerned = {one.enterprise.public_id: one for one in found}
    if not set(to) <= concerned.keys():
        raise Refused("not_concerned", "有的企业现在不符合这一项，请按最新的名单再选", "to")
    made: list[Push] = []
    who = author.actor.person_id
    assert who is not None, "somebody brings it"
    for one in (concerned[address] for address in dict.fromkeys(to)):
        enterprise = one.enterprise
        if one.push is not None:
            continue
        event = kernel_events.tell(
            events.ItemPushed, subject=("enterprise", enterprise.pk), about=[(ITEM, edition.item_id)],
            author=author.besides if made else author, at=now,
            record={"policy_item_id": edition.item_id, "title": edition.title},
        )  # fmt: skip
        push = Push(
            edition=edition, enterprise_id=enterprise.pk, pushed_by_id=who, pushed_at=now,
            note=note, event_id=event,
        )  # fmt: skip
        made.append(push)
    return Push.objects.bulk_create(made)


def subscribe(*, author: Author, classes: Collection[BenefitClass]) -> None:
    """From now on tell the author of these classes of benefit only."""
    known = [str(one) for one in BenefitClass if one in classes]
    Subscription.objects.update_or_create(person_id=author.actor.person_id, defaults={"classes": known})

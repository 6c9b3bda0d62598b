"""What can be found of the room: published items, by everybody who reads policies."""

from collections.abc import Sequence
from datetime import datetime

from qinqing.domains.policies import queries, rules
from qinqing.domains.policies.terms import Holding
from qinqing.kernel import clock
from qinqing.kernel.addresses import path_to
from qinqing.kernel.permissions import Actor
from qinqing.kernel.search import Found, Hit


def _items(actor: Actor, ids: Sequence[int], now: datetime) -> list[Hit]:
    return [_hit(one) for one in queries.items_found(actor, ids, clock.local(now).date())]


def _hit(one: queries.ItemRead) -> Hit:
    edition, policy = one.shown, one.item.policy
    return Hit(
        id=one.item.pk,
        href=path_to("policies:one", one.item.public_id),
        title=edition.title,
        words=" ".join(filter(None, (edition.summary, edition.amount, policy.title, policy.number))),
        whose=edition.unit.short if edition.unit else policy.issuer,
        state=Holding.label_of(rules.holding(edition.from_on, edition.until_on, one.day)),
        at=edition.from_on,
    )


FOUND = (Found("policy_item", "政策", "policy.read", order=40, show=_items, entries=queries.item_entries),)

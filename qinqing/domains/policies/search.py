"""What can be found of the room: published items by everybody who reads policies, drafts by their editors."""

from collections.abc import Sequence
from datetime import datetime

from qinqing.domains.policies import queries, rules
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.terms import EditionState, Holding
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


def _drafts(actor: Actor, ids: Sequence[int], now: datetime) -> list[Hit]:
    return [_draft(one) for one in queries.drafts_shown(actor, ids)]


def _draft(edition: Edition) -> Hit:
    policy = edition.item.policy
    return Hit(
        id=edition.pk,
        href=path_to("policies:edition", edition.item.public_id, edition.number),
        title=edition.title,
        words=edition.summary,
        number=policy.number,
        whose=edition.drafted_by.name if edition.drafted_by else policy.issuer,
        state=EditionState.label_of(edition.state),
        at=clock.local(edition.drafted_at).date(),
    )


FOUND = (
    Found("policy_item", "政策", "policy.read", order=40, show=_items, entries=queries.item_entries),
    Found("policy_draft", "政策草稿", "policy.edit", order=41, show=_drafts, find=queries.drafts_found),
)

"""Which programs are told of events, and what became of each message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.models import Token
from qinqing.domains.accounts.permissions import PERMISSIONS
from qinqing.domains.accounts.queries.tokens import rights_of
from qinqing.domains.accounts.terms import TokenState
from qinqing.kernel.models import Webhook, WebhookDelivery
from qinqing.kernel.permissions import Actor, system
from qinqing.kernel.refusals import NotFound
from qinqing.kernel.webhooks import DeliveryState
from qinqing.lib.text import whole_number

PAGE = 50


def webhooks_of(token: Token) -> list[Webhook]:
    """Where a token's program is told of events, the newest first, ended ones last."""
    found = Webhook.objects.filter(token_id=token.pk).order_by("-pk")
    return sorted(found, key=lambda one: one.ended_at is not None)


@dataclass(frozen=True, slots=True)
class WebhookRead:
    """One webhook with its token and a page of its deliveries, the newest first; `after` opens the next one,
    `failed` is how many did not arrive."""

    webhook: Webhook
    token: Token
    deliveries: Sequence[WebhookDelivery]
    after: str
    failed: int


def webhook_for(actor: Actor, public_id: str, after: str = "") -> WebhookRead:
    """One webhook; NotFound where it does not exist or not for this actor."""
    found = Webhook.objects.filter(public_id=public_id).first()
    if found is None or not PERMISSIONS.allows(actor, "token.list"):
        raise NotFound
    rows = found.deliveries.order_by("-pk")
    if (number := whole_number(after)) is not None:
        rows = rows.filter(pk__lt=number)
    some = list(rows[: PAGE + 1])
    token = Token.objects.select_related("person").get(pk=found.token_id)
    failed = found.deliveries.filter(state=DeliveryState.FAILED.value).count()
    older = str(some[PAGE - 1].pk) if len(some) > PAGE else ""
    return WebhookRead(found, token, some[:PAGE], older, failed)


def allowed_to(token_id: int, now: datetime) -> frozenset[str]:
    """What a token may do now, of the rights it names those its person has; nothing where it is over.

    Asked by the system."""
    token = Token.objects.filter(pk=token_id).first()
    if token is None:
        return frozenset()
    if rules.token_state(token.issued_at, token.expires_at, token.revoked_at, now) != TokenState.VALID:
        return frozenset()
    return frozenset(rights_of(system("accounts.allowed_to"), token.person_id, now)) & frozenset(token.rights)

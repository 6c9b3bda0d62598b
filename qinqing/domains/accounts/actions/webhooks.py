"""Telling programs of events: where to and of what, added and ended by whoever keeps the interfaces."""

from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.events import WebhookAdded, WebhookEnded
from qinqing.domains.accounts.models import Token
from qinqing.domains.accounts.permissions import require
from qinqing.domains.accounts.terms import TokenState
from qinqing.kernel import crypto, events, idempotency, numbering, outside, webhooks
from qinqing.kernel.events import Author
from qinqing.kernel.models import Webhook
from qinqing.kernel.refusals import NotFound, Refused

MOST_OF_TOKEN = 5


def add_webhook(
    *, author: Author, token: Token, address: str, kinds: Collection[str], now: datetime
) -> tuple[Webhook, str]:
    """Tell a token's program of these events at an address; gives the secret that signs, to be shown once.

    Refuses a token that opens nothing, an address that is none or lies inside, and what the token may not
    know of. The same form sent again gives the first one, without its secret.
    """
    require(author.actor, "webhook.keep")
    if first := idempotency.first_result(author):
        return Webhook.objects.get(pk=first.subject_id), ""
    if rules.token_state(token.issued_at, token.expires_at, token.revoked_at, now) != TokenState.VALID:
        raise Refused("token", "这个令牌现在不能用，不能给它加推送")
    if fault := outside.fault_of(address):
        raise Refused("address", fault, "address")
    known = webhooks.offered(token.rights)
    if not kinds or set(kinds) - set(known):
        raise Refused("kinds", "请至少选一件这个令牌看得到的事", "kinds")
    if Webhook.objects.filter(token_id=token.pk, ended_at=None).count() >= MOST_OF_TOKEN:
        raise Refused("too_many", f"一个令牌最多 {MOST_OF_TOKEN} 个推送")
    secret = webhooks.new_secret()
    made = Webhook.objects.create(
        public_id=numbering.new_address(),
        token_id=token.pk,
        person_id=token.person_id,
        address=address,
        kinds=[kind for kind in known if kind in kinds],
        secret=crypto.seal(secret),
        created_at=now,
    )
    said = "、".join(known[kind] for kind in made.kinds)
    _tell(WebhookAdded, made, token, author, now, kinds=said)
    return made, secret


def end_webhook(*, author: Author, webhook: Webhook, now: datetime) -> None:
    """Tell nothing at that address any more, not even what waits."""
    require(author.actor, "webhook.keep")
    if webhook.ended_at is not None:
        raise NotFound
    webhook.ended_at = now
    webhook.save(update_fields=["ended_at"])
    _tell(WebhookEnded, webhook, Token.objects.get(pk=webhook.token_id), author, now)


def send_again(*, author: Author, webhook: Webhook, now: datetime) -> int:
    """Send what did not arrive once more; gives how many. Refuses an ended one, and where all arrived."""
    require(author.actor, "webhook.keep")
    if webhook.ended_at is not None:
        raise Refused("ended", "这个推送已经停用，不能再发")
    if not (count := webhooks.send_again(webhook, now)):
        raise Refused("none", "没有要再发的")
    return count


def _tell(event: type, made: Webhook, token: Token, author: Author, now: datetime, **record: object) -> None:
    events.tell(
        event,
        subject=("webhook", made.pk),
        about=[("token", token.pk), ("person", token.person_id)],
        author=author,
        at=now,
        layer="H",
        record={
            "person_id": token.person_id,
            "purpose": token.purpose,
            "host": urlsplit(made.address).hostname,
            **record,
        },
    )

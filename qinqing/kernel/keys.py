"""The key in an address: whoever holds it opens one thing, until it is over or taken back."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from qinqing.kernel import door, twins

Link = TypeVar("Link", bound=Model)


def opened_by(links: QuerySet[Link], key: str, now: datetime) -> QuerySet[Link]:
    """Of these links the one whose key this is, while it holds."""
    found = links.filter(key_hash=door.session_hash(key))
    return found.filter(revoked_at=None, expires_at__gt=now) if twins.protects(twins.KEY) else found

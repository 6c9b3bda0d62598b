"""Raise links: of whom one is, and whether an enterprise has one."""

from datetime import datetime

from qinqing.domains.enterprises.models import Enterprise, RaiseLink
from qinqing.kernel import door, keys


def enterprise_of_link(key: str, now: datetime) -> Enterprise | None:
    """The enterprise whose raise link this is the key of; None for one that is none, over or taken back.

    One that was struck off is given too: whether its link takes anything is for `refuse_struck` to say.
    """
    with door.as_system("raise_link.open"):
        rows = RaiseLink.objects.select_related("enterprise__merged_into")
        link = keys.opened_by(rows, key, now).first()
        if link is None:
            return None
        return link.enterprise.merged_into or link.enterprise


def raise_link_of(enterprise: Enterprise, now: datetime) -> RaiseLink | None:
    """The link of an enterprise that can be used now, without its key; None where there is none."""
    return RaiseLink.objects.filter(enterprise=enterprise, revoked_at=None, expires_at__gt=now).first()

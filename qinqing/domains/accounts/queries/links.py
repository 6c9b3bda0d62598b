"""One-time links, read by whoever holds one."""

from collections.abc import Collection
from datetime import datetime

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.models import Credential, OneTimeLink, Person
from qinqing.domains.accounts.terms import PersonKind
from qinqing.kernel import clock, crypto, door, keys

LINK_DAYS = rules.ONE_TIME_LINK_FOR.days


def one_time_link(key: str, now: datetime, *, lock: bool = False) -> OneTimeLink | None:
    """The link of a key while it can still be used; None for one that is none, used, over or taken back."""
    with door.as_system("accounts.one_time_link"):
        rows = (
            keys.opened_by(OneTimeLink.objects.select_related("person__unit"), key, now)
            .filter(used_at=None, person__is_active=True)
            .exclude(person__leaves_on__lte=clock.local(now).date())
        )
        return (rows.select_for_update(of=("self",)) if lock else rows).first()


def without_password(person_ids: Collection[int]) -> frozenset[int]:
    """Who of these people has chosen no password yet; that much may be known of him by who invited him."""
    with door.as_system("accounts.without_password"):
        have = Credential.objects.filter(person__in=person_ids).values_list("person_id", flat=True)
        return frozenset(person_ids) - frozenset(have)


def contact_with_phone(phone: str) -> Person | None:
    """The account of an enterprise's side that this mobile number belongs to; None where none or several."""
    with door.as_system("accounts.contact_with_phone"):
        rows = Person.objects.filter(
            phone_index=crypto.blind_index(phone), kind=PersonKind.ENTERPRISE, is_active=True
        )
        found = list(rows[:2])
    return found[0] if len(found) == 1 else None

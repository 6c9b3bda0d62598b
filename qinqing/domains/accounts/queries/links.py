"""One-time links, read by whoever holds one."""

from collections.abc import Collection
from datetime import datetime

from qinqing.domains.accounts import rules
from qinqing.domains.accounts.models import Credential, OneTimeLink, Person
from qinqing.domains.accounts.permissions import PERMISSIONS
from qinqing.domains.accounts.terms import PersonKind
from qinqing.kernel import clock, crypto, door, keys
from qinqing.kernel.permissions import Actor

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


def staff_outside(now: datetime) -> list[int]:
    """Who of the staff has an account in use, and no password to come in by."""
    with door.as_system("accounts.without_password"):
        staff = Person.objects.filter(kind=PersonKind.STAFF, is_active=True)
        staying = staff.exclude(leaves_on__lte=clock.local(now).date())
        outside = staying.exclude(pk__in=Credential.objects.values("person_id"))
        return list(outside.values_list("pk", flat=True))


def links_of(person_ids: Collection[int], now: datetime) -> dict[int, datetime]:
    """Until when each of these people can come in by a link that he was given and has not used."""
    with door.as_system("accounts.one_time_link"):
        rows = OneTimeLink.objects.filter(person__in=person_ids, used_at=None, revoked_at=None)
        return dict(rows.filter(expires_at__gt=now).values_list("person_id", "expires_at"))


def people_without_link(actor: Actor, now: datetime) -> int:
    """How many of the staff cannot come in until the actor gives them a link."""
    if not PERMISSIONS.allows(actor, "account.keep"):
        return 0
    outside = staff_outside(now)
    return len(outside) - len(links_of(outside, now)) if outside else 0


def contact_with_phone(phone: str) -> Person | None:
    """The account of an enterprise's side that this mobile number belongs to; None where none or several."""
    with door.as_system("accounts.contact_with_phone"):
        rows = Person.objects.filter(
            phone_index=crypto.blind_index(phone), kind=PersonKind.ENTERPRISE, is_active=True
        )
        found = list(rows[:2])
    return found[0] if len(found) == 1 else None

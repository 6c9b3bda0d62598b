"""Who speaks for an enterprise: as this reader may read him, and whom to tell."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.models import (
    Contact,
    Enterprise,
)
from qinqing.domains.enterprises.permissions import PERMISSIONS
from qinqing.domains.enterprises.queries.register import family
from qinqing.domains.enterprises.terms import (
    GIVEN_SIGHT,
    ContactSees,
)
from qinqing.kernel import crypto
from qinqing.kernel.compiled import CompiledModels
from qinqing.kernel.permissions import Actor, Shown
from qinqing.ui import formats


@dataclass(frozen=True, slots=True)
class ContactShown:
    """A contact as this actor may read him; `masked` says that the number can be opened, with a record."""

    pk: int
    name: str
    post: str
    phone: str
    masked: bool
    email: str
    is_main: bool
    sees: ContactSees
    person_id: int | None
    from_at: datetime
    until_at: datetime | None
    phone_confirmed_at: datetime | None
    email_confirmed_at: datetime | None

    @property
    def has_account(self) -> bool:
        """Whether he signs in, or will; who came by a link does not."""
        return self.person_id is not None and self.is_verified

    @property
    def confirmed(self) -> str:
        """What a code has confirmed of his number and address, in words; empty where nothing has."""
        return rules.confirmed_in_words(self.phone_confirmed_at, self.email_confirmed_at)

    @property
    def is_verified(self) -> bool:
        """Whether somebody has looked that he speaks for the enterprise."""
        return self.sees is not ContactSees.ONE


def contacts_shown(actor: Actor, enterprise: Enterprise, *, former: bool = False) -> list[ContactShown]:
    """The current contacts of an enterprise, the main one first; with `former` also those who left.

    A former contact's name stays, his number is hidden.
    """
    shown = _phones_shown(actor, enterprise)
    return [_shown(row, shown) for row in _CONTACTS.instances(actor, former, (enterprise.pk,))]


def _contacts(actor: Actor, former: bool, enterprise: int) -> QuerySet[Contact]:
    rows = Contact.objects.filter(Q(enterprise=enterprise) | Q(enterprise__merged_into=enterprise))
    if not former:
        rows = rows.filter(until_at=None)
    return rows.order_by("until_at", "-is_main", "from_at", "pk")


_CONTACTS = CompiledModels(Contact, _contacts)


def _phones_shown(actor: Actor, enterprise: Enterprise) -> Shown:
    if actor.system or "member" in PERMISSIONS.relations(actor, enterprise):
        return Shown.CLEAR
    return PERMISSIONS.shown(actor, "contact_phone")


def _shown(row: Contact, shown: Shown) -> ContactShown:
    phone, email, masked = "", "", False
    if row.until_at is None and shown is not Shown.HIDDEN:
        number = crypto.unseal(row.phone) if row.phone else ""
        masked = bool(number or row.email) and shown is Shown.MASKED
        phone = formats.masked_phone(number) if number and masked else number
        email = formats.masked_email(row.email) if shown is Shown.MASKED else row.email
    return ContactShown(
        pk=row.pk,
        name=row.name,
        post=row.post,
        phone=phone,
        masked=masked,
        email=email,
        is_main=row.is_main,
        sees=ContactSees.of(row.sees),
        person_id=row.person_id,
        from_at=row.from_at,
        until_at=row.until_at,
        phone_confirmed_at=row.phone_confirmed_at,
        email_confirmed_at=row.email_confirmed_at,
    )


def contact_for(enterprise: Enterprise, contact_id: int) -> Contact:
    """A current contact of an enterprise the caller was allowed to see; raises Contact.DoesNotExist."""
    rows = Contact.objects.select_related("enterprise", "person")
    return rows.get(pk=contact_id, enterprise__in=family(enterprise.pk), until_at=None)


def speakers(enterprise_ids: Collection[int]) -> dict[int, list[int]]:
    """By enterprise the people who may act for it now, the main contact first: whom to tell."""
    found: dict[int, list[int]] = {number: [] for number in enterprise_ids}
    rows = Contact.objects.filter(
        enterprise__in=enterprise_ids, until_at=None, person__isnull=False, sees__in=GIVEN_SIGHT
    )
    for enterprise_id, person_id in rows.order_by("-is_main", "pk").values_list("enterprise", "person"):
        found[enterprise_id].append(person_id)
    return found


def speaking_for(enterprise_ids: Collection[int]) -> dict[int, list[Contact]]:
    """By enterprise everybody who speaks for it now, account or not; the caller opens the view."""
    found: dict[int, list[Contact]] = {number: [] for number in enterprise_ids}
    for row in Contact.objects.filter(enterprise__in=enterprise_ids, until_at=None).order_by("pk"):
        found[row.enterprise_id].append(row)
    return found

"""Who asked by himself to speak for an enterprise."""

from dataclasses import dataclass
from datetime import datetime

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.models import Enterprise, Registration
from qinqing.domains.enterprises.permissions import keeps_area
from qinqing.kernel import crypto
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True)
class RegistrationShown:
    """One who asked, as the keeper reads him who is to call him; the number stands in the clear for that."""

    pk: int
    name: str
    post: str
    phone: str
    asked_at: datetime
    credit_code: str
    said_name: str
    enterprise: Enterprise | None
    email: str
    phone_confirmed_at: datetime | None
    email_confirmed_at: datetime | None

    @property
    def confirmed(self) -> str:
        """What a code has confirmed of his number and address, in words; empty where nothing has."""
        return rules.confirmed_in_words(self.phone_confirmed_at, self.email_confirmed_at)

    @property
    def names_differ(self) -> bool:
        """Whether he calls the enterprise of this code by another name than the register."""
        if self.enterprise is None:
            return False
        return rules.name_key(self.enterprise.name) != rules.name_key(self.said_name)


def open_registrations(actor: Actor) -> list[RegistrationShown]:
    """Those that wait for this keeper, the longest first; of unknown codes every keeper reads."""
    rows = Registration.objects.filter(decided_at=None).select_related("enterprise").order_by("pk")
    return [_shown(row) for row in rows if _is_his(actor, row)]


def registration_for(actor: Actor, number: int) -> Registration:
    """One that this keeper may decide; NotFound where it does not exist or is of another's area."""
    row = Registration.objects.select_related("enterprise", "contact__enterprise").filter(pk=number).first()
    if row is None or not _is_his(actor, row):
        raise NotFound
    return row


def _is_his(actor: Actor, row: Registration) -> bool:
    return row.enterprise is None or keeps_area(actor, row.enterprise.area_id)


def _shown(row: Registration) -> RegistrationShown:
    return RegistrationShown(
        pk=row.pk,
        name=row.name,
        post=row.post,
        phone=crypto.unseal(row.phone),
        asked_at=row.asked_at,
        credit_code=row.credit_code,
        said_name=row.enterprise_name,
        enterprise=row.enterprise,
        email=row.email,
        phone_confirmed_at=row.phone_confirmed_at,
        email_confirmed_at=row.email_confirmed_at,
    )

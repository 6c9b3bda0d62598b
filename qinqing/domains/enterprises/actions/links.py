"""The raise link of an enterprise, and who comes by it before anybody has looked who he is."""

import secrets
from datetime import datetime, timedelta

from qinqing.domains.accounts import actions as accounts
from qinqing.domains.accounts.actions import PersonFacts
from qinqing.domains.accounts.queries import Reach
from qinqing.domains.accounts.terms import CodeWay, PersonKind
from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.actions.contacts import INVITE, refuse_stranger
from qinqing.domains.enterprises.actions.standing import refuse_struck
from qinqing.domains.enterprises.events import RaiseLinkMade, RaiseLinkRevoked
from qinqing.domains.enterprises.models import Contact, Enterprise, RaiseLink
from qinqing.domains.enterprises.terms import ContactSees
from qinqing.kernel import crypto, door, events
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import system
from qinqing.kernel.refusals import Refused

RAISE_LINK_FOR = timedelta(days=365)


def make_raise_link(*, author: Author, enterprise: Enterprise, now: datetime) -> str:
    """The key of a link by which anybody says what troubles this enterprise; shown once, for the card.

    Made by its keeper, its main contact or its officer. An earlier link opens nothing any more. Refuses an
    enterprise that was struck off.
    """
    refuse_stranger(author, enterprise, INVITE)
    refuse_struck(enterprise)
    key = secrets.token_urlsafe(18)
    with door.as_system("raise_link.make"):
        RaiseLink.objects.filter(enterprise=enterprise, revoked_at=None).update(revoked_at=now)
        RaiseLink.objects.create(
            enterprise=enterprise,
            key_hash=door.session_hash(key),
            made_by_id=author.actor.person_id,
            made_at=now,
            expires_at=now + RAISE_LINK_FOR,
        )
        events.tell(RaiseLinkMade, subject=("enterprise", enterprise.pk), author=author, at=now)
    return key


def revoke_raise_link(*, author: Author, enterprise: Enterprise, now: datetime) -> None:
    """The enterprise's link opens nothing any more. Refuses where there is none."""
    refuse_stranger(author, enterprise, INVITE)
    with door.as_system("raise_link.revoke"):
        if not RaiseLink.objects.filter(enterprise=enterprise, revoked_at=None).update(revoked_at=now):
            raise Refused("no_link", "现在没有能用的二维码")
        events.tell(RaiseLinkRevoked, subject=("enterprise", enterprise.pk), author=author, at=now)


def meet_by_link(
    *, enterprise: Enterprise, name: str, phone: str, now: datetime, email: str = "",
    confirmed: Reach | None = None,
) -> Contact:  # fmt: skip
    """Whoever says by the raise link that he speaks for the enterprise: a contact whom nobody has verified.

    He reads what he himself said by its link, and nothing of the enterprise, whatever number he gives, and
    whether a code `confirmed` it or not. The same name and number are the same contact, but whoever confirmed
    nothing is none that did. Refuses a number that nobody could call. Runs as the system.
    """
    number = rules.mobile_of(phone)
    if not number and not (email and confirmed and not phone):
        raise Refused("phone", "手机号是 11 位，以 1 开头", "phone")
    index = crypto.blind_index(number) if number else ""
    by_phone = confirmed is not None and confirmed.way is CodeWay.PHONE
    since = {
        "phone_confirmed_at": now if by_phone else None,
        "email_confirmed_at": now if confirmed is not None and not by_phone else None,
    }
    unverified = Contact.objects.filter(
        enterprise=enterprise, sees=ContactSees.ONE, until_at=None, phone_index=index, name=name,
        phone_confirmed_at__isnull=not since["phone_confirmed_at"],
        email_confirmed_at__isnull=not since["email_confirmed_at"],
    )  # fmt: skip
    if not number or since["email_confirmed_at"]:
        unverified = unverified.filter(email=email)
    if known := unverified.select_related("person").first():
        return known
    contact = Contact.objects.create(
        enterprise=enterprise,
        name=name,
        phone=crypto.seal(number) if number else None,
        phone_index=index,
        email=email,
        sees=ContactSees.ONE.value,
        from_at=now,
        **since,
    )
    name_person(contact=contact, now=now)
    return contact


def name_person(*, contact: Contact, now: datetime) -> None:
    """A contact without an account gets one of no number and no password: what he says has an author.

    The number of an account is its way in, and that of a contact may be anybody's. Runs as the system.
    """
    if contact.person_id is not None:
        return
    facts = PersonFacts(login=accounts.drawn_login(), name=contact.name, kind=PersonKind.ENTERPRISE)
    contact.person = accounts.create_person(author=Author(system("contact.link")), facts=facts, now=now)
    contact.save(update_fields=["person"])

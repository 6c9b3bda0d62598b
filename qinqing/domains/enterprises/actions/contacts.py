"""The people who speak for an enterprise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qinqing.domains.accounts import actions as accounts
from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.events import (
    ContactAdded,
    ContactEnded,
    ContactPhoneRevealed,
    ContactSightChanged,
    MainContactChanged,
)
from qinqing.domains.enterprises.models import Contact, Enterprise
from qinqing.domains.enterprises.permissions import PERMISSIONS
from qinqing.domains.enterprises.terms import ContactSees
from qinqing.kernel import bulk, crypto, door, events, idempotency
from qinqing.kernel.events import Author, Told
from qinqing.kernel.permissions import system
from qinqing.kernel.refusals import Refused
from qinqing.lib.spreadsheets import Unreadable


@dataclass(frozen=True, slots=True)
class NewContact:
    """Someone who is to speak for an enterprise; with a person he also acts for it here."""

    name: str
    post: str = ""
    phone: str = ""
    email: str = ""
    person_id: int | None = None
    sees: ContactSees = ContactSees.OWN
    is_main: bool = False
    phone_confirmed_at: datetime | None = None
    email_confirmed_at: datetime | None = None


def add_contact(*, author: Author, enterprise: Enterprise, contact: NewContact, now: datetime) -> Contact:
    """Someone speaks for the enterprise from now on; a new main contact takes the place of the former one.

    Done by whoever keeps the enterprise, by its main contact, or by its officer, who names a main contact
    only where there is none. Refuses a person who is already a contact, a number nobody could call, and
    a contact who could not be reached at all.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return Contact.objects.get(pk=first.made("contact_id"))
    refuse_stranger(author, enterprise, INVITE)
    if not contact.phone and not contact.email and contact.person_id is None:
        raise Refused("unreachable", "手机号和邮箱至少填一样", "phone")
    current = Contact.objects.filter(enterprise=enterprise, until_at=None)
    if contact.person_id is not None and current.filter(person=contact.person_id).exists():
        raise Refused("already_contact", "这个账号已经是这家企业的联系人", "login")
    if contact.is_main:
        if current.filter(is_main=True).exists():
            refuse_stranger(author, enterprise)
        current.filter(is_main=True).update(is_main=False)
    row = Contact.objects.create(enterprise=enterprise, from_at=now, **_columns(contact))
    _tell(ContactAdded, row, author, now)
    return row


def add_contacts(
    *,
    author: Author,
    contacts: Sequence[tuple[int, NewContact]],
    now: datetime,
    import_run_id: int | None = None,
) -> list[int]:
    """Thousands at once, each with the id of his enterprise; whom they would double the caller has compared.

    An import tells its own event a chunk; without one each contact has his event.
    """
    if not contacts:
        return []
    ids = bulk.draw(Contact, len(contacts))
    columns = [_columns(contact) for _, contact in contacts]
    rows = [
        (number, enterprise_id, now, *values.values())
        for number, (enterprise_id, _), values in zip(ids, contacts, columns, strict=True)
    ]
    bulk.insert(Contact, ("id", "enterprise", "from_at", *columns[0]), rows)
    if import_run_id is not None:
        return ids
    told = [
        Told(("enterprise", enterprise_id), record={"contact_id": number, "name": contact.name})
        for number, (enterprise_id, contact) in zip(ids, contacts, strict=True)
    ]
    events.tell_many(ContactAdded, told, author=author, at=now)
    return ids


def end_contact(*, author: Author, contact: Contact, now: datetime) -> None:
    """He no longer speaks for the enterprise; what he may see of it ends with this change.

    Refuses where the author is neither its keeper nor its main contact; the main contact may leave too.
    """
    refuse_stranger(author, contact.enterprise)
    ended = Contact.objects.filter(pk=contact.pk, until_at=None).update(until_at=now, is_main=False)
    if not ended:
        raise Refused("ended", "他已经不是联系人了")
    _tell(ContactEnded, contact, author, now)
    if contact.person_id is not None:
        by_rule = Author(system("contact.ended"))
        accounts.end_access(author=by_rule, person_id=contact.person_id, reason="不再是联系人", now=now)


def change_sight(*, author: Author, contact: Contact, sees: ContactSees, now: datetime) -> None:
    """He reads all problems of his enterprise from now on, or his own. The main contact reads all of them.

    Whoever came by a link and was not verified yet is verified by it: that may be done by all who may bring a
    contact.
    """
    unverified = contact.sees == ContactSees.ONE
    refuse_stranger(author, contact.enterprise, INVITE if unverified and sees is ContactSees.OWN else KEEP)
    if contact.is_main and sees is not ContactSees.ALL:
        raise Refused("main_sees_all", "主联系人看得到本企业全部诉求；先定别人为主联系人")
    if contact.sees == sees:
        return
    with door.as_system("contact.sight"):
        Contact.objects.filter(pk=contact.pk).update(sees=sees.value)
    contact.sees = sees.value
    _tell(ContactSightChanged, contact, author, now, sees=sees.label.removesuffix("的"))


def make_main_contact(*, author: Author, contact: Contact, now: datetime) -> None:
    """He is the main contact from now on and sees all problems of his enterprise."""
    refuse_stranger(author, contact.enterprise)
    if contact.is_main:
        return
    current = Contact.objects.filter(enterprise=contact.enterprise_id, until_at=None)
    current.filter(is_main=True).update(is_main=False)
    current.filter(pk=contact.pk).update(is_main=True, sees=ContactSees.ALL)
    _tell(MainContactChanged, contact, author, now)


def reveal_phone(*, author: Author, contact: Contact, now: datetime) -> str:
    """The whole number of a contact the caller was allowed to see masked, or of one without a number his
    e-mail address; that it was opened is recorded."""
    if not PERMISSIONS.allows(author.actor, "contact.reveal"):
        raise Refused("no_right", "您的角色不能打开号码")
    if not contact.phone and not contact.email:
        raise Refused("no_phone", "没有登记号码")
    # Whoever audits it sees no enterprise: whose number it was is said here.
    _tell(ContactPhoneRevealed, contact, author, now, layer="R", enterprise=contact.enterprise.name)
    return crypto.unseal(contact.phone) if contact.phone else contact.email


def _columns(contact: NewContact) -> dict[str, object]:
    try:
        number = rules.phone_number(contact.phone)
    except Unreadable as fault:
        raise Refused("phone", str(fault), "phone") from None
    return {
        "person_id": contact.person_id,
        "name": contact.name,
        "post": contact.post,
        "phone": crypto.seal(number) if number else None,
        "phone_index": crypto.blind_index(number) if number else "",
        "email": contact.email,
        "phone_confirmed_at": contact.phone_confirmed_at if number else None,
        "email_confirmed_at": contact.email_confirmed_at,
        "sees": str(ContactSees.ALL if contact.is_main else contact.sees),
        "is_main": contact.is_main,
    }


KEEP = frozenset({"main_contact", "keeper", "system"})
INVITE = KEEP | {"served"}
"""Who keeps the contacts of an enterprise, and who may bring a new one."""


def refuse_stranger(author: Author, enterprise: Enterprise, allowed: frozenset[str] = KEEP) -> None:
    """Refuse whoever stands in none of these relations to the enterprise."""
    if not PERMISSIONS.relations(author.actor, enterprise) & allowed:
        raise Refused("not_keeper", "联系人由协调办和企业的主联系人管理")


def _tell(
    event: type, contact: Contact, author: Author, now: datetime, layer: str = "E", **record: object
) -> None:
    events.tell(
        event,
        subject=("enterprise", contact.enterprise_id),
        author=author,
        at=now,
        layer=layer,
        record={"contact_id": contact.pk, "name": contact.name, **record},
    )

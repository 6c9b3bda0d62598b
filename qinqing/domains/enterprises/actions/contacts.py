"""The people who speak for an enterprise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qinqing.domains.enterprises import rules
from qinqing.domains.enterprises.events import (
    ContactAdded,
    ContactEnded,
    ContactPhoneRevealed,
    MainContactChanged,
)
from qinqing.domains.enterprises.models import Contact, Enterprise
from qinqing.domains.enterprises.permissions import PERMISSIONS
from qinqing.domains.enterprises.terms import ContactSees
from qinqing.kernel import bulk, crypto, events, idempotency
from qinqing.kernel.events import Author, Told
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


def add_contact(*, author: Author, enterprise: Enterprise, contact: NewContact, now: datetime) -> Contact:
    """Someone speaks for the enterprise from now on; a new main contact takes the place of the former one.

    Done by whoever keeps the enterprise or by its main contact. Refuses a person who is already a contact,
    a number nobody could call, and a contact who could not be reached at all.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return Contact.objects.filter(enterprise=first.subject_id).latest("pk")
    _refuse_stranger(author, enterprise)
    if not contact.phone and not contact.email and contact.person_id is None:
        raise Refused("unreachable", "手机号和邮箱至少填一样", "phone")
    current = Contact.objects.filter(enterprise=enterprise, until_at=None)
    if contact.person_id is not None and current.filter(person=contact.person_id).exists():
        raise Refused("already_contact", "这个账号已经是这家企业的联系人", "login")
    if contact.is_main:
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
    _refuse_stranger(author, contact.enterprise)
    ended = Contact.objects.filter(pk=contact.pk, until_at=None).update(until_at=now, is_main=False)
    if not ended:
        raise Refused("ended", "他已经不是联系人了")
    _tell(ContactEnded, contact, author, now)


def make_main_contact(*, author: Author, contact: Contact, now: datetime) -> None:
    """He is the main contact from now on and sees all problems of his enterprise."""
    _refuse_stranger(author, contact.enterprise)
    if contact.is_main:
        return
    current = Contact.objects.filter(enterprise=contact.enterprise_id, until_at=None)
    current.filter(is_main=True).update(is_main=False)
    current.filter(pk=contact.pk).update(is_main=True, sees=ContactSees.ALL)
    _tell(MainContactChanged, contact, author, now)


def reveal_phone(*, author: Author, contact: Contact, now: datetime) -> str:
    """The whole number of a contact the caller was allowed to see masked; that it was opened is recorded."""
    if not PERMISSIONS.allows(author.actor, "contact.reveal"):
        raise Refused("no_right", "您的角色不能打开号码")
    if not contact.phone:
        raise Refused("no_phone", "没有登记号码")
    _tell(ContactPhoneRevealed, contact, author, now, layer="R")
    return crypto.unseal(contact.phone)


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
        "sees": str(ContactSees.ALL if contact.is_main else contact.sees),
        "is_main": contact.is_main,
    }


def _refuse_stranger(author: Author, enterprise: Enterprise) -> None:
    allowed = {"main_contact", "keeper", "system"}
    if not PERMISSIONS.relations(author.actor, enterprise) & allowed:
        raise Refused("not_keeper", "联系人由协调办和企业的主联系人管理")


def _tell(event: type, contact: Contact, author: Author, now: datetime, layer: str = "E") -> None:
    events.tell(
        event,
        subject=("enterprise", contact.enterprise_id),
        author=author,
        at=now,
        layer=layer,
        record={"contact_id": contact.pk, "name": contact.name},
    )

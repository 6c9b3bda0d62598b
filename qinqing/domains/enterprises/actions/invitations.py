"""Accounts for those who speak for an enterprise: by invitation, or confirmed after they asked themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from qinqing.domains.accounts import actions as accounts
from qinqing.domains.accounts import queries as people
from qinqing.domains.accounts.actions import Confirmation, Confirming, PersonFacts
from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.terms import CodePurpose, CodeWay, PersonKind
from qinqing.domains.enterprises import queries, rules
from qinqing.domains.enterprises.actions.contacts import (
    INVITE,
    NewContact,
    add_contact,
    change_sight,
    refuse_stranger,
)
from qinqing.domains.enterprises.actions.standing import refuse_struck
from qinqing.domains.enterprises.events import (
    ContactInvited,
    RegistrationAsked,
    RegistrationConfirmed,
    RegistrationDeclined,
)
from qinqing.domains.enterprises.models import Contact, Enterprise, Registration
from qinqing.domains.enterprises.permissions import PERMISSIONS
from qinqing.domains.enterprises.terms import ContactSees
from qinqing.kernel import crypto, door, events
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import system
from qinqing.kernel.refusals import Refused

REGISTRATION = "registration"


@dataclass(frozen=True, slots=True)
class Invited:
    """A contact with an account; `key` opens its one-time link, empty where he has a password already."""

    contact: Contact
    key: str


def invite_contact(*, author: Author, enterprise: Enterprise, contact: NewContact, now: datetime) -> Invited:
    """Somebody speaks for the enterprise and gets an account at once; as `add_contact`, as `give_account`.

    Refuses an enterprise that was struck off.
    """
    refuse_stranger(author, enterprise, INVITE)
    refuse_struck(enterprise)
    row = add_contact(author=author, enterprise=enterprise, contact=contact, now=now)
    return give_account(author=Author(author.actor), contact=row, now=now)


def give_account(*, author: Author, contact: Contact, now: datetime) -> Invited:
    """An account for a contact, and the link by which he chooses its password, until he has chosen one.

    Done by whoever may bring a contact; one who came by a link is verified by it. A mobile number that has an
    account already keeps it: its person acts for this enterprise too, with the password he has, and there is
    no link. Refuses a contact who has chosen his password, so that nobody takes over what he uses, and a new
    account at an enterprise that was struck off.
    """
    refuse_stranger(author, contact.enterprise, INVITE)
    if contact.person_id is None:
        refuse_struck(contact.enterprise)
    if contact.sees == ContactSees.ONE:
        change_sight(author=Author(author.actor), contact=contact, sees=ContactSees.OWN, now=now)
    number = rules.mobile_of(crypto.unseal(contact.phone)) if contact.phone else ""
    if contact.person is not None and (contact.person.phone_index or not number):
        return Invited(contact, _link(author, contact, now))
    known = people.contact_with_phone(number) if number else None
    person = known or _account(author, contact, number, now)
    others = Contact.objects.filter(enterprise=contact.enterprise_id, person=person, until_at=None)
    with door.as_system("contact.account"):
        if others.exclude(pk=contact.pk).exists():
            raise Refused("already_contact", "这个手机号的账号已经是这家企业的联系人", "phone")
        Contact.objects.filter(pk=contact.pk).update(person=person)
    contact.person = person
    events.tell(
        ContactInvited,
        subject=("enterprise", contact.enterprise_id),
        author=author,
        at=now,
        record={"contact_id": contact.pk, "name": contact.name},
    )
    return Invited(contact, "" if known else _link(author, contact, now))


def _account(author: Author, contact: Contact, number: str, now: datetime) -> Person:
    facts = PersonFacts(
        login=accounts.drawn_login(),
        name=contact.name,
        kind=PersonKind.ENTERPRISE,
        post=contact.post,
        email=contact.email,
        phone=number,
    )
    if contact.person_id is None:
        return accounts.create_person(author=Author(author.actor), facts=facts, now=now)
    # Who had a link to a problem has an account of no number; what he said by it stays his.
    by_rule = Author(system("contact.account"))
    with door.as_system("contact.account"):
        return accounts.change_person(author=by_rule, person_id=contact.person_id, facts=facts, now=now)


def _link(author: Author, contact: Contact, now: datetime) -> str:
    """Nobody but himself chooses the password of somebody who speaks for another enterprise, too."""
    with door.as_system("contact.account"):
        elsewhere = Contact.objects.filter(person=contact.person_id, until_at=None)
        if elsewhere.exclude(enterprise=contact.enterprise_id).exists():
            raise Refused("has_account", "他已有账号，用原来的口令登录；忘了口令，请系统管理员核对身份后重设")
    return accounts.make_one_time_link(author=Author(author.actor), person_id=contact.person_id or 0, now=now)


# --- asked by oneself --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody says of himself who wants to speak for an enterprise."""

    credit_code: str
    enterprise_name: str
    name: str
    post: str
    phone: str
    email: str = ""


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_FROM_ADDRESS, MOST_OF_PHONE = 5, 3


def ask_registration_code(*, asking: Asking, author: Author, address: str | None, now: datetime) -> str:
    """Have a code sent to whoever is about to ask, and give the stub by which he sends it back.

    Empty where no codes are sent here. Refuses as `ask_registration` does, and more codes than are sent.
    """
    about = _confirming(asking)
    if about is None:
        return ""
    with door.as_system("registration.ask"):
        _refuse_too_many(crypto.blind_index(_mobile(asking)), address, now)
    return accounts.ask_code(about=about, author=author, network=address, now=now)


def ask_registration(
    *, asking: Asking, address: str | None, now: datetime, confirmation: Confirmation | None = None
) -> Registration:
    """Somebody asks to speak for an enterprise; it is for a keeper to call him and decide.

    The answer is the same whether the register knows the code or not. Refuses a number that is no mobile,
    more than five an hour from one address, more than three a day for one number, and, where codes are sent,
    a number or address that no code has confirmed.
    """
    index, about = crypto.blind_index(_mobile(asking)), _confirming(asking)
    with door.as_system("registration.ask"):
        _refuse_too_many(index, address, now)
        if about is not None:
            accounts.take_code(about=about, confirmation=confirmation or Confirmation("", ""), now=now)
        way = about.reach.way if about is not None else None
        enterprise = Enterprise.objects.on_file().filter(credit_code=asking.credit_code).first()
        made = Registration.objects.create(
            enterprise=enterprise,
            credit_code=asking.credit_code,
            enterprise_name=asking.enterprise_name,
            name=asking.name,
            post=asking.post,
            phone=crypto.seal(_mobile(asking)),
            phone_index=index,
            email=asking.email,
            phone_confirmed_at=now if way is CodeWay.PHONE else None,
            email_confirmed_at=now if way is CodeWay.MAIL else None,
            address=address,
            asked_at=now,
        )
        events.tell(
            RegistrationAsked,
            subject=(REGISTRATION, made.pk),
            author=Author(system("registration.ask")),
            at=now,
            layer="H",
            record={"area_id": enterprise.area_id if enterprise else None},
        )
    return made


def _mobile(asking: Asking) -> str:
    """His mobile, by which he will sign in. Refuses what is none."""
    number = rules.mobile_of(asking.phone)
    if not number:
        raise Refused("phone", "手机号是 11 位，以 1 开头", "phone")
    return number


def _confirming(asking: Asking) -> Confirming | None:
    """What a code of his is for; None where no codes are sent here."""
    reach = people.reach_of(phone=_mobile(asking), email=asking.email)
    return Confirming(CodePurpose.REGISTER, asking.credit_code, reach) if reach is not None else None


def _refuse_too_many(index: str, address: str | None, now: datetime) -> None:
    asked = Registration.objects.all()
    if (
        address is not None
        and asked.filter(address=address, asked_at__gt=now - HOUR).count() >= MOST_FROM_ADDRESS
    ) or asked.filter(phone_index=index, asked_at__gt=now - DAY).count() >= MOST_OF_PHONE:
        raise Refused("too_many", "申请得太多了，请过一小时再试；急事可以打 12345，说“找首席服务官”")


def confirm_registration(*, author: Author, registration_id: int, now: datetime) -> Invited:
    """Whoever asked speaks for the enterprise from now on, as its main contact where it has none.

    Done by its keeper, who has called him. Refuses one whose enterprise is not in the register yet, and gives
    the link again, to the same keeper, where it was confirmed already and no password was chosen.
    """
    row = _decidable(author, registration_id)
    if row.contact is not None:
        return give_account(author=author, contact=row.contact, now=now)
    if row.decided_at is not None:
        raise Refused("decided", "这份申请已经有人答复了")
    enterprise = row.enterprise or Enterprise.objects.on_file().filter(credit_code=row.credit_code).first()
    if enterprise is None:
        raise Refused("not_registered", "登记里还没有这个信用代码的企业。先登记企业，再来确认")
    new = NewContact(
        name=row.name,
        post=row.post,
        phone=crypto.unseal(row.phone),
        email=row.email,
        phone_confirmed_at=row.phone_confirmed_at,
        email_confirmed_at=row.email_confirmed_at,
        is_main=not Contact.objects.filter(enterprise=enterprise, is_main=True, until_at=None).exists(),
    )
    invited = invite_contact(author=Author(author.actor), enterprise=enterprise, contact=new, now=now)
    row.enterprise, row.contact = enterprise, invited.contact
    _decide(row, RegistrationConfirmed, author, now, contact_id=invited.contact.pk)
    return invited


def decline_registration(*, author: Author, registration_id: int, reason: str, now: datetime) -> None:
    """Whoever asked does not speak for the enterprise. Refuses without a reason, and a second decision."""
    row = _decidable(author, registration_id)
    if row.decided_at is not None:
        raise Refused("decided", "这份申请已经有人答复了")
    if not reason.strip():
        raise Refused("missing", "请写理由", "reason")
    row.reason = reason.strip()
    _decide(row, RegistrationDeclined, author, now)


def _decidable(author: Author, registration_id: int) -> Registration:
    if not PERMISSIONS.allows(author.actor, "registration.decide"):
        raise Refused("no_right", "您的角色不能确认开户申请")
    Registration.objects.select_for_update().filter(pk=registration_id).first()
    return queries.registration_for(author.actor, registration_id)


def _decide(row: Registration, event: type, author: Author, now: datetime, **record: object) -> None:
    row.decided_at, row.decided_by_id = now, author.actor.person_id
    row.save(update_fields=["enterprise", "contact", "reason", "decided_at", "decided_by"])
    events.tell(event, subject=(REGISTRATION, row.pk), author=author, at=now, layer="H", record=record)

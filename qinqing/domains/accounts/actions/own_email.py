"""The e-mail address by which the house reaches somebody: his own, entered and changed by himself."""

from datetime import datetime

from qinqing.domains.accounts import queries
from qinqing.domains.accounts.actions.codes import Confirmation, Confirming, ask_code, take_code
from qinqing.domains.accounts.events import PersonChanged
from qinqing.domains.accounts.models import Person
from qinqing.domains.accounts.permissions import require
from qinqing.domains.accounts.rules import Reach
from qinqing.domains.accounts.terms import CodePurpose, CodeWay
from qinqing.kernel import events
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Refused


def is_confirmed_by_code(email: str) -> bool:
    """Whether a code goes to an address before it is taken: where codes are sent by mail."""
    return bool(email) and CodeWay.MAIL in queries.code_ways()


def ask_email_code(*, author: Author, email: str, network: str | None, now: datetime) -> str:
    """Have a code sent to the address that somebody enters as his own; gives the stub of the asking."""
    require(author.actor, "account.own")
    return ask_code(about=_about(author, email), author=author, network=network, now=now)


def change_email(
    *, author: Author, email: str, now: datetime, confirmation: Confirmation | None = None
) -> Person:
    """Take an address as one's own, or none; where codes are sent by mail, with the code that went there."""
    require(author.actor, "account.own")
    email = email.strip()
    person = Person.objects.select_for_update().get(pk=author.actor.person_id or 0)
    if is_confirmed_by_code(email):
        if confirmation is None:
            raise Refused("unconfirmed", "请填发到这个邮箱的验证码", "email")
        take_code(about=_about(author, email), confirmation=confirmation, now=now)
    if person.email == email:
        return person
    person.email = email
    person.save(update_fields=["email"])
    events.tell(
        PersonChanged,
        subject=("person", person.pk),
        author=author,
        at=now,
        layer="H",
        record={"fields": "电子邮箱"},
    )
    return person


def _about(author: Author, email: str) -> Confirming:
    return Confirming(CodePurpose.EMAIL, str(author.actor.person_id), Reach(CodeWay.MAIL, email))

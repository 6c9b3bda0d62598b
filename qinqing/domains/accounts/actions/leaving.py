"""Who leaves: from a day on he is nobody here, by the facts of the day, whether or not anything runs."""

from datetime import date, datetime, time

from qinqing.domains.accounts.actions.people import disable_person
from qinqing.domains.accounts.events import LeavingCalledOff, LeavingPlanned
from qinqing.domains.accounts.models import Grant, Person
from qinqing.domains.accounts.permissions import require
from qinqing.domains.accounts.rules import ZONE
from qinqing.domains.accounts.terms import PersonKind
from qinqing.kernel import clock, door, events
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import system
from qinqing.kernel.refusals import NotFound, Refused


def plan_leaving(*, author: Author, person_id: int, on: date, now: datetime) -> None:
    """From this day on somebody of the staff signs in no more: sessions, tokens, links and roles end with it.

    What he serves is listed for handing over until then. Refuses oneself, a day that is past, and a contact.
    """
    require(author.actor, "account.keep")
    leave(author=author, person_id=person_id, on=on, now=now)


def leave(*, author: Author, person_id: int, on: date, now: datetime) -> None:
    """The same where the caller has the right."""
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        raise NotFound
    if person.pk == author.actor.person_id:
        raise Refused("own_account", "不能登记自己离任")
    if person.kind != PersonKind.STAFF:
        raise Refused("contact", "企业联系人由企业自己登记离开")
    if on < clock.local(now).date():
        raise Refused("past", "离任的日子已经过了；现在就走，填今天", "on")
    Person.objects.filter(pk=person.pk).update(leaves_on=on)
    begins = datetime.combine(on, time(), ZONE)
    with door.as_system("accounts.leaving"):
        held = Grant.objects.filter(person=person.pk)
        held.filter(until_at=None).update(until_at=max(begins, now))
        held.filter(until_at__gt=begins, from_at__lt=begins).update(until_at=max(begins, now))
    _tell(LeavingPlanned, person.pk, author, now, on=on.isoformat())


def call_off_leaving(*, author: Author, person_id: int, now: datetime) -> None:
    """Somebody stays after all; his roles still end as they were shortened, and are granted anew."""
    require(author.actor, "account.keep")
    if not Person.objects.filter(pk=person_id, leaves_on__isnull=False).update(leaves_on=None):
        raise NotFound
    _tell(LeavingCalledOff, person_id, author, now)


def close_leavers(*, now: datetime) -> None:
    """Close the accounts of those who have left; they have opened nothing since the day itself."""
    gone = Person.objects.filter(is_active=True, leaves_on__lte=clock.local(now).date())
    for number in list(gone.values_list("pk", flat=True)):
        disable_person(author=Author(system("accounts.leaver")), person_id=number, reason="离任", now=now)


def _tell(event: type, person_id: int, author: Author, now: datetime, **record: object) -> None:
    events.tell(event, subject=("person", person_id), author=author, at=now, layer="H", record=record)

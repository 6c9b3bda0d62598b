"""One-time links: the way in for somebody who has no password yet, who chooses it himself."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from qinqing.domains.accounts import queries, rules
from qinqing.domains.accounts.actions.passwords import choose_password
from qinqing.domains.accounts.actions.second_factor import show_presence
from qinqing.domains.accounts.actions.sessions import end_sessions_of
from qinqing.domains.accounts.actions.together import refuse_by_name, refuse_how_many
from qinqing.domains.accounts.events import OneTimeLinkMade
from qinqing.domains.accounts.models import OneTimeLink, Person
from qinqing.domains.accounts.permissions import PERMISSIONS, require
from qinqing.domains.accounts.terms import PersonKind
from qinqing.kernel import clock, door, events
from qinqing.kernel.events import Author, Told
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound, Refused


@dataclass(frozen=True, slots=True)
class PersonsLink:
    """The link that somebody was given: its key is nowhere else, and opens until a moment."""

    person: Person
    key: str
    until: datetime


def make_one_time_link(*, author: Author, person_id: int, now: datetime) -> str:
    """The key of a link by which somebody chooses his password; it is shown once and kept as a digest.

    Staff's are made by the system administrator, contacts' also by whoever may invite them. An earlier link
    of this person opens nothing any more. Refuses one's own, a closed account, and to all but the system
    administrator an account whose person has a password: nobody takes over what somebody else uses.
    """
    keeps = bool(author.actor.system) or PERMISSIONS.allows(author.actor, "account.keep")
    with door.as_system("accounts.one_time_link"):
        people = _of([person_id])
        needs = "account.keep" if keeps or people[0].kind == PersonKind.STAFF else "account.invite"
        require(author.actor, needs)
        for _, fault in _faults_of(people, author, now, taking_over=keeps):
            raise fault
        return _made(people, author, now)[0].key


def make_one_time_links(*, author: Author, people: Collection[int], now: datetime) -> list[PersonsLink]:
    """A link for each of up to MOST_AT_ONCE of the staff who have no password yet: for all of them or nobody.

    In the order of their units and names, and each as `make_one_time_link` makes it. Asks for a fresh code
    (`show_presence`), and says the names of those who cannot have one.
    """
    require(author.actor, "account.keep")
    refuse_how_many(people)
    with door.as_system("accounts.one_time_link"):
        found = _of(people)
        unfit = _faults_of(found, author, now, taking_over=False)
        unfit += [(one, Refused("staff", "只给工作人员")) for one in found if one.kind != PersonKind.STAFF]
        refuse_by_name(unfit)
        show_presence(author=author, now=now)
        return _made(found, author, now)


def _of(person_ids: Collection[int]) -> list[Person]:
    """The people, held so that two who make links for them take turns; NotFound unless all are there."""
    rows = Person.objects.filter(pk__in=person_ids).select_for_update(of=("self",), no_key=True)
    found = list(rows.select_related("unit").order_by("pk"))
    if not found or len(found) < len(set(person_ids)):
        raise NotFound
    return sorted(found, key=lambda one: (one.unit.short if one.unit else "", one.pinyin, one.pk))


def _faults_of(
    people: Sequence[Person], author: Author, now: datetime, *, taking_over: bool
) -> list[tuple[Person, Refused]]:
    """Who cannot be given a link, and why."""
    today = clock.local(now).date()
    outside = queries.without_password([one.pk for one in people])
    faults = []
    for person in people:
        if person.pk == author.actor.person_id:
            faults.append((person, Refused("own_password", "自己的口令请在“我的账号”里修改")))
        elif not person.is_active or (person.leaves_on is not None and person.leaves_on <= today):
            faults.append((person, Refused("inert", "这个账号已经停用")))
        elif not taking_over and person.pk not in outside:
            fault = "已经有口令了；忘了口令，请系统管理员核对身份后重设"
            faults.append((person, Refused("has_password", fault)))
    return faults


def _made(people: Sequence[Person], author: Author, now: datetime) -> list[PersonsLink]:
    until = now + rules.ONE_TIME_LINK_FOR
    _revoke([one.pk for one in people], now)
    made = [PersonsLink(one, secrets.token_urlsafe(24), until) for one in people]
    OneTimeLink.objects.bulk_create(
        OneTimeLink(
            key_hash=door.session_hash(one.key),
            person=one.person,
            made_by_id=author.actor.person_id,
            made_at=now,
            expires_at=until,
        )
        for one in made
    )
    told = [Told(("person", one.pk)) for one in people]
    events.tell_many(OneTimeLinkMade, told, author=author, at=now, layer="H")
    return made


def take_one_time_link(*, key: str, password: str, now: datetime) -> Person:
    """Whoever holds the link chooses his password by it, once; gives the person, who may sign in from now on.

    Refuses a weak password, which leaves the link as it was. NotFound for one that is none, used, over or
    taken back.
    """
    with door.as_system("accounts.one_time_link"):
        link = queries.one_time_link(key, now, lock=True)
        if link is None:
            raise NotFound
        person = link.person
        author = Author(Actor(person_id=person.pk, name=person.name, unit_id=person.unit_id))
        choose_password(author=author, person=person, password=password, field="new", now=now)
        link.used_at = now
        link.save(update_fields=["used_at"])
        end_sessions_of(person.pk, now)
    return person


def revoke_links_of(person_id: int, now: datetime) -> None:
    """Let no link of this person open anything any more; the caller has the right."""
    with door.as_system("accounts.one_time_link"):
        _revoke([person_id], now)


def _revoke(person_ids: Collection[int], now: datetime) -> None:
    open_ones = OneTimeLink.objects.filter(person__in=person_ids, used_at=None, revoked_at=None)
    open_ones.update(revoked_at=now)

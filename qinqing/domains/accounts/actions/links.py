"""One-time links: the way in for somebody who has no password yet, who chooses it himself."""

import secrets
from datetime import datetime

from qinqing.domains.accounts import queries, rules
from qinqing.domains.accounts.actions.passwords import choose_password
from qinqing.domains.accounts.actions.sessions import end_sessions_of
from qinqing.domains.accounts.events import OneTimeLinkMade
from qinqing.domains.accounts.models import OneTimeLink, Person
from qinqing.domains.accounts.permissions import PERMISSIONS, require
from qinqing.domains.accounts.terms import PersonKind
from qinqing.kernel import door, events
from qinqing.kernel.events import Author
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound, Refused


def make_one_time_link(*, author: Author, person_id: int, now: datetime) -> str:
    """The key of a link by which somebody chooses his password; it is shown once and kept as a digest.

    Staff's are made by the system administrator, contacts' also by whoever may invite them. An earlier link
    of this person opens nothing any more. Refuses one's own, a closed account, and to all but the system
    administrator an account whose person has a password: nobody takes over what somebody else uses.
    """
    keeps = bool(author.actor.system) or PERMISSIONS.allows(author.actor, "account.keep")
    with door.as_system("accounts.one_time_link"):
        person = Person.objects.filter(pk=person_id).first()
        if person is None:
            raise NotFound
        require(
            author.actor, "account.keep" if keeps or person.kind == PersonKind.STAFF else "account.invite"
        )
        if person.pk == author.actor.person_id:
            raise Refused("own_password", "自己的口令请在“我的账号”里修改")
        if not person.is_active:
            raise Refused("inert", "这个账号已经停用")
        if not keeps and person.pk not in queries.without_password([person.pk]):
            raise Refused("has_password", "他已经有口令了；忘了口令，请系统管理员核对身份后重设")
        revoke_links_of(person.pk, now)
        key = secrets.token_urlsafe(24)
        OneTimeLink.objects.create(
            key_hash=door.session_hash(key),
            person=person,
            made_by_id=author.actor.person_id,
            made_at=now,
            expires_at=now + rules.ONE_TIME_LINK_FOR,
        )
        events.tell(OneTimeLinkMade, subject=("person", person.pk), author=author, at=now, layer="H")
    return key


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
        OneTimeLink.objects.filter(person=person_id, used_at=None, revoked_at=None).update(revoked_at=now)

"""Without signing in: raising by the link of an enterprise, and the link by which one problem is followed."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from qinqing.domains.accounts import actions as accounts
from qinqing.domains.accounts import queries as people
from qinqing.domains.accounts.actions import Confirmation, Confirming
from qinqing.domains.accounts.terms import CodePurpose, Role
from qinqing.domains.enterprises import actions as enterprises
from qinqing.domains.enterprises.models import Contact, Enterprise
from qinqing.domains.problems.actions.pace import too_many
from qinqing.domains.problems.actions.raising import raised_from
from qinqing.domains.problems.actions.submit import submit_problem
from qinqing.domains.problems.events import ProblemLinkGiven, ProblemLinkRevoked
from qinqing.domains.problems.models import Problem, ProblemLink
from qinqing.domains.problems.permissions import PERMISSIONS, SHARES
from qinqing.domains.problems.queries.load import load
from qinqing.domains.problems.queries.raising import Raisable, Speaker
from qinqing.domains.problems.terms import Channel
from qinqing.kernel import clock, crypto, door, events
from qinqing.kernel.door import retry_on
from qinqing.kernel.events import Author
from qinqing.kernel.files import Received
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound, Refused

LINK_FOR = timedelta(days=180)
retry_on("problems_problemlink_key_hash_key")


def ask_raise_code(
    *, enterprise: Enterprise, given: Mapping[str, Any], author: Author, address: str | None, now: datetime
) -> str:
    """Have a code sent to whoever is about to raise, and give the stub by which he sends it back.

    Empty where no codes are sent here. Refuses more than are sent.
    """
    about = _confirming(enterprise, given)
    if about is None:
        return ""
    return accounts.ask_code(about=about, author=author, network=address, now=now)


def raise_by_link(
    *, enterprise: Enterprise, given: Mapping[str, Any], author: Author, now: datetime,
    files: Sequence[Received] = (), confirmation: Confirmation | None = None,
) -> str:  # fmt: skip
    """Whoever holds an enterprise's raise link says what troubles it; gives the key of his problem's link.

    He is a contact whom nobody has verified; the problem goes its way as every other. The same form sent
    twice is one problem. Refuses an enterprise that was struck off, a number nobody could call, more than one
    enterprise may raise in an hour, and, where codes are sent, whatever no code has confirmed.
    """
    sent = author.client_key or secrets.token_hex(16)
    # From the form's own key, so that the same form leads to the same link; what is kept is its digest.
    key = crypto.digest(f"problem link {enterprise.pk} {sent}")
    with door.as_system("problems.raise_by_link"):
        if ProblemLink.objects.filter(key_hash=door.session_hash(key)).exists():
            return key
        enterprises.refuse_struck(enterprise)
        if (too_fast := too_many(enterprise.pk, now, by_link=True)) is not None:
            raise too_fast
        about = _confirming(enterprise, given)
        if about is not None:
            try:
                accounts.take_code(about=about, confirmation=confirmation or Confirmation("", ""), now=now)
            except Refused:
                # The same form, sent at once: the other has used the code, and its problem is this one.
                if ProblemLink.objects.filter(key_hash=door.session_hash(key)).exists():
                    return key
                raise
        contact = enterprises.meet_by_link(
            enterprise=enterprise,
            name=given["contact_name"],
            phone=given["phone"],
            email=given.get("email", ""),
            confirmed=about.reach if about is not None else None,
            now=now,
        )
        bearer = _bearer(contact)
        its = Raisable(
            enterprise.pk, enterprise.public_id, enterprise.name, enterprise.area_id, enterprise.address
        )
        words = raised_from(Speaker(bearer, [its], searches=False), given, clock.local(now).date())
        known = submit_problem(
            author=replace(author, actor=bearer),
            raised=replace(words, channel=Channel.LINK, contact_person_id=contact.person_id),
            now=now,
            role=Role.ENTERPRISE_USER,
            files=files,
        )
        problem = Problem.objects.get(public_id=known.public_id)
        _store(problem.pk, contact, key, None, now)
    return key


def _confirming(enterprise: Enterprise, given: Mapping[str, Any]) -> Confirming | None:
    """What a code of his is for; None where no codes are sent here. Refuses where it could go nowhere."""
    reach = people.reach_of(phone=given["phone"], email=given.get("email", ""))
    return Confirming(CodePurpose.RAISE, str(enterprise.pk), reach) if reach is not None else None


def _bearer(contact: Contact) -> Actor:
    return Actor(person_id=contact.person_id, name=contact.name, roles=frozenset({Role.ENTERPRISE_USER}))


def give_link(*, author: Author, problem_id: int, contact: Contact, now: datetime) -> str:
    """The key of a link by which a contact of the enterprise follows this problem; shown once.

    Given by the enterprise, its officer and the coordination. An earlier one of his opens nothing any more.
    Refuses a contact of another enterprise.
    """
    loaded = load(problem_id, lock=False)
    if not PERMISSIONS.relations(author.actor, loaded.subject()) & SHARES:
        raise Refused("no_right", "链接由企业、它的首席服务官和协调办给")
    if loaded.case.enterprise_id != contact.enterprise_id:
        raise NotFound
    key = secrets.token_urlsafe(18)
    with door.as_system("problems.give_link"):
        enterprises.name_person(contact=contact, now=now)
        _links(problem_id, now).filter(contact=contact).update(revoked_at=now)
        _store(problem_id, contact, key, author.actor.person_id, now)
        record = {"contact_id": contact.pk, "name": contact.name}
        events.tell(ProblemLinkGiven, subject=("problem", problem_id), author=author, at=now, record=record)
    return key


def revoke_links(*, author: Author, problem_id: int, now: datetime) -> None:
    """No link to this problem opens anything any more. Refuses where there is none."""
    if not PERMISSIONS.relations(author.actor, load(problem_id, lock=False).subject()) & SHARES:
        raise Refused("no_right", "链接由企业、它的首席服务官和协调办收回")
    with door.as_system("problems.revoke_links"):
        if not _links(problem_id, now).update(revoked_at=now):
            raise Refused("no_link", "这件诉求没有能用的链接")
        events.tell(ProblemLinkRevoked, subject=("problem", problem_id), author=author, at=now)


def _links(problem_id: int, now: datetime) -> Any:
    return ProblemLink.objects.filter(problem=problem_id, revoked_at=None)


def _store(problem_id: int, contact: Contact, key: str, made_by: int | None, now: datetime) -> None:
    ProblemLink.objects.create(
        problem_id=problem_id,
        contact=contact,
        key_hash=door.session_hash(key),
        made_by_id=made_by,
        made_at=now,
        expires_at=now + LINK_FOR,
    )

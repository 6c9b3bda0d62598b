"""Who comes by the link to one problem: that contact, and of all that is his only this."""

from dataclasses import replace
from datetime import datetime

from qinqing.domains.problems.models import ProblemLink
from qinqing.domains.problems.queries.detail import Detail, detail_for
from qinqing.kernel import door, keys
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound

BY_LINK = frozenset(
    {
        *("supplement", "supply", "confirm", "dispute", "rate_afterwards", "withdraw"),
        *("object", "take_back_objection"),
    }
)
"""The steps that a link opens; opening a problem again asks for signing in."""


def bearer_of(key: str, now: datetime) -> tuple[Actor, str]:
    """Who holds this link, set in the running transaction, and the address of his problem.

    He reaches this one problem and nothing else, whatever the contact reaches when he signs in. Raises
    NotFound for a key that is none, over or taken back, and for one of a contact who has left.
    """
    with door.as_system("problems.bearer"):
        links = ProblemLink.objects.select_related("contact", "problem")
        link = keys.opened_by(links, key, now).filter(contact__until_at=None).first()
    if link is None or link.contact.person_id is None:
        raise NotFound
    known = door.become(link.contact.person_id, now)
    bearer = replace(known, scopes={"linked": (link.problem_id,)})
    door.step_in(bearer)
    return bearer, link.problem.public_id


def detail_by_link(actor: Actor, public_id: str, now: datetime) -> Detail:
    """The problem with the steps that a link opens."""
    found = detail_for(actor, public_id, now)
    return replace(found, offers=[offer for offer in found.offers if offer.step.name in BY_LINK])


def has_link(problem_id: int, now: datetime) -> bool:
    """Whether somebody can follow this problem by a link now."""
    return ProblemLink.objects.filter(problem=problem_id, revoked_at=None, expires_at__gt=now).exists()

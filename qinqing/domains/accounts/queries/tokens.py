"""Tokens for programs, and what somebody has that one could be given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qinqing.domains.accounts.models import Token
from qinqing.domains.accounts.permissions import PERMISSIONS
from qinqing.kernel import door
from qinqing.kernel.api import rights
from qinqing.kernel.pages import allows
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.lib.text import whole_number

PAGE = 50


def rights_of(actor: Actor, person_id: int, now: datetime) -> dict[str, str]:
    """What a person may do now of all that programs can do, with its label; the actor stays who he is."""
    person = door.become(person_id, now)
    door.step_in(actor)
    return {right: label for right, label in rights.offered().items() if allows(person, right)}


@dataclass(frozen=True, slots=True)
class TokenPage:
    """One page of tokens, the newest first; `after` opens the next one."""

    tokens: Sequence[Token]
    after: str


def tokens_page(actor: Actor, after: str = "") -> TokenPage:
    """The tokens an actor may know of: administrators all of them, everybody else his own."""
    found = Token.objects.select_related("person", "requested_by", "issued_by").order_by("-pk")
    if not PERMISSIONS.allows(actor, "token.list"):
        found = found.filter(person=actor.person_id)
    if (number := whole_number(after)) is not None:
        found = found.filter(pk__lt=number)
    rows = list(found[: PAGE + 1])
    return TokenPage(rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def tokens_to_issue(actor: Actor) -> int:
    """How many tokens others have asked for that the actor may issue now."""
    if not PERMISSIONS.allows(actor, "token.issue"):
        return 0
    asked = Token.objects.filter(issued_at=None, revoked_at=None)
    return asked.exclude(requested_by=actor.person_id).exclude(person=actor.person_id).count()


def token_for(actor: Actor, public_id: str) -> Token:
    """One token; NotFound where it does not exist or not for this actor."""
    rows = Token.objects.select_related("person__unit", "requested_by", "issued_by")
    token = rows.filter(public_id=public_id).first()
    if token is None or not PERMISSIONS.allows(actor, "token.list"):
        raise NotFound
    return token

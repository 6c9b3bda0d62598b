"""Tokens for programs: one administrator asks, another issues, and what is issued can be taken back."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from qinqing.domains.accounts import queries, rules
from qinqing.domains.accounts.actions.second_factor import show_presence
from qinqing.domains.accounts.events import TokenIssued, TokenRequested, TokenRevoked
from qinqing.domains.accounts.models import Person, Token
from qinqing.domains.accounts.permissions import require
from qinqing.domains.accounts.terms import MOST_TOKEN_DAYS, TokenState
from qinqing.kernel import door, events, idempotency, numbering
from qinqing.kernel.api import rights
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import NotFound, Refused

KEY_BEGINS = "qq_"
"""By which a key is known for one of ours where it was left lying about."""


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What is asked for: what it is good for, what it may do, for how long, from which addresses."""

    purpose: str
    rights: Collection[str]
    days: int
    network: str = ""


def request_token(*, author: Author, person_id: int, facts: TokenFacts, now: datetime) -> Token:
    """Ask for a token by which a program acts as somebody.

    Refuses one's own, a closed account, and any right that this person has not himself now.
    """
    require(author.actor, "token.request")
    if first := idempotency.first_result(author):
        return Token.objects.get(pk=first.subject_id)
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    if person.pk == author.actor.person_id:
        raise Refused("own_token", "不能给自己申请令牌")
    if not person.is_active:
        raise Refused("inert", "这个账号已经停用，不能给它申请令牌")
    if not facts.purpose.strip():
        raise Refused("missing", "请写用途", "purpose")
    if not 1 <= facts.days <= MOST_TOKEN_DAYS:
        raise Refused("span", f"最短 1 天，最长 {MOST_TOKEN_DAYS} 天", "days")
    if fault := rules.network_fault(facts.network):
        raise Refused("network", fault, "network")
    wanted = sorted(set(facts.rights))
    _refuse_beyond(author, person, wanted, now)
    token = Token.objects.create(
        public_id=numbering.new_address(),
        person=person,
        purpose=facts.purpose.strip(),
        rights=wanted,
        network=facts.network,
        days=facts.days,
        requested_by_id=author.actor.person_id or 0,
        requested_at=now,
    )
    _tell(TokenRequested, token, author, now, rights=rights.said(wanted))
    return token


def issue_token(*, author: Author, token_id: int, now: datetime) -> str:
    """Issue a token that was asked for; gives its key, which nobody can read again.

    Refuses one for oneself or of one's own asking, one that was issued or taken back, and one that would do
    what its person may not do any more. Asks for a fresh code (`show_presence`).
    """
    require(author.actor, "token.issue")
    token = Token.objects.select_for_update(of=("self",)).select_related("person").filter(pk=token_id).first()
    if token is None:
        raise NotFound
    me = author.actor.person_id
    if me in (token.person_id, token.requested_by_id):
        raise Refused("own_token", "不能给自己签发令牌，也不能签发自己申请的")
    state = rules.token_state(token.issued_at, token.expires_at, token.revoked_at, now)
    if state != TokenState.REQUESTED:
        raise Refused("issued", f"这个令牌{state.label}，不能再签发；钥匙只显示一次，丢了就撤销，再申请一个")
    if not token.person.is_active:
        raise Refused("inert", "这个账号已经停用，不能给它签发令牌")
    _refuse_beyond(author, token.person, token.rights, now)
    show_presence(author=author, now=now)
    key = KEY_BEGINS + secrets.token_urlsafe(32)
    token.key_hash = door.session_hash(key)
    token.issued_by_id, token.issued_at = me, now
    token.expires_at = now + timedelta(days=token.days)
    token.save(update_fields=["key_hash", "issued_by_id", "issued_at", "expires_at"])
    _tell(TokenIssued, token, author, now, days=token.days)
    return key


def revoke_token(*, author: Author, token_id: int, reason: str, now: datetime) -> None:
    """Take a token back, or a request for one; it opens nothing from now on. Refuses without a reason."""
    require(author.actor, "token.issue")
    token = Token.objects.filter(pk=token_id, revoked_at=None).first()
    if token is None:
        raise NotFound
    if token.person_id == author.actor.person_id:
        raise Refused("own_token", "不能动自己的令牌")
    if not reason.strip():
        raise Refused("missing", "请写为什么撤销", "reason")
    _revoke([token], author, reason.strip(), now)


def revoke_tokens_of(person_id: int, *, author: Author, reason: str, now: datetime) -> None:
    """Take back every token of a person whose account ends."""
    with door.as_system("accounts.revoke_tokens"):
        _revoke(Token.objects.filter(person=person_id, revoked_at=None), author, reason, now)


def _revoke(tokens: Iterable[Token], author: Author, reason: str, now: datetime) -> None:
    for token in tokens:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        _tell(TokenRevoked, token, author, now, reason=reason)


def _refuse_beyond(author: Author, person: Person, wanted: Collection[str], now: datetime) -> None:
    """Whether a program may be given these rights of this person's."""
    if not wanted:
        raise Refused("missing", "请至少选一项权限", "rights")
    held = queries.rights_of(author.actor, person.pk, now)
    if beyond := [right for right in wanted if right not in held]:
        raise Refused("beyond", f"{person.name}自己现在不能：{rights.said(beyond)}", "rights")


def _tell(event: type, token: Token, author: Author, now: datetime, **record: object) -> None:
    events.tell(
        event,
        subject=("token", token.pk),
        about=[("person", token.person_id)],
        author=author,
        at=now,
        layer="H",
        record={"person_id": token.person_id, "purpose": token.purpose, **record},
    )

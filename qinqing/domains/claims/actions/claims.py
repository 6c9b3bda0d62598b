"""Writes of a claim: wanted, applied for, and every step after that."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from qinqing.domains.claims import events, queries
from qinqing.domains.claims.actions.moving import (
    enter,
    go_on,
    is_late,
    money,
    one_at_a_time,
    refuse_beside,
    stand_aside,
    tell,
)
from qinqing.domains.claims.actions.papers import Files, asked_of, keep_files
from qinqing.domains.claims.models import Claim, PayoutAccount
from qinqing.domains.claims.permissions import PERMISSIONS
from qinqing.domains.claims.terms import ClaimHolder, ClaimOrigin, ClaimState
from qinqing.domains.claims.workflow import CLAIM_FLOW
from qinqing.domains.enterprises.actions import refuse_struck
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies.models import Edition
from qinqing.kernel import clock, crypto, door, idempotency, numbering, search
from qinqing.kernel.events import Author
from qinqing.kernel.refusals import Conflict, NotFound, Outdated, Refused

PREFIX: Final = "DX"
NUMBERS: Final = door.retry_on("claim_number")
ONE_OPEN: Final = door.retry_on("claim_one_open")
"""Two who begin at once: the second one's request runs again and finds the first one's claim."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an enterprise says when it wants an item."""

    edition: Edition
    enterprise: Enterprise
    amount: Decimal | None = None
    words: str = ""
    papers: Sequence[str] = ()
    files: Files = field(default_factory=dict)


def intend(*, author: Author, wish: Wish, now: datetime) -> Claim:
    """Say that an enterprise wants an item and that its officer is to help; he holds it.

    Refuses an enterprise that is not the author's, one that was struck off, an item that cannot be applied
    for, and one that it is claiming already.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return Claim.objects.select_related("edition").get(pk=first.subject_id)
    claim = _begun(author, wish, now)
    enter(claim, ClaimState.INTENDED, now)
    claim.save(force_insert=True)
    search.file(queries.CLAIM, queries.entry_of(claim))
    tell(events.ClaimIntended, claim, author, now)
    return claim


def apply(*, author: Author, wish: Wish, now: datetime) -> Claim:
    """Apply for an item at once. Refuses as `intend` does, and an amount of nothing."""
    first = idempotency.first_result(author)
    if first is not None:
        return Claim.objects.select_related("edition").get(pk=first.subject_id)
    claim = _begun(author, wish, now)
    relations = PERMISSIONS.relations(author.actor, claim)
    given = {"amount": wish.amount}
    CLAIM_FLOW.check("apply", claim.state, relations, given, queries.situation_of(author.actor, claim, now))
    _applied(claim, {"amount": wish.amount, "words": wish.words, "papers": wish.papers}, author, now)
    enter(claim, ClaimState.APPLIED, now)
    claim.save(force_insert=True)
    keep_files(claim, wish.files, author, now)
    search.file(queries.CLAIM, queries.entry_of(claim))
    tell(events.ClaimApplied, claim, author, now)
    return claim


def _begun(author: Author, wish: Wish, now: datetime) -> Claim:
    edition, enterprise, today = wish.edition, wish.enterprise, clock.local(now).date()
    _refuse_closed(edition, now)
    refuse_struck(enterprise)
    assert edition.unit_id is not None
    assert author.actor.person_id is not None
    claim = Claim(
        public_id=numbering.new_address(), number=numbering.dated_number(PREFIX, today),
        origin=ClaimOrigin.APPLIED, state=ClaimState.INTENDED, holder=ClaimHolder.ENTERPRISE,
        edition=edition, item_id=edition.item_id, enterprise=enterprise, area_id=enterprise.area_id,
        unit_id=edition.unit_id, officer_id=officers.present_officer(enterprise.pk, now),
        author_id=author.actor.person_id, words=wish.words,
        papers=asked_of(edition, [*wish.papers, *wish.files]),
        asked=wish.amount, created_at=now, since_at=now,
    )  # fmt: skip
    if not {"enterprise", "officer"} & PERMISSIONS.relations(author.actor, claim):
        raise NotFound
    held = queries.open_claim_of(enterprise, edition.item_id)
    if held is not None:
        label = ClaimState.label_of(held.state)
        raise Conflict(f"这一项已经有一笔在办：{held.number}，现在是“{label}”，不用再提一笔")
    refuse_beside(edition, [enterprise.pk], now)
    return claim


def _refuse_closed(edition: Edition, now: datetime) -> None:
    reason = queries.why_closed(edition, clock.local(now).date())
    if reason is not None:
        raise Refused("not_open", reason)


def take_step(
    *, author: Author, claim: Claim, step: str, given: Mapping[str, Any], now: datetime,
    version: int | None = None,
) -> Claim:  # fmt: skip
    """Move a claim one step of its life. Refused for a step that is not open to the author.

    Conflict where somebody was quicker than the page that names its `version`.
    """
    kept = _locked(author, claim.pk)
    if idempotency.first_result(author) is not None:
        return kept
    if version is not None and kept.version != version:
        raise Conflict(f"这一笔刚刚有人动过，现在是“{ClaimState.label_of(kept.state)}”。请看最新的再办")
    if step == "approve":
        one_at_a_time(kept.edition_id)
        refuse_beside(kept.edition, [kept.enterprise_id], now, but=kept.pk, approved=True)
    situation = queries.situation_of(author.actor, kept, now, with_budget=step == "approve")
    relations = PERMISSIONS.relations(author.actor, kept)
    row = CLAIM_FLOW.check(step, kept.state, relations, given, situation)
    was_sent = kept.state != ClaimState.INTENDED
    more = EFFECTS[step](kept, given, author, now)
    keep_files(kept, given.get("files", {}), author, now)
    if step not in _MOVES_ITSELF and isinstance(row.target, str) and row.target != "=":
        enter(kept, ClaimState.of(row.target), now)
    kept.version += 1
    kept.save()
    if not was_sent:
        search.file(queries.CLAIM, queries.entry_of(kept))
    assert row.event is not None
    tell(row.event, kept, author, now, more)
    return kept


def refuse_outdated(claim: Claim, version: int | None) -> None:
    """For programs: Outdated where the claim is no longer the one that was read."""
    if version is not None and claim.version != version:
        raise Outdated


def _locked(author: Author, claim_id: int) -> Claim:
    found = Claim.objects.select_for_update(of=("self",)).filter(PERMISSIONS.scope(author.actor), pk=claim_id)
    kept = found.select_related("edition", "enterprise").first()
    if kept is None:
        raise NotFound
    return kept


# --- what each step does beyond its row --------------------------------

Effect = Callable[[Claim, Mapping[str, Any], Author, datetime], "Mapping[str, Any] | None"]


def _applied(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> None:
    _refuse_closed(claim.edition, now)
    claim.asked, claim.applied_at = given["amount"], now
    claim.words = given.get("words") or claim.words
    claim.papers = _ready(claim, given)


def _ready(claim: Claim, given: Mapping[str, Any]) -> list[str]:
    """The papers that are there now: those that were, those ticked, those that a file came for."""
    there = [*claim.papers, *(given.get("papers") or ()), *given.get("files", {})]
    return asked_of(claim.edition, there)


def _given_papers(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> dict[str, Any]:
    claim.papers = _ready(claim, given)
    return {"given": "、".join(asked_of(claim.edition, list(given["files"])))}


def _accepted(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> None:
    claim.accepted_at, claim.accepted_late = now, is_late(claim, now)


def _asked(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> None:
    claim.reason = given["reason"]
    stand_aside(claim, now)


def _supplied(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> dict[str, Any]:
    claim.papers = _ready(claim, given)
    go_on(claim, now)
    return {"words": given["words"]}


def _turned_down(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> None:
    claim.reason = given["reason"]
    claim.accepted_late = claim.state == ClaimState.APPLIED and is_late(claim, now)


def _decided(claim: Claim, author: Author, now: datetime) -> None:
    claim.decided_at, claim.decided_late = now, is_late(claim, now)
    claim.approved_by_id = author.actor.person_id


def _approved(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> None:
    _decided(claim, author, now)
    claim.approved, claim.approval_note = given["amount"], given.get("reason") or ""
    claim.reason = ""
    enter(claim, ClaimState.NOTICE, now)
    claim.notice_until_at = claim.due_at


def _refused(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> None:
    _decided(claim, author, now)
    claim.reason, claim.citation = given["reason"], given["citation"]


def _objected(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> None:
    claim.objection, claim.ruling = given["objection"], ""


def _dismissed(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> dict[str, Any]:
    """The notice goes on to the day it had from the beginning."""
    claim.ruling = given["reason"]
    enter(claim, ClaimState.NOTICE, claim.decided_at or now)
    claim.due_at = claim.notice_until_at
    return {"reason": given["reason"]}


def _upheld(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> None:
    claim.ruling = claim.reason = given["reason"]


def _noticed(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> dict[str, Any]:
    known = PayoutAccount.objects.filter(claim=claim.pk).exists()
    enter(claim, ClaimState.TO_PAY if known else ClaimState.ACCOUNT, now)
    return {"has_account": known}


def _account(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> dict[str, Any]:
    waits = claim.state == ClaimState.ACCOUNT
    PayoutAccount.objects.update_or_create(
        claim=claim,
        defaults={
            "enterprise_id": claim.enterprise_id, "unit_id": claim.unit_id, "holder": given["holder"],
            "bank": given["bank"], "sealed": crypto.seal(given["account"]), "tail": given["account"][-4:],
            "given_by_id": author.actor.person_id, "given_at": now,
        },
    )  # fmt: skip
    if waits:
        claim.reason = ""
    return {"waits": waits}


def _because(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> None:
    claim.reason = given["reason"]


def _paid(claim: Claim, given: Mapping[str, Any], author: Author, now: datetime) -> dict[str, Any]:
    claim.paid, claim.paid_on, claim.voucher = given["amount"], given["paid_on"], given["voucher"]
    claim.paid_at, claim.paid_late = now, is_late(claim, now)
    return {"paid": money(claim.paid)}


EFFECTS: Final[Mapping[str, Effect]] = {
    "apply": _applied,
    "accept": _accepted,
    "ask": _asked,
    "supply": _supplied,
    "give_papers": _given_papers,
    "turn_down": _turned_down,
    "approve": _approved,
    "refuse": _refused,
    "object": _objected,
    "dismiss": _dismissed,
    "uphold": _upheld,
    "end_notice": _noticed,
    "confirm_account": _account,
    "give_account": _account,
    "return_account": _because,
    "pay": _paid,
    "withdraw": _because,
}
_MOVES_ITSELF: Final = frozenset({"ask", "supply", "approve", "dismiss", "end_notice"})
"""Whose date is not simply counted from now."""

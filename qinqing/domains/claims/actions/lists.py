"""Writes of a payout list: begun, filled, taken out of, handed on, confirmed into claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from qinqing.domains.claims import events, queries
from qinqing.domains.claims.actions.claims import PREFIX
from qinqing.domains.claims.actions.moving import enter, money, one_at_a_time, refuse_beside
from qinqing.domains.claims.models import Claim, ListEntry, PayoutList
from qinqing.domains.claims.permissions import PERMISSIONS, lists_visible
from qinqing.domains.claims.terms import ClaimHolder, ClaimOrigin, ClaimState, ListState
from qinqing.domains.claims.workflow import LIST_FLOW
from qinqing.domains.enterprises import queries as enterprises
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies import queries as policies
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.terms import ClaimMode
from qinqing.kernel import bulk, clock, door, idempotency, numbering, search
from qinqing.kernel import events as kernel_events
from qinqing.kernel.events import Author, Told
from qinqing.kernel.refusals import Conflict, NotFound, Refused

LIST = "payout_list"
MOST_AT_ONCE = 300
ONE_IN_WORK = door.retry_on("payout_list_one_in_work")


def make_list(*, author: Author, edition: Edition, now: datetime) -> PayoutList:
    """Begin the list of an item that nobody has to apply for.

    Refuses an item of another unit and one that has to be applied for; Conflict while one is in work.
    """
    first = idempotency.first_result(author)
    if first is not None:
        return PayoutList.objects.get(pk=first.subject_id)
    if edition.mode != ClaimMode.NO_APPLICATION:
        raise Refused("not_listable", "只有免申即享的事项列名单；别的要企业申请")
    if edition.unit_id is None or author.actor.person_id is None:
        raise NotFound
    made = PayoutList(
        public_id=numbering.new_address(), edition=edition, unit_id=edition.unit_id, state=ListState.DRAFT,
        area_id=edition.item.policy.area_id, made_by_id=author.actor.person_id, made_at=now,
    )  # fmt: skip
    if not {"handler", "unit_head"} & PERMISSIONS.relations(author.actor, made):
        raise NotFound
    if PayoutList.objects.filter(edition=edition.pk).exclude(state=ListState.CONFIRMED).exists():
        raise Conflict("这一项已经有一份名单在列，请打开那一份接着列")
    made.save(force_insert=True)
    _tell(events.PayoutListMade, made, author, now)
    return made


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found of the lines somebody pasted: enterprises with amounts, and the lines that name none."""

    found: dict[int, Decimal]
    unknown: list[str]


def compare(lines: Mapping[str, Decimal]) -> Compared:
    """Find the enterprises that lines name by credit code or whole name: a unit pays enterprises that it has
    had nothing to do with."""
    meant = enterprises.meant_by(lines.keys())
    found = {meant[line]: amount for line, amount in lines.items() if line in meant}
    return Compared(found, [line for line in lines if line not in meant])


def compared_by_rule(payout_list: PayoutList, amount: Decimal) -> dict[int, Decimal]:
    """The enterprises that the item fits by its conditions, as it was last judged, each with this amount."""
    return dict.fromkeys(policies.fitting(payout_list.edition), amount)


def put_on(
    *, author: Author, payout_list: PayoutList, amounts: Mapping[int, Decimal], reason: str, now: datetime
) -> int:
    """Put enterprises on a list, by id with their amounts, and say by what; gives how many were new.

    One that was taken out comes back. Refuses a list that is out of hand.
    """
    kept = _locked(author, payout_list.pk)
    if idempotency.first_result(author) is not None:
        return 0
    _refuse_unless_in_work(author, kept)
    there = dict(
        ListEntry.objects.filter(payout_list=kept.pk, out_reason="").values_list("enterprise", "amount")
    )
    new = {enterprise: amount for enterprise, amount in amounts.items() if there.get(enterprise) != amount}
    ListEntry.objects.bulk_create(
        [
            ListEntry(
                payout_list=kept, enterprise_id=enterprise, unit_id=kept.unit_id, amount=amount,
                added_reason=reason, out_reason="",
            )
            for enterprise, amount in new.items()
        ],
        batch_size=bulk.CHUNK, update_conflicts=True, unique_fields=["payout_list", "enterprise"],
        update_fields=["amount", "added_reason", "out_reason"],
    )  # fmt: skip
    if new:
        _tell(events.EntryAdded, kept, author, now, count=len(new), reason=reason)
    return len(new)


def take_out(*, author: Author, entry: ListEntry, reason: str, now: datetime) -> None:
    """Take an enterprise off a list and say why; it stays to be read. Refuses a list that is out of hand."""
    kept = _locked(author, entry.payout_list_id)
    if idempotency.first_result(author) is not None:
        return
    _refuse_unless_in_work(author, kept)
    if not ListEntry.objects.filter(pk=entry.pk, out_reason="").update(out_reason=reason):
        raise Conflict("这一家刚刚已经拿掉了")
    _tell(events.EntryTakenOut, kept, author, now, reason=reason)


def take_list_step(
    *, author: Author, payout_list: PayoutList, step: str, given: Mapping[str, Any], now: datetime
) -> PayoutList:
    """Hand a list on, give it back, confirm it: then each entry is a claim and public notice begins."""
    kept = _locked(author, payout_list.pk)
    if idempotency.first_result(author) is not None:
        return kept
    one_at_a_time(kept.edition_id)
    entries = list(
        ListEntry.objects.filter(payout_list=kept.pk, out_reason="")
        .select_related("enterprise")
        .order_by("pk")
    )
    situation = queries.list_situation(author.actor, kept, entries)
    relations = PERMISSIONS.relations(author.actor, kept)
    row = LIST_FLOW.check(step, kept.state, relations, given, situation)
    if step == "confirm":
        _refuse_claimed(kept, entries)
        refuse_beside(kept.edition, [entry.enterprise_id for entry in entries], now)
    kept.state = str(row.target)
    kept.version += 1
    if step == "send":
        kept.sent_at, kept.refusal = now, ""
    elif step == "return":
        kept.refusal = given["reason"]
    elif step == "confirm":
        kept.confirmed_by_id, kept.confirmed_at = author.actor.person_id, now
    kept.save()
    assert row.event is not None
    _tell(row.event, kept, author, now, reason=given.get("reason", ""), count=len(entries))
    if step == "confirm":
        _become_claims(kept, entries, author, now)
    return kept


def _become_claims(kept: PayoutList, entries: list[ListEntry], author: Author, now: datetime) -> None:
    """Each entry is a claim from now on, in public notice."""
    today = clock.local(now).date()
    with door.as_system("claims.numbers"):
        of_today = Claim.objects.filter(number__startswith=f"{PREFIX}{today:%y%m%d}")
        taken = list(of_today.values_list("number", flat=True))
        present = officers.present_officers([row.enterprise_id for row in entries], now)
    serving = {enterprise: found.person_id for enterprise, found in present.items()}
    numbers = numbering.dated_numbers(PREFIX, [today] * len(entries), taken)
    claims = [
        _claim_of(kept, row, number, serving.get(row.enterprise_id), author, now)
        for row, number in zip(entries, numbers, strict=True)
    ]
    Claim.objects.bulk_create(claims)
    search.put_many(queries.CLAIM, [queries.entry_of(one) for one in claims])
    search.settle_soon()
    told = [
        Told(
            ("claim", one.pk), (("enterprise", one.enterprise_id), ("policy_item", one.item_id)),
            {"title": kept.edition.title, "number": one.number, "approved": money(one.approved)},
        )
        for one in claims
    ]  # fmt: skip
    kernel_events.tell_many(events.ClaimListed, told, author=author.besides, at=now)


def _claim_of(
    kept: PayoutList, row: ListEntry, number: str, officer_id: int | None, author: Author, now: datetime
) -> Claim:
    enterprise: Enterprise = row.enterprise
    assert author.actor.person_id is not None
    made = Claim(
        public_id=numbering.new_address(), number=number, origin=ClaimOrigin.LISTED,
        state=ClaimState.NOTICE, holder=ClaimHolder.PUBLIC, edition=kept.edition,
        item_id=kept.edition.item_id, enterprise=enterprise, area_id=enterprise.area_id,
        unit_id=kept.unit_id, officer_id=officer_id, author_id=author.actor.person_id, payout_list=kept,
        approved=row.amount, created_at=now, since_at=now, decided_at=now,
        approved_by_id=author.actor.person_id,
    )  # fmt: skip
    enter(made, ClaimState.NOTICE, now)
    made.notice_until_at = made.due_at
    return made


def _refuse_claimed(kept: PayoutList, entries: list[ListEntry]) -> None:
    """An enterprise that has this item open already would be paid twice."""
    open_ = Claim.objects.filter(
        item=kept.edition.item_id, is_open=True, enterprise__in=[row.enterprise_id for row in entries]
    )
    names = list(open_.values_list("enterprise__name", flat=True)[:3])
    if names:
        raise Refused("claimed", f"{'、'.join(names)} 这一项还有一笔在办，请先从名单里拿掉")


def _locked(author: Author, list_id: int) -> PayoutList:
    found = PayoutList.objects.select_for_update(of=("self",)).filter(lists_visible(author.actor), pk=list_id)
    kept = found.select_related("edition").first()
    if kept is None:
        raise NotFound
    return kept


def _refuse_unless_in_work(author: Author, kept: PayoutList) -> None:
    if not {"handler", "unit_head"} & PERMISSIONS.relations(author.actor, kept):
        raise NotFound
    if kept.state != ListState.DRAFT:
        raise Conflict(f"这份名单现在是“{ListState.label_of(kept.state)}”，要改先退回来")


def _tell(event: type, kept: PayoutList, author: Author, now: datetime, **more: Any) -> None:
    record = {"title": kept.edition.title, "made_by_id": kept.made_by_id, **more}
    kernel_events.tell(
        event, subject=(LIST, kept.pk), about=[("policy_item", kept.edition.item_id)], author=author, at=now,
        layer="H", record=record,
    )  # fmt: skip

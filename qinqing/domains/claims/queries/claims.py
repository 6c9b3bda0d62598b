"""Reads: from what the actor may see to the claims of an enterprise, of a unit's desk, of an area."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Case, Count, Q, QuerySet, Sum, When

from qinqing.domains.accounts import queries as accounts
from qinqing.domains.claims import rules
from qinqing.domains.claims.models import Claim, ClaimQuerySet, PaperFile, PayoutAccount
from qinqing.domains.claims.permissions import PERMISSIONS, opens_papers, reads_account
from qinqing.domains.claims.queries.timing import Place, place, places
from qinqing.domains.claims.rules import Situation
from qinqing.domains.claims.terms import ClaimHolder, ClaimOrigin, ClaimState
from qinqing.domains.claims.workflow import CLAIM_FLOW
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.terms import BenefitClass, ClaimMode
from qinqing.kernel import clock, crypto, door, timeline
from qinqing.kernel.compiled import Asked, counted
from qinqing.kernel.permissions import Actor
from qinqing.kernel.refusals import NotFound
from qinqing.kernel.timeline import Entry
from qinqing.lib.workflow import Step

PAGE: Final = 50
CLAIM: Final = "claim"


def claims_visible_to(actor: Actor) -> ClaimQuerySet:
    """Every claim the actor may read."""
    return Claim.objects.filter(PERMISSIONS.scope(actor))


def addresses_of(actor: Actor, ids: Collection[int]) -> dict[int, str]:
    """The public ids of those of these claims that the actor sees, by their ids."""
    return dict(claims_visible_to(actor).filter(pk__in=ids).values_list("pk", "public_id"))


def _shown(actor: Actor) -> ClaimQuerySet:
    return claims_visible_to(actor).select_related("edition__item", "enterprise", "unit", "officer")


@dataclass(frozen=True)
class ClaimPage:
    """One page of claims with how each area counts time, and what the next page starts after."""

    rows: list[Claim]
    after: str
    places: dict[int, Place]


def _page(found: ClaimQuerySet, offset: int, now: datetime) -> ClaimPage:
    rows = list(found[offset : offset + PAGE + 1])
    after = str(offset + PAGE) if len(rows) > PAGE else ""
    return ClaimPage(rows[:PAGE], after, places((row.area_id for row in rows[:PAGE]), now))


STOCKS: Final[dict[str, Q]] = {
    "accept": Q(state__in=[ClaimState.APPLIED]),
    "examine": Q(state=ClaimState.ACCEPTED),
    "objected": Q(state=ClaimState.OBJECTED),
    "pay": Q(state=ClaimState.TO_PAY),
    "waiting": Q(
        state__in=[ClaimState.SUPPLEMENT, ClaimState.NOTICE, ClaimState.ACCOUNT, ClaimState.INTENDED]
    ),
    "ended": Q(is_open=False),
}
"""By name, what a list can be narrowed to."""


def _narrowed(stock: str, now: datetime) -> Q:
    if stock == "late":
        return Q(is_open=True, due_at__lt=now) & ~Q(state=ClaimState.NOTICE)
    return STOCKS.get(stock, Q(is_open=True))


def claims_page(actor: Actor, stock: str, now: datetime, *, offset: int = 0, words: str = "") -> ClaimPage:
    """The claims in sight, narrowed to a stock: what is open by its date, what has ended the newest first."""
    order = ("-ended_at", "-pk") if stock == "ended" else ("due_at", "pk")
    found = _shown(actor).filter(_narrowed(stock, now))
    for word in words.split()[:5]:
        found = found.filter(
            Q(number__icontains=word)
            | Q(edition__title__icontains=word)
            | Q(enterprise__name__icontains=word)
        )
    return _page(found.order_by(*order), offset, now)


def stocks_of(actor: Actor, now: datetime) -> Asked[dict[str, int]]:
    """How many claims stand in each stock, to be asked."""
    names = (*STOCKS, "late", "")
    wanted = {f"n_{name}": Count("pk", filter=_narrowed(name, now)) for name in names}
    found = counted(claims_visible_to(actor), wanted)
    return found.then(lambda counts: {name: counts[f"n_{name}"] for name in names})


def own_page(actor: Actor, now: datetime, *, offset: int = 0) -> ClaimPage:
    """The claims of the enterprises one speaks for: what waits for them first, then what is open."""
    mine = _shown(actor).filter(enterprise__in=actor.ids("member"))
    turn = Case(When(holder=ClaimHolder.ENTERPRISE, then=0), default=1)
    return _page(mine.order_by("-is_open", turn, "due_at", "-pk"), offset, now)


@dataclass(frozen=True, slots=True)
class Sums:
    """What was asked, approved and paid, in yuan."""

    asked: Decimal
    approved: Decimal
    paid: Decimal


def sums_of(found: QuerySet[Any]) -> Sums:
    """The sums of some claims; what was refused or withdrawn adds nothing to what was approved."""
    said = found.aggregate(
        asked=Sum("asked"), approved=Sum("approved", filter=~Q(state__in=rules.LEFT_OUT)), paid=Sum("paid")
    )
    return Sums(*(said[name] or Decimal(0) for name in ("asked", "approved", "paid")))


@dataclass(frozen=True, slots=True)
class AccountShown:
    """The account as this reader may see it: in full, or only that there is one."""

    holder: str
    bank: str
    number: str


@dataclass(frozen=True, slots=True)
class PaperRead:
    """One paper that the item asks for: whether it is there, and the files of it that this reader opens."""

    name: str
    is_ready: bool
    files: tuple[PaperFile, ...] = ()


@dataclass(frozen=True)
class ClaimRead:
    """One claim with what a page of it needs."""

    claim: Claim
    place: Place
    relations: frozenset[str]
    steps: dict[str, Step]
    account: AccountShown | None
    papers: Sequence[PaperRead]
    story: Sequence[Entry]
    names: dict[int, str]


def claim_for(actor: Actor, public_id: str) -> Claim:
    """One claim in sight. Raises NotFound for absent and unseen alike."""
    found = _shown(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def claim_read(actor: Actor, public_id: str, now: datetime) -> ClaimRead:
    """One claim with its date, what the actor may do, its account and its story. Raises NotFound."""
    claim = claim_for(actor, public_id)
    around = place(claim.area_id, now)
    story = timeline.of(CLAIM, [claim.pk], subjects=[CLAIM], layers=["E"], most=60)
    return ClaimRead(
        claim=claim,
        place=around,
        relations=PERMISSIONS.relations(actor, claim),
        steps={step.name: step for step in steps_of(actor, claim, now)},
        account=_account(actor, claim),
        papers=_papers(actor, claim),
        story=story,
        names=accounts.names_of(number for one in story for number in (one.actor_id, one.acting_for_id)),
    )


def _account(actor: Actor, claim: Claim) -> AccountShown | None:
    found = PayoutAccount.objects.filter(claim=claim.pk).first()
    if found is None or not reads_account(actor, claim):
        return None
    return AccountShown(found.holder, found.bank, crypto.unseal(found.sealed))


def _papers(actor: Actor, claim: Claim) -> list[PaperRead]:
    """The papers of an application; who is listed sends none."""
    if claim.origin == ClaimOrigin.LISTED:
        return []
    found: list[PaperFile] = []
    if claim.edition.papers and opens_papers(actor, claim):
        found = list(PaperFile.objects.filter(claim=claim.pk).select_related("file").order_by("-pk"))
    return [
        PaperRead(paper, paper in claim.papers, tuple(one for one in found if one.paper == paper))
        for paper in claim.edition.papers
    ]


def paper_file_for(actor: Actor, public_id: str) -> PaperFile:
    """One file of a claim in sight, for those who open its papers. Raises NotFound."""
    rows = PaperFile.objects.filter(public_id=public_id, claim__in=claims_visible_to(actor))
    found = rows.select_related("file", "claim").first()
    if found is None or not opens_papers(actor, found.claim):
        raise NotFound
    return found


def situation_of(actor: Actor, claim: Claim, now: datetime, *, with_budget: bool = False) -> Situation:
    """A claim as its life sees it; what the budget leaves is read only where it is asked for."""
    return Situation(
        state=ClaimState.of(claim.state),
        origin=ClaimOrigin.of(claim.origin),
        now=now,
        today=clock.local(now).date(),
        due_at=claim.due_at,
        notice_until_at=claim.notice_until_at,
        actor_id=actor.person_id,
        approved_by_id=claim.approved_by_id,
        approved=claim.approved,
        budget_left=budget_left(claim.edition) if with_budget else None,
        asks_papers=bool(claim.edition.papers),
    )


def steps_of(actor: Actor, claim: Claim, now: datetime) -> tuple[Step, ...]:
    """What the actor may do with a claim now."""
    if not PERMISSIONS.allows(actor, "claim.step"):
        return ()
    relations = PERMISSIONS.relations(actor, claim)
    return CLAIM_FLOW.open_steps(claim.state, relations, situation_of(actor, claim, now))


def budget_left(edition: Edition) -> Decimal | None:
    """What an edition's budget leaves after all that was approved; None where it has none.

    Read by its own unit, which sees all its claims.
    """
    if edition.budget is None:
        return None
    used = Claim.objects.standing().filter(edition=edition.pk).aggregate(sum=Sum("approved"))["sum"]
    return edition.budget - (used or Decimal(0))


def beside(
    items: Collection[int], enterprise_ids: Collection[int], now: datetime, *, but: int | None = None,
    approved: bool = False,
) -> Claim | None:  # fmt: skip
    """A claim of this year of one of these items by one of these enterprises; only an approved one, if asked.

    Whoever asks need not be one of those who see it.
    """
    year = datetime(clock.local(now).year, 1, 1, tzinfo=clock.LOCAL)
    with door.as_system("claims.beside"):
        rows = Claim.objects.standing().filter(
            enterprise__in=enterprise_ids, item__in=items, created_at__gte=year
        )
        if approved:
            rows = rows.filter(approved__isnull=False)
        if but is not None:
            rows = rows.exclude(pk=but)
        return rows.select_related("edition", "enterprise").order_by("pk").first()


def why_closed(edition: Edition, day: date) -> str | None:
    """Why nobody can apply for an edition on a day; None where one can."""
    return rules.not_open(
        ClaimMode.of(edition.mode), BenefitClass.of(edition.benefit_class).is_money, edition.from_on,
        edition.until_on, edition.closes_on, edition.unit_id is not None, day,
    )  # fmt: skip


def open_claims_of(actor: Actor, enterprise_id: int) -> list[Claim]:
    """Every claim that an enterprise has open, as far as the actor sees them."""
    rows = claims_visible_to(actor).filter(enterprise=enterprise_id, is_open=True)
    return list(rows.only("item", "state", "public_id").order_by("pk"))


def open_claim_of(enterprise: Enterprise, item_id: int) -> Claim | None:
    """The claim of an item that an enterprise has open already, if the reader sees it."""
    return Claim.objects.filter(enterprise=enterprise.pk, item=item_id, is_open=True).first()

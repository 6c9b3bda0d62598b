"""What the room counts, each with its denominator; the money of the rows is added up beside.

A rate says how much was done in its time. Speed alone is reached by refusing, so refusals stand beside what
was examined.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse

from qinqing.domains.claims.models import ClaimQuerySet
from qinqing.domains.claims.queries import claims_visible_to
from qinqing.domains.claims.terms import ClaimOrigin, ClaimState
from qinqing.domains.officers.models import Assignment, Officer
from qinqing.domains.officers.terms import Part
from qinqing.domains.policies import queries as policies
from qinqing.domains.policies.models import Edition, KeptMatch
from qinqing.domains.policies.terms import BenefitClass
from qinqing.kernel.figures import Figure, Period, Ratio, Shown, Split
from qinqing.kernel.gathered import Column
from qinqing.kernel.permissions import Actor
from qinqing.ui import formats

RIGHT: Final = "figure.open"
_OFFICER: Final = Subquery(Officer.objects.filter(person=OuterRef("officer")).order_by("pk").values("pk")[:1])
_SPLITS: Final[Mapping[str, Column]] = {
    "area": "area_id",
    "unit": "unit_id",
    "item": "item_id",
    "officer": _OFFICER,
}


def _within(field: str, period: Period) -> Q:
    return Q(**{f"{field}__gte": period.since, f"{field}__lt": period.until})


def _received(actor: Actor, period: Period) -> ClaimQuerySet:
    return claims_visible_to(actor).filter(_within("applied_at", period))


def _accepted(actor: Actor, period: Period) -> ClaimQuerySet:
    return claims_visible_to(actor).filter(_within("accepted_at", period))


def _decided(actor: Actor, period: Period) -> ClaimQuerySet:
    """Listed ones were decided by their list, which has no clock."""
    return claims_visible_to(actor).filter(_within("decided_at", period), origin=ClaimOrigin.APPLIED)


def _approved(actor: Actor, period: Period) -> ClaimQuerySet:
    granted = claims_visible_to(actor).filter(_within("decided_at", period), approved__gt=0)
    return granted.exclude(state=ClaimState.REFUSED)


def _paid(actor: Actor, period: Period) -> ClaimQuerySet:
    return claims_visible_to(actor).filter(_within("paid_at", period))


def _show(rows: QuerySet[Any]) -> Sequence[Shown]:
    columns = rows.values_list(
        "number", "edition__title", "enterprise__name", "state", "paid", "approved", "asked", "public_id"
    )
    return [
        Shown(
            f"{name}：{title}",
            f"{number} · {ClaimState.label_of(state)} · {formats.amount(paid or approved or asked)}",
            reverse("claims:one", args=[public_id]),
        )
        for number, title, name, state, paid, approved, asked, public_id in columns
    ]


def _items() -> Mapping[int, str]:
    return dict(Edition.objects.published().order_by("number").values_list("item", "title"))


SPLITS = (Split("item", "事项", _items),)

RECEIVED = Figure(
    "claims.received",
    "收到申领",
    "期内提交申请的；只有意向的、免申即享列名单的不算",
    RIGHT,
    _received,
    _show,
    _SPLITS,
)
ACCEPTED = Figure("claims.accepted", "受理", "期内受理的申领", RIGHT, _accepted, _show, _SPLITS)
ACCEPTED_IN_TIME = Figure(
    "claims.accepted_in_time", "按时受理", "其中受理不晚于期限的", RIGHT,
    lambda actor, period: _accepted(actor, period).filter(accepted_late=False), _show, _SPLITS,
)  # fmt: skip
DECIDED = Figure(
    "claims.decided", "审核了", "期内给出审核结果的申领，通过和不通过都算", RIGHT, _decided, _show, _SPLITS
)
DECIDED_IN_TIME = Figure(
    "claims.decided_in_time", "按时审核", "其中不晚于期限的", RIGHT,
    lambda actor, period: _decided(actor, period).filter(decided_late=False), _show, _SPLITS,
)  # fmt: skip
REFUSED = Figure(
    "claims.refused", "没有通过", "期内审核了、没有通过的，公示后异议成立的也算", RIGHT,
    lambda actor, period: _decided(actor, period).filter(state=ClaimState.REFUSED), _show, _SPLITS,
)  # fmt: skip
APPROVED = Figure(
    "claims.approved",
    "核定兑现",
    "期内审核通过或者列入确认过的名单的；异议成立的不算",
    RIGHT,
    _approved,
    _show,
    _SPLITS,
)
ARRIVED = Figure(
    "claims.arrived", "已经到账", "其中现在已经拨付的", RIGHT,
    lambda actor, period: _approved(actor, period).filter(state=ClaimState.PAID), _show, _SPLITS,
)  # fmt: skip
PAID = Figure("claims.paid", "拨付", "期内登记拨付的", RIGHT, _paid, _show, _SPLITS)
PAID_IN_TIME = Figure(
    "claims.paid_in_time", "按时拨付", "其中不晚于期限的", RIGHT,
    lambda actor, period: _paid(actor, period).filter(paid_late=False), _show, _SPLITS,
)  # fmt: skip

ACCEPT_RATE = Ratio("claims.accept_rate", "按时受理率", "按时受理 ÷ 受理", ACCEPTED_IN_TIME, ACCEPTED)
DECIDE_RATE = Ratio("claims.decide_rate", "按时审核率", "按时审核 ÷ 审核了", DECIDED_IN_TIME, DECIDED)
REFUSE_RATE = Ratio("claims.refuse_rate", "没有通过的占比", "没有通过 ÷ 审核了", REFUSED, DECIDED)
ARRIVE_RATE = Ratio("claims.arrive_rate", "到账率", "已经到账 ÷ 核定兑现", ARRIVED, APPROVED)
PAY_RATE = Ratio("claims.pay_rate", "按时拨付率", "按时拨付 ÷ 拨付", PAID_IN_TIME, PAID)

# --- of those whom an item fits ----------------------------------------

TAKE_UP: Final = "claim.take_up"
"""Whom an item fits tells a figure of the enterprise: rows open to its officer; others read counts."""
_MONEY: Final = tuple(kind for kind in BenefitClass if kind.is_money)


def _fit(actor: Actor, period: Period) -> QuerySet[KeptMatch]:
    current = Edition.objects.current(period.last).filter(benefit_class__in=_MONEY, unit__isnull=False)
    return policies.fits_known_to(actor).filter(edition__in=current)


def _fit_and(condition: Callable[[Period], Q]) -> Callable[[Actor, Period], QuerySet[KeptMatch]]:
    """Of those whom an item fits, those with a claim of it of which this holds in the period."""

    def rows(actor: Actor, period: Period) -> QuerySet[KeptMatch]:
        theirs = claims_visible_to(actor).filter(
            condition(period), enterprise=OuterRef("enterprise"), item=OuterRef("edition__item")
        )
        return _fit(actor, period).filter(Exists(theirs))

    return rows


def _applied(period: Period) -> Q:
    """Applied for, or listed without having to apply."""
    return _within("applied_at", period) | Q(origin=ClaimOrigin.LISTED) & _within("decided_at", period)


def _brought(actor: Actor, period: Period) -> QuerySet[KeptMatch]:
    """Whom somebody brought the item to, this year or before."""
    pushes = policies.pushes_visible_to(actor).filter(
        pushed_at__lt=period.until, enterprise=OuterRef("enterprise"), edition__item=OuterRef("edition__item")
    )
    return _fit(actor, period).filter(Exists(pushes))


def _show_fit(rows: QuerySet[KeptMatch]) -> Sequence[Shown]:
    columns = rows.values_list(
        "enterprise__name", "edition__title", "since_on", "edition__item__public_id", "enterprise__public_id"
    )
    return [
        Shown(
            f"{name}：{title}",
            f"{formats.full_day(since)}起适合",
            reverse("claims:new", args=[item, enterprise]),
        )
        for name, title, since, item, enterprise in columns
    ]


_SERVED_BY: Final = Subquery(
    Assignment.objects.filter(enterprise=OuterRef("enterprise"), until_on=None, part=Part.A)
    .order_by("pk").values("officer")[:1]
)  # fmt: skip
_FIT_SPLITS: Final[Mapping[str, Column]] = {
    "area": "enterprise__area_id",
    "item": "edition__item_id",
    "officer": _SERVED_BY,
}


def _of_fit(
    key: str, label: str, meaning: str, rows: Callable[[Actor, Period], QuerySet[KeptMatch]]
) -> Figure:
    return Figure(f"claims.{key}", label, meaning, TAKE_UP, rows, _show_fit, _FIT_SPLITS)


FIT = _of_fit(
    "fit",
    "适合的",
    "最近一次比对适合、现在能兑现钱的政策，一家企业一项算一次；资料不全、判不出来的不算",
    _fit,
)
BROUGHT = _of_fit(
    "fit_brought", "推送过的", "其中有人把这一项推送给过它的；没有推送过的可能还不知道", _brought
)
WANTED = _of_fit(
    "fit_wanted",
    "有意向的",
    "其中期内提了意向、申请了或者列入名单的",
    _fit_and(lambda period: _within("created_at", period) | _applied(period)),
)
TAKEN_UP = _of_fit(
    "fit_applied", "申领了的", "其中期内申请了，或者免申即享列入确认过的名单的；撤回的也算申请过",
    _fit_and(_applied),
)  # fmt: skip
FIT_PAID = _of_fit(
    "fit_paid",
    "拿到钱的",
    "其中期内拨付了的，申请得早的也算",
    _fit_and(lambda period: _within("paid_at", period)),
)
TAKE_UP_RATE = Ratio("claims.take_up_rate", "申领率", "申领了的 ÷ 适合的", TAKEN_UP, FIT)
BROUGHT_RATE = Ratio("claims.brought_rate", "推送到的占比", "推送过的 ÷ 适合的", BROUGHT, FIT)
FIT_PAID_RATE = Ratio("claims.fit_paid_rate", "拿到钱的占比", "拿到钱的 ÷ 适合的", FIT_PAID, FIT)
OF_FIT: Final = (FIT, BROUGHT, WANTED, TAKEN_UP, FIT_PAID)
"""From whom an item fits to whom it was paid, each among those before it but for the pushes."""


def take_up_by(
    split: str, actor: Actor, period: Period, among: Q | None = None
) -> dict[int | None, tuple[int, ...]]:
    """How many an item fits, was brought to, who wanted it, applied, was paid, by the values of a split."""
    found: dict[int | None, list[int]] = {}
    for place, figure in enumerate(OF_FIT):
        rows = figure.rows(actor, period).filter(among or Q()).annotate(split_by=_by(_FIT_SPLITS[split]))
        counted = rows.order_by().values("split_by").annotate(count=Count("pk"))
        for value, count in counted.values_list("split_by", "count"):
            found.setdefault(value, [0] * len(OF_FIT))[place] = count
    return {value: tuple(counts) for value, counts in found.items()}


def _by(column: Column) -> Any:
    return F(column) if isinstance(column, str) else column


FIGURES = (
    *(RECEIVED, ACCEPT_RATE, DECIDE_RATE, REFUSE_RATE, ARRIVE_RATE, PAY_RATE),
    *(TAKE_UP_RATE, BROUGHT_RATE, WANTED, FIT_PAID_RATE),
)


# --- the money of them -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Summed:
    """Of a figure's rows how many there are, and how much money."""

    count: int = 0
    money: Decimal = Decimal(0)

    def __add__(self, other: "Summed") -> "Summed":
        return Summed(self.count + other.count, self.money + other.money)


SUMMED: Final = ((RECEIVED, "asked"), (APPROVED, "approved"), (PAID, "paid"))
"""What is added up, and of which money."""
Line = tuple[Summed, ...]
"""One after another what each of `SUMMED` says."""
NOTHING: Final[Line] = (Summed(),) * len(SUMMED)


def sums_by(split: str, actor: Actor, period: Period, among: Q | None = None) -> dict[int | None, Line]:
    """What was received, approved and paid, by the values of a split; three statements."""
    found: dict[int | None, Line] = {}
    column = _SPLITS[split]
    for place, (figure, money) in enumerate(SUMMED):
        rows = figure.rows(actor, period).filter(among or Q())
        rows = rows.annotate(split_by=_by(column))
        grouped = rows.order_by().values("split_by").annotate(count=Count("pk"), money=Sum(money))
        for value, count, sum_ in grouped.values_list("split_by", "count", "money"):
            line = list(found.get(value, NOTHING))
            line[place] = Summed(count, sum_ or Decimal(0))
            found[value] = tuple(line)
    return found


def added(lines: Sequence[Line]) -> Line:
    """Several of them together."""
    return tuple(sum(column, Summed()) for column in zip(*lines, strict=True)) or NOTHING


def officers_of(found: Iterable[int | None]) -> Mapping[int, str]:
    """The officers among the values of a split, in the order of their names: by money it would be a ranking
    of people."""
    rows = Officer.objects.filter(pk__in=[one for one in found if one is not None])
    return dict(rows.order_by("person__name", "pk").values_list("pk", "person__name"))

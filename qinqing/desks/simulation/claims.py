"""What lies on the desks now: claims at every stop of their way, some of them late, and payout lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Final

from qinqing.desks.simulation import payouts, world
from qinqing.desks.simulation.claiming import Life, Move, Taken, before_the_end, do, intend, of_amount
from qinqing.desks.simulation.play import History
from qinqing.domains.claims import actions
from qinqing.domains.policies import queries as policies
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.terms import ClaimMode
from qinqing.kernel import clock

BACK, LISTED_BACK = timedelta(days=118), timedelta(days=62)
"""How long before the end the oldest of these were begun, and the oldest list."""
STATED: Final = timedelta(days=3)
"""How long after the beginning the policies stand in the platform, so that somebody can claim them."""
_SWEPT_AT: Final = time(18, 40)
_AMOUNTS: Final = (5, 8, 10, 12, 20, 20, 30)
_ASK, _ACCEPT, _APPLY = ("handler", "ask"), ("handler", "accept"), ("enterprise", "apply")
_ROADS: Final[Mapping[str, tuple[Move, ...]]] = {
    # By the stop where it rests: after so many working days, who does what.
    "intended": (),
    "applied": ((1, *_APPLY),),
    "supplement": ((1, *_APPLY), (1, *_ASK)),
    "accepted": ((1, *_APPLY), (1, *_ACCEPT)),
    "turned_down": ((1, *_APPLY), (1, "handler", "turn_down")),
    "refused": ((1, *_APPLY), (1, *_ACCEPT), (4, "handler", "refuse")),
    "withdrawn": ((1, *_APPLY), (1, *_ACCEPT), (2, "enterprise", "withdraw")),
    "notice": ((1, *_APPLY), (1, *_ACCEPT), (4, "handler", "approve")),
    "objected": ((1, *_APPLY), (1, *_ACCEPT), (3, "handler", "approve"), (2, "handler", "object")),
    "account": ((1, *_APPLY), (1, *_ACCEPT), (4, "handler", "approve"), (6, "", "")),
    "to_pay": (
        (1, *_APPLY), (1, *_ASK), (3, "enterprise", "supply"), (1, *_ACCEPT), (4, "handler", "approve"),
        (7, "enterprise", "confirm_account"),
    ),
    "paid": (
        (1, *_APPLY), (1, *_ACCEPT), (4, "handler", "approve"), (1, "enterprise", "give_account"),
        (9, "handler", "pay"),
    ),
}  # fmt: skip
_RESTS: Final[tuple[tuple[str, int], ...]] = (
    # Where it rests, and since how many working days; some are late by now.
    ("intended", 1), ("intended", 5), ("applied", 0), ("applied", 0), ("applied", 3),
    ("supplement", 2), ("supplement", 4), ("supplement", 13), ("accepted", 1), ("accepted", 3),
    ("accepted", 4), ("accepted", 60), ("notice", 1), ("notice", 3), ("objected", 1), ("account", 2),
    ("account", 14), ("to_pay", 1), ("to_pay", 3), ("to_pay", 12), ("turned_down", 8),
    ("turned_down", 30), ("refused", 6), ("refused", 22), ("withdrawn", 15), ("paid", 2), ("paid", 9),
    ("paid", 16), ("paid", 25), ("paid", 33), ("paid", 41), ("paid", 48),
)  # fmt: skip
_CLAIMED: Final = 9
"""So many items are claimed."""
_OF_THE_DEMO: Final = frozenset({2, 5, 17, 25, 28})
"""Which of them are of the demo enterprise."""
_LISTS: Final = ((30, "paid"), (2, "notice"), (1, "send"), (0, "draft"))
"""Since how many working days each list rests, and where."""
_LISTED: Final = 7
"""So many, beside the demo enterprise, stand on each list."""


def let_policies_be_taken_up(
    history: History, enterprises: Sequence[int], demo: int, since: datetime, taken: Taken
) -> None:
    """Let claims come to rest at every stop, and lists be made, each at its moment; sweep every evening."""
    _sweep_daily(history, since)
    for back, deal in ((BACK, _begin), (LISTED_BACK, _list)):
        at = max(since + STATED, history.until - back)
        history.at(at, partial(deal, history, enterprises, demo, taken))


def _sweep_daily(history: History, since: datetime) -> None:
    """Public notice ends with a working day, and nothing falls due on another."""
    for number in range((history.until - since).days + 1):
        day = clock.local(since + timedelta(days=number)).date()
        evening = datetime.combine(day, _SWEPT_AT, clock.LOCAL)
        if evening > since and history.calendar.is_workday(day):
            history.at(evening, _sweep)


def _sweep(now: datetime) -> None:
    actions.sweep(now)


def _begin(history: History, enterprises: Sequence[int], demo: int, taken: Taken, now: datetime) -> None:
    """Deal out who claims what, and let everything else come in its time."""
    demo_unit = history.cast.units[world.read("people")["demo"]["unit"]]
    open_ = [one for one in _open(now) if one.mode != ClaimMode.NO_APPLICATION]
    claimed = sorted(open_, key=lambda one: (one.unit_id != demo_unit, one.pk))[:_CLAIMED]
    rng = history.rng
    others = rng.sample([one for one in enterprises if one != demo], len(_RESTS))
    fits = _fitting(rng, claimed)
    for number, (rest, days) in enumerate(_RESTS):
        edition = claimed[number % len(claimed)]
        # Whom it fits claims it; where nobody is left whom it does, somebody tries all the same.
        able = [one for one in fits[edition.pk] if one != demo] + [*others[number:], *others]
        wanting = ([demo] if number in _OF_THE_DEMO else []) + able
        firm = taken.first(wanting, edition, 1)[0]
        _walk(history, Life(firm, edition, _amount(history, edition), seed=number), rest, days, now)


def _list(history: History, enterprises: Sequence[int], demo: int, taken: Taken, now: datetime) -> None:
    """Deal out who stands on which list, as many as half the budget is enough for."""
    demo_unit = history.cast.units[world.read("people")["demo"]["unit"]]
    listed = [one for one in _open(now) if one.mode == ClaimMode.NO_APPLICATION]
    listed.sort(key=lambda one: (one.unit_id != demo_unit, one.pk))
    others = history.rng.sample([one for one in enterprises if one != demo], 3 * _LISTED)
    for edition, (days, last) in zip(listed, _LISTS, strict=False):
        able = [one for one in policies.fitting(edition) if one != demo]
        most = _LISTED if edition.budget is None else int(edition.budget / payouts.award(edition) / 2)
        firms = taken.first([*able, *others], edition, min(_LISTED, most))
        firms += taken.first([demo], edition, 1) if last in ("paid", "notice") else []
        payouts.let_be_listed(history, edition, firms, days, last, demo)


def _amount(history: History, edition: Edition) -> Decimal:
    """Some amount that leaves most of the budget to others."""
    amount = of_amount(history.rng.choice(_AMOUNTS))
    return amount if edition.budget is None else min(amount, edition.budget // of_amount(12) * world.WAN)


def _open(now: datetime) -> list[Edition]:
    """What can be claimed in money now and goes on being in force."""
    held = Edition.objects.published().filter(
        unit__isnull=False, until_on=None, from_on__lte=clock.local(now).date(), benefit_class="award"
    )
    return list(held.select_related("item__policy").order_by("pk"))


def _fitting(rng: Random, editions: Sequence[Edition]) -> Mapping[int, Sequence[int]]:
    """Whom each edition fits by what is known, in an order of chance."""
    found = {one.pk: policies.fitting(one) for one in editions}
    return {edition: rng.sample(some, len(some)) for edition, some in found.items()}


def _walk(history: History, life: Life, rest: str, days: int, now: datetime) -> None:
    """Let a claim be begun in time for it to rest where it does since so many working days."""
    road = _ROADS[rest]
    back = days + sum(step[0] for step in road)
    history.at(max(before_the_end(history, back), now), partial(intend, history, life))
    for wait, who, step in road:
        back -= wait
        if step:
            at = max(before_the_end(history, back), now + timedelta(hours=1))
            history.at(at, partial(do, history, life, who, step))

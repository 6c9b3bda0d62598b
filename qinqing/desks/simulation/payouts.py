"""Payout lists of what nobody applies for: made by a handler, confirmed by the head, paid where it came."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from qinqing.desks.simulation.claiming import Life, Move, before_the_end, do, of_amount, played
from qinqing.desks.simulation.play import History, acting_as
from qinqing.domains.accounts.terms import Role
from qinqing.domains.claims import actions
from qinqing.domains.claims.models import Claim, ListEntry, PayoutList
from qinqing.domains.policies.models import Edition
from qinqing.kernel import clock

_SOME: Final = 30
_COMPARED: Final = "按主管部门公布的名单和年度资料比对"
_SAME_AGAIN: Final = "去年同一项已经领过，不重复奖"
_NOW: Final[tuple[tuple[Move, ...], ...]] = (
    ((20, "enterprise", "confirm_account"), (14, "handler", "pay")),
    ((18, "enterprise", "confirm_account"), (13, "handler", "pay")),
    ((3, "enterprise", "confirm_account"),),
    (),
)
"""Of a list that is being paid: so many working days before the end who does what."""
_PAID: Final[tuple[tuple[Move, ...], ...]] = (
    ((7, "enterprise", "confirm_account"), (4, "handler", "pay")),
    ((8, "enterprise", "confirm_account"), (5, "handler", "pay")),
    ((7, "enterprise", "confirm_account"), (6, "handler", "pay")),
    ((13, "enterprise", "confirm_account"), (8, "handler", "pay")),
)
"""After it was confirmed, one after the other; of the last the account came late."""


def let_be_listed(
    history: History, edition: Edition, firms: Sequence[int], days: int, last: str, demo: int
) -> None:
    """Let a list come to rest at `last` since so many working days; of a paid one the accounts come in, but
    for two."""
    moments = iter(before_the_end(history, back) for back in (days + 2, days + 1, days))
    history.at(next(moments), partial(_list, history, edition, dict.fromkeys(firms, award(edition))))
    words = ((Role.HANDLER, "send"), (Role.UNIT_HEAD, "confirm"))
    for role, word in words[: {"draft": 0, "send": 1}.get(last, 2)]:
        history.at(next(moments), partial(_step, history, edition, role, word))
    if last == "paid":
        for number, enterprise in enumerate(one for one in firms if one != demo):
            for back, who, step in _NOW[number % len(_NOW)]:
                doing = partial(_do, history, edition, enterprise, who, step, number)
                history.at(before_the_end(history, back), doing)


def let_be_paid(history: History, edition: Edition, amounts: Mapping[int, Decimal], begins: datetime) -> None:
    """Let a list be made, confirmed the days after, and everybody on it be paid."""
    history.at(begins, partial(_list, history, edition, amounts))
    _after(history, begins, 1, partial(_step, history, edition, Role.HANDLER, "send"))
    _after(history, begins, 2, partial(_step, history, edition, Role.UNIT_HEAD, "confirm"))
    for number, enterprise in enumerate(amounts):
        wait = 2
        for days, who, step in _PAID[number % len(_PAID)]:
            wait += days
            _after(history, begins, wait, partial(_do, history, edition, enterprise, who, step, number))


def _after(history: History, begins: datetime, days: int, doing: partial[None]) -> None:
    day = history.calendar.workday_from(clock.local(begins).date(), days)
    history.at(history.calendar.opening(day) + timedelta(minutes=history.rng.randint(20, 420)), doing)


def award(edition: Edition) -> Decimal:
    """What an item gives everybody; of one that says no amount some."""
    amount = edition.rule.get("benefit", {}).get("otherwise", {}).get("amount", _SOME)
    return of_amount(amount)


def _list(history: History, edition: Edition, amounts: Mapping[int, Decimal], now: datetime) -> None:
    assert edition.unit_id is not None
    handler = history.cast.of_unit(Role.HANDLER, edition.unit_id)[0]

    def doing() -> None:
        made = actions.make_list(author=acting_as(handler, now), edition=edition, now=now)
        author = acting_as(handler, now)
        actions.put_on(author=author, payout_list=made, reason=_COMPARED, amounts=amounts, now=now)
        entry = ListEntry.objects.filter(payout_list=made.pk).order_by("pk").first()
        assert entry is not None
        if len(amounts) > 1:
            actions.take_out(author=acting_as(handler, now), entry=entry, reason=_SAME_AGAIN, now=now)

    played(history, doing)


def _step(history: History, edition: Edition, role: Role, step: str, now: datetime) -> None:
    made = PayoutList.objects.filter(edition=edition.pk).order_by("-pk").first()
    if made is None:
        return
    person = history.cast.of_unit(role, made.unit_id)[0]
    played(
        history,
        lambda: actions.take_list_step(
            author=acting_as(person, now), payout_list=made, step=step, given={}, now=now
        ),
    )


def _do(
    history: History, edition: Edition, enterprise: int, who: str, step: str, seed: int, now: datetime
) -> None:
    found = Claim.objects.filter(edition=edition.pk, enterprise=enterprise).order_by("-pk").first()
    if found is not None:
        do(
            history,
            Life(enterprise, edition, found.approved or award(edition), found.pk, 50 + seed),
            who,
            step,
            now,
        )

"""Policies taken up: claims at every stop of their way, some of them late, and payout lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any, Final

from qinqing.desks.simulation import world
from qinqing.desks.simulation.play import History, acting_as, look_again
from qinqing.domains.accounts.terms import Role
from qinqing.domains.claims import actions
from qinqing.domains.claims.actions import Wish
from qinqing.domains.claims.models import Claim, ListEntry, PayoutList
from qinqing.domains.enterprises.models import Enterprise
from qinqing.domains.officers import queries as officers
from qinqing.domains.policies import queries as policies
from qinqing.domains.policies.models import Edition
from qinqing.domains.policies.terms import ClaimMode
from qinqing.kernel import clock, door, events, jobs
from qinqing.kernel.refusals import Refused

STATED: Final = timedelta(days=3)
"""How long after the beginning the policies stand in the platform, so that somebody can claim them."""
_SWEPT_AT: Final = time(18, 40)
_AMOUNTS: Final = (5, 8, 10, 12, 20, 20, 30)
_WORDS: Final = (
    "设备发票都齐了，想赶在年底前办完。",
    "第一次申报，不清楚研发费用怎么归集。",
    "去年领过第一批，这是第二批。",
    "",
    "",
)
_PAPERS: Final = ("研发费用专项审计报告", "设备购置发票和付款凭证", "社保缴纳证明", "参展合同和付款凭证")
_REFUSALS: Final = (
    ("设备投资额按发票核定不到起补线", "实施办法第六条"),
    ("研发费用专项审计口径不符", "若干措施第九条"),
)
_ASK, _ACCEPT, _APPLY = ("handler", "ask"), ("handler", "accept"), ("enterprise", "apply")
_ROADS: Final[Mapping[str, tuple[tuple[int, str, str], ...]]] = {
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


@dataclass(slots=True)
class _Life:
    """One claim of the history."""

    enterprise_id: int
    edition: Edition
    amount: Decimal
    claim_id: int = 0
    seed: int = 0


def let_policies_be_taken_up(
    history: History, enterprises: Sequence[int], demo: int, since: datetime
) -> None:
    """Let claims be begun and walk their way, and lists be made, each at its moment; sweep every evening."""
    _sweep_daily(history, since)
    history.at(since + STATED, partial(_begin, history, enterprises, demo))


def _sweep_daily(history: History, since: datetime) -> None:
    for number in range((history.until - since).days + 1):
        evening = datetime.combine(clock.local(since + timedelta(days=number)).date(), _SWEPT_AT, clock.LOCAL)
        if evening > since:
            history.at(evening, _sweep)


def _sweep(now: datetime) -> None:
    actions.sweep(now)


def _begin(history: History, enterprises: Sequence[int], demo: int, now: datetime) -> None:
    """Deal out who claims what, and let everything else come in its time."""
    demo_unit = history.cast.units[world.read("people")["demo"]["unit"]]
    open_ = list(
        Edition.objects.published()
        .filter(unit__isnull=False, until_on=None, from_on__lte=clock.local(now).date())
        .select_related("item__policy")
        .order_by("pk")
    )
    claimed = [one for one in open_ if one.mode != ClaimMode.NO_APPLICATION and one.benefit_class == "award"]
    claimed.sort(key=lambda one: (one.unit_id != demo_unit, one.pk))
    rng = history.rng
    others = rng.sample([one for one in enterprises if one != demo], len(_RESTS))
    claimed = claimed[:_CLAIMED]
    fits = _fitting(rng, claimed, now)
    for number, (rest, days) in enumerate(_RESTS):
        mine = number in _OF_THE_DEMO
        edition = claimed[number % len(claimed)]
        # Whom it fits claims it; where nobody is left whom it does, somebody tries all the same.
        able = [one for one in fits[edition.pk] if one != demo]
        turn = number // len(claimed)
        firm = demo if mine else able[turn] if turn < len(able) else others[number]
        life = _Life(firm, edition, rng.choice(_AMOUNTS) * world.WAN, seed=number)
        _walk(history, life, rest, days, now)
    listed = [one for one in open_ if one.mode == ClaimMode.NO_APPLICATION and one.benefit_class == "award"]
    listed.sort(key=lambda one: (one.unit_id != demo_unit, one.pk))
    for edition, (days, last) in zip(
        listed, ((30, "paid"), (2, "notice"), (1, "send"), (0, "draft")), strict=False
    ):
        firms = [*rng.sample(others, 7), *([demo] if last in ("paid", "notice") else [])]
        _let_be_listed(history, edition, firms, days, last, demo)


def _fitting(rng: Random, editions: Sequence[Edition], now: datetime) -> Mapping[int, Sequence[int]]:
    """Whom each edition fits by what is known at the beginning, in an order of chance."""
    with events.kept_back(), clock.set_to(now):
        jobs.run("policies.judge_everything")
    found = {one.pk: policies.fitting(one) for one in editions}
    return {edition: rng.sample(some, len(some)) for edition, some in found.items()}


def _moment(history: History, back: int) -> datetime:
    """Some minute of the working day so many working days before the end."""
    calendar = history.calendar
    today = clock.local(history.until).date()
    day = calendar.workday_from(today, -back) if back else today
    minute = timedelta(minutes=history.rng.randint(20, 420))
    if not back:
        return history.until - timedelta(minutes=history.rng.randint(40, 160))
    return calendar.opening(day) + minute


def _walk(history: History, life: _Life, rest: str, days: int, now: datetime) -> None:
    """Let a claim be begun in time for it to rest where it does since so many working days."""
    road = _ROADS[rest]
    back = days + sum(step[0] for step in road)
    history.at(max(_moment(history, back), now), partial(_intend, history, life))
    for wait, who, step in road:
        back -= wait
        if step:
            history.at(
                max(_moment(history, back), now + timedelta(hours=1)), partial(_do, history, life, who, step)
            )


def _intend(history: History, life: _Life, now: datetime) -> None:
    enterprise = Enterprise.objects.get(pk=life.enterprise_id)
    speaker = history.cast.contacts(life.enterprise_id)[0]
    wish = Wish(life.edition, enterprise, words=_WORDS[life.seed % len(_WORDS)])
    _played(history, lambda: _kept(life, actions.intend(author=acting_as(speaker, now), wish=wish, now=now)))


def _kept(life: _Life, claim: Claim) -> None:
    life.claim_id = claim.pk


def _do(history: History, life: _Life, who: str, step: str, now: datetime) -> None:
    if not life.claim_id:
        return
    claim = Claim.objects.select_related("edition", "enterprise").get(pk=life.claim_id)
    person = _person(history, claim, who, step, now, life.seed)
    given = _given(life, claim, step, now)
    _played(
        history,
        lambda: actions.take_step(
            author=acting_as(person, now), claim=claim, step=step, given=given, now=now
        ),
    )


def _played(history: History, doing: Any) -> None:
    try:
        door.drawn_again(doing)
    except Refused as refused:
        history.refused[f"claim: {refused}"] += 1
    look_again()


def _person(history: History, claim: Claim, who: str, step: str, now: datetime, seed: int) -> int:
    """Who takes a step; an enterprise's officer now and then applies for it."""
    if who == "handler":
        return history.cast.of_unit(Role.HANDLER, claim.unit_id)[0]
    officer = officers.present_officer(claim.enterprise_id, now)
    if step == "apply" and seed % 4 == 1 and officer is not None:
        return officer
    return history.cast.contacts(claim.enterprise_id)[0]


def _given(life: _Life, claim: Claim, step: str, now: datetime) -> dict[str, Any]:
    """What is filled in with a step."""
    reason, citation = _REFUSALS[life.seed % len(_REFUSALS)]
    account = {
        "holder": claim.enterprise.name, "bank": "青岚农商银行兴业支行",
        "account": f"6222{claim.enterprise_id:06}{life.seed:06}",
    }  # fmt: skip
    known: dict[str, dict[str, Any]] = {
        "apply": {"amount": life.amount, "papers": claim.edition.papers[: 1 + life.seed % 3]},
        "ask": {"reason": f"还缺{_PAPERS[life.seed % len(_PAPERS)]}，加盖公章"},
        "supply": {"words": "已按要求补齐，原件可随时核对", "papers": claim.edition.papers},
        "turn_down": {"reason": "本批次申报已经结束，下一批三月开始，到时可以再报"},
        "refuse": {"reason": reason, "citation": citation},
        "approve": {"amount": life.amount, "reason": ""},
        "object": {"objection": "来电反映：该企业设备有一部分是旧设备翻新，请核实"},
        "withdraw": {"reason": "改报省里的同类项目"},
        "confirm_account": account,
        "give_account": account,
        "pay": {
            "amount": claim.approved, "paid_on": clock.local(now).date(),
            "voucher": f"{clock.local(now):%Y%m%d}-{100 + life.seed}",
        },
    }  # fmt: skip
    return known.get(step, {})


# --- what nobody applies for -------------------------------------------


def _let_be_listed(
    history: History, edition: Edition, firms: Sequence[int], days: int, last: str, demo: int
) -> None:
    """Let a list be made, handed on and confirmed; of a paid one the accounts come in, but for two."""
    moments = iter(_moment(history, back) for back in (days + 2, days + 1, days))
    history.at(next(moments), partial(_list, history, edition, firms))
    for role, word in ((Role.HANDLER, "send"), (Role.UNIT_HEAD, "confirm"))[
        : {"draft": 0, "send": 1}.get(last, 2)
    ]:
        history.at(next(moments), partial(_step_list, history, edition, role, word))
    if last == "paid":
        for number, enterprise in enumerate(one for one in firms if one != demo):
            for back, who, step in _OF_A_LISTED[number % len(_OF_A_LISTED)]:
                doing = partial(_do_listed, history, edition, enterprise, who, step, number)
                history.at(_moment(history, back), doing)


_OF_A_LISTED: Final[tuple[tuple[tuple[int, str, str], ...], ...]] = (
    ((20, "enterprise", "confirm_account"), (14, "handler", "pay")),
    ((18, "enterprise", "confirm_account"), (13, "handler", "pay")),
    ((3, "enterprise", "confirm_account"),),
    (),
)


def _list(history: History, edition: Edition, firms: Sequence[int], now: datetime) -> None:
    assert edition.unit_id is not None
    handler = history.cast.of_unit(Role.HANDLER, edition.unit_id)[0]

    def doing() -> None:
        made = actions.make_list(author=acting_as(handler, now), edition=edition, now=now)
        actions.put_on(
            author=acting_as(handler, now), payout_list=made, reason="按主管部门公布的名单和年度资料比对",
            amounts=dict.fromkeys(firms, 30 * world.WAN), now=now,
        )  # fmt: skip
        entry = ListEntry.objects.filter(payout_list=made.pk).order_by("pk").first()
        assert entry is not None
        actions.take_out(
            author=acting_as(handler, now), entry=entry, reason="去年同一项已经领过，不重复奖", now=now
        )

    _played(history, doing)


def _step_list(history: History, edition: Edition, role: Role, step: str, now: datetime) -> None:
    made = PayoutList.objects.filter(edition=edition.pk).order_by("-pk").first()
    if made is None:
        return
    person = history.cast.of_unit(role, made.unit_id)[0]
    _played(
        history,
        lambda: actions.take_list_step(
            author=acting_as(person, now), payout_list=made, step=step, given={}, now=now
        ),
    )


def _do_listed(
    history: History, edition: Edition, enterprise: int, who: str, step: str, seed: int, now: datetime
) -> None:
    found = Claim.objects.filter(edition=edition.pk, enterprise=enterprise).first()
    if found is not None:
        _do(history, _Life(enterprise, edition, 30 * world.WAN, found.pk, 50 + seed), who, step, now)
